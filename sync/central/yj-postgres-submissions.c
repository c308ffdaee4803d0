/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the writing of what kiosks handed over: a batch goes into its tables as streams of rows (yj-postgres-copy.c), however large it is,
 * after one question for their numbers. */
#include "sync/central/yj-postgres-store.h"

#define MAX_STEPS 10000

static const char *
get_kiosk (const YjRecord *record)
{
  return yj_json_string (yj_json_object (record->header, "source"), "kiosk");
}

/* ---- writing ---- */
/* A batch on its way into the tables. */
typedef struct {
  const YjRecord *const *records;
  const YjSettlement *settlements;
  gsize n;
  const json_t *numbers, *case_numbers; /* in the order of records, and of their cases */
  gint64 *sources;                      /* of each record */
} Batch;

typedef void (*PutFunc) (YjPgCopy *copy, const Batch *batch);

static gint64
get_number (const json_t *numbers, gsize at)
{
  return json_integer_value (json_array_get (numbers, at));
}

static void
put_submissions (YjPgCopy *copy, const Batch *batch)
{
  for (gsize i = 0; i < batch->n; i++) {
    const YjRecord *record = batch->records[i];
    const YjSettlement *settlement = &batch->settlements[i];
    json_t *h = record->header, *item = yj_json_object (h, "item"), *catalogue = yj_json_object (h, "catalogue");
    g_autofree char *problem = settlement->problem != NULL ? yj_json_to_text (settlement->problem) : NULL;

    yj_pg_copy_row (copy, 17);
    yj_pg_copy_number (copy, get_number (batch->numbers, i));
    yj_pg_copy_number (copy, batch->sources[i]);
    yj_pg_copy_number (copy, record->seq);
    yj_pg_copy_text (copy, record->id);
    yj_pg_copy_text (copy, record->kind);
    yj_pg_copy_text (copy, yj_json_string (h, "region"));
    yj_pg_copy_text (copy, record->reference);
    yj_pg_copy_text (copy, item != NULL ? yj_json_string (item, "id") : ""); /* a withdrawal names none */
    yj_pg_copy_number (copy, yj_json_int (item, "version", 0));
    yj_pg_copy_text (copy, catalogue != NULL ? yj_json_string (catalogue, "id") : "");
    yj_pg_copy_number (copy, yj_json_int (catalogue, "version", 0));
    yj_pg_copy_text (copy, yj_json_string (h, "progress_secret_sha256"));
    yj_pg_copy_text (copy, record->digest);
    yj_pg_copy_text (copy, settlement->verdict);
    yj_pg_copy_text (copy, problem);
    yj_pg_copy_text (copy, settlement->received);
    yj_pg_copy_text (copy, settlement->receipt);
  }
}

static void
put_bodies (YjPgCopy *copy, const Batch *batch)
{
  for (gsize i = 0; i < batch->n; i++) {
    yj_pg_copy_row (copy, 3);
    yj_pg_copy_number (copy, get_number (batch->numbers, i));
    yj_pg_copy_text (copy, batch->records[i]->header_jws);
    yj_pg_copy_bytes (copy, batch->records[i]->envelope);
  }
}

static void
put_outbox (YjPgCopy *copy, const Batch *batch)
{
  for (gsize i = 0; i < batch->n; i++) {
    yj_pg_copy_row (copy, 2);
    yj_pg_copy_number (copy, get_number (batch->numbers, i));
    yj_pg_copy_text (copy, batch->settlements[i].received);
  }
}

static void
put_cases (YjPgCopy *copy, const Batch *batch)
{
  size_t at = 0, k;
  json_t *entry;

  for (gsize i = 0; i < batch->n; i++)
    json_array_foreach (batch->settlements[i].cases, k, entry) {
      yj_pg_copy_row (copy, 5);
      yj_pg_copy_number (copy, get_number (batch->case_numbers, at++));
      yj_pg_copy_text (copy, yj_json_string (entry, "case"));
      yj_pg_copy_number (copy, get_number (batch->numbers, i));
      yj_pg_copy_text (copy, yj_json_string (entry, "matter"));
      yj_pg_copy_text (copy, yj_json_string (entry, "department"));
    }
}

