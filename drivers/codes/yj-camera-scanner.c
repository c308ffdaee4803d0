/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from a camera's frames to codes that are reported once. */
#include "drivers/codes/yj-camera-scanner.h"
#include "core/base/yj-error.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-code-sightings.h"
#include "drivers/yj-driver.h"

#define BUDGET_MSEC 20

struct _YjCameraScanner {
  GObject parent_instance;
  YjCamera *camera;
  YjCodeReader *reader; /* with the thread while is_decoding */
  YjCodeSightings *sightings;
  gboolean is_started;
  gboolean is_decoding;
  gboolean is_reader_stale; /* what it remembers is of another start */
  guint run;                /* counts starts and unplugs: what was seen before one of them is dropped */
};

static void yj_camera_scanner_init_driver (YjDriverInterface *iface);
static void yj_camera_scanner_init_scanner (YjCodeScannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjCameraScanner, yj_camera_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_camera_scanner_init_driver)
                                   G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, yj_camera_scanner_init_scanner))

/* The thread does not hold the scanner, which would then end there. */
typedef struct {
  GWeakRef scanner;
  YjCodeReader *reader;
  YjFrame *frame;
  guint run;
} Work;

static void
work_free (Work *work)
{
  g_weak_ref_clear (&work->scanner);
  g_object_unref (work->reader);
  yj_frame_free (work->frame);
  g_free (work);
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  g_task_return_pointer (task, yj_code_reader_scan (work->reader, work->frame),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_decode_ready (GObject *nobody, GAsyncResult *result, gpointer user_data)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  guint run = work->run;
  g_autoptr (YjCameraScanner) self = g_weak_ref_get (&work->scanner);
  g_autoptr (GPtrArray) codes = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self == NULL)
    return;
  self->is_decoding = FALSE;
  for (guint i = 0; i < codes->len; i++) {
    /* A handler may stop the scanner: nothing of this frame is reported after that. */
    if (!self->is_started || run != self->run)
      return;
    YjCode *code = g_ptr_array_index (codes, i);
    if (yj_code_sightings_note (self->sightings, code, g_get_monotonic_time ()))
      yj_code_scanner_emit_read (YJ_CODE_SCANNER (self), code);
  }
}

static void
on_camera_frame (YjCameraScanner *self, YjFrame *frame)
{
  if (!self->is_started || self->is_decoding)
    return;
  if (self->is_reader_stale)
    yj_code_reader_reset (self->reader);
  self->is_reader_stale = FALSE;
  self->is_decoding = TRUE;

  Work *work = g_new (Work, 1);
  *work = (Work){ .reader = g_object_ref (self->reader), .frame = yj_frame_copy (frame), .run = self->run };
  g_weak_ref_init (&work->scanner, self);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_decode_ready, NULL);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, decode_in_thread);
}

static void
on_camera_state_changed (YjCameraScanner *self, YjDeviceState state, const char *reason)
{
  if (!self->is_started)
    return;
  if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT) {
    self->run++;
    self->is_reader_stale = TRUE;
  }
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (self), state, reason);
}

static void
yj_camera_scanner_start (YjCodeScanner *scanner)
{
  YjCameraScanner *self = YJ_CAMERA_SCANNER (scanner);

  if (self->is_started)
    return;
  self->is_started = TRUE;
  self->is_reader_stale = TRUE;
  self->run++;
  yj_code_sightings_clear (self->sightings);
  if (self->camera == NULL)
    yj_code_scanner_emit_state (scanner, YJ_DEVICE_ABSENT, "no camera is set up for it");
  else
    yj_camera_start (self->camera);
}

static void
yj_camera_scanner_stop (YjCodeScanner *scanner)
{
  YjCameraScanner *self = YJ_CAMERA_SCANNER (scanner);

  if (!self->is_started)
    return;
  self->is_started = FALSE;
  yj_code_sightings_clear (self->sightings);
  if (self->camera != NULL)
    yj_camera_stop (self->camera);
}

static YjDeviceState
yj_camera_scanner_get_state (YjCodeScanner *scanner)
{
  YjCameraScanner *self = YJ_CAMERA_SCANNER (scanner);
  return self->camera != NULL ? yj_camera_get_state (self->camera) : YJ_DEVICE_ABSENT;
}

