/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed follows from what the printer takes: rolls of 80 and 58 mm, sheets of A4, with a description of the maker's or by IPP
 * Everywhere, as PDF or as raster; and the queue is chosen by it. */
#include "core/base/yj-error.h"
#include "drivers/codes/yj-code-reader.h"
#include "tests/drivers/printers/printer-fixture.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <cups/raster.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

/* "Page size" of a PDF, in millimetres, and how many pages. */
static void
measure_pdf (const char *path, double *width_mm, double *height_mm, int *pages)
{
  const char *const command[] = { "pdfinfo", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error));
  g_assert_cmpint (sscanf (strstr (text, "Page size:"), "Page size: %lf x %lf", width_mm, height_mm), ==, 2);
  g_assert_cmpint (sscanf (strstr (text, "Pages:"), "Pages: %d", pages), ==, 1);
  *width_mm *= 25.4 / 72;
  *height_mm *= 25.4 / 72;
}

static void
begin (Fixture *fixture, const char *media, const char *const *settings)
{
  const char *const options[] = { "--media", media, NULL };
  fixture_open (fixture, "0", options, settings);
  fixture_run_until (fixture, fixture_is_ready);
}

static void
assert_prints_code (Fixture *fixture, const char *path)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *code = fixture_read_code_off (path);
  g_assert_cmpstr (code, ==, receipt->qr_text);
}

static void
a_roll_of_58_mm_gets_a_receipt_of_58_mm (void)
{
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;
  double width, height;
  int pages;

  begin (&fixture, "roll-58", NULL);
  fixture_assert_prints (&fixture);
  path = print_rig_get_last (fixture.rig);
  measure_pdf (path, &width, &height, &pages);
  g_assert_cmpint (lround (width), ==, 58);
  g_assert_cmpfloat (height, >, 200);
  g_assert_cmpint (pages, ==, 1);
  assert_prints_code (&fixture, path);
  g_test_message ("one piece of %.0f x %.0f mm, its code reads back", width, height);
  fixture_tear_down (&fixture, NULL);
}

static void
sheets_of_a4_get_pages (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 60);
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;
  double width, height;
  int pages;

  begin (&fixture, "a4", NULL);
  fixture_start_print_of (&fixture, receipt);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_no_error (fixture.error);
  g_assert_cmpint (fixture.outcome, ==, YJ_PRINT_PRINTED);
  path = print_rig_get_last (fixture.rig);
  measure_pdf (path, &width, &height, &pages);
  g_assert_cmpint (lround (width), ==, 210);
  g_assert_cmpint (lround (height), ==, 297);
  g_assert_cmpint (pages, ==, 3);
  g_test_message ("60 matters: %d pages of A4", pages);
  fixture_tear_down (&fixture, NULL);
}

/* The first page of a raster file as a picture. (transfer full) */
static YjFrame *
load_raster (const char *path, cups_page_header2_t *header)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  cups_raster_t *raster = cupsRasterOpen (fd, CUPS_RASTER_READ);
  g_autoptr (GBytes) bytes = NULL;
  guint8 *pixels;

  g_assert_nonnull (raster);
  g_assert_cmpuint (cupsRasterReadHeader2 (raster, header), ==, 1);
  g_assert_cmpuint (header->cupsBitsPerPixel, ==, 8);
  pixels = g_malloc ((gsize) header->cupsBytesPerLine * header->cupsHeight);
  for (unsigned y = 0; y < header->cupsHeight; y++)
    g_assert_cmpuint (cupsRasterReadPixels (raster, pixels + (gsize) y * header->cupsBytesPerLine, header->cupsBytesPerLine), >, 0);
  cupsRasterClose (raster);
  close (fd);
  bytes = g_bytes_new_take (pixels, (gsize) header->cupsBytesPerLine * header->cupsHeight);
  return yj_frame_new (YJ_FRAME_GREY, header->cupsWidth, header->cupsHeight, header->cupsBytesPerLine, bytes);
}

static void
assert_raster_reads_back (Fixture *fixture, const char *path, unsigned width)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (YjFrame) frame = NULL;
  cups_page_header2_t header;

  frame = load_raster (path, &header);
  g_test_message ("%u x %u dots", header.cupsWidth, header.cupsHeight);
  g_assert_cmpint (ABS ((int) header.cupsWidth - (int) width), <=, 4);
  codes = yj_code_reader_scan (reader, frame);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (codes, 0))->text, ==, receipt->qr_text);
}

/* What comes out of CUPS's filters, dot by dot. */
static void
the_code_on_the_raster_of_an_80_mm_printer_reads_back (void)
{
  const char *const options[] = { "--format", "image/pwg-raster", NULL };
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;

  fixture_open (&fixture, "0", options, NULL);
  fixture_run_until (&fixture, fixture_is_ready);
  fixture_assert_prints (&fixture);
  path = print_rig_get_last (fixture.rig);
  assert_raster_reads_back (&fixture, path, 640);
  fixture_tear_down (&fixture, NULL);
}

/* A maker's description knows two lengths and no custom one: the receipt goes on the longer, in pages if it must. */
static void
a_classic_queue_prints_on_a_size_that_its_description_has (void)
{
  const char *const settings[] = { "queue=classic", NULL };
  g_autofree char *word = g_strconcat ("MAKE-CLASSIC-QUEUE classic ", g_getenv ("YIJIAN_SOURCE_DIR"),
                                       "/tests/drivers/printers/receipt-classic.ppd", NULL);
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;

  const char *const options[] = { "--media", "roll-58", NULL };
  fixture_open (&fixture, "0", options, settings);
  fixture_tell (&fixture, word);
  fixture_run_until (&fixture, fixture_is_ready);
  fixture_assert_prints (&fixture);
  path = print_rig_get_last (fixture.rig);
  assert_raster_reads_back (&fixture, path, 384);
  fixture_tear_down (&fixture, NULL);
}

