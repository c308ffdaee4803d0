/* SPDX-License-Identifier: Apache-2.0 */
/* The driver against a real cupsd and a virtual printer (tests/support/print-rig). */
#include "core/base/yj-error.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-image-file.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/sample-receipt.h"
#include "tests/support/print-rig-client.h"
#include <string.h>

#define DEADLINE_SECONDS 90

typedef struct {
  PrintRig *rig;
  YjReceiptPrinter *printer;
  GCancellable *cancellable;
  char *journal;
  guint changes;
  gboolean was_unsettled;
  /* of the last print */
  gboolean done, ok;
  YjPrintOutcome outcome;
  GError *error;
  /* of the last purge */
  gboolean purge_done, purge_ok;
  GError *purge_error;
} Fixture;

static void
on_printer_state_changed (YjReceiptPrinter *printer, gpointer data)
{
  Fixture *fixture = data;

  fixture->changes++;
  fixture->was_unsettled |= (yj_receipt_printer_get_reasons (printer) & YJ_PRINTER_UNSETTLED) != 0;
}

static void
tell (Fixture *fixture, const char *word)
{
  g_free (print_rig_tell (fixture->rig, word));
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; how often it came round is how free it was. */
static void
run_until (Fixture *fixture, gboolean (*condition) (Fixture *))
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, on_tick, NULL);

  while (!condition (fixture)) {
    if (g_get_monotonic_time () > deadline_usec)
      g_test_message ("reasons are 0x%x", yj_receipt_printer_get_reasons (fixture->printer));
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (tick);
}

static gboolean
is_done (Fixture *fixture)
{
  return fixture->done;
}

static gboolean
is_purge_done (Fixture *fixture)
{
  return fixture->purge_done;
}

static gboolean
is_ready (Fixture *fixture)
{
  return !(yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_BLOCKED);
}

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
is_offline (Fixture *fixture)
{
  return yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_OFFLINE;
}

static gboolean
has_a_job_at_the_printer (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "waiting") == 1;
}

static gboolean
has_an_empty_spool (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "spool") == 0;
}

static YjReceiptPrinter *
open_printer (Fixture *fixture, const char *probe, const char *journal)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  GObject *printer;

  g_key_file_set_string (settings, "printer", "server", print_rig_get_server (fixture->rig));
  g_key_file_set_string (settings, "printer", "probe_seconds", probe);
  g_key_file_set_string (settings, "printer", "journal", journal);
  printer = yj_driver_create ("cups-printer", settings, "printer", &error);
  g_assert_no_error (error);
  return YJ_RECEIPT_PRINTER (printer);
}

static void
set_up (Fixture *fixture, gconstpointer probe)
{
  fixture->rig = print_rig_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->journal = g_build_filename (g_get_user_runtime_dir (), "kiosk", "print-journal", NULL);
  fixture->printer = open_printer (fixture, probe, fixture->journal);
  g_signal_connect (fixture->printer, "state-changed", G_CALLBACK (on_printer_state_changed), fixture);
  run_until (fixture, is_ready);
}

static void
tear_down (Fixture *fixture, gconstpointer probe)
{
  g_clear_error (&fixture->error);
  g_clear_error (&fixture->purge_error);
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->printer);
  g_free (fixture->journal);
  print_rig_free (fixture->rig);
}

static void
on_print_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  fixture->done = TRUE;
  fixture->ok = yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (source), result, &fixture->outcome, &fixture->error);
}

static void
on_purge_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  fixture->purge_done = TRUE;
  fixture->purge_ok = yj_receipt_printer_purge_finish (YJ_RECEIPT_PRINTER (source), result, &fixture->purge_error);
}

static void
start_print (Fixture *fixture)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);

  fixture->done = FALSE;
  fixture->outcome = YJ_PRINT_UNKNOWN;
  g_clear_error (&fixture->error);
  yj_receipt_printer_print_async (fixture->printer, receipt, fixture->cancellable, on_print_ready, fixture);
}

static void
purge (Fixture *fixture)
{
  fixture->purge_done = FALSE;
  g_clear_error (&fixture->purge_error);
  yj_receipt_printer_purge_async (fixture->printer, on_purge_ready, fixture);
  run_until (fixture, is_purge_done);
}

static void
assert_prints (Fixture *fixture)
{
  int before = print_rig_count (fixture->rig, "sheets");

  start_print (fixture);
  run_until (fixture, is_done);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->ok);
  g_assert_cmpint (fixture->outcome, ==, YJ_PRINT_PRINTED);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, before + 1);
}

