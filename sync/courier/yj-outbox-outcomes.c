/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what central has told about cases, and the progress that a person is shown. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

static gboolean
insert_outcome (YjOutbox *self, const json_t *outcome, GError **error)
{
  static const char *const keys[] = { "id", "reference", "matter", "case", "status", "at", "department", "reason",
                                      "progress_secret_sha256" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error,
    "INSERT OR IGNORE INTO outcome (id, reference, matter, case_id, status, at, department, reason, secret_sha256, n)"
    " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
    NULL);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *text = yj_json_string (outcome, keys[i]);
    if (text != NULL)
      sqlite3_bind_text (statement, (int) i + 1, text, -1, SQLITE_STATIC);
  }
  sqlite3_bind_int64 (statement, 10, yj_json_int (outcome, "n", 0));
  return yj_outbox_step_done (self, statement, error);
}

gboolean
yj_outbox_store_outcomes (YjOutbox *self, const json_t *outcomes, gint64 next, GError **error)
{
  g_autofree char *cursor = g_strdup_printf ("UPDATE meta SET value = '%" G_GINT64_FORMAT "' WHERE key = 'outcome_cursor'", next);
  json_t *outcome;
  size_t i;
  gboolean good;

  good = yj_outbox_begin (self, error);
  if (good)
    json_array_foreach (outcomes, i, outcome)
      good = good && insert_outcome (self, outcome, error);
  return yj_outbox_end (self, good && yj_outbox_exec (self, cursor, error), error);
}

gint64
yj_outbox_get_outcome_cursor (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT value FROM meta WHERE key = 'outcome_cursor'", NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? g_ascii_strtoll (yj_outbox_column (statement, 0), NULL, 10) : 0;
}

/* The newest outcome of each matter. */
static json_t *
list_matters (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL,
    "SELECT matter, case_id, status, reason, department, at FROM outcome WHERE n IN (SELECT max (n) FROM outcome"
    " WHERE reference = ?1 AND secret_sha256 = ?2 GROUP BY matter) ORDER BY (SELECT min (n) FROM outcome AS first"
    " WHERE first.reference = ?1 AND first.matter = outcome.matter)",
    reference, secret_sha256, NULL);
  static const char *const keys[] = { "code", "case", "status", "reason", "department", "at" };
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *matter = json_object ();
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      yj_outbox_set_column (matter, keys[i], statement, (int) i);
    json_array_append_new (list, matter);
  }
  return list;
}

static gboolean
has_matter (const json_t *matters, const char *code)
{
  size_t i;
  json_t *matter;
  json_array_foreach (matters, i, matter)
    if (g_strcmp0 (yj_json_string (matter, "code"), code) == 0)
      return TRUE;
  return FALSE;
}

/* Of what was handed in here every matter is named, also those of which central has said nothing yet. */
static void
add_waiting (json_t *matters, const json_t *record)
{
  const char *text = yj_json_string (record, "header");
  g_autoptr (json_t) header = yj_json_parse (text, strlen (text), 0, 0, NULL);
  size_t i;
  json_t *code;

  json_array_foreach (yj_json_array (header, "matters"), i, code)
    if (json_is_string (code) && !has_matter (matters, json_string_value (code)))
      json_array_append_new (matters, json_pack ("{s:O, s:s}", "code", code, "status", "waiting"));
}

json_t *
yj_outbox_get_progress (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (json_t) record = yj_outbox_lookup (self, reference, NULL);
  g_autoptr (json_t) matters = list_matters (self, reference, secret_sha256);
  g_autofree char *now = yj_outbox_wall_label (self);
  gboolean own = record != NULL && g_strcmp0 (yj_json_string (record, "secret_sha256"), secret_sha256) == 0;
  const char *state = own ? yj_json_string (record, "state") : "accepted";
  json_t *progress;

  if (own)
    add_waiting (matters, record);
  else if (json_array_size (matters) == 0)
    return NULL;
  progress = json_pack ("{s:s, s:O, s:s}", "state", g_str_equal (state, "purged") ? "accepted" : state, "matters", matters, "as_of",
                        now);
  if (own)
    json_object_set (progress, "submitted", json_object_get (record, "wall"));
  return progress;
}
