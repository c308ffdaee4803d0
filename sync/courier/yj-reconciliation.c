/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reckoning of a comparison with central. */
#include "sync/courier/yj-reconciliation.h"
#include "sync/base/yj-settled-list.h"

#define ASKED_SECONDS 3600
#define SHOWN_NUMBERS 20

static gint64
get_end (const json_t *range, gsize end)
{
  return json_integer_value (json_array_get (range, end));
}

static gint64
count_numbers (const json_t *ranges)
{
  gint64 count = 0;
  size_t i;
  json_t *range;

  json_array_foreach (ranges, i, range)
    count += get_end (range, 1) - get_end (range, 0) + 1;
  return count;
}

static gint64
count_open (const json_t *kept)
{
  return count_numbers (yj_json_array (kept, "lost")) + count_numbers (yj_json_array (kept, "differing"));
}

gboolean
yj_reconciliation_is_due (const json_t *kept, guint every_seconds, gint64 central_ms, const char *central_epoch, gboolean asked)
{
  gint64 age = yj_json_int (kept, "age_seconds", 0), by_central = (central_ms - yj_json_int (kept, "at_ms", 0)) / 1000;

  return kept == NULL || age >= every_seconds || by_central >= every_seconds ||
         g_strcmp0 (yj_json_string (kept, "central_epoch"), central_epoch) != 0 ||
         (asked && (MAX (age, by_central) >= ASKED_SECONDS || count_open (kept) > 0));
}

/* ---- segments ---- */

