/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what central says of itself beside its results: its epoch, its receipt keys, the numbers that it misses, the pace it asks
 * for. An epoch that changed, or a number that is missing there and was signed for, means that central came back from a backup: the
 * outbox offers those records again. */
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-sync-engine-private.h"
#include <string.h>

/* Numbers that are looked up for one answer; what is left is found by the next one. */
#define GAP_NUMBERS_MAX 1000

static void
call_keep (gpointer data)
{
  YjStoreCall *call = data;
  call->self->keep (call->self->keep_data, call->self->enrolment->device_key, call->device_key, call->answer, &call->error);
}

gboolean
yj_sync_engine_keep_enrolment (YjSyncEngine *self, const char *device_key, const json_t *answer, GError **error)
{
  YjStoreCall call = { .self = self, .device_key = device_key, .answer = answer };

  if (self->keep == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "nobody keeps enrolments here");
    return FALSE;
  }
  yj_worker_call (self->store, call_keep, &call);
  if (call.error == NULL)
    return TRUE;
  g_propagate_error (error, call.error);
  return FALSE;
}

void
yj_sync_engine_learn_receipt_keys (YjSyncEngine *self, const json_t *answer)
{
  guint added = yj_enrolment_learn_receipt_keys (self->enrolment, yj_json_array (answer, "receipt_keys"));
  g_autoptr (GError) error = NULL;

  if (added == 0)
    return;
  /* What could not be kept is learned anew from the next answer. */
  if (yj_sync_engine_keep_enrolment (self, self->enrolment->device_key, self->enrolment->answer, &error))
    g_message ("central signs receipts with %u more keys, which its earlier ones vouch for", added);
  else
    g_warning ("new receipt keys could not be kept: %s", error->message);
}

void
yj_sync_engine_take_pace (YjSyncEngine *self, const json_t *answer)
{
  const json_t *pace = yj_json_object (answer, "pace");

  yj_pacing_take_wish (&self->pacing, yj_json_int (pace, "batch", YJ_BATCH_MAX_ITEMS), yj_json_int (pace, "interval_ms", 0));
  self->spread_msec = CLAMP (yj_json_int (pace, "spread_ms", self->spread_msec), 0, YJ_SYNC_SPREAD_MSEC_MAX);
}

static gboolean
is_epoch (const char *text)
{
  return text != NULL && strlen (text) == 16 && strspn (text, "0123456789abcdef") == 16;
}

static void
call_adopt_and_settle (gpointer data)
{
  YjStoreCall *call = data;

  if (call->epoch != NULL && !yj_outbox_adopt_central_epoch (call->self->outbox, call->epoch, &call->changed, &call->error))
    g_prefix_error (&call->error, "central's epoch: ");
  else if (call->verdicts != NULL && call->verdicts->len > 0)
    yj_outbox_settle (call->self->outbox, call->verdicts, &call->error);
}

/* What the store made of @call, with trouble noted. */
static gboolean
take_outcome (YjStoreCall *call, YjSyncResult *result)
{
  if (call->changed) {
    g_message ("central came back from a backup (epoch %s): what it had signed for is offered again", call->epoch);
    result->offered_again = TRUE;
  }
  if (call->error == NULL)
    return TRUE;
  yj_sync_result_trouble (result, YJ_TROUBLE_STORE, "what central said could not be stored: %s", call->error->message);
  g_error_free (call->error);
  return FALSE;
}

static const char *
read_epoch (const json_t *answer)
{
  const char *epoch = yj_json_string (answer, "central_epoch");
  return is_epoch (epoch) ? epoch : NULL;
}

gboolean
yj_sync_engine_adopt_epoch (YjSyncEngine *self, const json_t *answer, YjSyncResult *result)
{
  YjStoreCall call = { .self = self, .epoch = read_epoch (answer) };

  if (call.epoch != NULL)
    yj_worker_call (self->store, call_adopt_and_settle, &call);
  return take_outcome (&call, result);
}

