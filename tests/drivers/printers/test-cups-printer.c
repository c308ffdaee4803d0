/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt comes out once, or it is said why not: the driver against a real cupsd and a virtual printer. */
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/printer-fixture.h"
#include "tests/drivers/printers/sample-receipt.h"

static gboolean
has_no_paper (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_MEDIA_EMPTY;
}

static gboolean
has_open_cover (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_COVER_OPEN;
}

static gboolean
has_an_empty_spool (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "spool") == 0;
}

static void
a_receipt_comes_out_once (Fixture *fixture, gconstpointer probe)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *path = NULL, *contents = NULL, *code = NULL;
  gsize length;

  fixture_assert_prints (fixture);
  path = print_rig_get_last (fixture->rig);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_str_has_prefix (contents, "%PDF-"));
  fixture_run_until (fixture, has_an_empty_spool);
  code = fixture_read_code_off (path);
  g_assert_cmpstr (code, ==, receipt->qr_text);
  g_test_message ("one sheet, %zu bytes; the camera's pipeline read %s off it; the spool is empty", length, code);
}

static void
no_paper_is_seen_while_idle_and_mends_itself (Fixture *fixture, gconstpointer probe)
{
  guint before = fixture->changes;

  fixture_tell (fixture, "PAPER-OUT");
  fixture_run_until (fixture, has_no_paper);
  g_assert_cmpuint (fixture->changes, >, before);
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_false (fixture->ok);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  fixture_tell (fixture, "PAPER-IN");
  fixture_run_until (fixture, fixture_is_ready);
  fixture_assert_prints (fixture);
  g_test_message ("refused without paper, and one sheet after the roll was changed");
}

static gboolean
is_only_offline (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) == YJ_PRINTER_OFFLINE;
}

/* Whoever is sent to put paper in would find no printer. */
static void
a_printer_without_paper_that_goes_away_is_away (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "PAPER-OUT");
  fixture_run_until (fixture, has_no_paper);
  fixture_tell (fixture, "UNPLUG");
  fixture_run_until (fixture, is_only_offline);
  fixture_tell (fixture, "PLUG");
  fixture_run_until (fixture, has_no_paper);
  fixture_tell (fixture, "PAPER-IN");
  fixture_run_until (fixture, fixture_is_ready);
  fixture_assert_prints (fixture);
}

/* Whoever asks for a receipt then need not wait to hear that nobody knows. */
static void
a_printer_that_was_pulled_out_just_now_is_missed_before_the_job (Fixture *fixture, gconstpointer probe)
{
  fixture_assert_prints (fixture);
  fixture_tell (fixture, "UNPLUG");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_assert_cmpuint (yj_receipt_printer_get_reasons (fixture->printer), ==, YJ_PRINTER_OFFLINE);
}

static gboolean
is_settled (Fixture *fixture)
{
  return !(yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_UNSETTLED);
}

static void
paper_that_ends_during_a_job_gives_no_late_receipt (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "HOLD");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  fixture_tell (fixture, "PAPER-OUT");
  fixture_tell (fixture, "RELEASE");
  fixture_run_until (fixture, fixture_is_done);
  g_assert_false (fixture->ok);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY);
  fixture_tell (fixture, "PAPER-IN");
  /* Seen gone from the printer, or given the time that a sheet would need; without probes its reasons stay what they were. */
  fixture_run_until (fixture, is_settled);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  fixture_assert_prints (fixture);
  fixture_run_until (fixture, fixture_is_ready);
}

static void
an_open_cover_is_seen_and_mends_itself (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "COVER-OPEN");
  fixture_run_until (fixture, has_open_cover);
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_COVER_OPEN);
  fixture_tell (fixture, "COVER-CLOSE");
  fixture_run_until (fixture, fixture_is_ready);
  fixture_assert_prints (fixture);
}

static void
a_stopped_queue_is_resumed (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "STOP-QUEUE");
  fixture_assert_prints (fixture);
}

static void
without_a_server_the_gate_is_closed (void)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "no.sock", NULL);
  Fixture fixture = { 0 };

  g_key_file_set_string (settings, "printer", "server", path);
  fixture.printer = YJ_RECEIPT_PRINTER (yj_driver_create ("cups-printer", settings, "printer", NULL));
  fixture_start_print (&fixture);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_false (fixture.ok);
  g_assert_error (fixture.error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_assert_cmpuint (yj_receipt_printer_get_reasons (fixture.printer), ==, YJ_PRINTER_NO_SERVER);
  g_clear_error (&fixture.error);
  fixture_purge (&fixture);
  g_assert_false (fixture.purge_ok);
  g_assert_error (fixture.purge_error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_clear_error (&fixture.purge_error);
  g_assert_finalize_object (fixture.printer);
}

int
main (int argc, char *argv[])
{
  static const FixtureTest tests[] = {
    { "a-receipt-comes-out-once", "1", a_receipt_comes_out_once },
    { "no-paper-is-seen-while-idle-and-mends-itself", "1", no_paper_is_seen_while_idle_and_mends_itself },
    { "paper-that-ends-during-a-job-gives-no-late-receipt", "1", paper_that_ends_during_a_job_gives_no_late_receipt },
    { "without-probes-a-job-clears-what-the-last-one-left", "0", paper_that_ends_during_a_job_gives_no_late_receipt },
    { "an-open-cover-is-seen-and-mends-itself", "1", an_open_cover_is_seen_and_mends_itself },
    { "a-printer-without-paper-that-goes-away-is-away", "1", a_printer_without_paper_that_goes_away_is_away },
    { "one-that-is-sent-no-probes-is-asked-itself", "-1", a_printer_without_paper_that_goes_away_is_away },
    { "a-printer-that-was-pulled-out-just-now-is-missed-before-the-job", "1000", a_printer_that_was_pulled_out_just_now_is_missed_before_the_job },
    { "a-stopped-queue-is-resumed", "1", a_stopped_queue_is_resumed },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fixture_add_tests ("/drivers/cups-printer", tests, G_N_ELEMENTS (tests));
  g_test_add_func ("/drivers/cups-printer/without-a-server-the-gate-is-closed", without_a_server_the_gate_is_closed);
  return g_test_run ();
}
