/* SPDX-License-Identifier: Apache-2.0 */
/* What the device log keeps of a device's states, and what a technician's command reads of it. */
#include "core/base/yj-error.h"
#include "core/ports/yj-device-report.h"
#include "core/ports/yj-id-reader.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A device of any of three ports that says what the test wants. */
typedef struct {
  GObject parent_instance;
  YjPrinterReasons reasons;
} Device;
typedef GObjectClass DeviceClass;

static YjPrinterReasons
device_get_reasons (YjReceiptPrinter *printer)
{
  return ((Device *) printer)->reasons;
}

static void
init_printer (YjReceiptPrinterInterface *iface)
{
  iface->get_reasons = device_get_reasons;
}

#define DEFINE(Name, name, type, init)                                                                                                     \
  typedef Device Name;                                                                                                                     \
  typedef DeviceClass Name##Class;                                                                                                         \
  GType name##_get_type (void);                                                                                                            \
  G_DEFINE_TYPE_WITH_CODE (Name, name, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (type, init))                                                  \
  static void name##_class_init (Name##Class *klass)                                                                                       \
  {                                                                                                                                        \
  }                                                                                                                                        \
  static void name##_init (Name *self)                                                                                                     \
  {                                                                                                                                        \
  }

DEFINE (Reader, reader, YJ_TYPE_ID_READER, NULL)
DEFINE (Printer, printer, YJ_TYPE_RECEIPT_PRINTER, (GInterfaceInitFunc) init_printer)
DEFINE (Speaker, speaker, YJ_TYPE_SPEAKER, NULL)

typedef struct {
  YjClock *clock;
  YjDeviceLog *log;
  GObject *reader;
  GPtrArray *heard; /* "id-reader absent>ready: answers" */
} Fixture;

static void
on_event (YjDeviceLog *log, const YjDeviceEvent *event, GPtrArray *heard)
{
  g_ptr_array_add (heard, g_strdup_printf ("%s %s>%s: %s", event->group, event->from != NULL ? event->from : "-", event->to, event->reason));
}

static void
setup (Fixture *f, gconstpointer unused)
{
  f->clock = yj_clock_new_fake (G_GINT64_CONSTANT (1792000000000000), 5000000, "boot");
  f->log = yj_device_log_new (f->clock);
  f->reader = g_object_new (reader_get_type (), NULL);
  f->heard = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (f->log, "event", G_CALLBACK (on_event), f->heard);
  yj_device_log_watch (f->log, f->reader, "id-reader", "sdt-reader");
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_assert_finalize_object (f->log);
  g_assert_finalize_object (f->reader);
  g_assert_finalize_object (f->clock);
  g_ptr_array_unref (f->heard);
}

static void
expect (Fixture *f, guint n, const char *last)
{
  g_assert_cmpuint (f->heard->len, ==, n);
  g_assert_cmpstr (g_ptr_array_index (f->heard, n - 1), ==, last);
}

static void
test_changes (Fixture *f, gconstpointer unused)
{
  YjIdReader *reader = (YjIdReader *) f->reader;
  g_autoptr (json_t) before = yj_device_log_to_json (f->log);
  g_autoptr (json_t) after = NULL;
  const json_t *device, *event;

  device = json_array_get (yj_json_array (before, "devices"), 0);
  g_assert_true (json_is_null (json_object_get (device, "state")));
  yj_id_reader_emit_state (reader, YJ_DEVICE_ABSENT, "no such line");
  expect (f, 1, "id-reader ->absent: no such line");
  yj_id_reader_emit_state (reader, YJ_DEVICE_ABSENT, "still no such line");
  g_assert_cmpuint (f->heard->len, ==, 1);
  yj_clock_fake_advance (f->clock, 1500000);
  yj_id_reader_emit_state (reader, YJ_DEVICE_READY, "answers");
  expect (f, 2, "id-reader absent>ready: answers");
  after = yj_device_log_to_json (f->log);
  device = json_array_get (yj_json_array (after, "devices"), 0);
  g_assert_cmpstr (yj_json_string (device, "state"), ==, "ready");
  g_assert_cmpstr (yj_json_string (device, "driver"), ==, "sdt-reader");
  event = json_array_get (yj_json_array (after, "events"), 1);
  g_assert_cmpint (yj_json_int (event, "number", 0), ==, 2);
  g_assert_cmpint (yj_json_int (event, "boottime_usec", 0), ==, 6500000);
  g_assert_cmpstr (yj_json_string (event, "time"), ==, "2026-10-14T17:46:41Z");
}

