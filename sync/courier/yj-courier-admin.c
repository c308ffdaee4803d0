/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the technician's interface. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-courier-service-private.h"
#include <string.h>

static void
work_status (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  json_t *status = json_pack ("{s:s, s:s, s:o}", "version", YJ_VERSION, "epoch", yj_outbox_get_epoch (core->outbox), "queue",
                              yj_outbox_count (core->outbox));
  if (core->enrolment != NULL)
    json_object_set_new (status, "kiosk", json_string (yj_enrolment_get (core->enrolment, "kiosk")));
  call->json = status;
}

static void
answer_status (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  g_autofree char *text = NULL;
  json_t *gates = json_array ();

  for (const char *const *gate = yj_dbus_courier1_get_gates (self->courier); gate != NULL && *gate != NULL; gate++)
    json_array_append_new (gates, json_string (*gate));
  json_object_set_new (call->json, "enrolled", json_boolean (json_object_get (call->json, "kiosk") != NULL));
  json_object_set_new (call->json, "online", json_boolean (self->online));
  json_object_set_new (call->json, "alarm", json_boolean (self->alarm));
  json_object_set_new (call->json, "gates", gates);
  json_object_set_new (call->json, "clock", json_string (yj_clock_is_verified (self->clock) ? "verified" : "unverified"));
  if (self->trouble != NULL)
    json_object_set_new (call->json, "trouble", json_string (self->trouble));
  text = yj_json_to_text (call->json);
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
  call->json = yj_outbox_list (call->self->core->outbox, call->text);
}

static void
answer_list (YjCourierCall *call)
{
  g_autofree char *text = yj_json_to_text (call->json);
  yj_dbus_courier1_admin_complete_list (call->self->admin, call->invocation, text);
}

static gboolean
on_list (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *state, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (state);
  yj_courier_call_run (call, work_list, answer_list);
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

/* ---- by hand: export and import ---- */

static gboolean
write_durable (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &failure))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s", failure->message);
  return FALSE;
}

static gboolean
export_item (YjCourierCore *core, const YjOutboxItem *item, const char *source, const char *directory, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.json", directory, item->id);
  g_autoptr (json_t) event = yj_batch_job_encode_event (item, source);
  g_autoptr (GBytes) bytes = yj_json_to_bytes (event);
  return write_durable (path, bytes, error);
}

static gboolean
export_blobs (YjCourierCore *core, const char *directory, GError **error)
{
  g_autoptr (GHashTable) digests = yj_outbox_list_blobs (core->outbox);
  g_autofree char *folder = g_build_filename (directory, "blobs", NULL);
  GHashTableIter iter;
  gpointer digest;

  g_mkdir_with_parents (folder, 0755);
  g_hash_table_iter_init (&iter, digests);
  while (g_hash_table_iter_next (&iter, &digest, NULL)) {
    g_autofree char *path = g_build_filename (folder, digest, NULL);
    g_autoptr (GBytes) blob = yj_blob_store_get (core->state_dir, digest, error);
    if (blob == NULL || !write_durable (path, blob, error))
      return FALSE;
  }
  return TRUE;
}

static void
work_export (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *source = NULL;

  if (core->enrolment == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled");
    return;
  }
  source = yj_enrolment_get_source (core->enrolment, yj_outbox_get_epoch (core->outbox));
  if (g_mkdir_with_parents (call->text, 0755) != 0 || !export_blobs (core, call->text, error)) {
    if (*error == NULL)
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, "the folder cannot be made");
    return;
  }
  items = yj_outbox_claim (core->outbox, 0, G_MAXUINT, G_MAXSIZE, error);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    if (!export_item (core, g_ptr_array_index (items, i), source, call->text, error))
      return;
    call->count++;
  }
}

static void
answer_export (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_export (call->self->admin, call->invocation, call->count);
}

static gboolean
on_export (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *directory, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (directory);
  yj_courier_call_run (call, work_export, answer_export);
  return TRUE;
}

