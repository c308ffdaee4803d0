/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the kiosk's interface, the properties, and when a round of sync runs. */
#include "sync/courier/yj-courier-service.h"
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/ports/yj-courier-names.h"
#include "core/seal/yj-envelope.h"
#include "sync/courier/yj-backoff.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-courier-service-private.h"
#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define WRONG_GUESSES_PER_REFERENCE 5
#define WRONG_GUESSES_IN_ALL 50
#define WRONG_GUESSES_WINDOW_SECONDS 600
#define RECORDS_KEPT 1000

G_DEFINE_FINAL_TYPE (YjCourierService, yj_courier_service, G_TYPE_OBJECT)

static void
yj_courier_service_dispose (GObject *object)
{
  YjCourierService *self = YJ_COURIER_SERVICE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->net, yj_worker_free);
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
  yj_courier_core_free (self->core);
  yj_throttle_free (self->throttle);
  g_rand_free (self->rand);
  g_ptr_array_unref (self->sync_waiters);
  g_clear_object (&self->clock);
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
  self->sync_waiters = g_ptr_array_new ();
  self->courier = yj_dbus_courier1_skeleton_new ();
  self->admin = yj_dbus_courier1_admin_skeleton_new ();
}

/* ---- questions to the store ---- */

static void
call_free (gpointer data)
{
  YjCourierCall *call = data;
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_clear_pointer (&call->json, json_decref);
  yj_submission_free (call->submission);
  g_free (call->text);
  g_free (call->text2);
  g_clear_object (&call->self);
  g_free (call);
}

YjCourierCall *
yj_courier_call_new (YjCourierService *self, GDBusMethodInvocation *invocation)
{
  YjCourierCall *call = g_new0 (YjCourierCall, 1);
  call->self = g_object_ref (self);
  call->invocation = invocation;
  return call;
}

typedef struct {
  YjCourierWork work;
  YjCourierAnswer answer;
} Plan;

static void
run_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Plan *plan = g_object_get_data (G_OBJECT (task), "plan");
  GError *error = NULL;
  plan->work (task_data, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_work_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YjCourierCall *call = g_task_get_task_data (G_TASK (result));
  Plan *plan = g_object_get_data (G_OBJECT (result), "plan");
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (call->invocation != NULL)
      g_dbus_method_invocation_return_gerror (call->invocation, error);
  } else {
    plan->answer (call);
  }
}

void
yj_courier_call_run (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer)
{
  GTask *task = g_task_new (call->self, NULL, on_work_ready, NULL);
  Plan *plan = g_new (Plan, 1);
  *plan = (Plan){ work, answer };
  g_object_set_data_full (G_OBJECT (task), "plan", plan, g_free);
  g_task_set_task_data (task, call, call_free);
  yj_worker_run (call->self->store, task, run_work);
}

/* ---- properties ---- */

static gint64
age_seconds (YjCourierService *self, const json_t *count)
{
  const char *boot_id = yj_json_string (count, "oldest_boot_id");
  gint64 now = yj_clock_get_boottime_usec (self->clock);

  if (boot_id == NULL)
    return 0;
  /* Of a record from an earlier boot only this is sure: it is at least as old as this boot. */
  if (g_strcmp0 (boot_id, yj_clock_get_boot_id (self->clock)) != 0)
    return now / G_USEC_PER_SEC;
  return (now - yj_json_int (count, "oldest_boottime_usec", now)) / G_USEC_PER_SEC;
}

static gboolean
is_disk_short (YjCourierService *self)
{
  struct statvfs info;
  return statvfs (self->state_dir, &info) == 0 &&
         (guint64) info.f_bavail * info.f_frsize < (guint64) self->options.reserve_mib * 1024 * 1024;
}

static YjGates
compute_gates (YjCourierService *self, const json_t *count, gboolean enrolled, gint64 oldest_seconds)
{
  YjGates gates = YJ_GATE_OPEN;
  if (!enrolled)
    gates |= YJ_GATE_UNENROLLED;
  if (is_disk_short (self))
    gates |= YJ_GATE_DISK;
  if (yj_json_int (count, "queued", 0) + yj_json_int (count, "held", 0) >= self->options.max_queued)
    gates |= YJ_GATE_QUEUE_COUNT;
  if (oldest_seconds > (gint64) self->options.max_age_days * 24 * 3600)
    gates |= YJ_GATE_QUEUE_AGE;
  if (self->core->store_failed)
    gates |= YJ_GATE_STORE;
  return gates;
}

static void
work_refresh (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  call->json = yj_outbox_count (core->outbox);
  call->text = core->enrolment != NULL ? yj_enrolment_to_provisioning (core->enrolment) : g_strdup ("");
}

