/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that stand for one: readers and scanners go through the same mechanism. */
#include "core/base/yj-error.h"
#include "core/ports/yj-joined-reader.h"
#include "core/ports/yj-joined-scanner.h"

/* A reader that says what it is told; as a scanner, too. */
#define TEST_TYPE_READER (test_reader_get_type ())
G_DECLARE_FINAL_TYPE (TestReader, test_reader, TEST, READER, GObject)
struct _TestReader {
  GObject parent_instance;
  YjDeviceState state;
  guint kinds;
  int starts, stops;
};
static void test_reader_iface_init (YjIdReaderInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestReader, test_reader, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, test_reader_iface_init))

#define TEST_TYPE_SCANNER (test_scanner_get_type ())
G_DECLARE_FINAL_TYPE (TestScanner, test_scanner, TEST, SCANNER, GObject)
struct _TestScanner {
  GObject parent_instance;
  YjDeviceState state;
  int starts, stops;
};
static void test_scanner_iface_init (YjCodeScannerInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestScanner, test_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, test_scanner_iface_init))

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

static guint
get_kinds (YjIdReader *reader)
{
  return TEST_READER (reader)->kinds;
}

static void
test_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
  iface->get_state = get_state;
  iface->get_kinds = get_kinds;
}

static void
test_scanner_init (TestScanner *self)
{
}

static void
test_scanner_class_init (TestScannerClass *klass)
{
}

static void
start_scanner (YjCodeScanner *scanner)
{
  TEST_SCANNER (scanner)->starts++;
}

static void
stop_scanner (YjCodeScanner *scanner)
{
  TEST_SCANNER (scanner)->stops++;
}

static YjDeviceState
get_scanner_state (YjCodeScanner *scanner)
{
  return TEST_SCANNER (scanner)->state;
}

static void
test_scanner_iface_init (YjCodeScannerInterface *iface)
{
  iface->start = start_scanner;
  iface->stop = stop_scanner;
  iface->get_state = get_scanner_state;
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
on_failed (YjIdReader *reader, const GError *error, GString *said)
{
  g_string_append_printf (said, "failed:%s ", yj_error_nick (error->code));
}

static void
on_removed (YjIdReader *reader, GString *said)
{
  g_string_append (said, "removed ");
}

static void
test_two_readers (void)
{
  g_autoptr (TestReader) card = g_object_new (TEST_TYPE_READER, NULL), passport = g_object_new (TEST_TYPE_READER, NULL);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (YjIdCard) read = yj_id_card_new (YJ_ID_MRZ);
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_REMOVED, "test");
  YjIdReader *joined;

  g_ptr_array_add (both, card);
  g_ptr_array_add (both, passport);
  card->kinds = 1u << YJ_ID_RESIDENT;
  passport->kinds = 1u << YJ_ID_MRZ;
  joined = yj_joined_reader_new (both);
  g_assert_cmpuint (yj_id_reader_get_kinds (joined), ==, 1u << YJ_ID_RESIDENT | 1u << YJ_ID_MRZ);
  read->name = g_strdup ("A");
  g_signal_connect (joined, "state-changed", G_CALLBACK (on_state), said);
  g_signal_connect (joined, "card-found", G_CALLBACK (on_event), said);
  g_signal_connect (joined, "card-read", G_CALLBACK (on_read), said);
  g_signal_connect (joined, "card-failed", G_CALLBACK (on_failed), said);
  g_signal_connect (joined, "card-removed", G_CALLBACK (on_removed), said);
  yj_id_reader_start (joined);
  g_assert_cmpint (card->starts + passport->starts, ==, 2);

  set_state (card, YJ_DEVICE_ABSENT);
  set_state (passport, YJ_DEVICE_READY); /* one of them works: the person can go on */
  set_state (card, YJ_DEVICE_FAULT);
  set_state (card, YJ_DEVICE_READY);
  yj_id_reader_emit_found (YJ_ID_READER (passport));
  yj_id_reader_emit_read (YJ_ID_READER (passport), read);
  yj_id_reader_emit_failed (YJ_ID_READER (card), error);
  yj_id_reader_emit_removed (YJ_ID_READER (card));
  set_state (passport, YJ_DEVICE_ABSENT);
  set_state (card, YJ_DEVICE_FAULT);
  set_state (card, YJ_DEVICE_ABSENT);
  g_assert_cmpstr (said->str, ==, "absent ready found read:A failed:card-removed removed fault absent ");
  yj_id_reader_start (joined); /* what was said before is said again to whoever starts it anew */
  set_state (card, YJ_DEVICE_ABSENT);
  g_assert_true (g_str_has_suffix (said->str, "fault absent absent "));

  yj_id_reader_stop (joined);
  g_assert_cmpint (card->stops + passport->stops, ==, 2);
  g_assert_finalize_object (joined);
  yj_id_reader_emit_found (YJ_ID_READER (card)); /* nobody hears it */
}

static void
on_scanner_state (YjCodeScanner *scanner, YjDeviceState state, const char *reason, GString *said)
{
  g_string_append_printf (said, "%s:%s ", yj_device_state_nick (state), reason);
}

static void
on_code (YjCodeScanner *scanner, YjCode *code, GString *said)
{
  g_string_append_printf (said, "code:%s ", code->symbology);
}

static void
test_two_scanners (void)
{
  g_autoptr (TestScanner) slot = g_object_new (TEST_TYPE_SCANNER, NULL), camera = g_object_new (TEST_TYPE_SCANNER, NULL);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (YjCode) code = yj_code_new ("qr-code", "1", 1);
  YjCodeScanner *joined;

  g_ptr_array_add (both, slot);
  g_ptr_array_add (both, camera);
  joined = yj_joined_scanner_new (both);
  g_assert_cmpint (yj_code_scanner_get_state (joined), ==, YJ_DEVICE_ABSENT);
  g_signal_connect (joined, "state-changed", G_CALLBACK (on_scanner_state), said);
  g_signal_connect (joined, "code-read", G_CALLBACK (on_code), said);
  yj_code_scanner_start (joined);
  slot->state = YJ_DEVICE_READY;
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (slot), YJ_DEVICE_READY, "slot");
  camera->state = YJ_DEVICE_READY; /* no news: one of them works already */
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (camera), YJ_DEVICE_READY, "camera");
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (camera), code);
  yj_code_scanner_stop (joined);
  g_assert_cmpstr (said->str, ==, "ready:slot code:qr-code ");
  g_assert_cmpint (slot->starts + camera->starts + slot->stops + camera->stops, ==, 4);
  g_assert_finalize_object (joined);
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (slot), code);
  g_assert_cmpstr (said->str, ==, "ready:slot code:qr-code ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ports/joined/two readers are one that works while either does", test_two_readers);
  g_test_add_func ("/ports/joined/two scanners are one through the same mechanism", test_two_scanners);
  return g_test_run ();
}
