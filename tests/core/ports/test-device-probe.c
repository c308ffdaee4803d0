/* SPDX-License-Identifier: Apache-2.0 */
/* A look at one device of each port: what passes, what does not and with which next step, and that it is stopped afterwards. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-device-probe.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include <string.h>

/* A device that says this when it is started; more follows from the test. */
typedef struct {
  GObject parent_instance;
  YjDeviceState first;
  YjPrinterReasons reasons;
  int error; /* of a speaker; -1: none */
  guint starts, stops;
} Device;
typedef GObjectClass DeviceClass;

static gboolean
say_first (gpointer data)
{
  Device *device = data;

  if (YJ_IS_ID_READER (device))
    yj_id_reader_emit_state (data, device->first, "as the test wants");
  else if (YJ_IS_CODE_SCANNER (device))
    yj_code_scanner_emit_state (data, device->first, "as the test wants");
  else
    yj_camera_emit_state (data, device->first, "as the test wants");
  return G_SOURCE_REMOVE;
}

static void
device_start (gpointer self)
{
  ((Device *) self)->starts++;
  g_idle_add (say_first, self);
}

static void
device_stop (gpointer self)
{
  ((Device *) self)->stops++;
}

static YjDeviceState
device_get_state (gpointer self)
{
  return ((Device *) self)->first;
}

static YjPrinterReasons
device_get_reasons (YjReceiptPrinter *printer)
{
  return ((Device *) printer)->reasons;
}

static gboolean
say_finished (gpointer data)
{
  Device *device = data;
  g_autoptr (GError) error = device->error >= 0 ? g_error_new (YJ_ERROR, device->error, "no sound") : NULL;

  yj_speaker_emit_finished (data, error);
  return G_SOURCE_REMOVE;
}

static void
device_say (YjSpeaker *speaker, const char *text, const char *language)
{
  g_assert_cmpuint (strlen (text), >, 0);
  ((Device *) speaker)->starts++;
  g_idle_add (say_finished, speaker);
}

#define STARTED(Iface)                                                                                                                     \
  static void init_##Iface (Iface *iface)                                                                                                  \
  {                                                                                                                                        \
    iface->start = (gpointer) device_start;                                                                                                \
    iface->stop = (gpointer) device_stop;                                                                                                  \
    iface->get_state = (gpointer) device_get_state;                                                                                        \
  }
STARTED (YjIdReaderInterface)
STARTED (YjCodeScannerInterface)
STARTED (YjCameraInterface)

static void
init_YjReceiptPrinterInterface (YjReceiptPrinterInterface *iface)
{
  iface->get_reasons = device_get_reasons;
}

static void
init_YjSpeakerInterface (YjSpeakerInterface *iface)
{
  iface->say = device_say;
  iface->stop = (gpointer) device_stop;
}

