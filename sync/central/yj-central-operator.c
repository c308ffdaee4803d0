/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the operator's commands on an open central. */
#include "sync/central/yj-central-operator.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "core/base/yj-secret.h"
#include <string.h>

typedef json_t *(*Operation) (YjCentral *central, const json_t *arguments, GError **error);

static json_t *
need_keys (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "this command needs --keys DIR");
  return NULL;
}

static GBytes *
read_base64 (const json_t *arguments, const char *key, GError **error)
{
  const char *text = yj_json_require_string (arguments, key, error);
  gsize size;
  guint8 *data = text != NULL ? g_base64_decode (text, &size) : NULL;
  return data != NULL ? g_bytes_new_take (data, size) : NULL;
}

static json_t *
enrol_token (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *region = yj_json_string (arguments, "region");
  gint64 ttl = yj_json_int (arguments, "ttl_seconds", 0);
  g_autoptr (YjSecretText) token = yj_central_new_token (central, region, ttl, error);

  if (token == NULL)
    return NULL;
  return json_pack ("{s:s, s:s, s:I}", "token", token, "region", region != NULL ? region : central->region, "expires",
                    (json_int_t) (g_get_real_time () / G_USEC_PER_SEC + ttl));
}

static json_t *
list_kiosks (YjCentral *central, const json_t *arguments, GError **error)
{
  return yj_central_store_list_kiosks (central->store, error);
}

static json_t *
revoke_kiosk (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *kiosk = yj_json_require_string (arguments, "kiosk", error);
  return kiosk != NULL && yj_central_store_revoke_kiosk (central->store, kiosk, error) ? json_object () : NULL;
}

static json_t *
rotate_kiosk_key (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *kiosk = yj_json_require_string (arguments, "kiosk", error);
  return kiosk != NULL && yj_central_store_ask_rotation (central->store, kiosk, error) ? json_object () : NULL;
}

static gboolean
fits (const json_t *row, const json_t *arguments, const char *key)
{
  const char *wanted = yj_json_string (arguments, key);
  return wanted == NULL || g_strcmp0 (yj_json_string (row, key), wanted) == 0;
}

static json_t *
find_cases (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *number = yj_json_require_string (arguments, "number", error);
  json_t *rows = number != NULL ? yj_central_find_cases (central, number, error) : NULL;

  for (size_t i = json_array_size (rows); i > 0; i--)
    if (!fits (json_array_get (rows, i - 1), arguments, "status") || !fits (json_array_get (rows, i - 1), arguments, "department"))
      json_array_remove (rows, i - 1);
  return rows;
}

static json_t *
list_cases (YjCentral *central, const json_t *arguments, GError **error)
{
  return yj_central_store_list_cases (central->store, yj_json_string (arguments, "department"), yj_json_string (arguments, "status"),
                                      yj_json_int (arguments, "after", 0), error);
}

static json_t *
set_case (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *reason = yj_json_string (arguments, "reason");
  gboolean created;
  return yj_central_add_outcome (central, NULL, yj_json_string (arguments, "case"), yj_json_string (arguments, "status"),
                                 reason != NULL ? reason : "", &created, error);
}

static json_t *
publish (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *signature = yj_json_require_string (arguments, "signature", error);
  g_autoptr (GBytes) bundle = signature != NULL ? read_base64 (arguments, "bundle", error) : NULL;
  json_t *description = NULL;

  if (bundle == NULL)
    return NULL;
  if (central->catalogues == NULL)
    return need_keys (error);
  return yj_central_catalogues_publish (central->catalogues, bundle, signature, &description, error) ? description : NULL;
}

static json_t *
list_submissions (YjCentral *central, const json_t *arguments, GError **error)
{
  return yj_central_store_list_submissions (central->store, yj_json_string (arguments, "id"), yj_json_int (arguments, "after", 0), error);
}

/* When a draft was deleted, or should have been: also a backup gives out nothing that is over. (transfer full) (nullable) */
static char *
find_end (const json_t *draft)
{
  gint64 expires = yj_json_int (draft, "expires", G_MAXINT64);
  g_autoptr (GDateTime) end = expires <= g_get_real_time () / G_USEC_PER_SEC ? g_date_time_new_from_unix_utc (expires) : NULL;
  const char *purged = yj_json_string (draft, "purged");

  return purged != NULL || end == NULL ? g_strdup (purged) : g_date_time_format (end, "%Y-%m-%dT%H:%M:%SZ");
}