static void
answer_refresh (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  gint64 oldest = age_seconds (self, call->json);
  g_auto (GStrv) gates = yj_gates_to_strv (compute_gates (self, call->json, *call->text != '\0', oldest));

  g_object_set (self->courier, "gates", gates, "online", self->online, "queued", (guint) yj_json_int (call->json, "queued", 0), "held",
                (guint) yj_json_int (call->json, "held", 0), "dead", (guint) yj_json_int (call->json, "dead", 0), "oldest-seconds", oldest,
                "provisioning", call->text, NULL);
}

void
yj_courier_service_refresh (YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, NULL), work_refresh, answer_refresh);
}

/* ---- rounds of sync ---- */

static void
run_round (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  YjCourierService *self = source;
  YjSyncResult *result = g_new0 (YjSyncResult, 1);
  yj_sync_engine_run (self->engine, result);
  g_task_return_pointer (task, result, NULL);
}

static json_t *
describe_round (const YjSyncResult *result)
{
  return json_pack ("{s:b, s:i, s:i, s:i, s:i, s:s*}", "reached", result->reached, "accepted", (int) result->accepted, "rejected",
                    (int) result->rejected, "dead", (int) result->dead, "unsent", (int) result->unsent, "trouble", result->trouble);
}

static void
answer_waiters (YjCourierService *self, const YjSyncResult *result)
{
  g_autoptr (json_t) round = describe_round (result);
  g_autofree char *text = yj_json_to_text (round);

  for (guint i = 0; i < self->sync_waiters->len; i++)
    yj_dbus_courier1_admin_complete_sync_now (self->admin, g_ptr_array_index (self->sync_waiters, i), text);
  g_ptr_array_set_size (self->sync_waiters, 0);
}

static guint
next_wait_msec (YjCourierService *self, const YjSyncResult *result)
{
  guint limit = self->options.max_wait_seconds * 1000;

  if (result->wait_msec >= 0)
    return (guint) MIN (result->wait_msec + g_rand_int_range (self->rand, 0, 2000), G_MAXINT);
  if (result->alarm)
    return MIN (3600 * 1000u, limit);
  if (result->trouble != NULL)
    return MIN (yj_backoff_msec (self->failures, self->rand), limit);
  return self->options.poll_seconds * 1000;
}

static void
work_purge (YjCourierCall *call, GError **error)
{
  yj_outbox_purge (call->self->core->outbox, RECORDS_KEPT, error);
  yj_outbox_rebuild_ballast (call->self->core->outbox);
}

static void
answer_nothing (YjCourierCall *call)
{
}

static void
on_round_ready (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  YjCourierService *self = YJ_COURIER_SERVICE (source);
  g_autofree YjSyncResult *result = g_task_propagate_pointer (G_TASK (async_result), NULL);
  guint wait;

  self->running = FALSE;
  self->online = result->reached && result->trouble == NULL;
  self->alarm = result->alarm;
  self->failures = result->trouble != NULL ? self->failures + 1 : 0;
  if (g_strcmp0 (self->trouble, result->trouble) != 0 && result->trouble != NULL)
    g_message ("sync: %s", result->trouble);
  g_free (self->trouble);
  self->trouble = g_strdup (result->trouble);
  answer_waiters (self, result);
  if (result->accepted + result->rejected > 0)
    yj_courier_call_run (yj_courier_call_new (self, NULL), work_purge, answer_nothing);
  yj_courier_service_refresh (self);
  wait = self->again ? 0 : next_wait_msec (self, result);
  self->again = FALSE;
  yj_sync_result_clear (result);
  if (self->net != NULL)
    yj_courier_service_schedule (self, wait);
}

static gboolean
on_timer (gpointer user_data)
{
  YjCourierService *self = user_data;
  g_autoptr (GTask) task = NULL;

  self->timer = 0;
  self->running = TRUE;
  task = g_task_new (self, NULL, on_round_ready, NULL);
  yj_worker_run (self->net, g_steal_pointer (&task), run_round);
  return G_SOURCE_REMOVE;
}

void
yj_courier_service_schedule (YjCourierService *self, guint msec)
{
  if (self->running) {
    self->again |= msec == 0;
    return;
  }
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (msec, on_timer, self);
}

/* ---- the kiosk's methods ---- */