static void
the_queue_is_chosen_when_just_one_fits (void)
{
  const char *const a4[] = { "paper=a4", NULL };
  Fixture fixture = { 0 };
  YjReceiptPrinter *roll;

  begin (&fixture, "roll-80", NULL);
  fixture_tell (&fixture, "ADD-PRINTER a4 office");
  fixture_assert_prints (&fixture); /* the roll is there as well as sheets: the roll */
  roll = fixture.printer;
  fixture.printer = fixture_open_printer (&fixture, "0", fixture.journal, a4);
  fixture_run_until (&fixture, fixture_is_ready);
  fixture_start_print (&fixture);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_no_error (fixture.error);
  g_assert_cmpint (fixture.outcome, ==, YJ_PRINT_PRINTED);
  g_assert_cmpint (print_rig_count (fixture.rig, "sheets"), ==, 1); /* of the roll: the other printer took this one */
  g_assert_finalize_object (fixture.printer);
  fixture.printer = roll;
  fixture_tear_down (&fixture, NULL);
}

static void
two_queues_that_fit_are_said_by_name (void)
{
  Fixture fixture = { 0 };

  fixture.rig = print_rig_new (NULL);
  fixture_tell (&fixture, "MAKE-QUEUE spare");
  fixture.cancellable = g_cancellable_new ();
  fixture.journal = g_build_filename (g_get_user_runtime_dir (), "print-journal", NULL);
  fixture.printer = fixture_open_printer (&fixture, "0", fixture.journal, NULL);
  fixture_start_print (&fixture);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_error (fixture.error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_test_message ("%s", fixture.error->message);
  g_assert_nonnull (strstr (fixture.error->message, "receipt, spare"));
  g_assert_nonnull (strstr (fixture.error->message, "queue="));
  /* One of them goes: it is the other. */
  fixture_tell (&fixture, "REMOVE-QUEUE spare");
  fixture_run_until (&fixture, fixture_is_ready);
  fixture_assert_prints (&fixture);
  fixture_tear_down (&fixture, NULL);
}

static gboolean
prints_narrow (Fixture *fixture)
{
  g_autofree char *path = print_rig_get_last (fixture->rig);
  double width = 0, height;
  int pages;

  if (path != NULL)
    measure_pdf (path, &width, &height, &pages);
  return lround (width) == 58;
}

/* The queue still says 80 mm: the printer waits for paper that it has not, and nothing is cut off at the side. Made anew, the queue tells
 * the truth, and receipts are narrower from the next one on. */
static void
a_narrower_printer_in_its_place_prints_nothing_clipped (void)
{
  Fixture fixture = { 0 };

  begin (&fixture, "roll-80", NULL);
  fixture_assert_prints (&fixture);
  fixture_tell (&fixture, "MEDIA roll-58");
  fixture_start_print (&fixture);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_error (fixture.error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY);
  g_assert_cmpint (print_rig_count (fixture.rig, "sheets"), ==, 1);
  fixture_run_until (&fixture, fixture_is_ready);
  fixture_tell (&fixture, "MAKE-QUEUE receipt");
  fixture_assert_prints (&fixture);
  g_assert_true (prints_narrow (&fixture));
  fixture_tear_down (&fixture, NULL);
}

static void
paper_that_the_printer_does_not_take_is_said (void)
{
  const char *const settings[] = { "queue=receipt", "paper=a4", NULL };
  Fixture fixture = { 0 };

  begin (&fixture, "roll-80", settings);
  fixture_start_print (&fixture);
  fixture_run_until (&fixture, fixture_is_done);
  g_assert_error (fixture.error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED);
  g_assert_nonnull (strstr (fixture.error->message, "a4"));
  g_assert_cmpint (print_rig_count (fixture.rig, "sheets"), ==, 0);
  fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drivers/cups-paper/a-roll-of-58-mm-gets-a-receipt-of-58-mm", a_roll_of_58_mm_gets_a_receipt_of_58_mm);
  g_test_add_func ("/drivers/cups-paper/sheets-of-a4-get-pages", sheets_of_a4_get_pages);
  g_test_add_func ("/drivers/cups-paper/the-code-on-the-raster-of-an-80-mm-printer-reads-back",
                   the_code_on_the_raster_of_an_80_mm_printer_reads_back);
  g_test_add_func ("/drivers/cups-paper/a-classic-queue-prints-on-a-size-that-its-description-has",
                   a_classic_queue_prints_on_a_size_that_its_description_has);
  g_test_add_func ("/drivers/cups-paper/the-queue-is-chosen-when-just-one-fits", the_queue_is_chosen_when_just_one_fits);
  g_test_add_func ("/drivers/cups-paper/two-queues-that-fit-are-said-by-name", two_queues_that_fit_are_said_by_name);
  g_test_add_func ("/drivers/cups-paper/a-narrower-printer-in-its-place-prints-nothing-clipped",
                   a_narrower_printer_in_its_place_prints_nothing_clipped);
  g_test_add_func ("/drivers/cups-paper/paper-that-the-printer-does-not-take-is-said", paper_that_the_printer_does_not_take_is_said);
  return g_test_run ();
}
