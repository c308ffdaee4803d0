/* SPDX-License-Identifier: Apache-2.0 */
/* Documents on the line of a passport reader: whole, damaged, in pieces, too long, and the line itself going away. */
#include "core/base/yj-error.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/virtual/yj-virtual-line.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_SECONDS 60

/* The specimens of ICAO 9303 parts 4 to 6. */
#define TD3_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define TD3_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD1_1 "I<UTOD231458907<<<<<<<<<<<<<<<"
#define TD1_2 "7408122F1204159UTO<<<<<<<<<<<6"
#define TD1_3 "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define TD2_1 "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
#define TD2_2 "D231458907UTO7408122F1204159<<<<<<<6"

/* A permit for Hong Kong and Macao of nobody, as its chip and its card have it. */
#define PERMIT_1 "CSC000000015<3001019<7408122<4"
#define PERMIT_2 "NGKELMPONBPJERIKSSON<<ANNA<<<<"
#define PERMIT_3 "F<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"

typedef struct {
  char *dir, *path;
  YjVirtualLine *line;
  YjIdReader *reader;
  GString *events;
  const char *awaited;
  gboolean stop_when_found;
} Fixture;

static void
on_found (YjIdReader *reader, Fixture *f)
{
  g_string_append (f->events, "found ");
  if (f->stop_when_found)
    yj_id_reader_stop (reader);
}

static void
on_read (YjIdReader *reader, YjIdCard *card, Fixture *f)
{
  g_assert_cmpint (card->kind, ==, YJ_ID_MRZ);
  g_string_append_printf (f->events, "read:%s:%s:%s ", card->name, card->number, card->birth);
}

static void
on_failed (YjIdReader *reader, const GError *error, Fixture *f)
{
  g_assert_null (strstr (error->message, "ERIKSSON"));
  g_string_append_printf (f->events, "failed:%s ", yj_error_nick (error->code));
}

static void
on_removed (YjIdReader *reader, Fixture *f)
{
  g_string_append (f->events, "removed ");
}

static void
on_state (YjIdReader *reader, YjDeviceState state, const char *reason, Fixture *f)
{
  g_assert_cmpint (yj_id_reader_get_state (reader), ==, state);
  g_string_append_printf (f->events, "%s ", yj_device_state_nick (state));
}

static gboolean
has_awaited (gpointer data)
{
  Fixture *f = data;
  return strstr (f->events->str, f->awaited) != NULL;
}

