/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of kiosks, tokens, cases, outcomes and catalogues. */
#include "core/base/yj-error.h"
#include "sync/central/yj-sqlite-store.h"

#define LAST_OUTCOME "o.n = (SELECT max (n) FROM outcome WHERE matter_case = c.n)"

json_t *
yj_central_store_list_cases (YjCentralStore *self, const char *department, const char *status, gint64 after, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_rows (hold, error,
                        "SELECT c.n, c.code AS 'case', c.matter, c.department, o.status, o.reason, o.at AS since, s.id,"
                        " s.reference, s.item, s.region, s.received FROM matter_case c"
                        " JOIN submission s ON s.n = c.submission JOIN outcome o ON o.matter_case = c.n AND " LAST_OUTCOME
                        " WHERE c.n > ?1 AND (?2 IS NULL OR c.department = ?2) AND (?3 IS NULL OR o.status = ?3)"
                        " ORDER BY c.n LIMIT 500",
                        "iss", after, department, status);
}

#define OUTCOME_COLUMNS                                                                                                \
  "SELECT o.n, s.id, s.reference, c.matter, c.code AS 'case', c.department, o.status, o.reason, o.at,"                  \
  " s.progress_secret_sha256 FROM outcome o JOIN matter_case c ON c.n = o.matter_case"                                  \
  " JOIN submission s ON s.n = c.submission "

#define OUTCOMES_A_PAGE 500

json_t *
yj_central_store_list_outcomes (YjCentralStore *self, const char *region, gint64 *after, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  g_autoptr (json_t) last = NULL;
  json_t *rows = yj_store_rows (hold, error, OUTCOME_COLUMNS "WHERE o.n > ?1 AND s.region = ?2 ORDER BY o.n LIMIT ?3", "isi", *after,
                                region, (gint64) OUTCOMES_A_PAGE);

  if (rows == NULL || json_array_size (rows) == OUTCOMES_A_PAGE)
    return rows;
  last = yj_store_row (hold, NULL, "SELECT max (n) AS n FROM outcome", "");
  *after = MAX (*after, yj_json_int (last, "n", 0));
  return rows;
}

json_t *
yj_central_store_get_outcome (YjCentralStore *self, const char *case_code, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  g_autoptr (GError) local = NULL;
  json_t *row = yj_store_row (hold, &local, OUTCOME_COLUMNS "WHERE c.code = ?1 ORDER BY o.n DESC LIMIT 1", "s", case_code);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (row == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such case");
  return row;
}

gboolean
yj_central_store_add_outcome (YjCentralStore *self, const char *case_code, const char *status, const char *reason,
                              const char *author, const char *at, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_execute (hold, error,
                           "INSERT INTO outcome (matter_case, status, reason, author, at)"
                           " SELECT n, ?2, ?3, ?4, ?5 FROM matter_case WHERE code = ?1",
                           "sssss", case_code, status, reason, author, at);
}

gboolean
yj_central_store_add_token (YjCentralStore *self, const char *sha256, const char *region, gint64 expires, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_execute (hold, error, "INSERT INTO token (sha256, region, expires) VALUES (?1, ?2, ?3)", "ssi", sha256, region,
                           expires);
}

json_t *
yj_central_store_find_token (YjCentralStore *self, const char *sha256, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_row (hold, error, "SELECT region, expires, used, kiosk, key_sha256 FROM token WHERE sha256 = ?1", "s", sha256);
}

gboolean
yj_central_store_use_token (YjCentralStore *self, const char *sha256, gint64 used, const char *kiosk, const char *key_sha256,
                            GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_execute (hold, error, "UPDATE token SET used = ?2, kiosk = ?3, key_sha256 = ?4 WHERE sha256 = ?1", "siss", sha256,
                           used, kiosk, key_sha256);
}

gboolean
yj_central_store_add_kiosk (YjCentralStore *self, const char *code, const char *region, const char *at, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_execute (hold, error, "INSERT INTO kiosk (code, region, enrolled) VALUES (?1, ?2, ?3)", "sss", code, region, at);
}

gboolean
yj_central_store_add_certificate (YjCentralStore *self, const char *kiosk, const char *key_sha256, const char *pem, const char *at,
                                  GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_execute (hold, error, "INSERT INTO kiosk_certificate VALUES (?1, ?2, ?3, ?4)", "ssss", kiosk, key_sha256, pem, at);
}

json_t *
yj_central_store_find_kiosk (YjCentralStore *self, const char *code, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  g_autoptr (json_t) kiosk = yj_store_row (hold, error, "SELECT code, region, revoked FROM kiosk WHERE code = ?1", "s", code);
  g_autoptr (json_t) rows = NULL;
  json_t *list, *keys, *row;
  size_t i;

  if (kiosk == NULL)
    return NULL;
  rows = yj_store_rows (hold, error, "SELECT pem, key_sha256 FROM kiosk_certificate WHERE kiosk = ?1 ORDER BY issued DESC", "s", code);
  if (rows == NULL)
    return NULL;
  json_object_set_new (kiosk, "certificates", list = json_array ());
  json_object_set_new (kiosk, "keys", keys = json_array ());
  json_array_foreach (rows, i, row) {
    json_array_append (list, json_object_get (row, "pem"));
    json_array_append (keys, json_object_get (row, "key_sha256"));
  }
  return g_steal_pointer (&kiosk);
}

gboolean
yj_central_store_revoke_kiosk (YjCentralStore *self, const char *code, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);

  if (!yj_store_execute (hold, error, "UPDATE kiosk SET revoked = 1 WHERE code = ?1", "s", code))
    return FALSE;
  if (sqlite3_changes (hold->db) == 1)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such kiosk");
  return FALSE;
}

