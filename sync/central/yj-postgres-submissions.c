/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of what kiosks handed over: a batch is looked up and written by a handful of statements, however large it is; its bodies
 * go beside them (yj-postgres-copy.c).
 * Batches of one kiosk take turns; those of different kiosks meet nowhere. */
#include "sync/central/yj-postgres-store.h"

#define MAX_STEPS 10000

static const char *
get_kiosk (const YjRecord *record)
{
  return yj_json_string (yj_json_object (record->header, "source"), "kiosk");
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* In the order of their names, so that two processes never wait for each other. */
static gboolean
lock_kiosks (YjCentralStore *self, const YjRecord *const *records, gsize n, GError **error)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  const char *before = NULL;

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (codes, (gpointer) get_kiosk (records[i]));
  g_ptr_array_sort (codes, compare_codes);
  for (guint i = 0; i < codes->len; i++) {
    const char *code = g_ptr_array_index (codes, i);
    if (g_strcmp0 (code, before) != 0 && !yj_central_store_lock (self, "kiosk", code, error))
      return FALSE;
    before = code;
  }
  return TRUE;
}

static void
fill_standings (const json_t *rows, YjStanding *standings)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row) {
    YjStanding *standing = &standings[yj_json_int (row, "at", 1) - 1];
    standing->digest = g_strdup (yj_json_string (row, "digest"));
    standing->receipt = g_strdup (yj_json_string (row, "receipt"));
    standing->sequence_taken = yj_json_int (row, "sequence_taken", 0) != 0;
    standing->reference_taken = yj_json_int (row, "reference_taken", 0) != 0;
  }
}

/* A record can be seen before the standby has it: whoever wrote it may have been broken off while it waited. Its receipt is given again when
 * the standby has it too: a commit that stands in the log waits for all that stands there before it, and one that wrote nothing does not. */
static gboolean
wait_for_what_is_known (YjCentralStore *self, GError **error)
{
  return yj_store_execute (self, error, "SELECT pg_logical_emit_message (true, 'yijian-central', 'known')", "");
}

/* Gives only rows of records of which something is known: of a batch that is new, none. Each lookup is fenced off (OFFSET 0), so
 * that no plan reads all of a source to find one of its records. */
gboolean
yj_pg_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new (), ids = g_ptr_array_new (), references = g_ptr_array_new ();
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (json_t) rows = NULL;

  if (!lock_kiosks (self, records, n, error))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    g_ptr_array_add (sources, records[i]->source);
    g_ptr_array_add (ids, (gpointer) records[i]->id);
    g_ptr_array_add (references, (gpointer) records[i]->reference);
    g_array_append_val (sequences, records[i]->seq);
  }
  rows = yj_store_rows (self, error,
                        "SELECT i.at, s.digest, s.receipt, q.n IS NOT NULL AS sequence_taken, r.n IS NOT NULL AS reference_taken"
                        " FROM unnest (?1, ?2, ?3, ?4) WITH ORDINALITY AS i (source, id, seq, reference, at)"
                        " LEFT JOIN source o ON o.source = i.source"
                        " LEFT JOIN LATERAL (SELECT n, source_id, digest, receipt FROM submission WHERE id = i.id OFFSET 0) s ON s.source_id = o.n"
                        " LEFT JOIN LATERAL (SELECT n FROM submission WHERE source_id = o.n AND seq = i.seq OFFSET 0) q ON true"
                        " LEFT JOIN LATERAL (SELECT n FROM submission WHERE reference = i.reference LIMIT 1) r ON true"
                        " WHERE s.n IS NOT NULL OR q.n IS NOT NULL OR r.n IS NOT NULL",
                        "SSIS", sources, ids, sequences, references);
  fill_standings (rows, standings);
  return rows != NULL && (json_array_size (rows) == 0 || wait_for_what_is_known (self, error));
}

/* ---- writing: columns of all records at once ---- */
typedef struct {
  GArray *n, *seq, *item_version, *catalogue_version;
  GPtrArray *source, *id, *kind, *region, *reference, *item, *catalogue, *secret, *digest, *verdict, *problem, *received, *receipt;
  GArray *case_n, *case_submission;
  GPtrArray *case_code, *case_matter, *case_department, *case_received;
  GArray *material_submission, *material_position, *material_bytes;
  GPtrArray *material_sha256;
} Columns;

