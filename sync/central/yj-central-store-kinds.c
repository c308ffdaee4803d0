/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of withdrawals, drafts and reserved case numbers, in SQL that every database behind the store speaks. */
#include "core/base/yj-error.h"
#include "sync/central/yj-store-backend.h"

#define PAGE_ROWS 500
#define KIOSK_CHARS 4
#define LAST_OUTCOME "o.n = (SELECT max (n) FROM outcome WHERE matter_case = c.n)"
#define SAME_RECORD "s.id = d.id AND s.reference = d.reference AND s.kind = 'draft'"

gboolean
yj_central_store_add_withdrawal (YjCentralStore *self, const YjRecord *record, const char *received, GError **error)
{
  const json_t *withdraws = yj_json_object (record->header, "withdraws");
  const char *reference = yj_json_string (withdraws, "reference");
  g_autofree char *kiosk = g_strndup (reference, KIOSK_CHARS);

  return yj_store_execute (self, error,
                           "INSERT INTO withdrawal (source, id, kiosk, reference, proof, received) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           "ssssss", record->source, record->id, kiosk, reference, yj_json_string (withdraws, "proof"), received);
}

json_t *
yj_central_store_list_open_withdrawals (YjCentralStore *self, const char *kiosk, gint64 after, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT w.n, w.id, w.proof, s.n AS submission, s.id AS application, s.kind, s.reference, s.progress_secret_sha256"
                        " FROM withdrawal w JOIN submission s ON s.reference = w.reference"
                        " WHERE w.settled IS NULL AND w.n > ?1 AND (?2 IS NULL OR w.kiosk = ?2)"
                        " AND s.kind IN ('application', 'draft') AND s.verdict = 'accepted' ORDER BY w.n, s.n LIMIT ?3",
                        "isi", after, kiosk, (gint64) PAGE_ROWS);
}

gboolean
yj_central_store_settle_withdrawal (YjCentralStore *self, gint64 n, const char *at, gboolean *settled, GError **error)
{
  return yj_store_find (self, settled, error, "UPDATE withdrawal SET settled = ?2 WHERE n = ?1 AND settled IS NULL RETURNING n", "is", n,
                        at);
}

json_t *
yj_central_store_list_history (YjCentralStore *self, gint64 submission, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT c.code AS \"case\", c.matter, c.department, o.status, o.reason, o.author, o.at FROM matter_case c"
                        " JOIN outcome o ON o.matter_case = c.n WHERE c.submission = ?1 ORDER BY c.n, o.n",
                        "i", submission);
}

json_t *
yj_central_store_list_open_cases (YjCentralStore *self, gint64 submission, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT c.code AS \"case\" FROM matter_case c JOIN outcome o ON o.matter_case = c.n AND " LAST_OUTCOME
                        " WHERE c.submission = ?1 AND o.status NOT IN ('done', 'refused', 'withdrawn') ORDER BY c.n",
                        "i", submission);
}

/* ---- drafts ---- */

gboolean
yj_central_store_add_draft (YjCentralStore *self, const YjRecord *record, gint64 expires, GError **error)
{
  return yj_store_execute (self, error, "INSERT INTO draft (id, reference, expires) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "ssi",
                           record->id, record->reference, expires);
}

gboolean
yj_central_store_expire_draft (YjCentralStore *self, const char *id, const char *reference, gint64 expires, GError **error)
{
  return yj_store_execute (self, error, "UPDATE draft SET expires = ?3 WHERE id = ?1 AND reference = ?2 AND expires > ?3", "ssi", id,
                           reference, expires);
}

json_t *
yj_central_store_list_expired_drafts (YjCentralStore *self, gint64 now, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT s.n, d.id, d.reference FROM draft d JOIN submission s ON " SAME_RECORD
                        " WHERE d.purged IS NULL AND d.expires <= ?1 ORDER BY d.expires LIMIT ?2",
                        "ii", now, (gint64) PAGE_ROWS);
}

gboolean
yj_central_store_mark_purged (YjCentralStore *self, const char *id, const char *reference, const char *at, gboolean *marked, GError **error)
{
  return yj_store_find (self, marked, error,
                        "UPDATE draft SET purged = ?3 WHERE id = ?1 AND reference = ?2 AND purged IS NULL RETURNING id", "sss", id,
                        reference, at);
}

json_t *
yj_central_store_list_unshared_materials (YjCentralStore *self, gint64 submission, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT sha256 FROM material m WHERE submission = ?1 AND NOT EXISTS (SELECT 1 FROM material o"
                        " WHERE o.sha256 = m.sha256 AND o.submission <> m.submission) ORDER BY position",
                        "i", submission);
}

gboolean
yj_central_store_delete_body (YjCentralStore *self, gint64 submission, GError **error)
{
  return yj_store_execute (self, error, "DELETE FROM body WHERE submission = ?1", "i", submission);
}

json_t *
yj_central_store_find_draft (YjCentralStore *self, gint64 submission, GError **error)
{
  return yj_store_row (self, error, "SELECT d.expires, d.purged FROM draft d JOIN submission s ON " SAME_RECORD " WHERE s.n = ?1", "i",
                       submission);
}

/* ---- case numbers ---- */

json_t *
yj_central_store_list_case_ranges (YjCentralStore *self, const char *source, gint64 max, GError **error)
{
  return yj_store_rows (self, error, "SELECT n, prefix, digits, first, last FROM case_range WHERE source = ?1 ORDER BY n DESC LIMIT ?2", "si",
                        source, max);
}

gboolean
yj_central_store_find_case_number (YjCentralStore *self, const char *prefix, gint64 n, char **source, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (self, error,
                                           "SELECT source, last FROM case_range WHERE prefix = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
                                           "si", prefix, n);
  const json_t *row = json_array_get (rows, 0);

  *source = yj_json_int (row, "last", -1) >= n ? g_strdup (yj_json_string (row, "source")) : NULL;
  return rows != NULL;
}

gboolean
yj_central_store_is_former_epoch (YjCentralStore *self, const char *part, const char *prefix, gboolean *is, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (part, -1), *pattern = g_strdup_printf (YJ_STORE_FORMER_EPOCH "%s%%", lower);

  return yj_store_find (self, is, error, "SELECT 1 FROM meta WHERE key LIKE ?1 UNION ALL SELECT 1 FROM case_range WHERE prefix = ?2 LIMIT 1",
                        "ss", pattern, prefix);
}

gboolean
yj_central_store_reserve_case_range (YjCentralStore *self, const char *source, const char *prefix, gint64 digits, gint64 count, const char *at,
                                     GError **error)
{
  return yj_store_execute (self, error,
                           "INSERT INTO case_range (source, prefix, digits, first, last, at) SELECT ?1, ?2, ?3,"
                           " coalesce (max (last), 0) + 1, coalesce (max (last), 0) + ?4, ?5 FROM case_range WHERE prefix = ?2",
                           "ssiis", source, prefix, digits, count, at);
}