/* What the camera's own pipeline reads off the sheet that came out, at the dots of the print head. */
static char *
read_code_off (const char *pdf)
{
  g_autofree char *stem = g_strconcat (pdf, ".picture", NULL), *picture = g_strconcat (stem, ".png", NULL);
  const char *const raster[] = { "pdftocairo", "-png", "-singlefile", "-r", "203", pdf, stem, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (raster, G_SUBPROCESS_FLAGS_NONE, &error);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (YjFrame) frame = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  frame = yj_image_file_load (picture, YJ_FRAME_GREY, &error);
  g_assert_no_error (error);
  codes = yj_code_reader_scan (reader, frame);
  g_assert_cmpuint (codes->len, ==, 1);
  return g_strdup (((YjCode *) g_ptr_array_index (codes, 0))->text);
}

static void
a_receipt_comes_out_once (Fixture *fixture, gconstpointer probe)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *path = NULL, *contents = NULL, *code = NULL;
  gsize length;

  assert_prints (fixture);
  path = print_rig_get_last (fixture->rig);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_str_has_prefix (contents, "%PDF-"));
  run_until (fixture, has_an_empty_spool);
  code = read_code_off (path);
  g_assert_cmpstr (code, ==, receipt->qr_text);
  g_test_message ("one sheet, %zu bytes; the camera's pipeline read %s off it; the spool is empty", length, code);
}

static void
no_paper_is_seen_while_idle_and_mends_itself (Fixture *fixture, gconstpointer probe)
{
  guint before = fixture->changes;

  tell (fixture, "PAPER-OUT");
  run_until (fixture, has_no_paper);
  g_assert_cmpuint (fixture->changes, >, before);
  start_print (fixture);
  run_until (fixture, is_done);
  g_assert_false (fixture->ok);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  tell (fixture, "PAPER-IN");
  run_until (fixture, is_ready);
  assert_prints (fixture);
  g_test_message ("refused without paper, and one sheet after the roll was changed");
}

static void
paper_that_ends_during_a_job_gives_no_late_receipt (Fixture *fixture, gconstpointer probe)
{
  tell (fixture, "HOLD");
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  tell (fixture, "PAPER-OUT");
  tell (fixture, "RELEASE");
  run_until (fixture, is_done);
  g_assert_false (fixture->ok);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY);
  tell (fixture, "PAPER-IN");
  if (!g_str_equal (probe, "0"))
    run_until (fixture, is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  assert_prints (fixture);
  run_until (fixture, is_ready);
}

static void
an_open_cover_is_seen_and_mends_itself (Fixture *fixture, gconstpointer probe)
{
  tell (fixture, "COVER-OPEN");
  run_until (fixture, has_open_cover);
  start_print (fixture);
  run_until (fixture, is_done);
  g_assert_error (fixture->error, YJ_ERROR, YJ_ERROR_COVER_OPEN);
  tell (fixture, "COVER-CLOSE");
  run_until (fixture, is_ready);
  assert_prints (fixture);
}

static void
a_printer_that_is_pulled_out_prints_nothing_late (Fixture *fixture, gconstpointer probe)
{
  tell (fixture, "HOLD");
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  tell (fixture, "UNPLUG");
  run_until (fixture, is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  purge (fixture);
  g_assert_no_error (fixture->purge_error);
  run_until (fixture, is_offline);
  tell (fixture, "PLUG");
  tell (fixture, "RELEASE");
  run_until (fixture, is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 0);
  assert_prints (fixture);
  g_test_message ("not said to be printed; nothing came out later; the next one did");
}

/* What the printer held when the server went is out or given up. */
static gboolean
has_no_job_at_the_printer (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "jobs") == 0;
}

static void
leave_the_end_unknown (Fixture *fixture, const char *word)
{
  int before;

  tell (fixture, "HOLD");
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  tell (fixture, word);
  run_until (fixture, is_done);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->outcome, ==, YJ_PRINT_UNKNOWN);
  g_assert_true (fixture->was_unsettled); /* the driver may have purged by itself since */
  purge (fixture);
  g_assert_no_error (fixture->purge_error);
  tell (fixture, "RELEASE");
  run_until (fixture, has_no_job_at_the_printer);
  run_until (fixture, is_ready);
  before = print_rig_count (fixture->rig, "sheets");
  g_assert_cmpint (before, <=, 1);
  assert_prints (fixture);
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
  tell (fixture, "HOLD");
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  g_assert_cmpint (print_rig_count (fixture->rig, "spool"), >, 0);
  purge (fixture);
  g_assert_no_error (fixture->purge_error);
  g_assert_true (fixture->purge_ok);
  g_assert_true (fixture->done); /* the print had its answer first */
  g_assert_cmpint (print_rig_count (fixture->rig, "spool"), ==, 0);
  g_assert_cmpint (fixture->outcome, !=, YJ_PRINT_PRINTED);
  tell (fixture, "RELEASE");
  assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