static void
put_outcomes (YjPgCopy *copy, const Batch *batch)
{
  size_t at = 0;

  for (gsize i = 0; i < batch->n; i++)
    for (size_t k = 0; k < json_array_size (batch->settlements[i].cases); k++) {
      yj_pg_copy_row (copy, 5);
      yj_pg_copy_number (copy, get_number (batch->case_numbers, at++));
      yj_pg_copy_text (copy, "waiting");
      yj_pg_copy_text (copy, "");
      yj_pg_copy_text (copy, "central");
      yj_pg_copy_text (copy, batch->settlements[i].received);
    }
}

static void
put_materials (YjPgCopy *copy, const Batch *batch)
{
  size_t k;
  json_t *entry;

  for (gsize i = 0; i < batch->n; i++)
    json_array_foreach (json_object_get (batch->records[i]->header, "materials"), k, entry) {
      yj_pg_copy_row (copy, 4);
      yj_pg_copy_number (copy, get_number (batch->numbers, i));
      yj_pg_copy_number (copy, (gint64) k);
      yj_pg_copy_text (copy, yj_json_string (entry, "sha256"));
      yj_pg_copy_number (copy, yj_json_int (entry, "bytes", 0));
    }
}

static gsize
count_cases (const Batch *batch)
{
  gsize cases = 0;

  for (gsize i = 0; i < batch->n; i++)
    cases += json_array_size (batch->settlements[i].cases);
  return cases;
}

static gsize
count_materials (const Batch *batch)
{
  gsize materials = 0;

  for (gsize i = 0; i < batch->n; i++)
    materials += json_array_size (json_object_get (batch->records[i]->header, "materials"));
  return materials;
}

#define COPY_BINARY " FROM STDIN (FORMAT binary);"

static gboolean
copy_tables (YjPgConnection *connection, const Batch *batch, GError **error)
{
  gsize cases = count_cases (batch);
  const struct {
    const char *sql;
    PutFunc put;
    gsize rows;
  } tables[] = {
    { "COPY submission (n, source_id, seq, id, kind, region, reference, item, item_version, catalogue, catalogue_version,"
      " progress_secret_sha256, digest, verdict, problem, received, receipt)" COPY_BINARY, put_submissions, batch->n },
    { "COPY body (submission, header_jws, envelope)" COPY_BINARY, put_bodies, batch->n },
    { "COPY outbox (submission, at)" COPY_BINARY, put_outbox, batch->n },
    { "COPY matter_case (n, code, submission, matter, department)" COPY_BINARY, put_cases, cases },
    { "COPY outcome (matter_case, status, reason, author, at)" COPY_BINARY, put_outcomes, cases },
    { "COPY material (submission, position, sha256, bytes)" COPY_BINARY, put_materials, count_materials (batch) },
  };
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (YjPgCopy) copy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].rows > 0)
      g_string_append (sql, tables[i].sql);
  copy = yj_pg_copy_new (connection, sql->str, error);
  for (guint i = 0; copy != NULL && i < G_N_ELEMENTS (tables); i++) {
    if (tables[i].rows == 0)
      continue;
    if (!yj_pg_copy_begin (copy, error))
      return FALSE;
    tables[i].put (copy, batch);
    if (!yj_pg_copy_end (copy, error))
      return FALSE;
  }
  return copy != NULL;
}

/* ---- the sources and their marks ---- */
static gboolean
is_of_source_before (const Batch *batch, gsize at)
{
  return at > 0 && g_str_equal (batch->records[at - 1]->source, batch->records[at]->source);
}

/* Numbers are fetched first, so that rows which name each other can be written without asking what became of them. How many rows an array
 * gives is not reckoned with: generate_series () would be planned anew for every batch. */
