/* SPDX-License-Identifier: Apache-2.0 */
/* What nobody knows the end of is said to be unknown, and gone before the next receipt. */
#include "core/base/yj-error.h"
#include "tests/drivers/printers/printer-fixture.h"

static gboolean
is_offline (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_OFFLINE;
}

static void
a_printer_that_is_pulled_out_prints_nothing_late (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "HOLD");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  fixture_tell (fixture, "UNPLUG");
  fixture_run_until (fixture, fixture_is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  /* What the printer holds cannot be seen gone while it does not answer: the gate stays closed. */
  fixture_purge (fixture);
  g_assert_error (fixture->purge_error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  fixture_run_until (fixture, is_offline);
  g_assert_true (yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_UNSETTLED);
  fixture_tell (fixture, "PLUG");
  fixture_tell (fixture, "RELEASE");
  fixture_run_until (fixture, fixture_is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  fixture_assert_prints (fixture);
  g_test_message ("not said to be printed; nothing came out later; the next one did");
}

static void
leave_the_end_unknown (Fixture *fixture, const char *word)
{
  int before;

  fixture_tell (fixture, "HOLD");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  fixture_tell (fixture, word);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->outcome, ==, YJ_PRINT_UNKNOWN);
  g_assert_true (fixture->was_unsettled); /* the driver may have purged by itself since */
  /* The printer has the job and nobody can take it back: it counts as there until it is out. */
  fixture_purge (fixture);
  g_assert_cmpint (fixture->purge_ok, ==, print_rig_count (fixture->rig, "waiting") == 0);
  fixture_tell (fixture, "RELEASE");
  fixture_run_until (fixture, fixture_is_idle);
  fixture_run_until (fixture, fixture_is_ready);
  before = print_rig_count (fixture->rig, "sheets");
  g_assert_cmpint (before, <=, 1);
  fixture_assert_prints (fixture);
  g_test_message ("unknown after %s, %d sheet, never a second", word, before);
}

static void
a_killed_server_leaves_the_end_unknown (Fixture *fixture, gconstpointer probe)
{
  leave_the_end_unknown (fixture, "KILL-SERVER");
}

/* What an update of the system does; this server would print the job again. */
static void
a_restarted_server_leaves_the_end_unknown (Fixture *fixture, gconstpointer probe)
{
  leave_the_end_unknown (fixture, "RESTART-SERVER");
}

static void
a_purge_gives_up_the_job_and_empties_the_spool (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "HOLD");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  g_assert_cmpint (print_rig_count (fixture->rig, "spool"), >, 0);
  fixture_purge (fixture);
  g_assert_no_error (fixture->purge_error);
  g_assert_true (fixture->purge_ok);
  g_assert_true (fixture->done); /* the print had its answer first */
  g_assert_cmpint (print_rig_count (fixture->rig, "spool"), ==, 0);
  g_assert_cmpint (fixture->outcome, !=, YJ_PRINT_PRINTED);
  fixture_tell (fixture, "RELEASE");
  fixture_assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

static void
a_caller_that_gives_up_takes_its_job_back (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "HOLD");
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  g_cancellable_cancel (fixture->cancellable);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  g_cancellable_reset (fixture->cancellable);
  fixture_tell (fixture, "RELEASE");
  fixture_assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

/* The journal is there while a job is, and locked: a second program at the same queue, a self-test for instance,
 * leaves the job alone. A copy of it has no lock, as after a crash. */
static void
a_start_after_a_crash_purges_first (Fixture *fixture, gconstpointer probe)
{
  g_autofree char *left = g_strconcat (fixture->journal, "-left", NULL), *title = NULL;
  YjReceiptPrinter *first = fixture->printer;

  fixture_tell (fixture, "HOLD");
  g_assert_false (g_file_test (fixture->journal, G_FILE_TEST_EXISTS));
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_has_a_job_at_the_printer);
  g_assert_true (g_file_get_contents (fixture->journal, &title, NULL, NULL));
  fixture->printer = fixture_open_printer (fixture, "0", fixture->journal, NULL);
  fixture_run_until (fixture, fixture_is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "waiting"), ==, 1);
  g_assert_finalize_object (fixture->printer);
  g_assert_true (g_file_set_contents (left, title, -1, NULL));
  fixture->printer = fixture_open_printer (fixture, probe, left, NULL);
  fixture_run_until (fixture, fixture_is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "waiting"), ==, 0);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  fixture_run_until (fixture, fixture_is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  g_assert_finalize_object (first);
  fixture_tell (fixture, "RELEASE");
  fixture_assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

static gboolean
is_only_unsettled (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) == YJ_PRINTER_UNSETTLED;
}

/* cupsd set up without the kiosk's rights on its queue. */
static void
a_server_that_refuses_to_purge_keeps_the_gate_closed (Fixture *fixture, gconstpointer probe)
{
  fixture_tell (fixture, "FORBID");
  fixture_purge (fixture);
  g_assert_error (fixture->purge_error, YJ_ERROR, YJ_ERROR_DENIED);
  fixture_run_until (fixture, is_only_unsettled);
  g_assert_false (fixture_is_ready (fixture));
  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  fixture_tell (fixture, "ALLOW");
  fixture_run_until (fixture, fixture_is_ready);
  fixture_assert_prints (fixture);
}

int
main (int argc, char *argv[])
{
  static const FixtureTest tests[] = {
    { "a-printer-that-is-pulled-out-prints-nothing-late", "1", a_printer_that_is_pulled_out_prints_nothing_late },
    { "a-killed-server-leaves-the-end-unknown", "1", a_killed_server_leaves_the_end_unknown },
    { "a-restarted-server-leaves-the-end-unknown", "1", a_restarted_server_leaves_the_end_unknown },
    { "a-purge-gives-up-the-job-and-empties-the-spool", "1", a_purge_gives_up_the_job_and_empties_the_spool },
    { "a-caller-that-gives-up-takes-its-job-back", "1", a_caller_that_gives_up_takes_its_job_back },
    { "a-server-that-refuses-to-purge-keeps-the-gate-closed", "1", a_server_that_refuses_to_purge_keeps_the_gate_closed },
    { "a-start-after-a-crash-purges-first", "1", a_start_after_a_crash_purges_first },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fixture_add_tests ("/drivers/cups-unsettled", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