static void
test_printer (Fixture *f, gconstpointer unused)
{
  g_autoptr (GObject) printer = g_object_new (printer_get_type (), NULL);
  YjReceiptPrinter *port = (YjReceiptPrinter *) printer;

  yj_device_log_watch (f->log, printer, "printer", "cups-printer");
  ((Device *) printer)->reasons = YJ_PRINTER_MEDIA_LOW;
  yj_receipt_printer_emit_state_changed (port);
  expect (f, 1, "printer ->ready: media-low");
  ((Device *) printer)->reasons = YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN;
  yj_receipt_printer_emit_state_changed (port);
  expect (f, 2, "printer ready>fault: media-empty, cover-open");
  ((Device *) printer)->reasons = YJ_PRINTER_OFFLINE;
  yj_receipt_printer_emit_state_changed (port);
  expect (f, 3, "printer fault>absent: offline");
  ((Device *) printer)->reasons = YJ_PRINTER_OK;
  yj_receipt_printer_emit_state_changed (port);
  expect (f, 4, "printer absent>ready: ready");
}

/* Paper that runs low and a cover that is opened to put paper in are news, though the state has the same name before and after. */
static void
test_printer_reasons (Fixture *f, gconstpointer unused)
{
  static const struct {
    YjPrinterReasons reasons;
    const char *event;
  } steps[] = { { YJ_PRINTER_OK, "printer ->ready: ready" },
                { YJ_PRINTER_MEDIA_LOW, "printer ready>ready: media-low" },
                { YJ_PRINTER_MEDIA_EMPTY, "printer ready>fault: media-empty" },
                { YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN, "printer fault>fault: media-empty, cover-open" },
                { YJ_PRINTER_COVER_OPEN, "printer fault>fault: cover-open" } };
  g_autoptr (GObject) printer = g_object_new (printer_get_type (), NULL);

  yj_device_log_watch (f->log, printer, "printer", "cups-printer");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint times = 0; times < 2; times++) { /* said again it is no news */
      ((Device *) printer)->reasons = steps[i].reasons;
      yj_receipt_printer_emit_state_changed ((YjReceiptPrinter *) printer);
      expect (f, i + 1, steps[i].event);
    }
}

static void
test_unmade (Fixture *f, gconstpointer unused)
{
  g_autoptr (json_t) report = NULL;
  const json_t *device;

  yj_device_log_note_unmade (f->log, "camera", NULL, "[camera] driver: there is none");
  expect (f, 1, "camera ->fault: [camera] driver: there is none");
  report = yj_device_log_to_json (f->log);
  device = json_array_get (yj_json_array (report, "devices"), 1);
  g_assert_cmpstr (yj_json_string (device, "group"), ==, "camera");
  g_assert_cmpstr (yj_json_string (device, "state"), ==, "fault");
  g_assert_cmpstr (yj_json_string (device, "driver"), ==, "");
}

