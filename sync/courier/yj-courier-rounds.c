/* SPDX-License-Identifier: Apache-2.0 */
/* Owns when a round of sync runs, and what is done with its result. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-backoff.h"
#include "sync/courier/yj-courier-service-private.h"
#include <malloc.h>

#define ALARM_WAIT_MSEC (3600u * 1000u)
/* Of the longest wait that is set. */
#define ALARM_WAITS 4
#define OUTAGE_FAILURES 3
#define SPREAD_MSEC_MIN 2000u

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
  return json_pack ("{s:b, s:i, s:i, s:i, s:i, s:s*, s:s}", "reached", result->reached, "accepted", (int) result->accepted, "rejected",
                    (int) result->rejected, "dead", (int) result->dead, "unsent", (int) result->unsent, "trouble", result->trouble,
                    "next_step", yj_trouble_next_step (result->kind));
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

static gboolean
is_failure (const YjSyncResult *result)
{
  return result->trouble != NULL && result->kind != YJ_TROUBLE_RECORD && result->kind != YJ_TROUBLE_CATALOGUE &&
         result->kind != YJ_TROUBLE_KEY;
}

/* After some failures it was an outage, and others met it too: a random part of what central asks to spread first contacts over. */
static guint
draw_spread_msec (YjCourierService *self)
{
  guint window = self->failures >= OUTAGE_FAILURES ? MIN (self->spread_msec, self->options.max_wait_seconds * 1000) : 0;
  return (guint) g_rand_int_range (self->rand, 0, (gint32) MAX (window, SPREAD_MSEC_MIN) + 1);
}

/* Single records that central cannot take wait by themselves, and so does a catalogue that cannot be used; they slow nobody down. What
 * only a person puts right is asked for once an hour. */
static guint
next_wait_msec (YjCourierService *self, const YjSyncResult *result)
{
  guint limit = self->options.max_wait_seconds * 1000, backoff, asked;

  if (!is_failure (result) && result->due_msec >= 0)
    return (guint) MIN (result->due_msec, (gint64) self->options.poll_seconds * 1000);
  if (!is_failure (result))
    return self->options.poll_seconds * 1000;
  if (result->kind == YJ_TROUBLE_CERTIFICATE || result->kind == YJ_TROUBLE_VERSION)
    return MIN (ALARM_WAIT_MSEC, limit * ALARM_WAITS);
  backoff = MIN (yj_backoff_msec (self->failures, self->rand), limit);
  asked = result->wait_msec >= 0 ? (guint) result->wait_msec + draw_spread_msec (self) : 0;
  if (self->failures >= OUTAGE_FAILURES)
    backoff = MAX (backoff, draw_spread_msec (self));
  return MAX (asked, backoff);
}

/* A change of trouble is worth a line in the log; the same again is not. */
static void
take_result (YjCourierService *self, const YjSyncResult *result)
{
  if (result->trouble != NULL && g_strcmp0 (self->trouble, result->trouble) != 0)
    g_message ("sync: %s", result->trouble);
  else if (result->trouble == NULL && self->trouble != NULL)
    g_message ("sync: central is reached again");
  if (result->trouble != NULL && (self->trouble == NULL || self->trouble_kind != result->kind))
    self->trouble_since_usec = yj_clock_get_boottime_usec (self->clock);
  if (result->reached)
    self->reached_usec = yj_clock_get_boottime_usec (self->clock);
  self->rounds++;
  g_free (self->trouble);
  self->trouble = g_strdup (result->trouble);
  self->trouble_kind = result->kind;
  self->spread_msec = result->spread_msec;
  self->online = result->reached && !is_failure (result);
  self->failures = is_failure (result) ? self->failures + 1 : 0;
}

static void
on_round_ready (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  YjCourierService *self = YJ_COURIER_SERVICE (source);
  g_autofree YjSyncResult *result = g_task_propagate_pointer (G_TASK (async_result), NULL);
  gboolean again = self->again || result->offered_again;

  self->running = self->again = FALSE;
  if (self->net == NULL) { /* the service ends, and the round was cut short by it */
    yj_sync_result_clear (result);
    return;
  }
  take_result (self, result);
  answer_waiters (self, result);
  if (result->accepted + result->rejected > 0)
    yj_courier_service_make_room (self);
  yj_courier_service_refresh (self);
  yj_courier_service_schedule (self, again ? 0 : next_wait_msec (self, result));
  yj_sync_result_clear (result);
  /* A batch or a catalogue leaves its memory in pieces that glibc keeps, more than everything that is in use. */
  malloc_trim (0);
}

static gboolean
on_timer (gpointer user_data)
{
  YjCourierService *self = user_data;

  self->timer = 0;
  self->next_round_usec = 0;
  self->running = TRUE;
  g_ptr_array_extend_and_steal (self->sync_waiters, g_steal_pointer (&self->next_waiters));
  self->next_waiters = g_ptr_array_new ();
  yj_worker_run (self->net, g_task_new (self, NULL, on_round_ready, NULL), run_round);
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
  self->next_round_usec = yj_clock_get_boottime_usec (self->clock) + (gint64) msec * 1000;
}

/* The answer is about a round that began after the question. */
void
yj_courier_service_sync_now (YjCourierService *self, GDBusMethodInvocation *invocation)
{
  g_ptr_array_add (self->next_waiters, invocation);
  yj_sync_engine_forget_delays (self->engine);
  yj_courier_service_schedule (self, 0);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  YjCourierService *self = user_data;
  /* A hint: a cable that is plugged in ends a long pause, though not for a whole hall in the same second; one that is pulled changes
   * nothing. Central that asked to wait is left to it. */
  if (available && self->failures > 0 && self->trouble_kind != YJ_TROUBLE_BUSY)
    yj_courier_service_schedule (self, draw_spread_msec (self));
}

void
yj_courier_service_watch_network (YjCourierService *self, GNetworkMonitor *monitor)
{
  g_signal_connect_object (monitor, "network-changed", G_CALLBACK (on_network_changed), self, 0);
}

void
yj_courier_service_start (YjCourierService *self)
{
  yj_courier_service_watch_network (self, g_network_monitor_get_default ());
  yj_courier_service_start_refreshing (self);
  yj_courier_service_schedule (self, 0);
}