static void
await (Fixture *f, const char *awaited)
{
  f->awaited = awaited;
  if (!reader_rig_wait (has_awaited, f, PATIENCE_SECONDS))
    g_error ("no “%s”, but: %s", awaited, f->events->str);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("yijian-mrz-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->dir, "line", NULL);
  f->line = yj_virtual_line_new (f->path);
  g_assert_true (yj_virtual_line_plug (f->line, &error));
  g_key_file_set_string (settings, "id-reader", "driver", "mrz-reader");
  g_key_file_set_string (settings, "id-reader", "port", f->path);
  g_key_file_set_string (settings, "id-reader", "quiet_ms", "60");
  g_key_file_set_string (settings, "id-reader", "settle_ms", "0"); /* it speaks as soon as it is listened to */
  f->reader = YJ_ID_READER (yj_driver_create (NULL, settings, "id-reader", &error));
  g_assert_no_error (error);
  f->events = g_string_new (NULL);
  g_signal_connect (f->reader, "card-found", G_CALLBACK (on_found), f);
  g_signal_connect (f->reader, "card-read", G_CALLBACK (on_read), f);
  g_signal_connect (f->reader, "card-failed", G_CALLBACK (on_failed), f);
  g_signal_connect (f->reader, "card-removed", G_CALLBACK (on_removed), f);
  g_signal_connect (f->reader, "state-changed", G_CALLBACK (on_state), f);
  yj_id_reader_start (f->reader);
  await (f, "ready");
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_assert_finalize_object (G_OBJECT (f->reader));
  g_object_unref (f->line);
  g_string_free (f->events, TRUE);
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

static void
lay (Fixture *f, const char *bytes, const char *expected)
{
  g_string_set_size (f->events, 0);
  yj_virtual_line_send (f->line, (const guint8 *) bytes, strlen (bytes));
  await (f, "removed ");
  g_assert_cmpstr (f->events->str, ==, expected);
}

static void
test_every_size (Fixture *f, gconstpointer unused)
{
  lay (f, TD3_1 "\r" TD3_2 "\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
  lay (f, TD1_1 "\r\n" TD1_2 "\r\n" TD1_3 "\r\n", "found read:ERIKSSON ANNA MARIA:D23145890:1974-08-12 removed ");
  lay (f, "\002" TD2_1 "\n" TD2_2 "\003", "found read:ERIKSSON ANNA MARIA:D23145890:1974-08-12 removed ");
}

static void
test_permits (Fixture *f, gconstpointer unused)
{
  lay (f, PERMIT_1 "\r" PERMIT_2 "\r" PERMIT_3 "\r", "found read:ERIKSSON ANNA:C00000001:1974-08-12 removed ");
  lay (f, PERMIT_1 "\r", "found failed:card-foreign removed "); /* its one line names nobody */
  lay (f, "C5" "C000000015<3001019<7408122<4" "\r" PERMIT_2 "\r" PERMIT_3 "\r", "found read:ERIKSSON ANNA:C00000001:1974-08-12 removed ");
}

static void
test_bad_swipes (Fixture *f, gconstpointer unused)
{
  lay (f, TD3_1 "\r", "found failed:card-unreadable removed ");
  lay (f, "P<UTO\r", "found failed:card-unreadable removed ");
  lay (f, TD3_1 "\rL898902C36UTO7408132F1204159ZE184226B<<<<<10\r", "found failed:card-unreadable removed ");
  lay (f, "\xff\xfe\x01garbage\r", "found failed:card-unreadable removed ");
  lay (f, "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r" TD3_2 "\r", "found failed:card-foreign removed ");
  /* The next good swipe is read all the same. */
  lay (f, TD3_1 "\r" TD3_2 "\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
}

static void
test_mistaken_letters (Fixture *f, gconstpointer unused)
{
  lay (f, TD3_1 "\rL898902C36UTO74O8I22F12O4I59ZE184226B<<<<<1O\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
}

static void
test_floods (Fixture *f, gconstpointer unused)
{
  g_autofree char *flood = g_strnfill (60000, '<');
  lay (f, flood, "found failed:card-unreadable removed ");
  lay (f, TD3_1 "\r" TD3_2 "\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
}

static void
test_slow_bytes (Fixture *f, gconstpointer unused)
{
  yj_virtual_line_set_rate (f->line, 400);
  lay (f, TD3_1 "\r" TD3_2 "\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
}

static void
test_unplugged (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  /* In the middle of a document: nothing of it is said later. */
  yj_virtual_line_send (f->line, (const guint8 *) TD3_1, strlen (TD3_1));
  yj_virtual_line_unplug (f->line);
  await (f, "absent");
  g_assert_null (strstr (f->events->str, "found"));
  g_assert_true (yj_virtual_line_plug (f->line, &error));
  g_string_set_size (f->events, 0);
  await (f, "ready");
  lay (f, TD3_1 "\r" TD3_2 "\r", "found read:ERIKSSON ANNA MARIA:L898902C3:1974-08-12 removed ");
}

static void
test_stopped_by_a_handler (Fixture *f, gconstpointer unused)
{
  g_string_set_size (f->events, 0);
  f->stop_when_found = TRUE;
  yj_virtual_line_send (f->line, (const guint8 *) TD3_1 "\r" TD3_2, strlen (TD3_1 "\r" TD3_2));
  await (f, "found ");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (f->events->str, ==, "found ");
}

#define ADD(name, function) g_test_add ("/mrz-reader/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("TD1 TD2 and TD3 are read with any framing", test_every_size);
  ADD ("a permit is read in its own order", test_permits);
  ADD ("a bad swipe is said and the next one read", test_bad_swipes);
  ADD ("O for 0 is put right among digits", test_mistaken_letters);
  ADD ("a flood is dropped whole", test_floods);
  ADD ("slow bytes are waited for", test_slow_bytes);
  ADD ("a reader that was unplugged comes back without its half document", test_unplugged);
  ADD ("a handler that stops it hears no more", test_stopped_by_a_handler);
  return g_test_run ();
}
