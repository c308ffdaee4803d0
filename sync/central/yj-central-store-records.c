/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of kiosks, tokens, certificates and catalogues, in SQL that every database behind the store speaks. */
#include "core/base/yj-error.h"
#include "sync/central/yj-store-backend.h"
#include <sodium.h>

gboolean
yj_central_store_add_token (YjCentralStore *self, const char *sha256, const char *region, gint64 expires, GError **error)
{
  return yj_store_execute (self, error, "INSERT INTO token (sha256, region, expires) VALUES (?1, ?2, ?3)", "ssi", sha256, region,
                           expires);
}

json_t *
yj_central_store_find_token (YjCentralStore *self, const char *sha256, GError **error)
{
  return yj_store_row (self, error, "SELECT region, expires, used, kiosk, key_sha256 FROM token WHERE sha256 = ?1", "s", sha256);
}

gboolean
yj_central_store_use_token (YjCentralStore *self, const char *sha256, gint64 used, const char *kiosk, const char *key_sha256,
                            GError **error)
{
  return yj_store_execute (self, error, "UPDATE token SET used = ?2, kiosk = ?3, key_sha256 = ?4 WHERE sha256 = ?1", "siss", sha256,
                           used, kiosk, key_sha256);
}

gboolean
yj_central_store_add_kiosk (YjCentralStore *self, const char *code, const char *region, const char *at, GError **error)
{
  return yj_store_execute (self, error, "INSERT INTO kiosk (code, region, enrolled) VALUES (?1, ?2, ?3)", "sss", code, region, at);
}

gboolean
yj_central_store_add_certificate (YjCentralStore *self, const char *kiosk, const char *key_sha256, const char *pem, const char *at,
                                  GError **error)
{
  return yj_store_execute (self, error,
                           "INSERT INTO kiosk_certificate (kiosk, key_sha256, pem, issued, n) SELECT ?1, ?2, ?3, ?4, count(*)"
                           " FROM kiosk_certificate WHERE kiosk = ?1",
                           "ssss", kiosk, key_sha256, pem, at) &&
         yj_store_execute (self, error, "UPDATE kiosk SET rotate = 0 WHERE code = ?1", "s", kiosk);
}

json_t *
yj_central_store_find_certificate (YjCentralStore *self, const char *kiosk, const char *key_sha256, GError **error)
{
  return yj_store_row (self, error, "SELECT pem FROM kiosk_certificate WHERE kiosk = ?1 AND key_sha256 = ?2", "ss", kiosk, key_sha256);
}

gboolean
yj_central_store_retire_keys (YjCentralStore *self, const char *kiosk, const char *key_sha256, gint64 retires, GError **error)
{
  return yj_store_execute (self, error,
                           "UPDATE kiosk_certificate SET retires = ?3 WHERE kiosk = ?1 AND retires = 0 AND n < (SELECT n"
                           " FROM kiosk_certificate WHERE kiosk = ?1 AND key_sha256 = ?2)",
                           "ssi", kiosk, key_sha256, retires);
}

gboolean
yj_central_store_ask_rotation (YjCentralStore *self, const char *code, GError **error)
{
  gboolean found;

  if (!yj_store_find (self, &found, error, "UPDATE kiosk SET rotate = 1 WHERE code = ?1 RETURNING code", "s", code))
    return FALSE;
  if (!found)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such kiosk");
  return found;
}

/* One question: every request of a kiosk asks it. */
json_t *
yj_central_store_find_kiosk (YjCentralStore *self, const char *code, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (self, error,
                                           "SELECT k.code, k.region, k.revoked, k.rotate, c.pem, c.key_sha256, c.retires FROM kiosk k"
                                           " LEFT JOIN kiosk_certificate c ON c.kiosk = k.code WHERE k.code = ?1 ORDER BY c.n DESC",
                                           "s", code);
  const json_t *first = json_array_get (rows, 0);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (json_t) list = json_array (), keys = json_array ();
  size_t i, older = 0;
  json_t *row;

  if (first == NULL)
    return NULL;
  json_array_foreach (rows, i, row) {
    gint64 retires = yj_json_int (row, "retires", 0);
    if (json_object_get (row, "pem") == NULL)
      continue; /* has none */
    json_array_append (list, json_object_get (row, "pem"));
    if (retires == 0 || retires > now)
      json_array_append (keys, json_object_get (row, "key_sha256"));
    older += i > 0 && retires == 0;
  }
  return json_pack ("{s:O, s:O, s:O, s:O, s:O, s:O, s:I}", "code", json_object_get (first, "code"), "region", json_object_get (first, "region"),
                    "revoked", json_object_get (first, "revoked"), "rotate", json_object_get (first, "rotate"), "certificates", list, "keys", keys,
                    "older", (json_int_t) older);
}