static void
test_speaker (Fixture *f, gconstpointer unused)
{
  g_autoptr (GObject) speaker = g_object_new (speaker_get_type (), NULL);
  g_autoptr (GError) absent = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "no sound output");
  g_autoptr (GError) cancelled = g_error_new (YJ_ERROR, YJ_ERROR_CANCELLED, "stopped");

  yj_device_log_watch (f->log, speaker, "speaker", "espeak-speaker");
  yj_speaker_emit_finished ((YjSpeaker *) speaker, absent);
  expect (f, 1, "speaker ->absent: no sound output");
  yj_speaker_emit_finished ((YjSpeaker *) speaker, cancelled);
  g_assert_cmpuint (f->heard->len, ==, 1);
  yj_speaker_emit_finished ((YjSpeaker *) speaker, NULL);
  expect (f, 2, "speaker absent>ready: said to its end");
}

/* A device that comes and goes all night. */
static void
test_bound (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_reason = g_strnfill (5000, 'x');
  g_autoptr (json_t) all = NULL;
  json_t *events;

  for (guint i = 0; i < 3 * YJ_DEVICE_LOG_MAX; i++)
    yj_id_reader_emit_state ((YjIdReader *) f->reader, i % 2 == 0 ? YJ_DEVICE_ABSENT : YJ_DEVICE_READY, long_reason);
  all = yj_device_log_to_json (f->log);
  events = yj_json_array (all, "events");
  g_assert_cmpuint (json_array_size (events), ==, YJ_DEVICE_LOG_MAX);
  g_assert_cmpint (yj_json_int (json_array_get (events, 0), "number", 0), ==, 2 * YJ_DEVICE_LOG_MAX + 1);
  g_assert_cmpuint (strlen (yj_json_string (json_array_get (events, 0), "reason")), ==, 240);
}

static void
test_report (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("yijian-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "report.json", NULL);
  g_autoptr (json_t) read = NULL;
  YjDeviceReport *report;
  struct stat file;
  mode_t mask;

  g_assert_null (yj_device_report_read (path, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  mask = umask (0077);
  report = yj_device_report_new (f->log, path, &error);
  g_assert_no_error (error);
  yj_id_reader_emit_state ((YjIdReader *) f->reader, YJ_DEVICE_FAULT, "status 66");
  umask (mask);
  read = yj_device_report_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (json_array_get (yj_json_array (read, "events"), 0), "reason"), ==, "status 66");
  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0640);
  g_assert_null (yj_device_report_new (f->log, path, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  yj_device_report_free (report);
  g_assert_cmpint (g_rmdir (dir), ==, 0); /* nothing is left in it */
}

/* What a kiosk that was killed leaves behind is not taken for what a running one says. */
static void
test_stale_report (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("yijian-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "report.json", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  YjDeviceReport *report;

  g_assert_true (g_file_set_contents (path, "{}", -1, NULL) && g_file_set_contents (lock, "", -1, NULL));
  g_assert_null (yj_device_report_read (path, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  report = yj_device_report_new (f->log, path, &error); /* the next one goes on there */
  g_assert_no_error (error);
  yj_device_report_free (report);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ports/device-log/changes-have-reason-and-time-and-repetitions-are-none", Fixture, NULL, setup, test_changes, teardown);
  g_test_add ("/ports/device-log/a-printer's-reasons-become-a-state", Fixture, NULL, setup, test_printer, teardown);
  g_test_add ("/ports/device-log/a-printer's-other-reason-is-a-change", Fixture, NULL, setup, test_printer_reasons, teardown);
  g_test_add ("/ports/device-log/a-device-that-cannot-be-made-is-at-fault", Fixture, NULL, setup, test_unmade, teardown);
  g_test_add ("/ports/device-log/a-speaker-is-known-by-what-it-said-to-its-end", Fixture, NULL, setup, test_speaker, teardown);
  g_test_add ("/ports/device-log/only-the-last-changes-are-kept", Fixture, NULL, setup, test_bound, teardown);
  g_test_add ("/ports/device-log/a-technician-reads-what-a-running-kiosk-wrote", Fixture, NULL, setup, test_report, teardown);
  g_test_add ("/ports/device-log/what-a-killed-kiosk-left-is-not-believed", Fixture, NULL, setup, test_stale_report, teardown);
  return g_test_run ();
}
