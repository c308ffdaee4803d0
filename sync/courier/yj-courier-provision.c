/* SPDX-License-Identifier: Apache-2.0 */
/* Owns enrolment: a new device key, a certificate against a one-time token, and the change to them. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-courier-service-private.h"
#include <string.h>

void
yj_courier_service_adopt_enrolment (YjCourierService *self, const YjEnrolment *enrolment)
{
  yj_sync_engine_set_enrolment (self->engine, enrolment);
  yj_catalogue_store_select (self->catalogues, enrolment != NULL ? yj_enrolment_get (enrolment, "region") : NULL,
                             enrolment != NULL ? yj_enrolment_get (enrolment, "catalogue_key") : NULL);
}

/* The request's body, with a new key; NULL with @error. */
static json_t *
make_request (const json_t *settings, char **key, GError **error)
{
  g_autofree char *csr = NULL;

  *key = yj_suite_device_key_new (error);
  csr = *key != NULL ? yj_suite_device_csr_new (*key, "yijian-kiosk", error) : NULL;
  return csr != NULL ? json_pack ("{s:s, s:s}", "token", yj_json_string (settings, "token"), "csr", csr) : NULL;
}

static json_t *
read_answer (const YjUplinkAnswer *reply, GError **error)
{
  g_autoptr (json_t) problem = NULL;
  const char *title;

  if (reply->status == 201)
    return yj_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), 0, 0, error);
  problem = yj_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), 0, 0, NULL);
  title = yj_json_string (problem, "title");
  g_set_error (error, YJ_ERROR, reply->status == 401 || reply->status == 403 ? YJ_ERROR_DENIED : YJ_ERROR_REJECTED,
               "central refused the enrolment (%d%s%s)", reply->status, title != NULL ? ": " : "", title != NULL ? title : "");
  return NULL;
}

static json_t *
ask_central (YjCourierService *self, const json_t *settings, const json_t *ask, GError **error)
{
  g_autoptr (GBytes) body = yj_json_to_bytes (ask);
  g_autoptr (YjUplink) uplink = yj_uplink_new (yj_json_string (settings, "central"), yj_json_string (settings, "ca"), NULL, NULL,
                                               self->clock, self->options.timeout_seconds, NULL);
  YjUplinkRequest request = { "POST", "/v1/enrolments", "application/json", FALSE, body, NULL };
  g_autoptr (YjUplinkAnswer) reply = yj_uplink_exchange (uplink, &request, error);

  return reply != NULL ? read_answer (reply, error) : NULL;
}

/* Runs in the network's thread: makes the key and asks central for a certificate. */
static void
run_enrol (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (YjSecretText) key = NULL;
  g_autoptr (json_t) answer = NULL;
  GError *error = NULL;
  json_t *ask = make_request (task_data, &key, &error);

  if (ask != NULL)
    answer = ask_central (source, task_data, ask, &error);
  yj_json_wipe (ask);
  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, json_pack ("{s:s, s:O}", "key", key, "answer", answer), (GDestroyNotify) yj_json_wipe);
}

static void
work_store_enrolment (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  g_autoptr (json_t) provisioning = NULL;
  YjEnrolment *fresh = yj_enrolment_store (core->state_dir, yj_json_string (call->json, "key"), yj_json_object (call->json, "answer"), error);

  yj_json_wipe (g_steal_pointer (&call->json));
  if (fresh == NULL)
    return;
  yj_enrolment_free (core->enrolment);
  core->enrolment = fresh;
  yj_courier_service_adopt_enrolment (call->self, fresh);
  provisioning = yj_enrolment_to_provisioning (fresh);
  call->text = yj_json_to_text (provisioning);
}

static void
answer_store_enrolment (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_provision (call->self->admin, call->invocation, call->text);
  yj_courier_service_refresh (call->self);
  call->self->failures = 0;
  yj_courier_service_schedule (call->self, 0);
}

static void
on_enrol_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YjCourierService *self = YJ_COURIER_SERVICE (source);
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;
  json_t *enrolled = g_task_propagate_pointer (G_TASK (result), &error);
  YjCourierCall *call;

  if (enrolled == NULL) {
    g_dbus_method_invocation_return_gerror (invocation, error);
    return;
  }
  call = yj_courier_call_new (self, invocation);
  call->json = enrolled;
  yj_courier_call_run (call, work_store_enrolment, answer_store_enrolment);
}

/* Moving a kiosk to another hall drains it first. */
static void
work_check_drained (YjCourierCall *call, GError **error)
{
  g_autoptr (json_t) count = yj_outbox_count (call->self->core->outbox);
  gint64 unsent = yj_json_int (count, "queued", 0) + yj_json_int (count, "held", 0) + yj_json_int (count, "dead", 0);

  if (call->self->core->enrolment != NULL && unsent > 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DENIED, "%" G_GINT64_FORMAT " records of the present enrolment are not settled: send or export them first",
                 unsent);
}

static void
answer_check_drained (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  GTask *task = g_task_new (self, NULL, on_enrol_ready, call->invocation);
  g_task_set_task_data (task, json_incref (call->json), (GDestroyNotify) json_decref);
  yj_worker_run (self->net, task, run_enrol);
}

static gboolean
on_provision (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *text, YjCourierService *self)
{
  g_autoptr (GError) error = NULL;
  json_t *settings = yj_json_parse (text, strlen (text), 0, 4, &error);
  YjCourierCall *call;

  if (settings == NULL || yj_json_require_string (settings, "central", &error) == NULL ||
      yj_json_require_string (settings, "token", &error) == NULL || yj_json_require_string (settings, "ca", &error) == NULL) {
    g_clear_pointer (&settings, json_decref);
    g_dbus_method_invocation_return_gerror (invocation, error);
    return TRUE;
  }
  call = yj_courier_call_new (self, invocation);
  call->json = settings;
  yj_courier_call_run (call, work_check_drained, answer_check_drained);
  return TRUE;
}

void
yj_courier_service_connect_provision (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-provision", G_CALLBACK (on_provision), self, 0);
}
