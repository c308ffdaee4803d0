/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the service's life and the kiosk's interface. */
#include "sync/courier/yj-courier-service.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-courier-names.h"
#include "core/seal/yj-envelope.h"
#include "sync/courier/yj-clock-floor.h"
#include "sync/courier/yj-courier-service-private.h"
#include <unistd.h>

G_DEFINE_FINAL_TYPE (YjCourierService, yj_courier_service, G_TYPE_OBJECT)

static void
yj_courier_service_dispose (GObject *object)
{
  YjCourierService *self = YJ_COURIER_SERVICE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->refresher, g_source_remove);
  if (self->engine != NULL)
    yj_sync_engine_cancel (self->engine);
  g_clear_pointer (&self->net, yj_worker_free);
  g_cancellable_cancel (self->carry_stop);
  g_clear_pointer (&self->carry, yj_worker_free); /* before the store, which it asks */
  g_clear_pointer (&self->store, yj_worker_free);
  if (self->courier != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->courier));
  if (self->admin != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->admin));
  g_clear_object (&self->courier);
  g_clear_object (&self->admin);
  G_OBJECT_CLASS (yj_courier_service_parent_class)->dispose (object);
}

static void
yj_courier_service_finalize (GObject *object)
{
  YjCourierService *self = YJ_COURIER_SERVICE (object);
  yj_sync_engine_free (self->engine);
  yj_catalogue_store_free (self->catalogues);
  yj_courier_core_free (self->core);
  yj_throttle_free (self->throttle);
  g_rand_free (self->rand);
  g_ptr_array_unref (self->sync_waiters);
  g_ptr_array_unref (self->next_waiters);
  g_clear_object (&self->clock);
  g_clear_object (&self->carry_stop);
  g_free (self->state_dir);
  g_free (self->trouble);
  G_OBJECT_CLASS (yj_courier_service_parent_class)->finalize (object);
}

static void
yj_courier_service_class_init (YjCourierServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_courier_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_courier_service_finalize;
}

static void
yj_courier_service_init (YjCourierService *self)
{
  self->rand = g_rand_new ();
  self->carry_stop = g_cancellable_new ();
  self->sync_waiters = g_ptr_array_new ();
  self->next_waiters = g_ptr_array_new ();
  self->courier = yj_dbus_courier1_skeleton_new ();
  self->admin = yj_dbus_courier1_admin_skeleton_new ();
}

GBytes *
yj_courier_service_take_fd (GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, gsize max_bytes)
{
  g_autoptr (GError) error = NULL;
  gint32 index = g_variant_get_handle (handle);
  gboolean named = fds != NULL && index >= 0 && index < g_unix_fd_list_get_length (fds);
  int fd = named ? g_unix_fd_list_get (fds, index, &error) : -1;
  GBytes *bytes = NULL;

  if (fd >= 0) {
    bytes = yj_courier_read_sealed_fd (fd, max_bytes, &error);
    close (fd);
  } else if (error == NULL) {
    g_set_error_literal (&error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a file descriptor is expected");
  }
  if (bytes == NULL)
    g_dbus_method_invocation_return_gerror (invocation, error);
  return bytes;
}

static void
work_put_material (YjCourierCall *call, GError **error)
{
  call->text = yj_courier_core_put_material_sync (call->self->core, call->bytes, error);
}

static void
answer_put_material (YjCourierCall *call)
{
  yj_dbus_courier1_complete_put_material (call->self->courier, call->invocation, NULL, call->text);
}

static gboolean
on_put_material (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, YjCourierService *self)
{
  GBytes *material = yj_courier_service_take_fd (invocation, fds, handle, YJ_MATERIAL_MAX_BYTES);
  YjCourierCall *call;

  if (material == NULL)
    return TRUE;
  call = yj_courier_call_new (self, invocation);
  call->bytes = material;
  yj_courier_call_run (call, work_put_material, answer_put_material);
  return TRUE;
}

static void
work_lookup (YjCourierCall *call, GError **error)
{
  call->submission = yj_courier_core_lookup_sync (call->self->core, call->text, error);
}

static void
answer_lookup (YjCourierCall *call)
{
  yj_dbus_courier1_complete_lookup (call->self->courier, call->invocation, call->submission->reference, call->submission->case_number,
                                    call->submission->header);
}

static gboolean
on_lookup (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, const char *id, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (id);
  yj_courier_call_run (call, work_lookup, answer_lookup);
  return TRUE;
}

static void
work_end_session (YjCourierCall *call, GError **error)
{
  yj_courier_core_end_session_sync (call->self->core);
}

static void
answer_end_session (YjCourierCall *call)
{
  yj_dbus_courier1_complete_end_session (call->self->courier, call->invocation);
}

static gboolean
on_end_session (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, invocation), work_end_session, answer_end_session);
  return TRUE;
}

static void
connect_kiosk (YjCourierService *self)
{
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-put-material", G_CALLBACK (on_put_material) },
    { "handle-lookup", G_CALLBACK (on_lookup) },
    { "handle-end-session", G_CALLBACK (on_end_session) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->courier, handlers[i].signal, handlers[i].handler, self, 0);
}

YjCourierService *
yj_courier_service_new (const YjCourierOptions *options, YjClock *clock, GError **error)
{
  g_autoptr (YjCourierService) self = g_object_new (YJ_TYPE_COURIER_SERVICE, NULL);
  g_auto (GStrv) closed = yj_gates_to_strv (YJ_GATE_COURIER);

  /* Nobody may take "not looked yet" for "open". */
  yj_dbus_courier1_set_gates (self->courier, (const char *const *) closed);
  yj_error_register_dbus ();
  self->options = *options;
  self->state_dir = g_strdup (options->state_dir);
  self->options.state_dir = self->state_dir;
  self->clock = g_object_ref (clock);
  yj_clock_floor_load (self->state_dir, clock);
  self->core = yj_courier_core_new (self->state_dir, clock, error);
  if (self->core == NULL)
    return NULL;
  self->store = yj_worker_new ("store");
  self->net = yj_worker_new ("net");
  self->carry = yj_worker_new ("carry");
  self->catalogues = yj_catalogue_store_new (self->state_dir, options->catalogue_judge);
  self->engine =
    yj_sync_engine_new (self->state_dir, self->core->outbox, self->store, self->catalogues, clock, options->timeout_seconds);
  yj_sync_engine_set_poll_seconds (self->engine, options->poll_seconds);
  yj_sync_engine_set_reconcile_seconds (self->engine, options->reconcile_seconds);
  yj_sync_engine_set_keeper (self->engine, yj_courier_core_keep_enrolment_sync, self->core);
  yj_courier_service_adopt_enrolment (self, self->core->enrolment);
  connect_kiosk (self);
  yj_courier_service_connect_records (self);
  yj_courier_service_connect_admin (self);
  yj_courier_service_connect_export (self);
  yj_courier_service_connect_import (self);
  yj_courier_service_connect_catalogue (self);
  yj_courier_service_connect_provision (self);
  yj_courier_service_connect_status (self);
  yj_courier_service_refresh (self);
  return g_steal_pointer (&self);
}

gboolean
yj_courier_service_export (YjCourierService *self, GDBusConnection *connection, GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->courier), connection, YJ_COURIER_OBJECT_PATH, error) &&
         g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->admin), connection, YJ_COURIER_OBJECT_PATH, error);
}
