/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the meaning of central's answers to a batch. */
#include "sync/courier/jobs/yj-batch-job.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include <string.h>

YjBatchAction
yj_batch_job_classify_status (int status)
{
  switch (status) {
  case 200:
    return YJ_BATCH_READ_RESULTS;
  case 400:
  case 422:
    return YJ_BATCH_BISECT;
  case 408:
  case 409:
  case 429:
  case 503:
    return YJ_BATCH_WAIT;
  case 413:
    return YJ_BATCH_SMALLER;
  case 415:
    return YJ_BATCH_OTHER_CODING;
  default:
    return status >= 500 && status <= 599 ? YJ_BATCH_SUSPECT : YJ_BATCH_ALARM;
  }
}

gboolean
yj_batch_job_is_problem (GBytes *body)
{
  g_autoptr (json_t) problem = yj_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0, 0, NULL);
  const char *type = yj_json_string (problem, "type");
  return type != NULL && g_str_has_prefix (type, "urn:yijian:problem:");
}

void
yj_item_result_clear (YjItemResult *result)
{
  g_clear_pointer (&result->receipt, g_free);
  g_clear_pointer (&result->reason, g_free);
  g_clear_pointer (&result->missing, g_ptr_array_unref);
}

/* What @jws says, or NULL: it proves nothing about @item. */
static json_t *
read_receipt (const char *jws, const YjOutboxItem *item, GHashTable *receipt_keys)
{
  g_autoptr (GBytes) payload = yj_suite_verify_receipt (jws, receipt_keys, NULL);
  g_autoptr (json_t) receipt = NULL;

  if (payload != NULL)
    receipt = yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL);
  if (receipt == NULL || g_strcmp0 (yj_json_string (receipt, "id"), item->id) != 0 ||
      g_strcmp0 (yj_json_string (receipt, "digest"), item->header_sha256) != 0 ||
      g_strcmp0 (yj_json_string (receipt, "source"), item->source) != 0)
    return NULL;
  return g_steal_pointer (&receipt);
}

static YjItemFate
judge_verdict (const json_t *receipt, char **reason)
{
  const char *verdict = yj_json_string (receipt, "verdict");

  if (g_strcmp0 (verdict, "accepted") == 0)
    return YJ_ITEM_ACCEPTED;
  if (g_strcmp0 (verdict, "rejected") != 0)
    return YJ_ITEM_NOT_SENT;
  *reason = g_strdup (yj_json_string (yj_json_object (receipt, "problem"), "title"));
  return YJ_ITEM_REJECTED;
}

YjItemFate
yj_batch_job_judge_receipt (const char *jws, const YjOutboxItem *item, GHashTable *receipt_keys, char **reason)
{
  g_autoptr (json_t) receipt = read_receipt (jws, item, receipt_keys);
  return receipt != NULL ? judge_verdict (receipt, reason) : YJ_ITEM_NOT_SENT;
}

/* Results stand in the order of the records: the one at @place is looked at first. */
static const json_t *
find_result (const json_t *results, const char *id, guint place)
{
  size_t i;
  json_t *result = json_array_get (results, place);

  if (g_strcmp0 (yj_json_string (result, "id"), id) == 0)
    return result;
  json_array_foreach (results, i, result)
    if (g_strcmp0 (yj_json_string (result, "id"), id) == 0)
      return result;
  return NULL;
}

static void
take_missing (const json_t *found, YjItemResult *result)
{
  size_t i;
  json_t *digest;
  result->missing = g_ptr_array_new_with_free_func (g_free);
  json_array_foreach (yj_json_array (found, "missing"), i, digest)
    if (json_is_string (digest))
      g_ptr_array_add (result->missing, g_strdup (json_string_value (digest)));
}

static gint64
read_received_usec (const json_t *receipt)
{
  const char *text = yj_json_string (receipt, "received");
  g_autoptr (GDateTime) received = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return received != NULL ? MAX (g_date_time_to_unix (received), 0) * G_USEC_PER_SEC : 0;
}

static char *
dup_reason (const json_t *found, const char *status)
{
  const char *title = yj_json_string (yj_json_object (found, "problem"), "title");
  return g_strdup_printf ("central: %s%s%s", status, title != NULL ? ": " : "", title != NULL ? title : "");
}

static void
take_receipt (const char *jws, const YjOutboxItem *item, GHashTable *receipt_keys, YjItemResult *result)
{
  g_autoptr (json_t) receipt = read_receipt (jws, item, receipt_keys);

  if (receipt != NULL)
    result->fate = judge_verdict (receipt, &result->reason);
  if (result->fate == YJ_ITEM_NOT_SENT)
    return;
  result->receipt = g_strdup (jws);
  result->received_usec = read_received_usec (receipt);
}

void
yj_batch_job_classify_item (const json_t *results, guint place, const YjOutboxItem *item, GHashTable *receipt_keys, YjItemResult *result)
{
  const json_t *found = find_result (results, item->id, place);
  const char *status = yj_json_string (found, "status"), *receipt = yj_json_string (found, "receipt");

  *result = (YjItemResult){ .fate = YJ_ITEM_NOT_SENT };
  if (status == NULL)
    return;
  if (receipt != NULL) {
    take_receipt (receipt, item, receipt_keys, result);
  } else if (g_str_equal (status, "incomplete")) {
    result->fate = YJ_ITEM_INCOMPLETE;
    take_missing (found, result);
  } else if (g_str_equal (status, "deferred")) {
    result->fate = YJ_ITEM_DEFERRED;
    result->reason = dup_reason (found, status);
    result->retry_after_msec = CLAMP (yj_json_int (found, "retry_after_ms", 60000), 1000, 24 * 3600 * 1000);
  } else if (g_str_equal (status, "conflict") || g_str_equal (status, "malformed")) {
    result->fate = YJ_ITEM_DEAD;
    result->reason = dup_reason (found, status);
  }
}