static void
a_stopped_queue_is_resumed (Fixture *fixture, gconstpointer probe)
{
  tell (fixture, "STOP-QUEUE");
  assert_prints (fixture);
}

static void
a_caller_that_gives_up_takes_its_job_back (Fixture *fixture, gconstpointer probe)
{
  tell (fixture, "HOLD");
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  g_cancellable_cancel (fixture->cancellable);
  run_until (fixture, is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  g_cancellable_reset (fixture->cancellable);
  tell (fixture, "RELEASE");
  assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

/* The journal is there while a job is, and locked: a second program at the same queue, a self-test for instance,
 * leaves the job alone. A copy of it has no lock, as after a crash. */
static void
a_start_after_a_crash_purges_first (Fixture *fixture, gconstpointer probe)
{
  g_autofree char *left = g_strconcat (fixture->journal, "-left", NULL), *title = NULL;
  YjReceiptPrinter *first = fixture->printer;

  tell (fixture, "HOLD");
  g_assert_false (g_file_test (fixture->journal, G_FILE_TEST_EXISTS));
  start_print (fixture);
  run_until (fixture, has_a_job_at_the_printer);
  g_assert_true (g_file_get_contents (fixture->journal, &title, NULL, NULL));
  fixture->printer = open_printer (fixture, "0", fixture->journal);
  run_until (fixture, is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "waiting"), ==, 1);
  g_assert_finalize_object (fixture->printer);
  g_assert_true (g_file_set_contents (left, title, -1, NULL));
  fixture->printer = open_printer (fixture, probe, left);
  run_until (fixture, is_ready);
  g_assert_cmpint (print_rig_count (fixture->rig, "waiting"), ==, 0);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  run_until (fixture, is_done);
  g_assert_true (!fixture->ok || fixture->outcome != YJ_PRINT_PRINTED);
  g_assert_finalize_object (first);
  tell (fixture, "RELEASE");
  assert_prints (fixture);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, 1);
}

static void
without_a_server_the_gate_is_closed (void)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "no.sock", NULL);
  Fixture fixture = { 0 };

  g_key_file_set_string (settings, "printer", "server", path);
  fixture.printer = YJ_RECEIPT_PRINTER (yj_driver_create ("cups-printer", settings, "printer", NULL));
  start_print (&fixture);
  run_until (&fixture, is_done);
  g_assert_false (fixture.ok);
  g_assert_error (fixture.error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_assert_true (yj_receipt_printer_get_reasons (fixture.printer) & YJ_PRINTER_BLOCKED);
  g_clear_error (&fixture.error);
  purge (&fixture);
  g_assert_false (fixture.purge_ok);
  g_assert_error (fixture.purge_error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_clear_error (&fixture.purge_error);
  g_assert_finalize_object (fixture.printer);
}

#define ADD(name, probe, function)                                                                                     \
  g_test_add ("/drivers/cups-printer/" name, Fixture, probe, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("a-receipt-comes-out-once", "1", a_receipt_comes_out_once);
  ADD ("no-paper-is-seen-while-idle-and-mends-itself", "1", no_paper_is_seen_while_idle_and_mends_itself);
  ADD ("paper-that-ends-during-a-job-gives-no-late-receipt", "1", paper_that_ends_during_a_job_gives_no_late_receipt);
  ADD ("without-probes-a-job-clears-what-the-last-one-left", "0", paper_that_ends_during_a_job_gives_no_late_receipt);
  ADD ("an-open-cover-is-seen-and-mends-itself", "1", an_open_cover_is_seen_and_mends_itself);
  ADD ("a-printer-that-is-pulled-out-prints-nothing-late", "1", a_printer_that_is_pulled_out_prints_nothing_late);
  ADD ("a-killed-server-leaves-the-end-unknown", "1", a_killed_server_leaves_the_end_unknown);
  ADD ("a-restarted-server-leaves-the-end-unknown", "1", a_restarted_server_leaves_the_end_unknown);
  ADD ("a-purge-gives-up-the-job-and-empties-the-spool", "0", a_purge_gives_up_the_job_and_empties_the_spool);
  ADD ("a-stopped-queue-is-resumed", "1", a_stopped_queue_is_resumed);
  ADD ("a-caller-that-gives-up-takes-its-job-back", "1", a_caller_that_gives_up_takes_its_job_back);
  ADD ("a-start-after-a-crash-purges-first", "1", a_start_after_a_crash_purges_first);
  g_test_add_func ("/drivers/cups-printer/without-a-server-the-gate-is-closed", without_a_server_the_gate_is_closed);
  return g_test_run ();
}
