/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the look at what is known of a batch before it is judged: one trip to the server, which locks the kiosks first. Batches of one
 * kiosk take turns from there on; those of different kiosks meet nowhere. */
#include "sync/central/yj-postgres-store.h"

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static const char *
get_kiosk (const YjRecord *record)
{
  return yj_json_string (yj_json_object (record->header, "source"), "kiosk");
}

/* In the order of their names, so that two processes never wait for each other. */
static void
add_locks (GArray *steps, const YjRecord *const *records, gsize n)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  const char *before = NULL;

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (codes, (gpointer) get_kiosk (records[i]));
  g_ptr_array_sort (codes, compare_codes);
  for (guint i = 0; i < codes->len; i++) {
    const char *code = g_ptr_array_index (codes, i);
    if (g_strcmp0 (code, before) != 0)
      yj_pg_add_step (steps, YJ_PG_LOCK, "ss", "kiosk", code);
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

/* Of a batch that is new this finds nothing, and each id costs one descent of an index. That an id is this source's is seen here: a plan
 * that were told so might read all of the source to find its ids. A number is looked for only where there are as high ones: in the kiosk's
 * other outboxes too, because a reference is made of kiosk and number. */
static const char known_query[] =
  "SELECT source_id, id, digest, receipt, NULL::bigint[] AS taken FROM submission WHERE id = ANY (?2)"
  " UNION ALL SELECT o.n, NULL, NULL, NULL, ARRAY (SELECT seq FROM submission WHERE source_id = o.n AND seq = ANY (?3)) FROM source o"
  " WHERE o.kiosk = ?1 AND (SELECT max (seq) FROM submission WHERE source_id = o.n) >= ?4";

/* Two steps, of which the first gives the mark. */
static void
add_questions (GArray *steps, const char *source, const YjRecord *const *records, gsize n)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *kiosk = NULL;
  gint64 lowest = G_MAXINT64;

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (records[i]->source, source)) {
      g_ptr_array_add (ids, (gpointer) records[i]->id);
      g_array_append_val (sequences, records[i]->seq);
      lowest = MIN (lowest, records[i]->seq);
      kiosk = get_kiosk (records[i]);
    }
  yj_pg_add_step (steps,
                  "SELECT o.n, o.contiguous, (SELECT max (seq) FROM submission WHERE source_id = o.n) AS highest FROM source o"
                  " WHERE o.source = ?1",
                  "s", source);
  yj_pg_add_step (steps, known_query, "sSIi", kiosk, ids, sequences, lowest);
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

/* What is stored of one source's batch: rows of the records that are there, and the numbers that are taken. */
typedef struct {
  GHashTable *ids;         /* text -> row, of the source */
  GHashTable *own, *others; /* gint64, of the source and of the kiosk's other ones */
} Known;

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->ids, g_hash_table_unref);
  g_clear_pointer (&known->own, g_hash_table_unref);
  g_clear_pointer (&known->others, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static void
add_numbers (GHashTable *numbers, const json_t *taken)
{
  size_t i;
  json_t *number;

  json_array_foreach (taken, i, number) {
    gint64 seq = json_integer_value (number);
    g_hash_table_add (numbers, g_memdup2 (&seq, sizeof seq));
  }
}

static Known
sort_known (gint64 source_id, const json_t *rows)
{
  Known known = { g_hash_table_new (g_str_hash, g_str_equal), g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
                  g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL) };
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row) {
    const char *id = yj_json_string (row, "id");
    gboolean ours = yj_json_int (row, "source_id", 0) == source_id;
    if (id == NULL)
      add_numbers (ours ? known.own : known.others, yj_json_array (row, "taken"));
    else if (ours)
      g_hash_table_insert (known.ids, (gpointer) id, row);
  }
  return known;
}

static void
fill_standings (const char *source, gint64 source_id, const json_t *rows, const YjRecord *const *records, gsize n, YjStanding *standings)
{
  g_auto (Known) known = sort_known (source_id, rows);

  for (gsize i = 0; i < n; i++) {
    const json_t *row = g_hash_table_lookup (known.ids, records[i]->id);
    if (!g_str_equal (records[i]->source, source))
      continue;
    standings[i].digest = g_strdup (yj_json_string (row, "digest"));
    standings[i].receipt = g_strdup (yj_json_string (row, "receipt"));
    standings[i].sequence_taken = g_hash_table_contains (known.own, &records[i]->seq);
    standings[i].reference_taken = g_hash_table_contains (known.others, &records[i]->seq);
  }
}

static gboolean
is_anything_known (const json_t *rows)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    if (yj_json_string (row, "id") != NULL || json_array_size (yj_json_array (row, "taken")) > 0)
      return TRUE;
  return FALSE;
}

/* What is asked, and the steps that ask it. */
typedef struct {
  const YjRecord *const *records;
  gsize n;
  GPtrArray *sources;
  GArray *steps;
  guint first;             /* step of the first source */
} Look;

static gboolean
begin_looking (YjPostgresStore *self, YjPgConnection *connection, gpointer data, GError **error)
{
  Look *look = data;

  g_array_set_size (look->steps, 0);
  yj_pg_add_begin (self, look->steps);
  add_locks (look->steps, look->records, look->n);
  look->first = look->steps->len;
  for (guint i = 0; i < look->sources->len; i++)
    add_questions (look->steps, g_ptr_array_index (look->sources, i), look->records, look->n);
  return yj_pg_run_together (connection, look->steps, error);
}

gboolean
yj_pg_look_up (YjCentralStore *store, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  g_autoptr (GPtrArray) sources = list_sources (records, n);
  g_autoptr (GArray) steps = yj_pg_steps_new ();
  Look look = { records, n, sources, steps, 0 };
  YjPgConnection *connection;
  gboolean known = FALSE;

  if (!yj_pg_begin_with (self, begin_looking, &look, error))
    return FALSE;
  connection = yj_pg_take (self, NULL);
  for (guint i = 0; i < sources->len; i++) {
    const char *source = g_ptr_array_index (sources, i);
    const YjPgMark *mark = keep_mark (connection, source, yj_pg_get_rows (steps, look.first + 2 * i));
    const json_t *found = yj_pg_get_rows (steps, look.first + 2 * i + 1);
    fill_standings (source, mark->n, found, records, n, standings);
    known |= is_anything_known (found);
  }
  yj_pg_give (self, connection);
  if (!known || yj_central_store_confirm (store, error))
    return TRUE;
  yj_central_store_rollback (store);
  return FALSE;
}
