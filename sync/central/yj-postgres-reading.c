/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the questions about what kiosks handed over that PostgreSQL's tables answer in their own way: what is missing, lists, and
 * what waits for the engine that stands behind. */
#include "sync/central/yj-postgres-store.h"

#define MAX_GAPS 100

/* What lies between two known numbers above the mark is a gap; withheld numbers are known up to the last stored one. */
static const char gaps_query[] =
  "WITH o AS (SELECT n, source, contiguous FROM source WHERE source = ?1),"
  " known AS (SELECT seq FROM submission WHERE source_id = (SELECT n FROM o) AND seq > (SELECT contiguous FROM o)"
  "  UNION SELECT seq FROM withheld WHERE source = ?1 AND seq > (SELECT contiguous FROM o)"
  "   AND seq < (SELECT max (seq) FROM submission WHERE source_id = (SELECT n FROM o)))"
  " SELECT first, last, (SELECT contiguous FROM o) AS contiguous, (SELECT max (seq) FROM known) AS highest FROM (SELECT NULL::bigint AS first,"
  "  NULL::bigint AS last UNION ALL (SELECT before + 1, seq - 1 FROM (SELECT seq, lag (seq, 1, (SELECT contiguous FROM o)) OVER (ORDER BY seq)"
  "   AS before FROM known) pair WHERE seq > before + 1 ORDER BY seq LIMIT ?2)) gap";

/* What the transaction knows of @source: NULL unless that nothing is missing. */
static const YjPgMark *
find_whole (YjCentralStore *store, const char *source)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  YjPgConnection *connection = yj_pg_in_transaction (self) ? yj_pg_take (self, NULL) : NULL;
  const YjPgMark *mark = connection != NULL ? g_hash_table_lookup (connection->marks, source) : NULL;

  return mark != NULL && mark->contiguous == mark->highest ? mark : NULL;
}

json_t *
yj_pg_get_progress (YjCentralStore *self, const char *source, GError **error)
{
  const YjPgMark *whole = find_whole (self, source);
  g_autoptr (json_t) rows = NULL, gaps = json_array ();
  const json_t *head;
  gint64 contiguous;
  size_t i;
  json_t *row;

  if (whole != NULL)
    return json_pack ("{s:I, s:O}", "contiguous_through", (json_int_t) whole->contiguous, "gaps", gaps);
  rows = yj_store_rows (self, error, gaps_query, "si", source, (gint64) MAX_GAPS);
  head = json_array_get (rows, 0);
  contiguous = yj_json_int (head, "contiguous", 0);
  if (rows == NULL)
    return NULL;
  contiguous = MAX (contiguous, yj_json_int (head, "highest", 0));
  json_array_foreach (rows, i, row)
    if (json_object_get (row, "first") != NULL)
      json_array_append_new (gaps, json_pack ("[O, O]", json_object_get (row, "first"), json_object_get (row, "last")));
  if (json_array_size (gaps) > 0)
    contiguous = json_integer_value (json_array_get (json_array_get (gaps, 0), 0)) - 1;
  return json_pack ("{s:I, s:O}", "contiguous_through", (json_int_t) contiguous, "gaps", gaps);
}

json_t *
yj_pg_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT s.n, s.id, s.kind, s.reference, o.source, s.item, s.region, s.verdict, s.received FROM submission s"
                        " JOIN source o ON o.n = s.source_id WHERE s.n > ?1 AND (?2 IS NULL OR s.id = ?2) ORDER BY s.n LIMIT 500",
                        "is", after, id);
}

json_t *
yj_pg_list_kiosks (YjCentralStore *self, GError **error)
{
  return yj_store_rows (self, error,
                        "SELECT k.code, k.region, k.enrolled, k.revoked, k.seen, k.status,"
                        " (SELECT count(*) FROM submission s JOIN source o ON o.n = s.source_id WHERE o.kiosk = k.code) AS submissions,"
                        " (SELECT count(*) FROM withheld w WHERE w.kiosk = k.code) AS withheld FROM kiosk k ORDER BY k.code",
                        "");
}

/* The consumer works while these rows are locked; that holds up nobody but another relay, which goes past them. */
json_t *
yj_pg_take_waiting (YjCentralStore *self, gint64 after, gint64 max, GError **error)
{
  json_t *rows;

  if (!yj_pg_begin_plain ((YjPostgresStore *) self, error))
    return NULL;
  rows = yj_store_rows (self, error,
                        "SELECT s.n, o.source, s.seq, s.id, s.kind, s.reference, s.region, s.item, s.item_version, s.verdict, s.received,"
                        " s.digest, b.header_jws, b.envelope FROM outbox x JOIN submission s ON s.n = x.submission"
                        " JOIN source o ON o.n = s.source_id LEFT JOIN body b ON b.submission = s.n"
                        " WHERE x.relayed IS NULL AND x.submission > ?1 ORDER BY x.submission LIMIT ?2 FOR UPDATE OF x SKIP LOCKED",
                        "ii", after, max);
  if (rows == NULL)
    yj_central_store_rollback (self);
  return rows;
}
