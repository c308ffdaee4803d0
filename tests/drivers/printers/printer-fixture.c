/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/drivers/printers/printer-fixture.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-image-file.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/sample-receipt.h"

#define DEADLINE_SECONDS 90

static void
on_printer_state_changed (YjReceiptPrinter *printer, gpointer data)
{
  Fixture *fixture = data;

  fixture->changes++;
  fixture->was_unsettled |= (yj_receipt_printer_get_reasons (printer) & YJ_PRINTER_UNSETTLED) != 0;
}

void
fixture_tell (Fixture *fixture, const char *word)
{
  g_free (print_rig_tell (fixture->rig, word));
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; how often it came round is how free it was. */
void
fixture_run_until (Fixture *fixture, gboolean (*condition) (Fixture *))
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

YjReceiptPrinter *
fixture_open_printer (Fixture *fixture, const char *probe, const char *journal, const char *const *settings)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  GObject *printer;

  g_key_file_set_string (file, "printer", "server", print_rig_get_server (fixture->rig));
  g_key_file_set_string (file, "printer", "probe_seconds", probe);
  g_key_file_set_string (file, "printer", "journal", journal);
  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (settings[i], "=", 2);
    g_key_file_set_string (file, "printer", pair[0], pair[1]);
  }
  printer = yj_driver_create ("cups-printer", file, "printer", &error);
  g_assert_no_error (error);
  return YJ_RECEIPT_PRINTER (printer);
}

void
fixture_open (Fixture *fixture, const char *probe, const char *const *rig_options, const char *const *settings)
{
  fixture->rig = print_rig_new (rig_options);
  fixture->cancellable = g_cancellable_new ();
  fixture->journal = g_build_filename (g_get_user_runtime_dir (), "kiosk", "print-journal", NULL);
  fixture->printer = fixture_open_printer (fixture, probe, fixture->journal, settings);
  g_signal_connect (fixture->printer, "state-changed", G_CALLBACK (on_printer_state_changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer probe)
{
  fixture_open (fixture, probe, NULL, NULL);
  fixture_run_until (fixture, fixture_is_ready);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer probe)
{
  g_clear_error (&fixture->error);
  g_clear_error (&fixture->purge_error);
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->printer);
  g_free (fixture->journal);
  print_rig_free (fixture->rig);
}

void
fixture_add_tests (const char *folder, const FixtureTest *tests, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autofree char *path = g_strconcat (folder, "/", tests[i].name, NULL);
    g_test_add (path, Fixture, tests[i].probe, set_up, tests[i].run, fixture_tear_down);
  }
}

gboolean
fixture_is_done (Fixture *fixture)
{
  return fixture->done;
}

gboolean
fixture_is_ready (Fixture *fixture)
{
  return !(yj_receipt_printer_get_reasons (fixture->printer) & YJ_PRINTER_BLOCKED);
}

gboolean
fixture_has_a_job_at_the_printer (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "waiting") == 1;
}

/* What the printer held when the server went is out or given up. */
gboolean
fixture_is_idle (Fixture *fixture)
{
  return print_rig_count (fixture->rig, "jobs") == 0;
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

void
fixture_start_print (Fixture *fixture)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  fixture_start_print_of (fixture, receipt);
}

void
fixture_start_print_of (Fixture *fixture, YjReceipt *receipt)
{
  fixture->done = FALSE;
  fixture->outcome = YJ_PRINT_UNKNOWN;
  g_clear_error (&fixture->error);
  yj_receipt_printer_print_async (fixture->printer, receipt, fixture->cancellable, on_print_ready, fixture);
}

static gboolean
is_purge_done (Fixture *fixture)
{
  return fixture->purge_done;
}

void
fixture_purge (Fixture *fixture)
{
  fixture->purge_done = FALSE;
  g_clear_error (&fixture->purge_error);
  yj_receipt_printer_purge_async (fixture->printer, on_purge_ready, fixture);
  fixture_run_until (fixture, is_purge_done);
}

void
fixture_assert_prints (Fixture *fixture)
{
  int before = print_rig_count (fixture->rig, "sheets");

  fixture_start_print (fixture);
  fixture_run_until (fixture, fixture_is_done);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->ok);
  g_assert_cmpint (fixture->outcome, ==, YJ_PRINT_PRINTED);
  g_assert_cmpint (print_rig_count (fixture->rig, "sheets"), ==, before + 1);
}

/* What the camera's own pipeline reads off the sheet that came out, at the dots of the print head. */
char *
fixture_read_code_off (const char *pdf)
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
