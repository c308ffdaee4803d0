/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a technician asks about the queue and does to single records. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-courier-service-private.h"

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
  g_autofree char *text = NULL;

  yj_courier_service_explain_record (call->self, call->json);
  text = yj_json_to_text (call->json);
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
    { "handle-list", G_CALLBACK (on_list) },
    { "handle-show", G_CALLBACK (on_show) },
    { "handle-retry", G_CALLBACK (on_retry) },   { "handle-hold", G_CALLBACK (on_hold) },
    { "handle-sync-now", G_CALLBACK (on_sync_now) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->admin, handlers[i].signal, handlers[i].handler, self, 0);
}
