/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the engine's life: who it speaks for, what a round consists of. */
#include "sync/courier/yj-sync-engine.h"
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-reconciliation.h"
#include "sync/courier/yj-sync-engine-private.h"

YjSyncEngine *
yj_sync_engine_new (const char *state_dir, YjOutbox *outbox, YjWorker *store, YjCatalogueStore *catalogues, YjClock *clock,
                    guint timeout_seconds)
{
  YjSyncEngine *self = g_new0 (YjSyncEngine, 1);
  self->state_dir = g_strdup (state_dir);
  self->outbox = outbox;
  self->store = store;
  self->catalogues = catalogues;
  self->clock = g_object_ref (clock);
  self->timeout_seconds = timeout_seconds;
  self->stop = g_cancellable_new ();
  for (guint i = 0; i < YJ_SYNC_LANES; i++)
    self->lanes[i].engine = self;
  self->reconcile_seconds = YJ_RECONCILIATION_SECONDS;
  yj_pacing_init (&self->pacing);
  self->zstd = TRUE;
  self->marks = yj_sync_marks_new ();
  g_mutex_init (&self->lock);
  g_mutex_init (&self->take_lock);
  g_mutex_init (&self->round_lock);
  g_cond_init (&self->line_given);
  g_cond_init (&self->uplink_given);
  return self;
}

void
yj_sync_engine_drop_uplinks (YjSyncEngine *self)
{
  for (guint i = 0; i < YJ_SYNC_CONNECTIONS; i++)
    g_clear_pointer (&self->uplinks[i], yj_uplink_free);
}

void
yj_sync_engine_free (YjSyncEngine *self)
{
  if (self == NULL)
    return;
  yj_sync_engine_drop_uplinks (self);
  yj_enrolment_free (self->enrolment);
  yj_enrolment_free (self->next_enrolment);
  g_hash_table_unref (self->marks);
  json_decref (self->told_marks);
  g_free (self->state_dir);
  g_object_unref (self->stop);
  g_object_unref (self->clock);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->take_lock);
  g_mutex_clear (&self->round_lock);
  g_cond_clear (&self->line_given);
  g_cond_clear (&self->uplink_given);
  g_free (self);
}

void
yj_sync_engine_set_keeper (YjSyncEngine *self, YjSyncKeep keep, gpointer data)
{
  self->keep = keep;
  self->keep_data = data;
}

void
yj_sync_engine_set_poll_seconds (YjSyncEngine *self, guint seconds)
{
  self->poll_usec = (gint64) seconds * G_USEC_PER_SEC;
}

void
yj_sync_engine_set_reconcile_seconds (YjSyncEngine *self, guint seconds)
{
  self->reconcile_seconds = seconds;
}

void
yj_sync_engine_set_enrolment (YjSyncEngine *self, const YjEnrolment *enrolment)
{
  g_mutex_lock (&self->lock);
  yj_enrolment_free (self->next_enrolment);
  self->next_enrolment = enrolment != NULL ? yj_enrolment_copy (enrolment) : NULL;
  self->enrolment_changed = TRUE;
  g_mutex_unlock (&self->lock);
}

void
yj_sync_engine_forget_delays (YjSyncEngine *self)
{
  g_mutex_lock (&self->lock);
  self->forget_delays = TRUE;
  g_mutex_unlock (&self->lock);
}

void
yj_sync_engine_cancel (YjSyncEngine *self)
{
  g_cancellable_cancel (self->stop);
}

/* What other threads have asked for since the last round. */
static void
take_wishes (YjSyncEngine *self)
{
  g_mutex_lock (&self->lock);
  if (self->enrolment_changed) {
    yj_enrolment_free (self->enrolment);
    self->enrolment = g_steal_pointer (&self->next_enrolment);
    self->enrolment_changed = FALSE;
    yj_sync_engine_drop_uplinks (self);
  }
  if (self->forget_delays)
    yj_sync_engine_end_delays (self);
  self->asked = self->forget_delays;
  self->forget_delays = FALSE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < YJ_SYNC_CONNECTIONS && self->enrolment != NULL; i++)
    if (self->uplinks[i] == NULL)
      self->uplinks[i] = yj_uplink_new (yj_enrolment_get (self->enrolment, "central"), yj_enrolment_get (self->enrolment, "ca"),
                                        yj_enrolment_get (self->enrolment, "certificate"), self->enrolment->device_key, self->clock,
                                        self->timeout_seconds, self->stop);
}

json_t *
yj_sync_engine_parse (const YjUplinkAnswer *answer)
{
  return yj_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), 0, 0, NULL);
}

static gboolean
is_pull_due (YjSyncEngine *self, const YjSyncResult *result)
{
  return !result->reached || self->asked || self->pulled_usec == 0 ||
         yj_clock_get_boottime_usec (self->clock) - self->pulled_usec >= self->poll_usec;
}

void
yj_sync_engine_run (YjSyncEngine *self, YjSyncResult *result)
{
  *result = (YjSyncResult){ .wait_msec = -1, .due_msec = -1 };
  take_wishes (self);
  if (self->enrolment == NULL) {
    yj_sync_result_trouble (result, YJ_TROUBLE_UNENROLLED, "this kiosk is not enrolled");
    return;
  }
  yj_sync_engine_send_queue (self, result);
  yj_sync_engine_take_time (self, self->anchor_usec);
  /* What follows is asked for even if a record failed, but not of a central that is away. */
  if (is_pull_due (self, result) && (result->trouble == NULL || (result->reached && !self->line_cut)))
    yj_sync_engine_pull (self, result);
  result->spread_msec = self->spread_msec;
}
