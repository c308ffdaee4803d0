/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the case numbers that central has reserved for this kiosk: each is used once, in the commit of its record. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

/* Ranges of a central that was restored since are not used: it may give them to another kiosk. */
#define OPEN_RANGES "case_range WHERE next <= last AND central_epoch = (SELECT value FROM meta WHERE key = 'central_epoch')"
/* In meta from the moment at which the file is known for an older image to the first range that is fresh. */
#define DISTRUST "ranges_distrusted"
#define NEXT_NUMBER "prefix || printf ('%0*d', digits, next)"

gboolean
yj_outbox_needs_fresh_range (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = NULL;

  if (self->came_back)
    return TRUE;
  statement = yj_outbox_prepare (self, NULL, "SELECT 1 FROM meta WHERE key = '" DISTRUST "'", NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW;
}

static gboolean
insert_range (YjOutbox *self, const YjOutboxCaseRange *range, GError **error)
{
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error,
                         "INSERT OR IGNORE INTO case_range (id, prefix, central_epoch, digits, first, last, next)"
                         " VALUES (?1, ?2, (SELECT value FROM meta WHERE key = 'central_epoch'), ?3, ?4, ?5, ?4)",
                         range->id, range->prefix, NULL);

  if (statement == NULL)
    return FALSE;
  if (range->digits < 1 || range->digits > 18 || range->first < 0 || range->first > range->last || *range->id == '\0') {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "central reserved case numbers that make no range");
    return FALSE;
  }
  sqlite3_bind_int (statement, 3, range->digits);
  sqlite3_bind_int64 (statement, 4, range->first);
  sqlite3_bind_int64 (statement, 5, range->last);
  return yj_outbox_step_done (self, statement, error);
}

gboolean
yj_outbox_add_case_range (YjOutbox *self, const YjOutboxCaseRange *range, GError **error)
{
  if (range->digits < 1 || range->digits > 18 || range->first < 0 || range->first > range->last || *range->id == '\0') {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "central reserved case numbers that make no range");
    return FALSE;
  }
  if (!yj_outbox_needs_fresh_range (self))
    return insert_range (self, range, error);
  /* The numbers must be settled first: that gives up all there is. */
  if (!range->fresh || (self->came_back && yj_outbox_reserve_seq (self, error) == 0))
    return !range->fresh;
  return yj_outbox_begin (self, error) &&
         yj_outbox_end (self, insert_range (self, range, error) && yj_outbox_exec (self, "DELETE FROM meta WHERE key = '" DISTRUST "'", error),
                        error);
}

gboolean
yj_outbox_add_case_ranges (YjOutbox *self, const json_t *ranges, gboolean now, GError **error)
{
  size_t i;
  json_t *entry;

  json_array_foreach (ranges, i, entry) {
    const char *id = yj_json_string (entry, "id"), *prefix = yj_json_string (entry, "prefix");
    gint64 digits = yj_json_int (entry, "digits", 0);
    YjOutboxCaseRange range = { id, prefix, (int) CLAMP (digits, 0, 99), yj_json_int (entry, "first", -1), yj_json_int (entry, "last", -1),
                                now && json_is_true (json_object_get (entry, "fresh")) };
    if (id != NULL && prefix != NULL && !yj_outbox_add_case_range (self, &range, error))
      return FALSE;
  }
  return TRUE;
}

char *
yj_outbox_get_case_number (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = NULL;

  /* Before a sequence number is reserved it is not known whether this file is an older image. */
  if (self->db == NULL || self->next_seq > self->reserved_seq)
    return NULL;
  statement = yj_outbox_prepare (self, NULL, "SELECT " NEXT_NUMBER " FROM " OPEN_RANGES " ORDER BY first LIMIT 1", NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? g_strdup (yj_outbox_column (statement, 0)) : NULL;
}

gint64
yj_outbox_count_case_numbers (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT coalesce (sum (last - next + 1), 0) FROM " OPEN_RANGES, NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
}

char *
yj_outbox_get_newest_case_range (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT id FROM case_range WHERE central_epoch = (SELECT value FROM meta WHERE key = 'central_epoch') ORDER BY rowid DESC LIMIT 1",
      NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? g_strdup (yj_outbox_column (statement, 0)) : NULL;
}

json_t *
yj_outbox_describe_case_numbers (YjOutbox *self)
{
  g_autofree char *newest = yj_outbox_get_newest_case_range (self);
  json_t *said = json_pack ("{s:I, s:s*}", "left", (json_int_t) yj_outbox_count_case_numbers (self), "range", newest);

  if (yj_outbox_needs_fresh_range (self))
    json_object_set_new (said, "fresh", json_true ());
  return said;
}

gboolean
yj_outbox_use_case_number (YjOutbox *self, const char *case_number, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, error, "UPDATE case_range SET next = next + 1 WHERE id = (SELECT id FROM " OPEN_RANGES " AND " NEXT_NUMBER " = ?1)",
      case_number, NULL);

  if (statement == NULL || !yj_outbox_step_done (self, statement, error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "that case number is not the next of any range reserved here");
  return FALSE;
}

gboolean
yj_outbox_give_up_case_ranges (YjOutbox *self, GError **error)
{
  return yj_outbox_exec (self, "UPDATE case_range SET next = last + 1 WHERE next <= last", error);
}

gboolean
yj_outbox_distrust_case_ranges (YjOutbox *self, GError **error)
{
  return yj_outbox_give_up_case_ranges (self, error) &&
         yj_outbox_exec (self, "INSERT OR REPLACE INTO meta (key, value) VALUES ('" DISTRUST "', '1')", error);
}
