/* SPDX-License-Identifier: Apache-2.0 */
/* The reader as a device: garbled, slow, failing, unplugged and hanging lines, and who may have one. */
#include "tests/drivers/readers/sdt-rig.h"

static void
test_garbage (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  for (int i = 0; i < 10; i++) {
    g_autofree char *garbage = g_strdup_printf ("GARBAGE %d", 100 + i * 1500);
    reader_rig_tell (rig, garbage);
    sdt_rig_insert (rig, reader_rig_card);
    reader_rig_tell (rig, garbage);
    sdt_rig_await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (fixture, "removed");
  }
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_slow (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  reader_rig_tell (rig, "SLOW 600");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_errors (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  for (guint i = 0; i < 3; i++) { /* passing troubles are overcome without a word */
    static const char *const passing[] = { "ERROR 10 2", "ERROR 41 2", "ERROR 81 2" };
    reader_rig_tell (rig, passing[i]);
    sdt_rig_insert (rig, reader_rig_card);
    sdt_rig_await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (fixture, "removed");
  }
  reader_rig_tell (rig, "ERROR 66 0");
  sdt_rig_await (fixture, "state:fault");
  reader_rig_tell (rig, "ERROR OFF");
  sdt_rig_await (fixture, "state:ready");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* A busy machine may need longer once, but not every time. */
static gint64 fastest_return_usec = G_MAXINT64;

static void
plug_and_read (ReaderRig *rig, SdtRig *fixture)
{
  gint64 start = g_get_monotonic_time ();

  reader_rig_tell (rig, "PLUG");
  sdt_rig_await (fixture, "state:ready");
  fastest_return_usec = MIN (fastest_return_usec, g_get_monotonic_time () - start);
  g_test_message ("back after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
  g_free (reader_rig_ask (rig, "REMOVE"));
  sdt_rig_let_poll (rig, 8);
  g_ptr_array_set_size (fixture->events, 0);
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:王晓慧");
}

static void
test_unplug (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture;

  reader_rig_tell (rig, "UNPLUG"); /* before the start */
  fixture = sdt_rig_new (rig->line_path);
  sdt_rig_expect (fixture, "state:", "state:absent");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "UNPLUG"); /* while a read card lies there */
  sdt_rig_expect (fixture, "removed", "state:absent removed");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "REMOVE");
  sdt_rig_await (fixture, "removed");
  reader_rig_tell (rig, "UNPLUG"); /* idle */
  sdt_rig_expect (fixture, "state:", "state:absent");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "REMOVE");
  sdt_rig_await (fixture, "removed");
  reader_rig_tell (rig, "SLOW 500"); /* in the middle of a read */
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "found");
  reader_rig_tell (rig, "UNPLUG");
  sdt_rig_expect (fixture, "removed", "state:absent failed:device-failed removed");
  reader_rig_tell (rig, "SLOW 0");
  plug_and_read (rig, fixture);
  g_assert_cmpint (fastest_return_usec, <, 3 * G_USEC_PER_SEC);
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_hang (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  reader_rig_tell (rig, "SLEEP 3600000");
  sdt_rig_await (fixture, "state:absent");
  reader_rig_tell (rig, "SLEEP 0");
  sdt_rig_await (fixture, "state:ready");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_busy_line (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *first = sdt_rig_new (rig->line_path), *second;

  sdt_rig_await (first, "state:ready");
  second = sdt_rig_new (rig->line_path);
  sdt_rig_await (second, "state:fault");
  yj_id_reader_stop (first->reader);
  sdt_rig_await (second, "state:ready");
  sdt_rig_free (second);
  sdt_rig_free (first);
  reader_rig_free (rig);
}

static void
test_stop_in_handler (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);
  gint64 requests;

  fixture->stop_when_found = TRUE;
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "found");
  requests = sdt_rig_count (rig, "requests");
  g_assert_cmpint (yj_id_reader_get_state (fixture->reader), ==, YJ_DEVICE_READY);
  fixture->stop_when_found = FALSE;
  yj_id_reader_start (fixture->reader);
  sdt_rig_await (fixture, "read:王晓慧");
  g_assert_cmpint (sdt_rig_count (rig, "requests"), >, requests);
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

int
main (int argc, char **argv)
{
  sdt_rig_init (&argc, &argv);
  g_test_add_func ("/readers/sdt-reader/reads-between-garbage", test_garbage);
  g_test_add_func ("/readers/sdt-reader/waits-for-a-slow-answer", test_slow);
  g_test_add_func ("/readers/sdt-reader/overcomes-passing-errors-and-reports-a-fault", test_errors);
  g_test_add_func ("/readers/sdt-reader/survives-being-unplugged-in-every-state", test_unplug);
  g_test_add_func ("/readers/sdt-reader/recovers-from-a-reader-that-hangs", test_hang);
  g_test_add_func ("/readers/sdt-reader/leaves-a-line-that-another-has", test_busy_line);
  g_test_add_func ("/readers/sdt-reader/can-be-stopped-by-a-handler", test_stop_in_handler);
  g_test_add_func ("/readers/sdt-reader/logs-nothing-of-a-person", sdt_rig_test_log);
  return g_test_run ();
}
