/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of what kiosks handed over, and the numbers that are still missing. */
#include "sync/central/yj-sqlite-store.h"

#define MAX_GAPS 100

static gboolean
look_up_one (YjSqliteStore *self, const YjRecord *record, YjStanding *standing, GError **error)
{
  g_autoptr (json_t) stored = NULL;
  g_autoptr (GError) local = NULL;

  stored = yj_store_row (&self->parent, &local, "SELECT digest, receipt FROM submission WHERE source = ?1 AND id = ?2", "ss",
                         record->source, record->id);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  standing->digest = g_strdup (yj_json_string (stored, "digest"));
  standing->receipt = g_strdup (yj_json_string (stored, "receipt"));
  return yj_store_find (&self->parent, &standing->sequence_taken, error, "SELECT 1 FROM submission WHERE source = ?1 AND seq = ?2", "si",
                        record->source, record->seq) &&
         yj_store_find (&self->parent, &standing->reference_taken, error, "SELECT 1 FROM submission WHERE reference = ?1 AND source <> ?2",
                        "ss", record->reference, record->source);
}

gboolean
yj_sqlite_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error)
{
  g_autoptr (YjSqliteHold) hold = yj_sqlite_hold (self);

  if (!yj_central_store_begin (self, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!look_up_one (hold, records[i], &standings[i], error)) {
      yj_central_store_rollback (self);
      return FALSE;
    }
  return TRUE;
}

static gboolean
insert_row (YjSqliteStore *self, const YjRecord *submission, const YjSettlement *settlement, const char *received, GError **error)
{
  json_t *h = submission->header, *item = yj_json_object (h, "item"), *catalogue = yj_json_object (h, "catalogue");
  g_autofree char *problem = settlement->problem != NULL ? yj_json_to_text (settlement->problem) : NULL;

  return yj_sqlite_execute (self, error,
                           "INSERT INTO submission (source, seq, id, kind, kiosk, region, reference, item, item_version,"
                           " catalogue, catalogue_version, progress_secret_sha256, digest, verdict, problem, received, receipt)"
                           " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)",
                           "sissssssisissssss", submission->source, submission->seq, submission->id, submission->kind,
                           yj_json_string (yj_json_object (h, "source"), "kiosk"), yj_json_string (h, "region"),
                           submission->reference, item != NULL ? yj_json_string (item, "id") : "" /* a withdrawal names none */, (gint64) yj_json_int (item, "version", 0),
                           catalogue != NULL ? yj_json_string (catalogue, "id") : "", (gint64) yj_json_int (catalogue, "version", 0),
                           yj_json_string (h, "progress_secret_sha256"), submission->digest, settlement->verdict, problem,
                           received, settlement->receipt);
}

static gboolean
insert_materials (YjSqliteStore *self, gint64 n, const json_t *materials, GError **error)
{
  size_t i;
  json_t *material;

  json_array_foreach (materials, i, material)
    if (!yj_sqlite_execute (self, error, "INSERT INTO material VALUES (?1, ?2, ?3, ?4)", "iisi", n, (gint64) i,
                           yj_json_string (material, "sha256"), yj_json_int (material, "bytes", 0)))
      return FALSE;
  return TRUE;
}

static gboolean
insert_cases (YjSqliteStore *self, gint64 n, const json_t *cases, const char *received, GError **error)
{
  size_t i;
  json_t *entry;

  json_array_foreach (cases, i, entry) {
    if (!yj_sqlite_execute (self, error, "INSERT INTO matter_case (code, submission, matter, department) VALUES (?1, ?2, ?3, ?4)",
                           "siss", yj_json_string (entry, "case"), n, yj_json_string (entry, "matter"),
                           yj_json_string (entry, "department")) ||
        !yj_sqlite_execute (self, error,
                           "INSERT INTO outcome (matter_case, status, reason, author, at)"
                           " VALUES (last_insert_rowid (), 'waiting', '', 'central', ?1)",
                           "s", received))
      return FALSE;
  }
  return TRUE;
}

/* Moves the mark over every number that is now there or withheld: one step a number, ever. */
static gboolean
advance_source (YjSqliteStore *self, const char *source, GError **error)
{
  return yj_sqlite_execute (self, error, "INSERT OR IGNORE INTO source VALUES (?1, 0)", "s", source) &&
         yj_sqlite_execute (self, error,
                           "WITH RECURSIVE next (seq) AS (SELECT contiguous FROM source WHERE source = ?1 UNION ALL"
                           " SELECT seq + 1 FROM next WHERE"
                           "  EXISTS (SELECT 1 FROM submission s WHERE s.source = ?1 AND s.seq = next.seq + 1))"
                           " UPDATE source SET contiguous = (SELECT max (seq) FROM next) WHERE source = ?1",
                           "s", source);
}

static gboolean
insert_one (YjSqliteStore *self, const YjRecord *record, const YjSettlement *settlement, const char *received, GError **error)
{
  gint64 n;

  if (!insert_row (self, record, settlement, received, error))
    return FALSE;
  n = sqlite3_last_insert_rowid (self->db);
  return yj_sqlite_execute (self, error, "INSERT INTO body VALUES (?1, ?2, ?3)", "isb", n, record->header_jws, record->envelope) &&
         insert_materials (self, n, json_object_get (record->header, "materials"), error) &&
         insert_cases (self, n, settlement->cases, received, error) &&
         yj_sqlite_execute (self, error, "INSERT INTO outbox (submission, at) VALUES (?1, ?2)", "is", n, received);
}

gboolean
yj_sqlite_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                              const char *received, GError **error)
{
  g_autoptr (YjSqliteHold) hold = yj_sqlite_hold (self);

  for (gsize i = 0; i < n; i++)
    if (!insert_one (hold, records[i], &settlements[i], received, error))
      return FALSE;
  /* One step a run of the same source: a kiosk whose outbox was made anew sends of both at most once. */
  for (gsize i = 0; i < n; i++)
    if ((i + 1 == n || !g_str_equal (records[i]->source, records[i + 1]->source)) && !advance_source (hold, records[i]->source, error))
      return FALSE;
  return TRUE;
}

