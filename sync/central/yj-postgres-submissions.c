/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the writing of what kiosks handed over. One trip writes the narrow rows of a batch and brings its numbers; then the records and
 * their bodies go into their tables as streams of rows (yj-postgres-copy.c), however large they are. */
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
  const char *received;
  const json_t *numbers;                /* in the order of records */
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
    yj_pg_copy_text (copy, batch->received);
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
  const struct {
    const char *sql;
    PutFunc put;
    gsize rows;
  } tables[] = {
    { "COPY submission (n, source_id, seq, id, kind, region, reference, item, item_version, catalogue, catalogue_version,"
      " progress_secret_sha256, digest, verdict, problem, received, receipt)" COPY_BINARY, put_submissions, batch->n },
    { "COPY body (submission, header_jws, envelope)" COPY_BINARY, put_bodies, batch->n },
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
    yj_pg_copy_begin (copy);
    tables[i].put (copy, batch);
    if (!yj_pg_copy_end (copy, error))
      return FALSE;
  }
  return copy != NULL;
}

/* ---- the narrow rows, and the sources with their marks ---- */
/* Rows are made in the order of the arrays, and so are their numbers. How many rows an array gives is not reckoned with: generate_series ()
 * would be planned anew for every batch. */
#define ADD_OUTBOX                                                                                                                        \
  "WITH fresh AS (INSERT INTO outbox (submission, at) SELECT nextval ('submission_n_seq'), ?1 FROM unnest (array_fill (0, ARRAY[?2::int]))" \
  " RETURNING submission), list AS (SELECT array_agg (submission ORDER BY submission) AS numbers FROM fresh)"

static const char add_outbox[] = ADD_OUTBOX " SELECT numbers FROM list";

/* As streams these rows would cost no less: it is their indices that take the time. */
static const char add_outbox_and_cases[] =
  ADD_OUTBOX ", fresh_case AS (INSERT INTO matter_case (code, submission, matter, department)"
             "  SELECT code, (SELECT numbers FROM list)[place], matter, department FROM unnest (?3, ?4, ?5, ?6) AS c (place, code, matter, department)"
             "  RETURNING n),"
             " said AS (INSERT INTO outcome (matter_case, status, reason, author, at) SELECT n, 'waiting', '', 'central', ?1 FROM fresh_case)"
             " SELECT numbers FROM list";

static void
add_narrow_rows (GArray *steps, const Batch *batch)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), matters = g_ptr_array_new (), departments = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gint64));
  size_t k;
  json_t *entry;

  for (gsize i = 0; i < batch->n; i++) {
    gint64 place = (gint64) i + 1;
    json_array_foreach (batch->settlements[i].cases, k, entry) {
      g_array_append_val (places, place);
      g_ptr_array_add (codes, (gpointer) yj_json_string (entry, "case"));
      g_ptr_array_add (matters, (gpointer) yj_json_string (entry, "matter"));
      g_ptr_array_add (departments, (gpointer) yj_json_string (entry, "department"));
    }
  }
  if (places->len > 0)
    yj_pg_add_step (steps, add_outbox_and_cases, "siISSS", batch->received, (gint64) batch->n, places, codes, matters, departments);
  else
    yj_pg_add_step (steps, add_outbox, "si", batch->received, (gint64) batch->n);
}

static gboolean
is_of_source_before (const Batch *batch, gsize at)
{
  return at > 0 && g_str_equal (batch->records[at - 1]->source, batch->records[at]->source);
}

/* Where the records of the source of @first, which go on from there, end. */
static gsize
find_end (const Batch *batch, gsize first)
{
  gsize end = first + 1;

  while (end < batch->n && is_of_source_before (batch, end))
    end++;
  return end;
}

/* Makes the row of a source that is new. */
static void
add_source (GArray *steps, const YjRecord *record)
{
  yj_pg_add_step (steps,
                  "INSERT INTO source (source, kiosk) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM source WHERE source = ?1)"
                  " ON CONFLICT DO NOTHING",
                  "ss", record->source, get_kiosk (record));
}

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