gboolean
yj_sync_engine_settle (YjSyncEngine *self, const json_t *answer, GPtrArray *verdicts, YjSyncResult *result)
{
  YjStoreCall call = { .self = self, .epoch = read_epoch (answer), .verdicts = verdicts };

  if (call.epoch != NULL || verdicts->len > 0) {
    g_mutex_unlock (&self->round_lock);
    yj_worker_call (self->store, call_adopt_and_settle, &call);
    g_mutex_lock (&self->round_lock);
  }
  return take_outcome (&call, result);
}

/* ---- case numbers ---- */

static void
call_add_ranges (gpointer data)
{
  YjStoreCall *call = data;
  yj_outbox_add_case_ranges (call->self->outbox, yj_json_array (call->answer, "number_ranges"), TRUE, &call->error);
}

void
yj_sync_engine_take_case_numbers (YjSyncEngine *self, const json_t *answer, YjSyncResult *result)
{
  YjStoreCall call = { .self = self, .answer = answer };

  if (json_array_size (yj_json_array (answer, "number_ranges")) == 0)
    return;
  yj_worker_call (self->store, call_add_ranges, &call);
  if (call.error == NULL)
    return;
  yj_sync_result_trouble (result, g_error_matches (call.error, YJ_ERROR, YJ_ERROR_BAD_DATA) ? YJ_TROUBLE_FOREIGN : YJ_TROUBLE_STORE,
                          "case numbers could not be kept: %s", call.error->message);
  g_error_free (call.error);
}

/* ---- numbers that central misses ---- */

static void
add_range (GArray *missing, gint64 first, gint64 last)
{
  for (gint64 n = MAX (first, 1); n <= last && missing->len < GAP_NUMBERS_MAX; n++) {
    guint64 seq = (guint64) n;
    g_array_append_val (missing, seq);
  }
}

/* Between the numbers that it has, and, when there is nothing missing between, all above the highest one. */
static GArray *
list_missing (const json_t *answer, guint64 highest)
{
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (guint64));
  const json_t *gaps = yj_json_array (answer, "gaps");
  gint64 through = yj_json_int (answer, "contiguous_through", -1);
  size_t i;
  json_t *gap;

  json_array_foreach (gaps, i, gap)
    if (json_is_integer (json_array_get (gap, 0)) && json_is_integer (json_array_get (gap, 1)))
      add_range (missing, json_integer_value (json_array_get (gap, 0)),
                 MIN (json_integer_value (json_array_get (gap, 1)), (gint64) highest));
  if (json_is_array (gaps) && json_array_size (gaps) == 0 && through >= 0)
    add_range (missing, through + 1, (gint64) highest);
  return missing;
}

static void
call_offer_again (gpointer data)
{
  YjStoreCall *call = data;
  gint64 through = yj_json_int (call->answer, "contiguous_through", 0);
  g_autoptr (GArray) missing = NULL;

  if (through > 0 && yj_outbox_learn_used (call->self->outbox, (guint64) through))
    g_warning ("central has records of this outbox that are not here: the folder is an older image, and numbers go on behind %" G_GINT64_FORMAT,
               through);
  missing = list_missing (call->answer, yj_outbox_get_highest_seq (call->self->outbox));

  if (missing->len > 0)
    yj_outbox_offer_again (call->self->outbox, (const guint64 *) (gpointer) missing->data, missing->len, &call->count_offered, &call->error);
}

void
yj_sync_engine_fill_gaps (YjSyncEngine *self, const json_t *answer, YjSyncResult *result)
{
  g_autofree char *source =
      g_strdup_printf ("urn:yijian:kiosk:%s:%s", yj_enrolment_get (self->enrolment, "kiosk"), yj_outbox_get_epoch (self->outbox));
  YjStoreCall call = { .self = self, .answer = answer };

  if (g_strcmp0 (yj_json_string (answer, "source"), source) != 0)
    return;
  yj_worker_call (self->store, call_offer_again, &call);
  if (call.error != NULL) {
    yj_sync_result_trouble (result, YJ_TROUBLE_STORE, "what central misses could not be offered again: %s", call.error->message);
    g_error_free (call.error);
  } else if (call.count_offered > 0) {
    g_message ("central misses %u records that it had signed for: they are offered again", call.count_offered);
    result->offered_again = TRUE;
  }
}
