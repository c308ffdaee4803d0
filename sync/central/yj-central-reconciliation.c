/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the comparison of what a kiosk holds receipts for with what is stored here: by digests, and by the records themselves where few differ. */
#include "sync/central/yj-central-reconciliation.h"
#include "sync/base/yj-settled-list.h"

/* ---- the question ---- */

/* How many numbers are in @ranges, which follow each other; 0 when they are not as described. */
static gint64
count_numbers (const json_t *ranges)
{
  gint64 count = 0, before = 0;
  size_t i;
  json_t *range;

  if (!json_is_array (ranges) || json_array_size (ranges) > YJ_SETTLED_RANGES_MAX)
    return 0;
  json_array_foreach (ranges, i, range) {
    gint64 first = json_integer_value (json_array_get (range, 0)), last = json_integer_value (json_array_get (range, 1));
    if (json_array_size (range) != 2 || first <= before || last < first || last - first >= YJ_SETTLED_SEGMENT_MAX - count)
      return 0;
    count += last - first + 1;
    before = last;
  }
  return count;
}

static gboolean
are_segments (const json_t *segments)
{
  gint64 sum = 0;
  size_t i;
  json_t *segment;

  if (json_array_size (segments) < 1 || json_array_size (segments) > YJ_SETTLED_SEGMENTS_MAX)
    return FALSE;
  json_array_foreach (segments, i, segment) {
    const char *sha256 = yj_json_string (segment, "sha256");
    gint64 count = count_numbers (yj_json_array (segment, "ranges"));
    if (count == 0 || yj_json_int (segment, "count", 0) != count || sha256 == NULL || !yj_is_hex (sha256, 64))
      return FALSE;
    sum += count;
  }
  return sum <= YJ_SETTLED_NUMBERS_MAX;
}

static gboolean
is_last (const json_t *last)
{
  static const char *const numbers[] = { "at_ms", "compared", "offered", "lost", "differing" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (yj_json_int (last, numbers[i], -1) < 0)
      return FALSE;
  return TRUE;
}

gboolean
yj_central_is_reconciliation (const json_t *status)
{
  const json_t *member = json_object_get (status, "reconciliation");
  const json_t *segments = json_object_get (member, "segments"), *last = json_object_get (member, "last");
  const char *epoch = yj_json_string (status, "epoch");

  if (member == NULL)
    return TRUE;
  return json_is_object (member) && (last == NULL || is_last (last)) &&
         (segments == NULL || (epoch != NULL && yj_is_hex (epoch, 16) && are_segments (segments)));
}

/* ---- the answer ---- */

typedef struct {
  GChecksum *sum;
  gint64 count;
  json_t *records; /* (nullable) [[seq, id, digest, verdict]] of a short segment */
} Held;

static void
add_record (Held *held, const json_t *row)
{
  gint64 seq = yj_json_int (row, "seq", 0);
  const char *id = yj_json_string (row, "id"), *digest = yj_json_string (row, "digest"), *verdict = yj_json_string (row, "verdict");

  yj_settled_list_add (held->sum, seq, id, digest, verdict);
  held->count++;
  if (held->records != NULL)
    json_array_append_new (held->records, json_pack ("[I, s, s, s]", (json_int_t) seq, id, digest, verdict));
}

/* In pages, so that nobody else waits for long. */
static gboolean
add_range (YjCentralStore *store, const char *source, gint64 first, gint64 last, Held *held, GError **error)
{
  while (first <= last) {
    g_autoptr (json_t) rows = yj_central_store_list_settled (store, source, first, last, error);
    size_t i;
    json_t *row;

    if (rows == NULL)
      return FALSE;
    json_array_foreach (rows, i, row)
      add_record (held, row);
    if (json_array_size (rows) < YJ_STORE_SETTLED_PAGE)
      return TRUE;
    first = yj_json_int (json_array_get (rows, YJ_STORE_SETTLED_PAGE - 1), "seq", last) + 1;
  }
  return TRUE;
}

static gboolean
add_ranges (YjCentralStore *store, const char *source, const json_t *ranges, Held *held, GError **error)
{
  size_t i;
  json_t *range;

  json_array_foreach (ranges, i, range)
    if (!add_range (store, source, json_integer_value (json_array_get (range, 0)), json_integer_value (json_array_get (range, 1)), held,
                    error))
      return FALSE;
  return TRUE;
}

/* What a long segment has in it is told when the kiosk has asked for its parts. */
static void
tell (const char *source, const json_t *ranges, gint64 wanted, gint64 held)
{
  g_message ("%s has receipts for %" G_GINT64_FORMAT " records of its numbers %" JSON_INTEGER_FORMAT " to %" JSON_INTEGER_FORMAT
             "; %" G_GINT64_FORMAT " are here%s",
             source, wanted, json_integer_value (json_array_get (json_array_get (ranges, 0), 0)),
             json_integer_value (json_array_get (json_array_get (ranges, json_array_size (ranges) - 1), 1)), held,
             held == wanted ? ", with other content" : "");
}

static json_t *
compare (YjCentral *central, const char *source, const json_t *segment, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const json_t *ranges = yj_json_array (segment, "ranges");
  gint64 wanted = yj_json_int (segment, "count", 0);
  g_autoptr (json_t) records = wanted <= YJ_SETTLED_LISTED_MAX ? json_array () : NULL;
  Held held = { sum, 0, records };
  gboolean matched;

  if (!add_ranges (central->store, source, ranges, &held, error))
    return NULL;
  matched = held.count == wanted && g_str_equal (g_checksum_get_string (sum), yj_json_string (segment, "sha256"));
  yj_metrics_count_reconciled (central->metrics, matched);
  if (matched)
    return json_pack ("{s:b}", "matched", TRUE);
  if (records != NULL)
    tell (source, ranges, wanted, held.count);
  return json_pack ("{s:b, s:I, s:O*}", "matched", FALSE, "count", (json_int_t) held.count, "records", records);
}

json_t *
yj_central_reconcile (YjCentral *central, const char *kiosk, const char *epoch, const json_t *segments, GError **error)
{
  g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, epoch);
  g_autoptr (json_t) answers = json_array ();
  size_t i;
  json_t *segment;

  json_array_foreach (segments, i, segment) {
    json_t *answer = compare (central, source, segment, error);
    if (answer == NULL)
      return NULL;
    json_array_append_new (answers, answer);
  }
  return json_pack ("{s:O}", "segments", answers);
}