/* A receipt that came by hand is judged like one that came by wire. */
static void
work_import (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  g_autoptr (GPtrArray) items = NULL, verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  g_autofree char *source = NULL;

  if (core->enrolment == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled");
    return;
  }
  source = yj_enrolment_get_source (core->enrolment, yj_outbox_get_epoch (core->outbox));
  items = yj_outbox_claim (core->outbox, 0, G_MAXUINT, G_MAXSIZE, error);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const YjOutboxItem *item = g_ptr_array_index (items, i);
    g_autofree char *path = g_strdup_printf ("%s/%s.receipt", call->text, item->id), *jws = NULL, *reason = NULL;
    YjItemFate fate;

    if (!g_file_get_contents (path, &jws, NULL, NULL))
      continue;
    fate = yj_batch_job_judge_receipt (g_strstrip (jws), item, source, core->enrolment->receipt_keys, &reason);
    if (fate == YJ_ITEM_NOT_SENT)
      continue;
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ item->seq, fate == YJ_ITEM_ACCEPTED ? YJ_SETTLE_ACCEPTED : YJ_SETTLE_REJECTED, g_strdup (jws),
                                  g_strdup (reason) };
    g_ptr_array_add (verdicts, verdict);
  }
  if (items != NULL && yj_outbox_settle (core->outbox, verdicts, error))
    call->count = verdicts->len;
}

static void
answer_import (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_import (call->self->admin, call->invocation, call->count);
  yj_courier_service_refresh (call->self);
}

static gboolean
on_import (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *directory, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (directory);
  yj_courier_call_run (call, work_import, answer_import);
  return TRUE;
}

static gboolean
on_sync_now (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  g_ptr_array_add (self->sync_waiters, invocation);
  yj_courier_service_schedule (self, 0);
  return TRUE;
}

/* ---- enrolment ---- */

/* Runs in the network's thread: makes the key and asks central for a certificate. */
static void
run_enrol (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  YjCourierService *self = source;
  const json_t *settings = task_data;
  GError *error = NULL;
  g_autoptr (YjSecretText) key = yj_suite_device_key_new (&error);
  g_autofree char *csr = key != NULL ? yj_suite_device_csr_new (key, "yijian-kiosk", &error) : NULL;
  g_autoptr (json_t) ask = NULL, answer = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (YjUplink) uplink = NULL;
  g_autoptr (YjUplinkAnswer) reply = NULL;
  YjUplinkRequest request = { "POST", "/v1/enrolments", "application/json", FALSE, NULL, NULL };

  if (csr != NULL) {
    ask = json_pack ("{s:s, s:s}", "token", yj_json_string (settings, "token"), "csr", csr);
    body = yj_json_to_bytes (ask);
    request.body = body;
    uplink = yj_uplink_new (yj_json_string (settings, "central"), yj_json_string (settings, "ca"), NULL, NULL, self->clock,
                            self->options.timeout_seconds);
    reply = yj_uplink_exchange (uplink, &request, &error);
  }
  if (reply != NULL && reply->status == 201)
    answer = yj_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), 0, 0, &error);
  else if (reply != NULL)
    g_set_error (&error, YJ_ERROR, reply->status == 403 ? YJ_ERROR_DENIED : YJ_ERROR_REJECTED, "central refused the enrolment (%d)",
                 reply->status);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, json_pack ("{s:s, s:O}", "key", key, "answer", answer), (GDestroyNotify) yj_json_wipe);
}

static void
work_store_enrolment (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  YjEnrolment *fresh = yj_enrolment_store (core->state_dir, yj_json_string (call->json, "key"), yj_json_object (call->json, "answer"), error);

  if (fresh == NULL)
    return;
  yj_enrolment_free (core->enrolment);
  core->enrolment = fresh;
  call->text = yj_enrolment_to_provisioning (fresh);
}

static void
answer_store_enrolment (YjCourierCall *call)
{
  yj_sync_engine_set_enrolment (call->self->engine, call->self->core->enrolment);
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
yj_courier_service_connect_admin (YjCourierService *self)
{
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-status", G_CALLBACK (on_status) }, { "handle-list", G_CALLBACK (on_list) },
    { "handle-retry", G_CALLBACK (on_retry) },   { "handle-hold", G_CALLBACK (on_hold) },
    { "handle-export", G_CALLBACK (on_export) }, { "handle-import", G_CALLBACK (on_import) },
    { "handle-sync-now", G_CALLBACK (on_sync_now) }, { "handle-provision", G_CALLBACK (on_provision) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->admin, handlers[i].signal, handlers[i].handler, self, 0);
}
