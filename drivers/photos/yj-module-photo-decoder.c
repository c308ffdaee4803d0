/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the process that decodes one photograph, and how long it may take. */
#include "drivers/photos/yj-module-photo-decoder.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <stdio.h>
#include <string.h>

#define PATIENCE_MSEC 2000
#define STATUS_NO_PHOTO 1

struct _YjModulePhotoDecoder {
  GObject parent_instance;
  char *module, *program;
};

static void yj_module_photo_decoder_iface_init (YjPhotoDecoderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjModulePhotoDecoder, yj_module_photo_decoder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_PHOTO_DECODER, yj_module_photo_decoder_iface_init))

typedef struct {
  GSubprocess *process;
  guint timer; /* 0: over */
  gboolean late;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_handle_id (&work->timer, g_source_remove);
  g_subprocess_force_exit (work->process); /* also when whoever asked has gone */
  g_object_unref (work->process);
  g_free (work);
}

static gboolean
on_late (gpointer data)
{
  Work *work = data;

  work->timer = 0;
  work->late = TRUE;
  g_subprocess_force_exit (work->process);
  return G_SOURCE_REMOVE;
}

/* Past "P6\nWIDTH HEIGHT\n255\n", exactly as our program writes it; NULL when it is not that. */
static const char *
skip_head (const char *bytes, gsize size, guint *width_px, guint *height_px)
{
  char head[32] = { 0 };
  int n = 0;

  memcpy (head, bytes, MIN (size, sizeof head - 1));
  if (sscanf (head, "P6\n%3u %3u\n255%n", width_px, height_px, &n) != 2 || n == 0 || head[n] != '\n')
    return NULL;
  return bytes + n + 1;
}

/* (transfer full) (nullable) */
static YjFrame *
parse_picture (const char *bytes, gsize size)
{
  guint width_px, height_px;
  const char *rgb = skip_head (bytes, size, &width_px, &height_px);
  g_autoptr (GBytes) pixels = NULL;

  if (rgb == NULL || width_px == 0 || height_px == 0 || width_px > YJ_PHOTO_SIDE_MAX_PX || height_px > YJ_PHOTO_SIDE_MAX_PX ||
      size - (gsize) (rgb - bytes) != (gsize) width_px * height_px * 3)
    return NULL;
  pixels = yj_secret_bytes_new (rgb, (gsize) width_px * height_px * 3);
  return yj_frame_new (YJ_FRAME_RGB, width_px, height_px, width_px * 3, pixels);
}

/* (transfer full): @out is taken, and wiped. */
static YjFrame *
take_picture (GBytes *out)
{
  gsize size = 0;
  char *bytes = out != NULL ? g_bytes_unref_to_data (out, &size) : NULL;
  YjFrame *picture = bytes != NULL ? parse_picture (bytes, size) : NULL;

  yj_secret_wipe (bytes, size);
  g_free (bytes);
  return picture;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GSubprocess *process = G_SUBPROCESS (source);
  Work *work = g_task_get_task_data (task);
  GBytes *out = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ended = g_subprocess_communicate_finish (process, result, &out, NULL, &error);
  YjFrame *picture = take_picture (out);

  g_clear_handle_id (&work->timer, g_source_remove);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_CANCELLED, "nobody waits for the photograph any more");
  else if (work->late)
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_TIMEOUT, "the photograph was not decoded in %d ms", PATIENCE_MSEC);
  else if (ended && g_subprocess_get_successful (process) && picture != NULL)
    g_task_return_pointer (task, g_steal_pointer (&picture), (GDestroyNotify) yj_frame_free);
  else if (ended && g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == STATUS_NO_PHOTO)
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_BAD_DATA, "the module knows no such photograph");
  else
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "the module that decodes photographs cannot be loaded, or broke");
  g_clear_pointer (&picture, yj_frame_free);
}

static void
decode_async (YjPhotoDecoder *decoder, GBytes *coded, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  YjModulePhotoDecoder *self = YJ_MODULE_PHOTO_DECODER (decoder);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  char *const no_environment[] = { NULL };
  Work *work;

  g_task_set_check_cancellable (task, FALSE); /* the process' own answer says so */
  if (g_bytes_get_size (coded) > YJ_PHOTO_CODED_MAX_BYTES) {
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_LIMIT, "larger than any photograph of a card");
    return;
  }
  g_subprocess_launcher_set_environ (launcher, (char **) no_environment);
  work = g_new0 (Work, 1);
  work->process = g_subprocess_launcher_spawn (launcher, &error, self->program, self->module, NULL);
  if (work->process == NULL) {
    g_free (work);
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "%s: %s", self->program, error->message);
    return;
  }
  g_task_set_task_data (task, work, work_free);
  work->timer = g_timeout_add (PATIENCE_MSEC, on_late, work);
  g_subprocess_communicate_async (work->process, coded, cancellable, on_ended, g_steal_pointer (&task));
}

static YjFrame *
decode_finish (YjPhotoDecoder *decoder, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yj_module_photo_decoder_finalize (GObject *object)
{
  YjModulePhotoDecoder *self = YJ_MODULE_PHOTO_DECODER (object);

  g_free (self->module);
  g_free (self->program);
  G_OBJECT_CLASS (yj_module_photo_decoder_parent_class)->finalize (object);
}

static void
yj_module_photo_decoder_class_init (YjModulePhotoDecoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_module_photo_decoder_finalize;
}

static void
yj_module_photo_decoder_init (YjModulePhotoDecoder *self)
{
}

static void
yj_module_photo_decoder_iface_init (YjPhotoDecoderInterface *iface)
{
  iface->decode_async = decode_async;
  iface->decode_finish = decode_finish;
}

YjPhotoDecoder *
yj_module_photo_decoder_new (const char *module, const char *program)
{
  YjModulePhotoDecoder *self = g_object_new (YJ_TYPE_MODULE_PHOTO_DECODER, NULL);

  self->module = g_strdup (module);
  self->program = g_strdup (program != NULL ? program : YJ_PHOTO_DECODER_PROGRAM);
  return YJ_PHOTO_DECODER (self);
}
