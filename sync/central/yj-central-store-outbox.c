/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of the transactional outbox: what waits for the engine that stands behind central. */
#include "core/base/yj-error.h"
#include "sync/central/yj-store-backend.h"

gboolean
yj_central_store_claim_consumer (YjCentralStore *self, const char *name, GError **error)
{
  gboolean ours;

  if (!yj_store_execute (self, error, "INSERT INTO meta (key, value) VALUES ('consumer', ?1) ON CONFLICT DO NOTHING", "s", name) ||
      !yj_store_find (self, &ours, error, "SELECT key FROM meta WHERE key = 'consumer' AND value = ?1", "s", name))
    return FALSE;
  if (!ours)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS,
                         "records of this database go to a consumer of another name: two would each get a part of them");
  return ours;
}

static gboolean
add_cases (YjCentralStore *self, json_t *rows, GError **error)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row) {
    json_t *cases = yj_store_rows (self, error,
                                   "SELECT code AS \"case\", matter, department FROM matter_case WHERE submission = ?1 ORDER BY n", "i",
                                   yj_json_int (row, "n", 0));
    if (cases == NULL)
      return FALSE;
    json_object_set_new (row, "cases", cases);
  }
  return TRUE;
}

json_t *
yj_central_store_take_waiting (YjCentralStore *self, gint64 after, gint64 max, GError **error)
{
  g_autoptr (json_t) rows = NULL;

  if (self->backend->take_waiting == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "relay needs --database postgresql://…: an SQLite database belongs to one process");
    return NULL;
  }
  rows = self->backend->take_waiting (self, after, max, error);
  if (rows == NULL)
    return NULL;
  if (add_cases (self, rows, error))
    return g_steal_pointer (&rows);
  yj_central_store_rollback (self);
  return NULL;
}

gboolean
yj_central_store_mark_relayed (YjCentralStore *self, const json_t *rows, const char *at, GError **error)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    if (!yj_store_execute (self, error, "UPDATE outbox SET relayed = ?2 WHERE submission = ?1 AND relayed IS NULL", "is",
                           yj_json_int (row, "n", 0), at))
      return FALSE;
  return TRUE;
}