static GBytes *
take_fd (GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, gsize max_bytes)
{
  g_autoptr (GError) error = NULL;
  int fd = fds != NULL ? g_unix_fd_list_get (fds, g_variant_get_handle (handle), &error) : -1;
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
work_submit (YjCourierCall *call, GError **error)
{
  call->submission = yj_courier_core_submit_sync (call->self->core, call->bytes, call->text, error);
}

static void
answer_submit (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  yj_dbus_courier1_complete_submit (self->courier, call->invocation, NULL, call->submission->reference, call->submission->case_number,
                                    call->submission->header);
  yj_courier_service_refresh (self);
  /* While central is away the wait after failures goes on: a full hall must not hammer it. */
  if (self->failures == 0)
    yj_courier_service_schedule (self, 0);
}

static gboolean
on_submit (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, const char *draft_header,
           YjCourierService *self)
{
  GBytes *envelope = take_fd (invocation, fds, handle, YJ_ENVELOPE_MAX_BYTES);
  YjCourierCall *call;

  if (envelope == NULL)
    return TRUE;
  call = yj_courier_call_new (self, invocation);
  call->bytes = envelope;
  call->text = g_strdup (draft_header);
  yj_courier_call_run (call, work_submit, answer_submit);
  return TRUE;
}

static void
work_put_material (YjCourierCall *call, GError **error)
{
  call->text = yj_blob_store_put (call->self->core->state_dir, call->bytes, error);
}

static void
answer_put_material (YjCourierCall *call)
{
  yj_dbus_courier1_complete_put_material (call->self->courier, call->invocation, NULL, call->text);
}

static gboolean
on_put_material (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, YjCourierService *self)
{
  GBytes *material = take_fd (invocation, fds, handle, YJ_MATERIAL_MAX_BYTES + 65536);
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
work_progress (YjCourierCall *call, GError **error)
{
  g_autofree char *digest = yj_progress_secret_sha256 (call->text2);
  call->json = yj_outbox_get_progress (call->self->core->outbox, call->text, digest);
}

static void
answer_progress (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  g_autofree char *text = call->json != NULL ? yj_json_to_text (call->json) : NULL;

  if (text != NULL) {
    yj_dbus_courier1_complete_progress (self->courier, call->invocation, text);
    return;
  }
  yj_throttle_add_failure (self->throttle, call->text);
  g_dbus_method_invocation_return_error_literal (call->invocation, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no such receipt");
}

static gboolean
on_progress (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, const char *reference, const char *secret,
             YjCourierService *self)
{
  g_autofree char *number = yj_reference_normalise (reference, NULL), *code = yj_progress_secret_normalise (secret, NULL);
  YjCourierCall *call;

  if (number == NULL || code == NULL || !yj_throttle_may_try (self->throttle, number)) {
    g_dbus_method_invocation_return_error_literal (invocation, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no such receipt");
    return TRUE;
  }
  call = yj_courier_call_new (self, invocation);
  call->text = g_steal_pointer (&number);
  call->text2 = g_steal_pointer (&code);
  yj_courier_call_run (call, work_progress, answer_progress);
  return TRUE;
}

static void
work_sweep (YjCourierCall *call, GError **error)
{
  yj_courier_core_sweep_sync (call->self->core);
}

static void
answer_end_session (YjCourierCall *call)
{
  yj_dbus_courier1_complete_end_session (call->self->courier, call->invocation);
}

static gboolean
on_end_session (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, invocation), work_sweep, answer_end_session);
  return TRUE;
}

YjCourierService *
yj_courier_service_new (const YjCourierOptions *options, YjClock *clock, GError **error)
{
  g_autoptr (YjCourierService) self = g_object_new (YJ_TYPE_COURIER_SERVICE, NULL);

  yj_error_register_dbus ();
  self->options = *options;
  self->state_dir = g_strdup (options->state_dir);
  self->clock = g_object_ref (clock);
  self->core = yj_courier_core_new (self->state_dir, clock, error);
  if (self->core == NULL)
    return NULL;
  self->throttle = yj_throttle_new (clock, WRONG_GUESSES_PER_REFERENCE, WRONG_GUESSES_IN_ALL, WRONG_GUESSES_WINDOW_SECONDS);
  self->store = yj_worker_new ("store");
  self->net = yj_worker_new ("net");
  self->engine = yj_sync_engine_new (self->state_dir, self->core->outbox, self->store, clock, options->timeout_seconds);
  yj_sync_engine_set_enrolment (self->engine, self->core->enrolment);
  g_signal_connect_object (self->courier, "handle-submit", G_CALLBACK (on_submit), self, 0);
  g_signal_connect_object (self->courier, "handle-put-material", G_CALLBACK (on_put_material), self, 0);
  g_signal_connect_object (self->courier, "handle-lookup", G_CALLBACK (on_lookup), self, 0);
  g_signal_connect_object (self->courier, "handle-progress", G_CALLBACK (on_progress), self, 0);
  g_signal_connect_object (self->courier, "handle-end-session", G_CALLBACK (on_end_session), self, 0);
  yj_courier_service_connect_admin (self);
  yj_courier_service_refresh (self);
  return g_steal_pointer (&self);
}

gboolean
yj_courier_service_export (YjCourierService *self, GDBusConnection *connection, GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->courier), connection, YJ_COURIER_OBJECT_PATH, error) &&
         g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->admin), connection, YJ_COURIER_OBJECT_PATH, error);
}

void
yj_courier_service_start (YjCourierService *self)
{
  yj_courier_service_schedule (self, 0);
}