#define DEFINE(Name, name, type, Iface)                                                                                                    \
  typedef Device Name;                                                                                                                     \
  typedef DeviceClass Name##Class;                                                                                                         \
  GType name##_get_type (void);                                                                                                            \
  G_DEFINE_TYPE_WITH_CODE (Name, name, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (type, (GInterfaceInitFunc) init_##Iface))                      \
  static void name##_class_init (Name##Class *klass)                                                                                       \
  {                                                                                                                                        \
  }                                                                                                                                        \
  static void name##_init (Name *self)                                                                                                     \
  {                                                                                                                                        \
    self->first = YJ_DEVICE_READY;                                                                                                         \
    self->error = -1;                                                                                                                      \
  }

DEFINE (Reader, reader, YJ_TYPE_ID_READER, YjIdReaderInterface)
DEFINE (Scanner, scanner, YJ_TYPE_CODE_SCANNER, YjCodeScannerInterface)
DEFINE (Camera, camera, YJ_TYPE_CAMERA, YjCameraInterface)
DEFINE (Printer, printer, YJ_TYPE_RECEIPT_PRINTER, YjReceiptPrinterInterface)
DEFINE (Speaker, speaker, YJ_TYPE_SPEAKER, YjSpeakerInterface)

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  *(YjDeviceVerdict **) data = yj_device_probe_finish (result);
}

/* @then: called until there is a verdict, (nullable). */
static YjDeviceVerdict *
probe (Device *device, guint patience_msec, guint presentation_msec, void (*then) (Device *device))
{
  YjDeviceVerdict *verdict = NULL;
  guint step = 0;

  yj_device_probe_async (G_OBJECT (device), patience_msec, presentation_msec, on_probed, &verdict);
  while (verdict == NULL) {
    g_main_context_iteration (NULL, then == NULL);
    if (then != NULL && verdict == NULL && step++ > 2)
      then (device);
  }
  g_test_message ("%s: %s: %s; %s", G_OBJECT_TYPE_NAME (device), verdict->state, verdict->reason, verdict->next_step);
  g_assert_cmpint (verdict->next_step == NULL, ==, verdict->passed);
  g_assert_cmpuint (device->starts, ==, device->stops);
  return verdict;
}

static void
test_reader (void)
{
  g_autoptr (GObject) device = g_object_new (reader_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) good = probe ((Device *) device, 0, 0, NULL);
  g_autoptr (YjDeviceVerdict) bad = NULL;

  g_assert_true (good->passed);
  g_assert_cmpstr (good->reason, ==, "as the test wants");
  ((Device *) device)->first = YJ_DEVICE_ABSENT;
  bad = probe ((Device *) device, 20, 0, NULL);
  g_assert_false (bad->passed);
  g_assert_cmpstr (bad->state, ==, "absent");
  g_assert_nonnull (strstr (bad->next_step, "plug the reader in"));
}

static void
recover (Device *device)
{
  yj_id_reader_emit_state ((YjIdReader *) device, YJ_DEVICE_READY, "came back");
}

static void
test_recovery (void)
{
  g_autoptr (GObject) device = g_object_new (reader_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) verdict = NULL;

  ((Device *) device)->first = YJ_DEVICE_FAULT;
  verdict = probe ((Device *) device, 60000, 0, recover);
  g_assert_true (verdict->passed);
  g_assert_cmpstr (verdict->reason, ==, "came back");
}

/* BUSY while a card is read is no verdict yet. */
static void
lay_card (Device *device)
{
  g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_RESIDENT);

  yj_id_reader_emit_state ((YjIdReader *) device, YJ_DEVICE_BUSY, "reads");
  card->name = g_strdup ("张三丰");
  yj_id_reader_emit_read ((YjIdReader *) device, card);
}

static void
show_code (Device *device)
{
  g_autoptr (YjCode) code = yj_code_new ("qr-code", "secret words", 12);
  yj_code_scanner_emit_read ((YjCodeScanner *) device, code);
}

static void
test_presentation (void)
{
  g_autoptr (GObject) reader = g_object_new (reader_get_type (), NULL);
  g_autoptr (GObject) scanner = g_object_new (scanner_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) card = probe ((Device *) reader, 0, 60000, lay_card);
  g_autoptr (YjDeviceVerdict) code = probe ((Device *) scanner, 0, 60000, show_code);
  g_autoptr (YjDeviceVerdict) nothing = probe ((Device *) scanner, 0, 20, NULL);

  g_assert_true (card->passed && code->passed);
  g_assert_cmpstr (card->reason, ==, "a card was read");
  g_assert_cmpstr (code->reason, ==, "a code was read: qr-code, 12 bytes");
  g_assert_false (nothing->passed);
  g_assert_cmpstr (nothing->state, ==, "ready");
}

static void
show_frame (Device *device)
{
  g_autofree guint8 *white = g_malloc (64 * 48 * 3);
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (YjFrame) frame = NULL;

  memset (white, 200, 64 * 48 * 3);
  pixels = g_bytes_new (white, 64 * 48 * 3);
  frame = yj_frame_new (YJ_FRAME_RGB, 64, 48, 64 * 3, pixels);
  yj_camera_emit_frame ((YjCamera *) device, frame);
  yj_camera_emit_sight ((YjCamera *) device, &(YjPaperSight){ .verdict = YJ_PAPER_EMPTY });
}

static void
test_camera (void)
{
  g_autoptr (GObject) device = g_object_new (camera_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) good = probe ((Device *) device, 0, 0, show_frame);
  g_autoptr (YjDeviceVerdict) mute = probe ((Device *) device, 20, 0, NULL);

  g_assert_true (good->passed);
  g_assert_cmpstr (good->reason, ==, "a picture came: 64 × 48 px, nothing in sight");
  g_assert_false (mute->passed); /* ready is not enough */
  g_assert_nonnull (strstr (mute->next_step, "no picture"));
}

static void
show_black (Device *device)
{
  yj_camera_emit_sight ((YjCamera *) device, &(YjPaperSight){ .quality.dark_share = 1.0, .verdict = YJ_PAPER_TOO_DARK });
}

