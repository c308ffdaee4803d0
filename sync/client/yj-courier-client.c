/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the kiosk's end of org.yijian.Courier1: sealed memfds out, properties in. */
#include "sync/client/yj-courier-client.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-courier-names.h"
#include "yj-courier1.h"
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A commit on a slow disk takes milliseconds; what takes this long has an unknown outcome. */
#define CALL_TIMEOUT_MSEC (15 * 1000)

struct _YjCourierClient {
  GObject parent_instance;
  YjDbusCourier1 *proxy;
  json_t *provisioning;
};

static void courier_interface_init (YjCourierInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjCourierClient, yj_courier_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_COURIER, courier_interface_init))

static void
yj_courier_client_finalize (GObject *object)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (object);
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  g_clear_pointer (&self->provisioning, json_decref);
  G_OBJECT_CLASS (yj_courier_client_parent_class)->finalize (object);
}

static void
yj_courier_client_class_init (YjCourierClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_courier_client_finalize;
}

static void
yj_courier_client_init (YjCourierClient *self)
{
}

static void
load_provisioning (YjCourierClient *self)
{
  const char *text = yj_dbus_courier1_get_provisioning (self->proxy);
  g_clear_pointer (&self->provisioning, json_decref);
  if (text != NULL && *text != '\0')
    self->provisioning = yj_json_parse (text, strlen (text), 0, 0, NULL);
}

static void
on_properties_changed (GDBusProxy *proxy, GVariant *properties, GStrv invalidated, gpointer user_data)
{
  YjCourierClient *self = user_data;
  load_provisioning (self);
  yj_courier_emit_status_changed (YJ_COURIER (self));
}

static void
on_name_owner_changed (GObject *proxy, GParamSpec *pspec, gpointer user_data)
{
  on_properties_changed (G_DBUS_PROXY (proxy), NULL, NULL, user_data);
}

YjCourier *
yj_courier_client_new_sync (GDBusConnection *connection, GError **error)
{
  g_autoptr (YjCourierClient) self = g_object_new (YJ_TYPE_COURIER_CLIENT, NULL);

  yj_error_register_dbus ();
  self->proxy = yj_dbus_courier1_proxy_new_sync (connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, YJ_COURIER_BUS_NAME,
                                                 YJ_COURIER_OBJECT_PATH, NULL, error);
  if (self->proxy == NULL)
    return NULL;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), CALL_TIMEOUT_MSEC);
  /* After the proxy's own handler: that one drops what it keeps of the old lists, and until then they are what is read. */
  g_signal_connect_after (self->proxy, "g-properties-changed", G_CALLBACK (on_properties_changed), self);
  g_signal_connect (self->proxy, "notify::g-name-owner", G_CALLBACK (on_name_owner_changed), self);
  load_provisioning (self);
  return YJ_COURIER (g_steal_pointer (&self));
}

static int
make_sealed_memfd (GBytes *bytes, GError **error)
{
  int fd = memfd_create ("yijian-sealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (fd >= 0 && done < size) {
    ssize_t n = write (fd, data + done, size - done);
    if (n < 0 && errno != EINTR)
      break;
    done += n > 0 ? (gsize) n : 0;
  }
  if (fd >= 0 && done == size && fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    return fd;
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "a memory file could not be made: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static GUnixFDList *
make_fd_list (GBytes *bytes, GError **error)
{
  int fd = make_sealed_memfd (bytes, error);
  return fd >= 0 ? g_unix_fd_list_new_from_array (&fd, 1) : NULL;
}

/* Nothing was sent when nobody is there to send it to. */
static gboolean
refuse_without_owner (YjCourierClient *self, GTask *task)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));
  if (owner != NULL)
    return FALSE;
  g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_CLOSED, "the courier is not running");
  return TRUE;
}

/* A call that was cut off may have been carried out: only lookup () can say. */
static GError *
translate_error (GError *error)
{
  if (error->domain == YJ_ERROR) {
    g_dbus_error_strip_remote_error (error);
    return error;
  }
  GError *translated = NULL;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    g_set_error_literal (&translated, YJ_ERROR, YJ_ERROR_CLOSED, "the courier is not running");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (&translated, YJ_ERROR, YJ_ERROR_CANCELLED, "cancelled");
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    g_set_error_literal (&translated, YJ_ERROR, YJ_ERROR_DENIED, "the message bus does not let this account ask the courier");
  else
    g_set_error (&translated, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "the courier's answer was lost: %s", error->message);
  g_error_free (error);
  return translated;
}

static GTask *
new_task (YjCourier *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tag);
  return task;
}