static json_t *
get_body (YjCentral *central, const json_t *arguments, GError **error)
{
  gint64 n = yj_json_int (arguments, "n", 0);
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) draft = yj_central_store_find_draft (central->store, n, &local);
  g_autofree char *end = find_end (draft);
  json_t *body = end == NULL && local == NULL ? yj_central_store_get_body (central->store, n, &local) : NULL;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (body == NULL && end == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such record");
  return end != NULL ? json_pack ("{s:s}", "purged", end) : body;
}

static json_t *
get_history (YjCentral *central, const json_t *arguments, GError **error)
{
  return yj_central_store_list_history (central->store, yj_json_int (arguments, "n", 0), error);
}

static const char *
require_digest (const json_t *arguments, GError **error)
{
  const char *sha256 = yj_json_string (arguments, "sha256");

  if (sha256 != NULL && yj_is_hex (sha256, 64))
    return sha256;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a material is named by 64 hex digits");
  return NULL;
}

static json_t *
get_blob (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *sha256 = require_digest (arguments, error);
  g_autoptr (GBytes) blob = sha256 != NULL ? yj_central_blobs_read (central->blobs, sha256, error) : NULL;
  g_autofree char *text = NULL;

  if (blob == NULL)
    return NULL;
  text = g_base64_encode (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  return json_pack ("{s:s}", "data", text);
}

static const char *
require_kiosk (const json_t *arguments, GError **error)
{
  const char *kiosk = yj_json_string (arguments, "kiosk");

  if (kiosk != NULL && yj_is_kiosk_code (kiosk))
    return kiosk;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a kiosk is named by its code of four characters");
  return NULL;
}

static gboolean
upload_by_hand (YjCentralBlobs *blobs, const char *owner, const char *sha256, GBytes *blob, GError **error)
{
  g_autoptr (YjUpload) upload = NULL;
  gint64 offset;
  gsize size;
  const guint8 *data = g_bytes_get_data (blob, &size);

  if (!yj_central_blobs_get_offset (blobs, owner, sha256, &offset, error))
    return FALSE;
  offset = MAX (0, offset);
  upload = yj_upload_new (blobs, owner, sha256, offset, error);
  if (upload == NULL)
    return FALSE;
  /* More than this file has: the digest of whatever lies there cannot hold. */
  if ((gsize) offset < size && !yj_upload_append (upload, data + offset, size - (gsize) offset, error))
    return FALSE;
  return yj_upload_finish (upload, TRUE, error);
}

/* What the kiosk had sent of it by wire does not matter: a blob by hand starts again, and may be there already. */
static json_t *
put_blob (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *kiosk = require_kiosk (arguments, error);
  const char *sha256 = kiosk != NULL ? require_digest (arguments, error) : NULL;
  g_autoptr (GBytes) blob = sha256 != NULL ? read_base64 (arguments, "data", error) : NULL;
  g_autofree char *owner = NULL;
  gint64 known;

  if (blob == NULL || !yj_central_blobs_get_size (central->blobs, sha256, &known, error))
    return NULL;
  owner = g_strconcat (kiosk, "-by-hand", NULL);
  return known >= 0 || upload_by_hand (central->blobs, owner, sha256, blob, error) ? json_object () : NULL;
}

static json_t *
ingest (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *code = require_kiosk (arguments, error);
  json_t *events = yj_json_array (arguments, "events"), *answer = NULL;
  g_autoptr (json_t) kiosk = code != NULL ? yj_central_store_find_kiosk (central->store, code, error) : NULL;
  YjSpeaker speaker = { code, yj_json_array (kiosk, "certificates") };

  if (central->keys == NULL)
    return need_keys (error);
  if (kiosk == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "kiosk %s was never enrolled here", code);
    return NULL;
  }
  if (events == NULL || json_array_size (events) > YJ_BATCH_MAX_EVENTS) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "events must be an array of at most 500");
    return NULL;
  }
  return yj_central_ingest (central, &speaker, events, &answer, error) ? answer : NULL;
}