gboolean
yj_central_store_set_status (YjCentralStore *self, const char *kiosk, const char *status, const json_t *withheld, const char *at,
                             GError **error)
{
  size_t i;
  json_t *entry;

  if (!yj_central_store_begin (self, error))
    return FALSE;
  if (!yj_store_execute (self, error, "UPDATE kiosk SET seen = ?2, status = ?3 WHERE code = ?1", "sss", kiosk, at, status) ||
      !yj_store_execute (self, error, "DELETE FROM withheld WHERE kiosk = ?1", "s", kiosk)) {
    yj_central_store_rollback (self);
    return FALSE;
  }
  json_array_foreach (withheld, i, entry) {
    if (!yj_store_execute (self, error, "INSERT OR IGNORE INTO withheld VALUES (?1, ?2, ?3)", "ssi", kiosk,
                           json_string_value (json_array_get (entry, 0)),
                           (gint64) json_integer_value (json_array_get (entry, 1)))) {
      yj_central_store_rollback (self);
      return FALSE;
    }
  }
  return yj_central_store_commit (self, error);
}

json_t *
yj_central_store_list_kiosks (YjCentralStore *self, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_rows (hold, error,
                        "SELECT k.code, k.region, k.enrolled, k.revoked, k.seen, k.status,"
                        " (SELECT count(*) FROM submission s WHERE s.kiosk = k.code) AS submissions,"
                        " (SELECT count(*) FROM withheld w WHERE w.kiosk = k.code) AS withheld FROM kiosk k ORDER BY k.code",
                        "");
}

json_t *
yj_central_store_count (YjCentralStore *self, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  return yj_store_row (hold, error,
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
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *statement = yj_store_query (hold, error, "SELECT bundle FROM catalogue WHERE id = ?1 AND version = ?2", "si", id, version);
  g_autoptr (GBytes) old = NULL;

  if (statement == NULL)
    return FALSE;
  if (yj_store_next (hold, statement, &local))
    old = g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  sqlite3_reset (statement);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (old != NULL && g_bytes_equal (old, bundle))
    return TRUE;
  if (old != NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS,
                 "catalogue %s version %" G_GINT64_FORMAT " is published already with other content: raise its version", id, version);
    return FALSE;
  }
  return yj_store_execute (hold, error,
                           "INSERT INTO catalogue (id, version, bundle, signature, published) VALUES (?1, ?2, ?3, ?4, ?5)", "sibss",
                           id, version, bundle, signature, at);
}

gboolean
yj_central_store_foreach_catalogue (YjCentralStore *self, YjCatalogueRowFunc callback, gpointer user_data, GError **error)
{
  g_autoptr (YjStoreHold) hold = yj_store_hold (self);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *statement = yj_store_query (hold, error, "SELECT bundle, signature FROM catalogue ORDER BY n", "");

  if (statement == NULL)
    return FALSE;
  while (yj_store_next (hold, statement, &local)) {
    g_autoptr (GBytes) bundle =
      g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
    callback (bundle, (const char *) sqlite3_column_text (statement, 1), user_data);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