static void
return_submission (GTask *task, gboolean done, char *reference, char *case_number, char *header, GError *error)
{
  YjSubmission *submission;

  if (!done) {
    g_task_return_error (task, translate_error (error));
    return;
  }
  submission = g_new0 (YjSubmission, 1);
  submission->reference = reference;
  submission->case_number = case_number;
  submission->header = header;
  g_task_return_pointer (task, submission, (GDestroyNotify) yj_submission_free);
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  char *reference = NULL, *case_number = NULL, *header = NULL;
  GError *error = NULL;
  gboolean done = yj_dbus_courier1_call_submit_finish (YJ_DBUS_COURIER1 (source), &reference, &case_number, &header, &fds,
                                                       result, &error);
  /* Who withdraws a hand-over does not know whether it was carried out before. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (&error);
    g_set_error_literal (&error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "the hand-over was withdrawn while it was under way");
  }
  return_submission (task, done, reference, case_number, header, error);
}

static void
submit_async (YjCourier *courier, GBytes *envelope, const char *draft_header, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  g_autoptr (GTask) task = new_task (courier, cancellable, callback, user_data, submit_async);
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;

  if (refuse_without_owner (self, task))
    return;
  fds = make_fd_list (envelope, &error);
  if (fds == NULL)
    g_task_return_error (task, error);
  else
    yj_dbus_courier1_call_submit (self->proxy, g_variant_new_handle (0), draft_header, fds, cancellable, on_submit_ready,
                                  g_steal_pointer (&task));
}

static YjSubmission *
submission_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_put_material_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *sha256 = NULL;
  GError *error = NULL;
  if (yj_dbus_courier1_call_put_material_finish (YJ_DBUS_COURIER1 (source), &sha256, NULL, result, &error))
    g_task_return_pointer (task, sha256, g_free);
  else
    g_task_return_error (task, translate_error (error));
}

static void
put_material_async (YjCourier *courier, GBytes *sealed, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  g_autoptr (GTask) task = new_task (courier, cancellable, callback, user_data, put_material_async);
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;

  if (refuse_without_owner (self, task))
    return;
  fds = make_fd_list (sealed, &error);
  if (fds == NULL)
    g_task_return_error (task, error);
  else
    yj_dbus_courier1_call_put_material (self->proxy, g_variant_new_handle (0), fds, cancellable, on_put_material_ready,
                                        g_steal_pointer (&task));
}

static char *
put_material_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *reference = NULL, *case_number = NULL, *header = NULL;
  GError *error = NULL;
  gboolean done = yj_dbus_courier1_call_lookup_finish (YJ_DBUS_COURIER1 (source), &reference, &case_number, &header, result, &error);
  return_submission (task, done, reference, case_number, header, error);
}

static void
lookup_async (YjCourier *courier, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  g_autoptr (GTask) task = new_task (courier, cancellable, callback, user_data, lookup_async);

  if (!refuse_without_owner (self, task))
    yj_dbus_courier1_call_lookup (self->proxy, id, cancellable, on_lookup_ready, g_steal_pointer (&task));
}

static void
on_progress_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = NULL;
  GError *error = NULL;
  json_t *progress = NULL;

  if (!yj_dbus_courier1_call_progress_finish (YJ_DBUS_COURIER1 (source), &text, result, &error)) {
    g_task_return_error (task, translate_error (error));
    return;
  }
  progress = yj_json_parse (text, strlen (text), 0, 0, &error);
  if (progress != NULL)
    g_task_return_pointer (task, progress, (GDestroyNotify) json_decref);
  else
    g_task_return_error (task, error);
}

static void
progress_async (YjCourier *courier, const char *reference, const char *secret, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  g_autoptr (GTask) task = new_task (courier, cancellable, callback, user_data, progress_async);

  if (!refuse_without_owner (self, task))
    yj_dbus_courier1_call_progress (self->proxy, reference, secret, cancellable, on_progress_ready, g_steal_pointer (&task));
}

static json_t *
progress_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
end_session (YjCourier *courier)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  yj_dbus_courier1_call_end_session (self->proxy, NULL, NULL, NULL);
}

static YjGates
get_gates (YjCourier *courier)
{
  YjCourierClient *self = YJ_COURIER_CLIENT (courier);
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));

  return owner != NULL ? yj_gates_from_strv (yj_dbus_courier1_get_gates (self->proxy)) : YJ_GATE_COURIER;
}

static const json_t *
get_provisioning (YjCourier *courier)
{
  return YJ_COURIER_CLIENT (courier)->provisioning;
}

static void
courier_interface_init (YjCourierInterface *iface)
{
  iface->submit_async = submit_async;
  iface->submit_finish = submission_finish;
  iface->put_material_async = put_material_async;
  iface->put_material_finish = put_material_finish;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = submission_finish;
  iface->progress_async = progress_async;
  iface->progress_finish = progress_finish;
  iface->end_session = end_session;
  iface->get_gates = get_gates;
  iface->get_provisioning = get_provisioning;
}
