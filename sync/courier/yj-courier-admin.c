/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a technician asks about the queue and does to single records. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-courier-service-private.h"

static void
work_status (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  json_t *status = json_pack ("{s:s, s:s, s:o, s:o}", "version", YJ_VERSION, "epoch", yj_outbox_get_epoch (core->outbox), "queue",
                              yj_outbox_count (core->outbox), "damaged", yj_outbox_list_damaged (core->outbox));

  if (core->enrolment != NULL)
    json_object_set_new (status, "kiosk", json_string (yj_enrolment_get (core->enrolment, "kiosk")));
  if (core->enrolment != NULL)
    json_object_set_new (status, "central", json_string (yj_enrolment_get (core->enrolment, "central")));
  json_object_set_new (status, "catalogue", yj_courier_service_describe_catalogue (call->self));
  call->json = status;
}

/* The one thing to do first. */
static const char *
choose_next_step (YjCourierService *self, const json_t *status)
{
  const json_t *queue = yj_json_object (status, "queue");

  if (yj_trouble_is_alarm (self->trouble_kind))
    return yj_trouble_next_step (self->trouble_kind);
  if (json_array_size (yj_json_array (status, "damaged")) > 0)
    return "a damaged outbox was moved aside: have the disk checked, keep the damaged file, and see which records are set aside";
  if (yj_json_int (queue, "dead", 0) > 0)
    return "look at the records that were set aside: yijianctl queue quarantine";
  if (yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue")) != NULL)
    return yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue"));
  return yj_trouble_next_step (self->trouble_kind);
}

static void
answer_status (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  g_autofree char *text = NULL;
  json_t *status = call->json, *gates = json_array ();

  for (const char *const *gate = yj_dbus_courier1_get_gates (self->courier); gate != NULL && *gate != NULL; gate++)
    json_array_append_new (gates, json_string (*gate));
  json_object_set_new (status, "enrolled", json_boolean (json_object_get (status, "kiosk") != NULL));
  json_object_set_new (status, "online", json_boolean (self->online));
  json_object_set_new (status, "alarm", json_boolean (yj_trouble_is_alarm (self->trouble_kind) ||
                                                        yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue")) != NULL));
  json_object_set_new (status, "gates", gates);
  json_object_set_new (status, "clock", json_string (yj_clock_is_verified (self->clock) ? "verified" : "unverified"));
  if (self->trouble != NULL) {
    json_object_set_new (status, "trouble", json_string (self->trouble));
    json_object_set_new (status, "trouble_kind", json_string (yj_trouble_nick (self->trouble_kind)));
  }
  json_object_set_new (status, "next_step", json_string (choose_next_step (self, status)));
  text = yj_json_to_text (status);
  yj_dbus_courier1_admin_complete_status (self->admin, call->invocation, text);
}

static gboolean
on_status (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, invocation), work_status, answer_status);
  return TRUE;
}

static void
work_list (YjCourierCall *call, GError **error)
{
  call->json = yj_outbox_list (call->self->core->outbox, call->text, call->after_seq, YJ_OUTBOX_LIST_MAX);
}

static void
answer_list (YjCourierCall *call)
{
  g_autofree char *text = yj_json_to_text (call->json);
  yj_dbus_courier1_admin_complete_list (call->self->admin, call->invocation, text);
}

static gboolean
on_list (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *state, guint64 after, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (state);
  call->after_seq = after;
  yj_courier_call_run (call, work_list, answer_list);
  return TRUE;
}

static void
work_show (YjCourierCall *call, GError **error)
{
  call->json = yj_outbox_show (call->self->core->outbox, call->text, error);
}

static void
answer_show (YjCourierCall *call)
{
  g_autofree char *text = yj_json_to_text (call->json);
  yj_dbus_courier1_admin_complete_show (call->self->admin, call->invocation, text);
}

static gboolean
on_show (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *id, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (id);
  yj_courier_call_run (call, work_show, answer_show);
  return TRUE;
}

static void
work_retry (YjCourierCall *call, GError **error)
{
  yj_outbox_retry (call->self->core->outbox, call->text, error);
}

static void
answer_retry (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_retry (call->self->admin, call->invocation);
  yj_courier_service_refresh (call->self);
  yj_sync_engine_forget_delays (call->self->engine);
  yj_courier_service_schedule (call->self, 0);
}

static gboolean
on_retry (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *id, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (id);
  yj_courier_call_run (call, work_retry, answer_retry);
  return TRUE;
}

static void
work_hold (YjCourierCall *call, GError **error)
{
  yj_outbox_hold (call->self->core->outbox, call->text, error);
}

static void
answer_hold (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_hold (call->self->admin, call->invocation);
  yj_courier_service_refresh (call->self);
}

static gboolean
on_hold (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *id, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (id);
  yj_courier_call_run (call, work_hold, answer_hold);
  return TRUE;
}

static gboolean
on_sync_now (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_service_sync_now (self, invocation);
  return TRUE;
}

void
yj_courier_service_connect_admin (YjCourierService *self)
{
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-status", G_CALLBACK (on_status) }, { "handle-list", G_CALLBACK (on_list) },
    { "handle-show", G_CALLBACK (on_show) },
    { "handle-retry", G_CALLBACK (on_retry) },   { "handle-hold", G_CALLBACK (on_hold) },
    { "handle-sync-now", G_CALLBACK (on_sync_now) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->admin, handlers[i].signal, handlers[i].handler, self, 0);
}