/* Records of one source in a row. */
typedef struct {
  gsize first, end;
  gint64 source;           /* its number; 0 until it is brought by step @asked */
  guint asked;
  gboolean whole;          /* its mark has gone on with them */
} Run;

/* The mark of an ordinary run needs no look at the records, and may go ahead of them. */
static void
add_mark (YjPgConnection *connection, GArray *steps, const Batch *batch, Run *run)
{
  const char *source = batch->records[run->first]->source;
  YjPgMark *mark = g_hash_table_lookup (connection->marks, source);
  gint64 last = batch->records[run->end - 1]->seq;

  run->whole = goes_on (mark, batch, run->first, run->end);
  if (!run->whole) {
    g_hash_table_remove (connection->marks, source);
    return;
  }
  yj_pg_add_step (steps, "UPDATE source SET contiguous = ?2 WHERE source = ?1", "si", source, last);
  mark->contiguous = mark->highest = last;
}

static GArray *
add_runs (YjPgConnection *connection, GArray *steps, const Batch *batch)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));

  for (gsize first = 0, end; first < batch->n; first = end) {
    const YjRecord *record = batch->records[first];
    const YjPgMark *mark = g_hash_table_lookup (connection->marks, record->source);
    Run run = { first, end = find_end (batch, first), mark != NULL ? mark->n : 0, 0, FALSE };
    if (run.source == 0) {
      add_source (steps, record);
      run.asked = yj_pg_add_step (steps, "SELECT n FROM source WHERE source = ?1", "s", record->source);
    }
    add_mark (connection, steps, batch, &run);
    g_array_append_val (runs, run);
  }
  return runs;
}

static void
take_numbers (GArray *runs, const GArray *steps, const Batch *batch)
{
  for (guint i = 0; i < runs->len; i++) {
    Run *run = &g_array_index (runs, Run, i);
    if (run->source == 0)
      run->source = yj_json_int (json_array_get (yj_pg_get_rows (steps, run->asked), 0), "n", 0);
    for (gsize k = run->first; k < run->end; k++)
      batch->sources[k] = run->source;
  }
}

/* The mark over every number that is now there without a gap before it; the many above a gap are left for later. */
static gboolean
advance_others (YjPgConnection *connection, const GArray *runs, GError **error)
{
  g_autoptr (GArray) steps = yj_pg_steps_new ();

  for (guint i = 0; i < runs->len; i++) {
    const Run *run = &g_array_index (runs, Run, i);
    if (!run->whole)
      yj_pg_add_step (steps,
                      "UPDATE source o SET contiguous = coalesce ((SELECT max (seq) FROM (SELECT seq, row_number () OVER (ORDER BY seq)"
                      " AS place FROM (SELECT seq FROM submission WHERE source_id = o.n AND seq > o.contiguous ORDER BY seq LIMIT ?2) known)"
                      " known WHERE seq = o.contiguous + place), o.contiguous) WHERE n = ?1",
                      "ii", run->source, (gint64) MAX_STEPS);
  }
  return yj_pg_run_together (connection, steps, error);
}

static gboolean
insert (YjPgConnection *connection, Batch *batch, GError **error)
{
  g_autoptr (GArray) steps = yj_pg_steps_new (), runs = NULL;

  add_narrow_rows (steps, batch);
  runs = add_runs (connection, steps, batch);
  if (!yj_pg_run_together (connection, steps, error))
    return FALSE;
  take_numbers (runs, steps, batch);
  batch->numbers = yj_json_array (json_array_get (yj_pg_get_rows (steps, 0), 0), "numbers");
  return copy_tables (connection, batch, error) && advance_others (connection, runs, error);
}

gboolean
yj_pg_insert_submissions (YjCentralStore *store, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                          const char *received, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  g_autofree gint64 *sources = g_new0 (gint64, n);
  Batch batch = { records, settlements, n, received, NULL, sources };
  YjPgConnection *connection = n > 0 ? yj_pg_take (self, error) : NULL;
  gboolean good;

  if (connection == NULL)
    return n == 0;
  good = insert (connection, &batch, error);
  yj_pg_give (self, connection);
  return good;
}