static gboolean
read_symbologies (YjCodeReader *reader, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *text = yj_driver_settings_string (settings, group, "symbologies", NULL);
  YjSymbologies wanted = 0;

  if (text == NULL)
    return TRUE;
  g_auto (GStrv) names = g_strsplit (text, ";", -1);
  for (guint i = 0; names[i] != NULL; i++) {
    YjSymbologies one = yj_symbology_from_name (g_strstrip (names[i]));
    if (one == 0 && *names[i] != '\0') {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] symbologies: there is no “%s”", group, names[i]);
      return FALSE;
    }
    wanted |= one;
  }
  yj_code_reader_set_symbologies (reader, wanted);
  return TRUE;
}

static gboolean
make_camera (YjCameraScanner *self, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *camera_group = yj_driver_settings_string (settings, group, "camera", NULL);
  g_autoptr (GObject) camera = NULL;

  if (camera_group == NULL)
    return TRUE;
  /* A scanner that named itself as its camera would be made without end. */
  g_autofree char *driver = yj_driver_settings_string (settings, camera_group, "driver", "gst-camera");
  const YjDriverInfo *info = yj_driver_find (driver);
  if (info == NULL || g_strcmp0 (yj_driver_info_get_port (info), "camera") != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] camera: the driver of [%s] is no camera", group,
                 camera_group);
    return FALSE;
  }
  camera = yj_driver_create (driver, settings, camera_group, error);
  if (camera == NULL)
    return FALSE;
  yj_camera_scanner_set_camera (self, YJ_CAMERA (camera));
  return TRUE;
}

static gboolean
yj_camera_scanner_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjCameraScanner *self = YJ_CAMERA_SCANNER (driver);
  int budget_msec;

  if (!yj_driver_settings_int (settings, group, "budget", BUDGET_MSEC, 5, 1000, &budget_msec, error))
    return FALSE;
  g_clear_object (&self->reader);
  self->reader = yj_code_reader_new ((guint) budget_msec);
  return read_symbologies (self->reader, settings, group, error) && make_camera (self, settings, group, error);
}

static void
yj_camera_scanner_dispose (GObject *object)
{
  YjCameraScanner *self = YJ_CAMERA_SCANNER (object);

  yj_camera_scanner_stop (YJ_CODE_SCANNER (self));
  yj_camera_scanner_set_camera (self, NULL);
  g_clear_object (&self->reader);
  G_OBJECT_CLASS (yj_camera_scanner_parent_class)->dispose (object);
}

static void
yj_camera_scanner_finalize (GObject *object)
{
  yj_code_sightings_free (YJ_CAMERA_SCANNER (object)->sightings);
  G_OBJECT_CLASS (yj_camera_scanner_parent_class)->finalize (object);
}

static void
yj_camera_scanner_init_driver (YjDriverInterface *iface)
{
  iface->configure = yj_camera_scanner_configure;
}

static void
yj_camera_scanner_init_scanner (YjCodeScannerInterface *iface)
{
  iface->start = yj_camera_scanner_start;
  iface->stop = yj_camera_scanner_stop;
  iface->get_state = yj_camera_scanner_get_state;
}

static void
yj_camera_scanner_class_init (YjCameraScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_camera_scanner_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_camera_scanner_finalize;
}

static void
yj_camera_scanner_init (YjCameraScanner *self)
{
  self->reader = yj_code_reader_new (BUDGET_MSEC);
  self->sightings = yj_code_sightings_new ();
}

YjCameraScanner *
yj_camera_scanner_new (YjCamera *camera)
{
  YjCameraScanner *self = g_object_new (YJ_TYPE_CAMERA_SCANNER, NULL);
  yj_camera_scanner_set_camera (self, camera);
  return self;
}

void
yj_camera_scanner_set_camera (YjCameraScanner *self, YjCamera *camera)
{
  if (self->is_started || camera == self->camera)
    return;
  if (self->camera != NULL)
    g_signal_handlers_disconnect_by_data (self->camera, self);
  g_set_object (&self->camera, camera);
  if (camera == NULL)
    return;
  g_signal_connect_object (camera, "frame", G_CALLBACK (on_camera_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (camera, "state-changed", G_CALLBACK (on_camera_state_changed), self,
                           G_CONNECT_SWAPPED);
}

YjCamera *
yj_camera_scanner_get_camera (YjCameraScanner *self)
{
  return self->camera;
}