gboolean
yj_central_store_revoke_kiosk (YjCentralStore *self, const char *code, GError **error)
{
  gboolean found;

  if (!yj_store_find (self, &found, error, "UPDATE kiosk SET revoked = 1 WHERE code = ?1 RETURNING code", "s", code))
    return FALSE;
  if (!found)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such kiosk");
  return found;
}

static gboolean
replace_status (YjCentralStore *self, const char *kiosk, const char *status, const json_t *withheld, const char *at, GError **error)
{
  size_t i;
  json_t *entry;

  if (!yj_store_execute (self, error, "UPDATE kiosk SET seen = ?2, status = ?3 WHERE code = ?1", "sss", kiosk, at, status) ||
      !yj_store_execute (self, error, "DELETE FROM withheld WHERE kiosk = ?1", "s", kiosk))
    return FALSE;
  json_array_foreach (withheld, i, entry)
    if (!yj_store_execute (self, error, "INSERT INTO withheld (kiosk, source, seq) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "ssi",
                           kiosk, json_string_value (json_array_get (entry, 0)),
                           (gint64) json_integer_value (json_array_get (entry, 1))))
      return FALSE;
  return TRUE;
}

gboolean
yj_central_store_set_status (YjCentralStore *self, const char *kiosk, const char *status, const json_t *withheld, const char *at,
                             GError **error)
{
  if (!yj_central_store_begin (self, error))
    return FALSE;
  if (replace_status (self, kiosk, status, withheld, at, error))
    return yj_central_store_commit (self, error);
  yj_central_store_rollback (self);
  return FALSE;
}

json_t *
yj_central_store_count (YjCentralStore *self, GError **error)
{
  return yj_store_row (self, error,
                       "SELECT (SELECT count(*) FROM submission) AS submissions,"
                       " (SELECT count(*) FROM submission WHERE verdict = 'rejected') AS rejected,"
                       " (SELECT count(*) FROM matter_case) AS cases, (SELECT count(*) FROM outcome) AS outcomes,"
                       " (SELECT count(*) FROM quarantine) AS quarantine, (SELECT count(*) FROM outbox) AS outbox,"
                       " (SELECT count(*) FROM kiosk WHERE revoked = 0) AS kiosks",
                       "");
}

gboolean
yj_central_store_add_catalogue (YjCentralStore *self, const char *id, gint64 version, GBytes *bundle, const char *signature,
                                const char *at, GError **error)
{
  gboolean same;

  if (!yj_store_execute (self, error,
                         "INSERT INTO catalogue (id, version, bundle, signature, published) VALUES (?1, ?2, ?3, ?4, ?5)"
                         " ON CONFLICT DO NOTHING",
                         "sibss", id, version, bundle, signature, at) ||
      !yj_store_find (self, &same, error, "SELECT n FROM catalogue WHERE id = ?1 AND version = ?2 AND bundle = ?3", "sib", id, version,
                      bundle))
    return FALSE;
  if (!same)
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS,
                 "catalogue %s version %" G_GINT64_FORMAT " is published already with other content: raise its version", id, version);
  return same;
}

static gboolean
replace_epoch (YjCentralStore *self, const char *epoch, GError **error)
{
  return yj_store_execute (self, error,
                           "INSERT INTO meta (key, value) SELECT '" YJ_STORE_FORMER_EPOCH "' || value, ?1 FROM meta WHERE key = 'epoch'"
                           " ON CONFLICT DO NOTHING",
                           "s", epoch) &&
         yj_store_execute (self, error, "UPDATE meta SET value = ?1 WHERE key = 'epoch'", "s", epoch);
}

gboolean
yj_central_store_renew_epoch (YjCentralStore *self, GError **error)
{
  guint8 random[8];
  char epoch[17];

  if (self->backend->check_alone != NULL && !self->backend->check_alone (self, error))
    return FALSE;
  randombytes_buf (random, sizeof random);
  sodium_bin2hex (epoch, sizeof epoch, random, sizeof random);
  if (!yj_central_store_begin (self, error))
    return FALSE;
  if (!replace_epoch (self, epoch, error)) {
    yj_central_store_rollback (self);
    return FALSE;
  }
  if (!yj_central_store_commit (self, error))
    return FALSE;
  g_free (self->epoch);
  self->epoch = g_strdup (epoch);
  return TRUE;
}

json_t *
yj_central_store_list_catalogues (YjCentralStore *self, GError **error)
{
  return yj_store_rows (self, error, "SELECT id, version FROM catalogue ORDER BY n", "");
}

json_t *
yj_central_store_get_catalogue (YjCentralStore *self, const char *id, gint64 version, GError **error)
{
  return yj_store_row (self, error, "SELECT bundle, signature FROM catalogue WHERE id = ?1 AND version = ?2", "si", id, version);
}