static GArray *
numbers_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
columns_init (Columns *c)
{
  GArray **numbers[] = { &c->n, &c->seq, &c->item_version, &c->catalogue_version, &c->case_n, &c->case_submission,
                         &c->material_submission, &c->material_position, &c->material_bytes };
  GPtrArray **texts[] = { &c->source, &c->id, &c->kind, &c->region, &c->reference, &c->item, &c->catalogue, &c->secret, &c->digest,
                          &c->verdict, &c->received, &c->receipt, &c->case_code, &c->case_matter,
                          &c->case_department, &c->case_received, &c->material_sha256 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = numbers_new ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_ptr_array_new ();
  c->problem = g_ptr_array_new_with_free_func (g_free);
}

static void
columns_clear (Columns *c)
{
  GArray *numbers[] = { c->n, c->seq, c->item_version, c->catalogue_version, c->case_n, c->case_submission, c->material_submission,
                        c->material_position, c->material_bytes };
  GPtrArray *texts[] = { c->source, c->id, c->kind, c->region, c->reference, c->item, c->catalogue, c->secret, c->digest, c->verdict,
                         c->problem, c->received, c->receipt, c->case_code, c->case_matter,
                         c->case_department, c->case_received, c->material_sha256 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_array_unref (numbers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_unref (texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

static void
add_number (GArray *column, gint64 number)
{
  g_array_append_val (column, number);
}

static void
add_text (GPtrArray *column, const char *text)
{
  g_ptr_array_add (column, (gpointer) text);
}

static void
add_record (Columns *c, const YjRecord *record, const YjSettlement *settlement)
{
  json_t *h = record->header, *item = yj_json_object (h, "item"), *catalogue = yj_json_object (h, "catalogue");

  add_text (c->source, record->source);
  add_number (c->seq, record->seq);
  add_text (c->id, record->id);
  add_text (c->kind, record->kind);
  add_text (c->region, yj_json_string (h, "region"));
  add_text (c->reference, record->reference);
  add_text (c->item, item != NULL ? yj_json_string (item, "id") : ""); /* a withdrawal names none */
  add_number (c->item_version, yj_json_int (item, "version", 0));
  add_text (c->catalogue, catalogue != NULL ? yj_json_string (catalogue, "id") : "");
  add_number (c->catalogue_version, yj_json_int (catalogue, "version", 0));
  add_text (c->secret, yj_json_string (h, "progress_secret_sha256"));
  add_text (c->digest, record->digest);
  add_text (c->verdict, settlement->verdict);
  g_ptr_array_add (c->problem, settlement->problem != NULL ? yj_json_to_text (settlement->problem) : NULL);
  add_text (c->received, settlement->received);
  add_text (c->receipt, settlement->receipt);
}

/* @at: where the record stands among the columns; its number is not known yet. */
static void
add_parts (Columns *c, gint64 at, const YjRecord *record, const YjSettlement *settlement)
{
  size_t i;
  json_t *entry;

  json_array_foreach (settlement->cases, i, entry) {
    add_number (c->case_submission, at);
    add_text (c->case_code, yj_json_string (entry, "case"));
    add_text (c->case_matter, yj_json_string (entry, "matter"));
    add_text (c->case_department, yj_json_string (entry, "department"));
    add_text (c->case_received, settlement->received);
  }
  json_array_foreach (json_object_get (record->header, "materials"), i, entry) {
    add_number (c->material_submission, at);
    add_number (c->material_position, (gint64) i);
    add_text (c->material_sha256, yj_json_string (entry, "sha256"));
    add_number (c->material_bytes, yj_json_int (entry, "bytes", 0));
  }
}

static void
put_numbers (GArray *places, const GArray *numbers)
{
  for (guint i = 0; i < places->len; i++) {
    gint64 *place = &g_array_index (places, gint64, i);
    *place = g_array_index (numbers, gint64, *place);
  }
}

/* Numbers are fetched first, so that rows which name each other can be written without asking what became of them. */
static gboolean
fetch_numbers (YjCentralStore *self, Columns *c, gint64 records, GError **error)
{
  gint64 cases = c->case_code->len;
  g_autoptr (json_t) rows = yj_store_rows (self, error,
                                           "SELECT CASE WHEN i <= ?1 THEN nextval ('submission_n_seq') ELSE nextval ('matter_case_n_seq') END AS n"
                                           " FROM generate_series (1, ?1 + ?2) AS i",
                                           "ii", records, cases);
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    add_number ((gint64) i < records ? c->n : c->case_n, yj_json_int (row, "n", 0));
  return rows != NULL;
}

static gboolean
add_sources (YjCentralStore *self, const YjRecord *const *records, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if ((i == 0 || !g_str_equal (records[i - 1]->source, records[i]->source)) &&
        !yj_store_execute (self, error,
                           "INSERT INTO source (source, kiosk) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM source WHERE source = ?1)"
                           " ON CONFLICT DO NOTHING",
                           "ss", records[i]->source, get_kiosk (records[i])))
      return FALSE;
  return TRUE;
}

static gboolean
write_records (YjCentralStore *self, const Columns *c, GError **error)
{
  return yj_store_execute (self, error,
                           "WITH s AS (INSERT INTO submission (n, source_id, seq, id, kind, region, reference, item, item_version,"
                           "  catalogue, catalogue_version, progress_secret_sha256, digest, verdict, problem, received, receipt)"
                           " SELECT i.n, o.n, i.seq, i.id, i.kind, i.region, i.reference, i.item, i.item_version, i.catalogue,"
                           "  i.catalogue_version, i.secret, i.digest, i.verdict, i.problem, i.received, i.receipt"
                           " FROM unnest (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) AS i (n, source, seq,"
                           "  id, kind, region, reference, item, item_version, catalogue, catalogue_version, secret, digest, verdict,"
                           "  problem, received, receipt) JOIN source o ON o.source = i.source)"
                           " INSERT INTO outbox (submission, at) SELECT * FROM unnest (?1, ?16)",
                           "ISISSSSSISISSSSSS", c->n, c->source, c->seq, c->id, c->kind, c->region, c->reference, c->item,
                           c->item_version, c->catalogue, c->catalogue_version, c->secret, c->digest, c->verdict, c->problem,
                           c->received, c->receipt);
}

static gboolean
write_parts (YjCentralStore *self, const Columns *c, GError **error)
{
  if (c->case_code->len > 0 &&
      !yj_store_execute (self, error,
                         "WITH c AS (INSERT INTO matter_case (n, code, submission, matter, department)"
                         "  SELECT * FROM unnest (?1, ?2, ?3, ?4, ?5))"
                         " INSERT INTO outcome (matter_case, status, reason, author, at)"
                         "  SELECT n, 'waiting', '', 'central', at FROM unnest (?1, ?6) AS i (n, at)",
                         "ISISSS", c->case_n, c->case_code, c->case_submission, c->case_matter, c->case_department, c->case_received))
    return FALSE;
  return c->material_sha256->len == 0 ||
         yj_store_execute (self, error, "INSERT INTO material (submission, position, sha256, bytes) SELECT * FROM unnest (?1, ?2, ?3, ?4)",
                           "IISI", c->material_submission, c->material_position, c->material_sha256, c->material_bytes);
}

/* Moves the mark over every number that is now there without a gap before it; the many above a gap are left for later. */
static gboolean
advance_source (YjCentralStore *self, const char *source, GError **error)
{
  return yj_store_execute (self, error,
                           "UPDATE source o SET contiguous = coalesce ((SELECT max (seq) FROM (SELECT seq, row_number () OVER (ORDER BY seq)"
                           " AS place FROM (SELECT seq FROM submission WHERE source_id = o.n AND seq > o.contiguous ORDER BY seq LIMIT ?2) known)"
                           " known WHERE seq = o.contiguous + place), o.contiguous) WHERE source = ?1",
                           "si", source, (gint64) MAX_STEPS);
}

gboolean
yj_pg_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n, GError **error)
{
  g_auto (Columns) columns = { 0 };

  columns_init (&columns);
  for (gsize i = 0; i < n; i++) {
    add_record (&columns, records[i], &settlements[i]);
    add_parts (&columns, (gint64) i, records[i], &settlements[i]);
  }
  if (!add_sources (self, records, n, error) || !fetch_numbers (self, &columns, (gint64) n, error))
    return FALSE;
  put_numbers (columns.case_submission, columns.n);
  put_numbers (columns.material_submission, columns.n);
  if (!write_records (self, &columns, error) || !yj_pg_copy_bodies (self, records, columns.n, error) || !write_parts (self, &columns, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if ((i + 1 == n || !g_str_equal (records[i]->source, records[i + 1]->source)) && !advance_source (self, records[i]->source, error))
      return FALSE;
  return TRUE;
}
