/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ports/yj-joined-reader.h"

/* A reader that says what it is told. */
#define TEST_TYPE_READER (test_reader_get_type ())
G_DECLARE_FINAL_TYPE (TestReader, test_reader, TEST, READER, GObject)
struct _TestReader {
  GObject parent_instance;
  YjDeviceState state;
  int starts, stops;
};
static void test_reader_iface_init (YjIdReaderInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestReader, test_reader, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, test_reader_iface_init))

static void
test_reader_init (TestReader *self)
{
}

static void
test_reader_class_init (TestReaderClass *klass)
{
}

static void
start (YjIdReader *reader)
{
  TEST_READER (reader)->starts++;
}

static void
stop (YjIdReader *reader)
{
  TEST_READER (reader)->stops++;
}

static YjDeviceState
get_state (YjIdReader *reader)
{
  return TEST_READER (reader)->state;
}

static void
test_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
  iface->get_state = get_state;
}

static void
set_state (TestReader *reader, YjDeviceState state)
{
  reader->state = state;
  yj_id_reader_emit_state (YJ_ID_READER (reader), state, "test");
}

static void
on_state (YjIdReader *reader, YjDeviceState state, const char *reason, GString *said)
{
  g_string_append_printf (said, "%s ", yj_device_state_nick (state));
}

static void
on_event (YjIdReader *reader, GString *said)
{
  g_string_append (said, "found ");
}

static void
on_read (YjIdReader *reader, YjIdCard *card, GString *said)
{
  g_string_append_printf (said, "read:%s ", card->name);
}

static void
test_two_readers (void)
{
  g_autoptr (TestReader) card = g_object_new (TEST_TYPE_READER, NULL), passport = g_object_new (TEST_TYPE_READER, NULL);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (YjIdCard) read = yj_id_card_new (YJ_ID_MRZ);
  YjIdReader *joined;

  g_ptr_array_add (both, card);
  g_ptr_array_add (both, passport);
  joined = yj_joined_reader_new (both);
  read->name = g_strdup ("A");
  g_signal_connect (joined, "state-changed", G_CALLBACK (on_state), said);
  g_signal_connect (joined, "card-found", G_CALLBACK (on_event), said);
  g_signal_connect (joined, "card-read", G_CALLBACK (on_read), said);
  yj_id_reader_start (joined);
  g_assert_cmpint (card->starts + passport->starts, ==, 2);

  set_state (card, YJ_DEVICE_ABSENT);
  set_state (passport, YJ_DEVICE_READY); /* one of them works: the person can go on */
  set_state (card, YJ_DEVICE_FAULT);
  set_state (card, YJ_DEVICE_READY);
  yj_id_reader_emit_found (YJ_ID_READER (passport));
  yj_id_reader_emit_read (YJ_ID_READER (passport), read);
  set_state (passport, YJ_DEVICE_ABSENT);
  set_state (card, YJ_DEVICE_FAULT);
  set_state (card, YJ_DEVICE_ABSENT);
  g_assert_cmpstr (said->str, ==, "absent ready found read:A fault absent ");

  yj_id_reader_stop (joined);
  g_assert_cmpint (card->stops + passport->stops, ==, 2);
  g_assert_finalize_object (joined);
  yj_id_reader_emit_found (YJ_ID_READER (card)); /* nobody hears it */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ports/joined/two readers are one that works while either does", test_two_readers);
  return g_test_run ();
}
