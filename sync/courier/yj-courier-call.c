/* SPDX-License-Identifier: Apache-2.0 */
/* Owns questions to the store: asked on the main thread, worked on in the store's, answered on the main one. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-courier-service-private.h"

typedef struct {
  YjCourierWork work;
  YjCourierAnswer answer;
} Plan;

static void
call_free (gpointer data)
{
  YjCourierCall *call = data;
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_clear_pointer (&call->json, json_decref);
  yj_submission_free (call->submission);
  g_free (call->text);
  yj_secret_text_free (call->secret);
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

static void
run_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Plan *plan = g_object_get_data (G_OBJECT (task), "plan");
  GError *error = NULL;
  plan->work (task_data, &error);
  if (yj_courier_is_store_failure (error))
    ((YjCourierCall *) task_data)->self->core->store_failed = TRUE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The service ends. What was asked for may have been done: the kiosk looks it up. */
static void
end_unanswered (YjCourierCall *call)
{
  if (call->invocation != NULL)
    g_dbus_method_invocation_return_error_literal (call->invocation, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "the courier ends");
}

static void
on_work_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YjCourierCall *call = g_task_get_task_data (G_TASK (result));
  Plan *plan = g_object_get_data (G_OBJECT (result), "plan");
  g_autoptr (GError) error = NULL;

  if (call->self->store == NULL) {
    end_unanswered (call);
    return;
  }
  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    plan->answer (call);
    return;
  }
  if (call->invocation == NULL) {
    g_warning ("%s", error->message);
    return;
  }
  g_dbus_method_invocation_return_gerror (call->invocation, error);
  /* A disk that fails closes the kiosk now, not when the gates are looked at again in a minute: nobody is told to try again. */
  if (yj_courier_is_store_failure (error))
    yj_courier_service_refresh (call->self);
}

static void
run_on (YjWorker *worker, YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer)
{
  GTask *task;
  Plan *plan;

  if (worker == NULL) {
    end_unanswered (call);
    call_free (call);
    return;
  }
  task = g_task_new (call->self, NULL, on_work_ready, NULL);
  plan = g_new (Plan, 1);
  *plan = (Plan){ work, answer };
  g_object_set_data_full (G_OBJECT (task), "plan", plan, g_free);
  g_task_set_task_data (task, call, call_free);
  yj_worker_run (worker, task, run_work);
}

void
yj_courier_call_run (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer)
{
  run_on (call->self->store, call, work, answer);
}

void
yj_courier_call_run_by_hand (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer)
{
  run_on (call->self->carry, call, work, answer);
}