static gboolean
fetch_numbers (YjPgConnection *connection, Batch *batch, json_t **numbers, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (YjPgStep));
  YjPgStep step = yj_pg_step ("SELECT ARRAY (SELECT nextval ('submission_n_seq') FROM unnest (array_fill (0, ARRAY[?1::int]))) AS records,"
                              " ARRAY (SELECT nextval ('matter_case_n_seq') FROM unnest (array_fill (0, ARRAY[?2::int]))) AS cases",
                              "ii", (gint64) batch->n, (gint64) count_cases (batch));
  gboolean good;

  g_array_set_clear_func (steps, (GDestroyNotify) yj_pg_step_clear);
  g_array_append_val (steps, step);
  for (gsize i = 0; i < batch->n; i++) {
    const YjRecord *record = batch->records[i];
    const YjPgMark *mark = g_hash_table_lookup (connection->marks, record->source);
    batch->sources[i] = mark != NULL ? mark->n : 0;
    if (batch->sources[i] != 0 || is_of_source_before (batch, i))
      continue;
    step = yj_pg_step ("INSERT INTO source (source, kiosk) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM source WHERE source = ?1)"
                       " ON CONFLICT DO NOTHING",
                       "ss", record->source, get_kiosk (record));
    g_array_append_val (steps, step);
    step = yj_pg_step ("SELECT n FROM source WHERE source = ?1", "s", record->source);
    g_array_append_val (steps, step);
  }
  good = yj_pg_run_together (connection, (YjPgStep *) (gpointer) steps->data, steps->len, error);
  if (good)
    *numbers = json_incref (json_array_get (g_array_index (steps, YjPgStep, 0).rows, 0));
  for (gsize i = 0, at = 0; good && i < batch->n; i++) {
    if (batch->sources[i] != 0)
      continue;
    if (!is_of_source_before (batch, i))
      at += 2;
    batch->sources[i] = yj_json_int (json_array_get (g_array_index (steps, YjPgStep, at).rows, 0), "n", 0);
  }
  return good;
}

/* The mark over every number that is now there without a gap before it; the many above a gap are left for later. */
static const char advance[] =
  "UPDATE source o SET contiguous = coalesce ((SELECT max (seq) FROM (SELECT seq, row_number () OVER (ORDER BY seq)"
  " AS place FROM (SELECT seq FROM submission WHERE source_id = o.n AND seq > o.contiguous ORDER BY seq LIMIT ?2) known)"
  " known WHERE seq = o.contiguous + place), o.contiguous) WHERE n = ?1";

/* Whether nothing of the source was missing before, and @records from @first to @end go on without a gap: the ordinary case. */
static gboolean
goes_on (const YjPgMark *mark, const Batch *batch, gsize first, gsize end)
{
  if (mark == NULL || mark->contiguous != mark->highest)
    return FALSE;
  for (gsize i = first; i < end; i++)
    if (batch->records[i]->seq != mark->highest + 1 + (gint64) (i - first))
      return FALSE;
  return TRUE;
}

/* Of the records from @first to @end, which are of one source. */
static gboolean
advance_source (YjPgConnection *connection, const Batch *batch, gsize first, gsize end, GError **error)
{
  const char *source = batch->records[first]->source;
  YjPgMark *mark = g_hash_table_lookup (connection->marks, source);
  gint64 last = batch->records[end - 1]->seq;
  gboolean simple = goes_on (mark, batch, first, end), good;
  YjPgStep step = simple ? yj_pg_step ("UPDATE source SET contiguous = ?2 WHERE n = ?1", "ii", batch->sources[first], last)
                         : yj_pg_step (advance, "ii", batch->sources[first], (gint64) MAX_STEPS);

  good = yj_pg_run_together (connection, &step, 1, error);
  yj_pg_step_clear (&step);
  if (simple)
    *mark = (YjPgMark){ batch->sources[first], last, last };
  else
    g_hash_table_remove (connection->marks, source);
  return good;
}

static gboolean
advance_sources (YjPgConnection *connection, const Batch *batch, GError **error)
{
  for (gsize first = 0, end; first < batch->n; first = end) {
    for (end = first + 1; end < batch->n && is_of_source_before (batch, end); end++)
      ;
    if (!advance_source (connection, batch, first, end, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yj_pg_insert_submissions (YjCentralStore *store, const YjRecord *const *records, const YjSettlement *settlements, gsize n, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  g_autofree gint64 *sources = g_new0 (gint64, n);
  g_autoptr (json_t) numbers = NULL;
  Batch batch = { records, settlements, n, NULL, NULL, sources };
  YjPgConnection *connection = n > 0 ? yj_pg_take (self, error) : NULL;
  gboolean good;

  if (connection == NULL)
    return n == 0;
  good = fetch_numbers (connection, &batch, &numbers, error);
  batch.numbers = yj_json_array (numbers, "records");
  batch.case_numbers = yj_json_array (numbers, "cases");
  good = good && copy_tables (connection, &batch, error) && advance_sources (connection, &batch, error);
  yj_pg_give (self, connection);
  return good;
}
