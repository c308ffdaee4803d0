/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the official case numbers (办件编号) that are reserved ahead, so that a kiosk without a network can give one out.
 *
 * A range belongs to one outbox: a kiosk whose outbox was made anew gets others, because nobody knows how far the old ones were used.
 * Its prefix holds a part of central's epoch: a central that came back from a backup does not know which it had given out since. The same
 * range is told until the kiosk says that it has it, so a lost answer loses no numbers. Only a kiosk that finds its outbox to be an older
 * image, and asks for a fresh one, never hears of the earlier ones again.
 *
 * A record's number is believed when it is of a range of the outbox that sealed it, however long ago that was reserved. Of an epoch that this
 * store has left behind it, because it is a copy, it is believed unless another outbox is known to have it: the copy may lack the range. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-ingest.h"
#include <string.h>

#define DIGITS 8
#define EPOCH_CHARS 6
#define NEWEST 8
#define ALL G_MAXINT32
#define SOURCE_PREFIX "urn:yijian:kiosk:"
#define KIOSK_CHARS 4
#define LOCK "case-range"

static char *
make_prefix (YjCentral *central)
{
  g_autofree char *part = g_strndup (yj_central_store_get_epoch (central->store), EPOCH_CHARS);
  g_autofree char *upper = g_ascii_strup (part, -1);
  return g_strdup_printf ("%s%s", central->case_prefix, upper);
}

/* The name under which the kiosk knows a row. */
static char *
make_id (YjCentral *central, const json_t *row)
{
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, yj_central_store_get_epoch (central->store), yj_json_int (row, "n", 0));
}

static gboolean
reserve (YjCentral *central, const char *source, GError **error)
{
  g_autofree char *prefix = make_prefix (central), *at = yj_central_now ();

  if (!yj_central_store_begin (central->store, error))
    return FALSE;
  if (yj_central_store_lock (central->store, LOCK, prefix, error) &&
      yj_central_store_reserve_case_range (central->store, source, prefix, DIGITS, central->case_count, at, error))
    return yj_central_store_commit (central->store, error);
  yj_central_store_rollback (central->store);
  return FALSE;
}

/* The newest range of @source under the present epoch, as a row; NULL without error when there is none. */
static json_t *
find_newest (YjCentral *central, const char *source, GError **error)
{
  g_autoptr (json_t) rows = yj_central_store_list_case_ranges (central->store, source, NEWEST, error);
  g_autofree char *prefix = make_prefix (central);
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    if (g_strcmp0 (yj_json_string (row, "prefix"), prefix) == 0)
      return json_incref (row);
  return NULL;
}

json_t *
yj_central_give_case_numbers (YjCentral *central, const char *source, const json_t *said, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) row = find_newest (central, source, &local);
  g_autofree char *known = row != NULL ? make_id (central, row) : NULL, *id = NULL;
  json_t *range;
  gboolean fresh = json_is_true (json_object_get (said, "fresh"));
  gboolean has_it = known != NULL && g_strcmp0 (yj_json_string (said, "range"), known) == 0;

  if (local == NULL && (row == NULL || fresh || (has_it && yj_json_int (said, "left", 0) <= central->case_count / 2))) {
    g_clear_pointer (&row, json_decref);
    if (reserve (central, source, &local))
      row = find_newest (central, source, &local);
  }
  if (local != NULL || row == NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  id = make_id (central, row);
  range = json_pack ("{s:s, s:O, s:O, s:O, s:O}", "id", id, "prefix", json_object_get (row, "prefix"), "digits", json_object_get (row, "digits"),
                     "first", json_object_get (row, "first"), "last", json_object_get (row, "last"));
  if (fresh)
    json_object_set_new (range, "fresh", json_true ());
  return json_pack ("[o]", range);
}

/* ---- the numbers of records ---- */

/* (nullable) where the reference stands for it. */
static const char *
get_official (const YjRecord *record)
{
  const char *number = yj_json_string (record->header, "case_number");
  return g_strcmp0 (number, record->reference) != 0 ? number : NULL;
}

/* What stands before the last digits, and what these say. (transfer full) NULL: it is no number of any central. */
static char *
split (const char *number, gint64 *n)
{
  gsize size = strlen (number);

  if (size <= DIGITS + EPOCH_CHARS || strspn (number + size - DIGITS, "0123456789") != DIGITS ||
      strspn (number + size - DIGITS - EPOCH_CHARS, "0123456789ABCDEF") < EPOCH_CHARS)
    return NULL;
  *n = g_ascii_strtoll (number + size - DIGITS, NULL, 10);
  return g_strndup (number, size - DIGITS);
}

static gboolean
is_in (const json_t *ranges, const char *prefix, gint64 n)
{
  size_t i;
  json_t *row;

  json_array_foreach (ranges, i, row)
    if (g_strcmp0 (yj_json_string (row, "prefix"), prefix) == 0 && n >= yj_json_int (row, "first", 0) && n <= yj_json_int (row, "last", 0))
      return TRUE;
  return FALSE;
}

