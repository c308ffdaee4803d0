/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the look at what is known of a batch before it is judged: one trip to the server, which locks the kiosks first. Batches of one
 * kiosk take turns from there on; those of different kiosks meet nowhere. */
#include "sync/central/yj-postgres-store.h"

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* In the order of their names, so that two processes never wait for each other. */
static void
add_locks (GArray *steps, const YjRecord *const *records, gsize n)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  const char *before = NULL;

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (codes, (gpointer) yj_json_string (yj_json_object (records[i]->header, "source"), "kiosk"));
  g_ptr_array_sort (codes, compare_codes);
  for (guint i = 0; i < codes->len; i++) {
    const char *code = g_ptr_array_index (codes, i);
    YjPgStep step;
    if (g_strcmp0 (code, before) == 0)
      continue;
    step = yj_pg_step (YJ_PG_LOCK, "ss", "kiosk", code);
    g_array_append_val (steps, step);
    before = code;
  }
}

static GPtrArray *
list_sources (const YjRecord *const *records, gsize n)
{
  GPtrArray *sources = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++)
    if (!g_ptr_array_find_with_equal_func (sources, records[i]->source, g_str_equal, NULL))
      g_ptr_array_add (sources, records[i]->source);
  return sources;
}

/* Of a batch that is new this finds nothing, and each value costs one descent of an index. That an id is this source's is seen here: a
 * plan that were told so might read all of the source to find its ids. */
static void
add_questions (GArray *steps, const char *source, const YjRecord *const *records, gsize n)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), references = g_ptr_array_new ();
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  YjPgStep mark = yj_pg_step ("SELECT o.n, o.contiguous, (SELECT max (seq) FROM submission WHERE source_id = o.n) AS highest FROM source o"
                              " WHERE o.source = ?1",
                              "s", source);
  YjPgStep known;

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (records[i]->source, source)) {
      g_ptr_array_add (ids, (gpointer) records[i]->id);
      g_ptr_array_add (references, (gpointer) records[i]->reference);
      g_array_append_val (sequences, records[i]->seq);
    }
  known = yj_pg_step ("SELECT source_id, id, NULL::bigint AS seq, NULL AS reference, digest, receipt FROM submission WHERE id = ANY (?2)"
                      " UNION ALL SELECT NULL, NULL, seq, NULL, NULL, NULL FROM submission"
                      " WHERE seq = ANY (?3) AND source_id = (SELECT n FROM source WHERE source = ?1)"
                      " UNION ALL SELECT NULL, NULL, NULL, reference, NULL, NULL FROM submission WHERE reference = ANY (?4)",
                      "sSIS", source, ids, sequences, references);
  g_array_append_val (steps, mark);
  g_array_append_val (steps, known);
}

static const YjPgMark *
keep_mark (YjPgConnection *connection, const char *source, const json_t *rows)
{
  const json_t *row = json_array_get (rows, 0);
  YjPgMark *mark = g_new0 (YjPgMark, 1);

  mark->n = yj_json_int (row, "n", 0);
  mark->contiguous = yj_json_int (row, "contiguous", 0);
  mark->highest = yj_json_int (row, "highest", 0);
  g_hash_table_insert (connection->marks, g_strdup (source), mark);
  return mark;
}

static void
fill_standing (YjStanding *standing, const YjRecord *record, GHashTable *ids, GHashTable *sequences, GHashTable *references)
{
  const json_t *row = g_hash_table_lookup (ids, record->id);

  standing->digest = g_strdup (yj_json_string (row, "digest"));
  standing->receipt = g_strdup (yj_json_string (row, "receipt"));
  standing->sequence_taken = g_hash_table_contains (sequences, &record->seq);
  standing->reference_taken = g_hash_table_contains (references, record->reference);
}

static void
fill_standings (const char *source, gint64 source_id, const json_t *rows, const YjRecord *const *records, gsize n, YjStanding *standings)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal), references = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) sequences = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row) {
    const char *id = yj_json_string (row, "id"), *reference = yj_json_string (row, "reference");
    gint64 seq = yj_json_int (row, "seq", 0);
    if (id != NULL && yj_json_int (row, "source_id", 0) == source_id)
      g_hash_table_insert (ids, (gpointer) id, row);
    else if (id != NULL)
      continue;
    else if (reference != NULL)
      g_hash_table_add (references, (gpointer) reference);
    else
      g_hash_table_add (sequences, g_memdup2 (&seq, sizeof seq));
  }
  for (gsize k = 0; k < n; k++)
    if (g_str_equal (records[k]->source, source))
      fill_standing (&standings[k], records[k], ids, sequences, references);
}

gboolean
yj_pg_look_up (YjCentralStore *store, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  g_autoptr (GPtrArray) sources = list_sources (records, n);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (YjPgStep));
  YjPgConnection *connection = yj_pg_take (self, error);
  gboolean good, known = FALSE;
  guint locks;

  if (connection == NULL)
    return FALSE;
  g_array_set_clear_func (steps, (GDestroyNotify) yj_pg_step_clear);
  add_locks (steps, records, n);
  locks = steps->len;
  for (guint i = 0; i < sources->len; i++)
    add_questions (steps, g_ptr_array_index (sources, i), records, n);
  good = steps->len == 0 || yj_pg_run_together (connection, (YjPgStep *) (gpointer) steps->data, steps->len, error);
  for (guint i = 0; good && i < sources->len; i++) {
    const char *source = g_ptr_array_index (sources, i);
    const YjPgMark *mark = keep_mark (connection, source, g_array_index (steps, YjPgStep, locks + 2 * i).rows);
    const json_t *found = g_array_index (steps, YjPgStep, locks + 2 * i + 1).rows;
    fill_standings (source, mark->n, found, records, n, standings);
    known |= json_array_size (found) > 0;
  }
  good = good && (!known || yj_central_store_confirm (store, error));
  yj_pg_give (self, connection);
  return good;
}