/* Known numbers above the mark in order; what lies between two of them is a gap. */
static json_t *
list_gaps (YjSqliteStore *self, const char *source, gint64 *contiguous, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) gaps = json_array ();
  sqlite3_stmt *statement = yj_sqlite_query (self, error,
                                            "SELECT seq, stored FROM (SELECT seq, 1 AS stored FROM submission WHERE source = ?1 AND seq > ?2"
                                            " UNION ALL SELECT seq, 0 FROM withheld WHERE source = ?1 AND seq > ?2"
                                            "  AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.source = ?1 AND s.seq = withheld.seq)"
                                            "  AND seq < (SELECT max (seq) FROM submission s WHERE s.source = ?1)) ORDER BY seq",
                                            "si", source, *contiguous);
  gint64 next = *contiguous + 1;

  if (statement == NULL)
    return NULL;
  while (json_array_size (gaps) < MAX_GAPS && yj_sqlite_next (self, statement, &local)) {
    gint64 seq = sqlite3_column_int64 (statement, 0);
    if (seq > next)
      json_array_append_new (gaps, json_pack ("[I, I]", (json_int_t) next, (json_int_t) seq - 1));
    else if (json_array_size (gaps) == 0)
      *contiguous = seq;
    next = seq + 1;
  }
  sqlite3_reset (statement);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return g_steal_pointer (&gaps);
}

json_t *
yj_sqlite_get_progress (YjCentralStore *self, const char *source, GError **error)
{
  g_autoptr (YjSqliteHold) hold = yj_sqlite_hold (self);
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) row = yj_store_row (self, &local, "SELECT contiguous FROM source WHERE source = ?1", "s", source);
  gint64 contiguous = yj_json_int (row, "contiguous", 0);
  json_t *gaps = local == NULL ? list_gaps (hold, source, &contiguous, &local) : NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return json_pack ("{s:I, s:o}", "contiguous_through", (json_int_t) contiguous, "gaps", gaps);
}

json_t *
yj_sqlite_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT n, id, kind, reference, source, item, region, verdict, received FROM submission"
                        " WHERE n > ?1 AND (?2 IS NULL OR id = ?2) ORDER BY n LIMIT 500",
                        "is", after, id);
}

json_t *
yj_sqlite_list_kiosks (YjCentralStore *self, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT k.code, k.region, k.enrolled, k.revoked, k.seen, k.status,"
                        " (SELECT count(*) FROM submission s WHERE s.kiosk = k.code) AS submissions,"
                        " (SELECT count(*) FROM withheld w WHERE w.kiosk = k.code) AS withheld FROM kiosk k ORDER BY k.code",
                        "");
}
