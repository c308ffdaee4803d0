/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the meaning of central's answers to a batch. */
#include "sync/courier/jobs/yj-batch-job.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include <string.h>
#include <zstd.h>

/* Sealed bytes repeat nothing: what is to be won is base64's third, which every level takes back, and the headers, of which the last
 * ones are near. More would only take memory. */
#define ZSTD_LEVEL 1
#define ZSTD_WINDOW_LOG 16
#define BASE64_PIECE_BYTES 12288u

static json_t *
encode_event (const YjOutboxItem *item, const char *header_jws, const char *envelope)
{
  g_autofree char *sequence = g_strdup_printf ("%" G_GUINT64_FORMAT, item->seq);
  g_autofree char *type = g_strdup_printf ("org.yijian.%s.v1", item->kind);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "specversion", "1.0", "id", item->id, "source", item->source, "type",
                    type, "sequence", sequence, "datacontenttype", "application/json", "data", "header_jws", header_jws, "envelope", envelope);
}

json_t *
yj_batch_job_encode_event (const YjOutboxItem *item)
{
  gsize size;
  const guchar *data = g_bytes_get_data (item->envelope, &size);
  g_autofree char *envelope = g_base64_encode (data, size);
  return encode_event (item, item->header_jws, envelope);
}

/* Bytes that grow at the end, through zstd or as they are. */
typedef struct {
  GByteArray *bytes;
  ZSTD_CStream *stream; /* (nullable) */
} Packer;

static void
pack (Packer *packer, const char *text, gsize size, ZSTD_EndDirective directive)
{
  ZSTD_inBuffer in = { text, size, 0 };
  guint8 piece[16 * 1024];
  gsize left;

  if (packer->stream == NULL) {
    g_byte_array_append (packer->bytes, (const guint8 *) text, (guint) in.size);
    return;
  }
  do {
    ZSTD_outBuffer out = { piece, sizeof piece, 0 };
    left = ZSTD_compressStream2 (packer->stream, &out, &in, directive);
    g_byte_array_append (packer->bytes, piece, (guint) out.pos);
  } while (!ZSTD_isError (left) && (in.pos < in.size || (directive == ZSTD_e_end && left > 0)));
}

static void
pack_base64 (Packer *packer, GBytes *bytes)
{
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  char piece[(BASE64_PIECE_BYTES / 3 + 1) * 4 + 4];
  int state = 0, save = 0;

  for (; done < size; done += MIN (size - done, BASE64_PIECE_BYTES)) {
    gsize n = g_base64_encode_step (data + done, MIN (size - done, BASE64_PIECE_BYTES), FALSE, piece, &state, &save);
    pack (packer, piece, n, ZSTD_e_continue);
  }
  pack (packer, piece, g_base64_encode_close (FALSE, piece, &state, &save), ZSTD_e_continue);
}

/* Packs @text up to the end of @place, which stands in it; what follows. */
static const char *
pack_up_to (Packer *packer, const char *text, const char *place)
{
  const char *rest = strstr (text, place) + strlen (place);
  pack (packer, text, (gsize) (rest - text), ZSTD_e_continue);
  return rest;
}

/* Header and envelope are nearly all of an event, and JSON would look at each of their characters three times. A text of these
 * characters alone stands in JSON as it is: both go past it into their places, the only empty texts there. */
static void
pack_item (Packer *packer, YjOutboxItem *item)
{
  gsize plain = strspn (item->header_jws, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
  gboolean is_jws = plain > 0 && item->header_jws[plain] == '\0';
  g_autoptr (json_t) event = is_jws ? encode_event (item, "", "") : yj_batch_job_encode_event (item);
  g_autofree char *text = event != NULL ? yj_json_to_text (event) : g_strdup ("null");
  const char *rest = text;

  if (event != NULL && is_jws) {
    rest = pack_up_to (packer, rest, "\"header_jws\":\"");
    pack (packer, item->header_jws, plain, ZSTD_e_continue);
    rest = pack_up_to (packer, rest, "\"envelope\":\"");
    pack_base64 (packer, item->envelope);
  }
  pack (packer, rest, strlen (rest), ZSTD_e_continue);
  yj_outbox_item_let_go (item);
}

GBytes *
yj_batch_job_encode (GPtrArray *items, gboolean zstd)
{
  Packer packer = { NULL, zstd ? ZSTD_createCStream () : NULL };
  gsize room = 1024;

  for (guint i = 0; i < items->len; i++)
    room += yj_outbox_item_get_bytes (g_ptr_array_index (items, i));
  packer.bytes = g_byte_array_sized_new ((guint) (zstd ? room : room * 3 / 2));
  if (zstd) {
    ZSTD_CCtx_setParameter (packer.stream, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    ZSTD_CCtx_setParameter (packer.stream, ZSTD_c_windowLog, ZSTD_WINDOW_LOG);
  }
  pack (&packer, "[", 1, ZSTD_e_continue);
  for (guint i = 0; i < items->len; i++) {
    if (i > 0)
      pack (&packer, ",", 1, ZSTD_e_continue);
    pack_item (&packer, g_ptr_array_index (items, i));
  }
  pack (&packer, "]", 1, ZSTD_e_end);
  ZSTD_freeCStream (packer.stream);
  return g_byte_array_free_to_bytes (packer.bytes);
}

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

YjItemFate
yj_batch_job_judge_receipt (const char *jws, const YjOutboxItem *item, GHashTable *receipt_keys, char **reason)
{
  g_autoptr (GBytes) payload = yj_suite_verify_receipt (jws, receipt_keys, NULL);
  g_autoptr (json_t) receipt = NULL;
  const char *verdict;

  if (payload != NULL)
    receipt = yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL);
  if (receipt == NULL || g_strcmp0 (yj_json_string (receipt, "id"), item->id) != 0 ||
      g_strcmp0 (yj_json_string (receipt, "digest"), item->header_sha256) != 0 ||
      g_strcmp0 (yj_json_string (receipt, "source"), item->source) != 0)
    return YJ_ITEM_NOT_SENT;
  verdict = yj_json_string (receipt, "verdict");
  if (g_strcmp0 (verdict, "accepted") == 0)
    return YJ_ITEM_ACCEPTED;
  if (g_strcmp0 (verdict, "rejected") != 0)
    return YJ_ITEM_NOT_SENT;
  *reason = g_strdup (yj_json_string (yj_json_object (receipt, "problem"), "title"));
  return YJ_ITEM_REJECTED;
}

static const json_t *
find_result (const json_t *results, const char *id)
{
  size_t i;
  json_t *result;
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

/* Of a receipt whose signature holds. */
static gint64
read_received_usec (const char *jws)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (jws, NULL);
  g_autoptr (json_t) receipt =
    payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL) : NULL;
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

void
yj_batch_job_classify_item (const json_t *results, const YjOutboxItem *item, GHashTable *receipt_keys, YjItemResult *result)
{
  const json_t *found = find_result (results, item->id);
  const char *status = yj_json_string (found, "status"), *receipt = yj_json_string (found, "receipt");

  *result = (YjItemResult){ .fate = YJ_ITEM_NOT_SENT };
  if (status == NULL)
    return;
  if (receipt != NULL) {
    result->fate = yj_batch_job_judge_receipt (receipt, item, receipt_keys, &result->reason);
    if (result->fate == YJ_ITEM_NOT_SENT)
      return;
    result->receipt = g_strdup (receipt);
    result->received_usec = read_received_usec (receipt);
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