/* Any key that the kiosk ever had may have signed the list of its stick. */
static json_t *
verify_list (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *code = require_kiosk (arguments, error), *jws = code != NULL ? yj_json_require_string (arguments, "jws", error) : NULL;
  g_autoptr (json_t) kiosk = jws != NULL ? yj_central_store_find_kiosk (central->store, code, error) : NULL;
  size_t i;
  json_t *certificate;

  json_array_foreach (yj_json_array (kiosk, "certificates"), i, certificate) {
    g_autoptr (YjHeaderKey) key = yj_header_key_new (json_string_value (certificate), NULL);
    g_autoptr (GBytes) payload = key != NULL ? yj_suite_verify_header (jws, key, NULL) : NULL;
    if (payload != NULL)
      return json_object ();
  }
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "no key of that kiosk has signed it");
  return NULL;
}

/* What goes by stick has no TLS around it: signed as receipts are. */
static json_t *
sign_ranges (YjCentral *central, const char *source, json_t *ranges, GError **error)
{
  g_autoptr (YjReceiptKeys) keys = yj_receipt_key_watch_get (central->keys->receipt);
  g_autoptr (json_t) payload = json_pack ("{s:i, s:s, s:s, s:O}", "schema", 1, "source", source, "central_epoch",
                                          yj_central_store_get_epoch (central->store), "number_ranges", ranges);
  g_autoptr (GBytes) bytes = yj_json_to_bytes (payload);
  g_autofree char *jws = yj_suite_sign_receipt (bytes, keys->secret, keys->kid, error);
  const json_t *range = json_array_get (ranges, 0);

  return jws != NULL ? json_pack ("{s:I, s:s}", "numbers", (json_int_t) (1 + yj_json_int (range, "last", 0) - yj_json_int (range, "first", 1)),
                                  "jws", jws)
                     : NULL;
}

static json_t *
give_case_numbers (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *code = require_kiosk (arguments, error), *epoch = yj_json_string (arguments, "epoch");
  g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", code, epoch);
  g_autoptr (json_t) ranges = NULL, kiosk = NULL;

  if (code == NULL)
    return NULL;
  if (central->keys == NULL)
    return need_keys (error);
  kiosk = yj_central_store_find_kiosk (central->store, code, error);
  if (central->case_prefix == NULL || !yj_is_hex (epoch, 16) || yj_json_int (kiosk, "revoked", 1) != 0)
    return error != NULL && *error != NULL ? NULL : json_object ();
  ranges = yj_central_give_case_numbers (central, source, yj_json_object (arguments, "case_numbers"), error);
  return ranges != NULL ? sign_ranges (central, source, ranges, error) : NULL;
}

/* Gives the number of records in the copy. */
static json_t *
backup (YjCentral *central, const json_t *arguments, GError **error)
{
  const char *path = yj_json_require_string (arguments, "path", error);
  g_autoptr (json_t) counts = NULL;

  if (path == NULL || !yj_central_store_copy (central->store, path, &counts, error))
    return NULL;
  return json_pack ("{s:O, s:O}", "records", json_object_get (counts, "submissions"), "cases", json_object_get (counts, "cases"));
}

static const struct {
  const char *name;
  Operation run;
} operations[] = {
  { "backup", backup },
  { "blob", get_blob },
  { "blob-put", put_blob },
  { "body", get_body },
  { "case-find", find_cases },
  { "case-list", list_cases },
  { "case-numbers", give_case_numbers },
  { "case-set", set_case },
  { "catalogue-publish", publish },
  { "enrol-token", enrol_token },
  { "history", get_history },
  { "ingest", ingest },
  { "kiosk-list", list_kiosks },
  { "kiosk-revoke", revoke_kiosk },
  { "kiosk-rotate-key", rotate_kiosk_key },
  { "list-verify", verify_list },
  { "submissions", list_submissions },
};

json_t *
yj_central_operate (YjCentral *central, const char *command, const json_t *arguments, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].name, command))
      return operations[i].run (central, arguments, error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no command %s", command);
  return NULL;
}