YjSegment *
yj_segment_new (guint max)
{
  YjSegment *self = g_new0 (YjSegment, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->max = max;
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

void
yj_segment_free (YjSegment *self)
{
  g_array_unref (self->ranges);
  g_checksum_free (self->sum);
  g_free (self);
}

gboolean
yj_segment_add (YjSegment *self, const YjOutboxSettled *settled)
{
  gboolean follows = self->count > 0 && settled->seq == yj_segment_get_last (self) + 1;

  if (self->count == self->max || (!follows && self->ranges->len == 2 * YJ_SETTLED_RANGES_MAX))
    return FALSE;
  if (follows) {
    g_array_index (self->ranges, guint64, self->ranges->len - 1) = settled->seq;
  } else {
    g_array_append_val (self->ranges, settled->seq);
    g_array_append_val (self->ranges, settled->seq);
  }
  self->count++;
  yj_settled_list_add (self->sum, (gint64) settled->seq, settled->id, settled->digest, settled->verdict);
  return TRUE;
}

guint64
yj_segment_get_first (const YjSegment *self)
{
  return self->count > 0 ? g_array_index (self->ranges, guint64, 0) : 0;
}

guint64
yj_segment_get_last (const YjSegment *self)
{
  return self->count > 0 ? g_array_index (self->ranges, guint64, self->ranges->len - 1) : 0;
}

static gboolean
is_within (const GArray *ranges, guint64 seq)
{
  for (guint i = 0; i + 1 < ranges->len; i += 2)
    if (seq >= g_array_index (ranges, guint64, i) && seq <= g_array_index (ranges, guint64, i + 1))
      return TRUE;
  return FALSE;
}

gboolean
yj_segment_has (const YjSegment *self, guint64 seq)
{
  return is_within (self->ranges, seq);
}

json_t *
yj_reconciliation_ask (GPtrArray *segments)
{
  json_t *list = json_array ();

  for (guint i = 0; i < segments->len; i++) {
    const YjSegment *segment = g_ptr_array_index (segments, i);
    json_t *ranges = json_array ();
    for (guint k = 0; k + 1 < segment->ranges->len; k += 2)
      json_array_append_new (ranges, json_pack ("[I, I]", (json_int_t) g_array_index (segment->ranges, guint64, k),
                                                (json_int_t) g_array_index (segment->ranges, guint64, k + 1)));
    json_array_append_new (list, json_pack ("{s:o, s:i, s:s}", "ranges", ranges, "count", (int) segment->count, "sha256",
                                            g_checksum_get_string (segment->sum)));
  }
  return json_pack ("{s:o}", "segments", list);
}

/* ---- findings ---- */

void
yj_findings_init (YjFindings *self)
{
  self->missing = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->lost = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->differing = g_array_new (FALSE, FALSE, sizeof (guint64));
}

void
yj_findings_clear (YjFindings *self)
{
  g_array_unref (self->missing);
  g_array_unref (self->lost);
  g_array_unref (self->differing);
}

static const json_t *
find_record (const json_t *records, guint64 seq)
{
  size_t i;
  json_t *record;

  json_array_foreach (records, i, record)
    if (json_integer_value (json_array_get (record, 0)) == (json_int_t) seq)
      return record;
  return NULL;
}

static gboolean
is_same (const json_t *record, const YjOutboxSettled *settled)
{
  return g_strcmp0 (json_string_value (json_array_get (record, 1)), settled->id) == 0 &&
         g_strcmp0 (json_string_value (json_array_get (record, 2)), settled->digest) == 0 &&
         g_strcmp0 (json_string_value (json_array_get (record, 3)), settled->verdict) == 0;
}

void
yj_findings_compare (YjFindings *self, const GArray *settled, const json_t *records)
{
  for (guint i = 0; i < settled->len; i++) {
    const YjOutboxSettled *one = &g_array_index (settled, YjOutboxSettled, i);
    const json_t *record = find_record (records, one->seq);
    if (record == NULL)
      g_array_append_val (one->purged ? self->lost : self->missing, one->seq);
    else if (!is_same (record, one))
      g_array_append_val (self->differing, one->seq);
  }
}

/* ---- what is kept ---- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return x < y ? -1 : x > y;
}

static json_t *
make_ranges (const GArray *numbers)
{
  json_t *ranges = json_array ();

  for (guint i = 0, end; i < numbers->len; i = end) {
    guint64 first = g_array_index (numbers, guint64, i);
    for (end = i + 1; end < numbers->len && g_array_index (numbers, guint64, end) == first + (end - i); end++)
      ;
    json_array_append_new (ranges, json_pack ("[I, I]", (json_int_t) first, (json_int_t) (first + (end - i) - 1)));
  }
  return ranges;
}

json_t *
yj_reconciliation_merge (const json_t *before, const GArray *covered, const GArray *found)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint64));
  size_t i;
  json_t *range;

  json_array_foreach (before, i, range)
    for (guint64 seq = (guint64) get_end (range, 0); seq <= (guint64) get_end (range, 1); seq++)
      if (!is_within (covered, seq))
        g_array_append_val (all, seq);
  g_array_append_vals (all, found->data, found->len);
  g_array_sort (all, compare_numbers);
  return make_ranges (all);
}

json_t *
yj_reconciliation_report (const json_t *kept)
{
  if (!yj_json_bool (kept, "answered", FALSE))
    return NULL;
  return json_pack ("{s:I, s:I, s:I, s:I, s:I}", "at_ms", (json_int_t) yj_json_int (kept, "at_ms", 0), "compared",
                    (json_int_t) yj_json_int (kept, "compared", 0), "offered", (json_int_t) yj_json_int (kept, "offered", 0), "lost",
                    (json_int_t) count_numbers (yj_json_array (kept, "lost")), "differing",
                    (json_int_t) count_numbers (yj_json_array (kept, "differing")));
}

static json_t *
list_first (const json_t *ranges)
{
  json_t *first = json_array (), *range;
  size_t i;

  json_array_foreach (ranges, i, range)
    for (gint64 seq = get_end (range, 0); seq <= get_end (range, 1) && json_array_size (first) < SHOWN_NUMBERS; seq++)
      json_array_append_new (first, json_integer (seq));
  return first;
}

json_t *
yj_reconciliation_describe (const json_t *kept)
{
  const json_t *lost = yj_json_array (kept, "lost"), *differing = yj_json_array (kept, "differing");
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (yj_json_int (kept, "at_ms", 0) / 1000);
  g_autofree char *text = at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  if (kept == NULL)
    return NULL;
  return json_pack ("{s:b, s:b, s:s*, s:I, s:I, s:I, s:I, s:I, s:{s:o, s:o}}", "answered", yj_json_bool (kept, "answered", FALSE),
                    "matched", yj_json_bool (kept, "answered", FALSE) && count_open (kept) == 0 && yj_json_int (kept, "offered", 0) == 0,
                    "at", text, "age_seconds", (json_int_t) yj_json_int (kept, "age_seconds", 0), "compared",
                    (json_int_t) yj_json_int (kept, "compared", 0), "offered", (json_int_t) yj_json_int (kept, "offered", 0), "lost",
                    (json_int_t) count_numbers (lost), "differing", (json_int_t) count_numbers (differing), "numbers", "lost",
                    list_first (lost), "differing", list_first (differing));
}

const char *
yj_reconciliation_choose_step (const json_t *described)
{
  return yj_json_int (described, "lost", 0) + yj_json_int (described, "differing", 0) > 0
             ? "central does not hold what it has signed for: tell its administrator the numbers under reconciliation in yijianctl --json "
               "status"
             : NULL;
}