static void
show_black_and_then_something (Device *device)
{
  show_black (device);
  show_frame (device);
}

/* A closed shutter gives pictures, too; a camera whose exposure has not settled gives better ones soon. */
static void
test_black_camera (void)
{
  g_autoptr (GObject) device = g_object_new (camera_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) covered = probe ((Device *) device, 20, 0, show_black);
  g_autoptr (YjDeviceVerdict) settling = probe ((Device *) device, 60000, 0, show_black_and_then_something);

  g_assert_false (covered->passed);
  g_assert_cmpstr (covered->reason, ==, "its picture is black");
  g_assert_nonnull (strstr (covered->next_step, "shutter"));
  g_assert_true (settling->passed);
}

/* Whatever device it is, a node without rights needs them and not another cable. */
static void
test_denied (void)
{
  static const char *const ports[] = { "id-reader", "code-scanner", "camera" };

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    g_assert_nonnull (strstr (yj_device_next_step (ports[i], "fault", "/dev/x: it must belong to the group yijian-devices"), "usermod"));
  g_assert_null (strstr (yj_device_next_step ("id-reader", "fault", NULL), "usermod"));
}

static void
close_cover (Device *device)
{
  device->reasons = YJ_PRINTER_MEDIA_LOW;
  yj_receipt_printer_emit_state_changed ((YjReceiptPrinter *) device);
}

static void
test_printer (void)
{
  static const struct {
    YjPrinterReasons reasons;
    const char *word;
  } cases[] = { { YJ_PRINTER_MEDIA_EMPTY, "put paper in" },
                { YJ_PRINTER_COVER_OPEN | YJ_PRINTER_MEDIA_EMPTY, "close the printer's cover" },
                { YJ_PRINTER_MEDIA_JAM, "take the paper out" },
                { YJ_PRINTER_OFFLINE, "switch the printer on" },
                { YJ_PRINTER_NO_QUEUE, "make the queue" },
                { YJ_PRINTER_NO_SERVER | YJ_PRINTER_UNSETTLED, "start the print server" },
                { YJ_PRINTER_STOPPED, "cupsenable" },
                { YJ_PRINTER_UNSETTLED, "purged" } };
  g_autoptr (GObject) device = g_object_new (printer_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) good = probe ((Device *) device, 0, 0, NULL);
  g_autoptr (YjDeviceVerdict) low = NULL;

  g_assert_true (good->passed);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YjDeviceVerdict) verdict = NULL;
    ((Device *) device)->reasons = cases[i].reasons;
    verdict = probe ((Device *) device, 10, 0, NULL);
    g_assert_false (verdict->passed);
    g_assert_nonnull (strstr (verdict->next_step, cases[i].word));
  }
  low = probe ((Device *) device, 60000, 0, close_cover);
  g_assert_true (low->passed);
  g_assert_cmpstr (low->reason, ==, "media-low");
}

static void
test_speaker (void)
{
  g_autoptr (GObject) device = g_object_new (speaker_get_type (), NULL);
  g_autoptr (YjDeviceVerdict) good = probe ((Device *) device, 0, 0, NULL);
  g_autoptr (YjDeviceVerdict) bad = NULL;

  g_assert_true (good->passed);
  ((Device *) device)->error = YJ_ERROR_DEVICE_ABSENT;
  bad = probe ((Device *) device, 0, 0, NULL);
  g_assert_false (bad->passed);
  g_assert_nonnull (strstr (bad->next_step, "sound output"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ports/device-probe/a-reader-that-is-ready-passes-and-an-absent-one-is-to-be-plugged-in", test_reader);
  g_test_add_func ("/ports/device-probe/a-device-that-recovers-in-time-passes", test_recovery);
  g_test_add_func ("/ports/device-probe/a-card-and-a-code-are-said-to-be-read-and-not-what-is-in-them", test_presentation);
  g_test_add_func ("/ports/device-probe/a-camera-passes-by-a-picture", test_camera);
  g_test_add_func ("/ports/device-probe/a-camera-that-sees-nothing-does-not-pass", test_black_camera);
  g_test_add_func ("/ports/device-probe/a-device-without-rights-needs-them", test_denied);
  g_test_add_func ("/ports/device-probe/each-reason-of-a-printer-has-its-next-step", test_printer);
  g_test_add_func ("/ports/device-probe/a-speaker-passes-by-a-word", test_speaker);
  return g_test_run ();
}