/* Of a range that went with what the copy lacks: of an earlier epoch, and nobody's as far as is known. */
static gboolean
is_of_former_epoch (YjCentral *central, const char *prefix, gint64 n, gboolean *is, GError **error)
{
  g_autofree char *present = g_ascii_strup (yj_central_store_get_epoch (central->store), EPOCH_CHARS);
  const char *part = prefix + strlen (prefix) - EPOCH_CHARS;
  g_autofree char *owner = NULL;

  *is = FALSE;
  if (strncmp (part, present, EPOCH_CHARS) == 0)
    return TRUE;
  if (!yj_central_store_is_former_epoch (central->store, part, prefix, is, error) ||
      (*is && !yj_central_store_find_case_number (central->store, prefix, n, &owner, error)))
    return FALSE;
  *is = *is && owner == NULL;
  return TRUE;
}

static gboolean
check_number (YjCentral *central, const json_t *ranges, YjCandidate *candidate, GError **error)
{
  gint64 n = 0;
  g_autofree char *prefix = split (get_official (candidate->record), &n);
  gboolean good = prefix != NULL && is_in (ranges, prefix, n);

  if (prefix != NULL && !good && !is_of_former_epoch (central, prefix, n, &good, error))
    return FALSE;
  candidate->foreign_number = !good;
  return TRUE;
}

gboolean
yj_batch_check_numbers (YjBatch *batch, GError **error)
{
  g_autoptr (json_t) ranges = NULL;
  const char *source = NULL;

  for (guint i = 0; i < batch->candidates->len; i++) {
    YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    if (candidate->problem != NULL || candidate->standing.digest != NULL || get_official (candidate->record) == NULL)
      continue;
    if (g_strcmp0 (source, candidate->record->source) != 0) {
      source = candidate->record->source;
      g_clear_pointer (&ranges, json_decref);
      ranges = yj_central_store_list_case_ranges (batch->central->store, source, ALL, error);
    }
    if (ranges == NULL || !check_number (batch->central, ranges, candidate, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- who has a number in hand ---- */

/* The application with @number printed on it, among those whose reference begins with @kiosk (all when empty). *@submission: 0 when there
 * is none. What was printed stands in signed headers alone, and no table repeats it: a number tells its kiosk, and a kiosk's records of years
 * are read in less time than a person needs to say the number. */
static gboolean
find_printed (YjCentral *central, const char *kiosk, const char *number, gint64 *submission, GError **error)
{
  g_autofree char *until = g_strconcat (kiosk, "~", NULL); /* behind every letter */
  g_autofree char *reference = g_strdup (kiosk);
  gint64 after = 0;

  *submission = 0;
  for (gboolean more = TRUE; more && *submission == 0;) {
    g_autoptr (json_t) page = yj_central_store_list_printed_numbers (central->store, reference, after, until, error);
    size_t i;
    json_t *row;
    if (page == NULL)
      return FALSE;
    json_array_foreach (page, i, row) {
      after = yj_json_int (row, "n", after);
      if (g_strcmp0 (yj_json_string (row, "case_number"), number) == 0)
        *submission = after;
    }
    g_free (reference);
    reference = g_strdup (yj_json_string (json_array_get (page, json_array_size (page) - 1), "reference"));
    more = json_array_size (page) > 0;
  }
  return TRUE;
}

/* Both outboxes of a kiosk may have a record with the same reference: all of them. */
static json_t *
list_by_reference (YjCentral *central, const char *reference, GError **error)
{
  g_autofree char *until = g_strconcat (reference, "!", NULL);
  g_autoptr (json_t) rows = yj_central_store_list_printed_numbers (central->store, reference, 0, until, error), cases = json_array ();
  size_t i;
  json_t *row;

  if (rows == NULL)
    return NULL;
  json_array_foreach (rows, i, row) {
    g_autoptr (json_t) own = NULL;
    if (g_strcmp0 (yj_json_string (row, "case_number"), reference) != 0)
      continue;
    own = yj_central_store_list_cases_of (central->store, yj_json_int (row, "n", 0), error);
    if (own == NULL)
      return NULL;
    json_array_extend (cases, own);
  }
  return g_steal_pointer (&cases);
}

json_t *
yj_central_find_cases (YjCentral *central, const char *number, GError **error)
{
  gint64 n = 0, submission = 0;
  g_autofree char *prefix = split (number, &n), *source = NULL, *kiosk = NULL;

  if (prefix == NULL)
    return list_by_reference (central, number, error);
  if (!yj_central_store_find_case_number (central->store, prefix, n, &source, error))
    return NULL;
  kiosk = g_strndup (source != NULL ? source + strlen (SOURCE_PREFIX) : "", KIOSK_CHARS);
  if (!find_printed (central, kiosk, number, &submission, error))
    return NULL;
  return submission > 0 ? yj_central_store_list_cases_of (central->store, submission, error) : json_array ();
}
