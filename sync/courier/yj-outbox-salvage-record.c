/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of one record out of a damaged file: its rows as far as they can be read, its state by the steps that the triggers
 * allow, and what its own header says where its row is lost. */
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-salvage-private.h"
#include <string.h>

YjOldStatement *
yj_salvage_prepare (YjSalvage *self, const char *sql, guint64 seq)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (self->old, sql, -1, &statement, NULL) == SQLITE_OK)
    sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return statement;
}

/* Whether the new file took it. */
static gboolean
step (YjSalvage *self, YjStatement *statement)
{
  int code = statement != NULL ? sqlite3_step (statement) & 0xff : SQLITE_ERROR;
  self->stopped |= code == SQLITE_FULL || code == SQLITE_IOERR;
  return code == SQLITE_DONE;
}

gboolean
yj_salvage_insert (YjSalvage *self, const char *table, YjOldStatement *row)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (YjStatement) statement = NULL;
  int n = sqlite3_column_count (row);

  /* By name: the damaged file may be of an earlier version. */
  g_string_printf (sql, "INSERT OR IGNORE INTO %s (%s", table, sqlite3_column_name (row, 0));
  for (int i = 1; i < n; i++)
    g_string_append_printf (sql, ", %s", sqlite3_column_name (row, i));
  g_string_append (sql, ") VALUES (?1");
  for (int i = 2; i <= n; i++)
    g_string_append_printf (sql, ", ?%d", i);
  g_string_append_c (sql, ')');
  statement = yj_outbox_prepare (self->outbox, NULL, sql->str, NULL);
  for (int i = 0; statement != NULL && i < n; i++)
    sqlite3_bind_value (statement, i + 1, sqlite3_column_value (row, i));
  return step (self, statement) && sqlite3_changes (self->outbox->db) == 1;
}

/* How many rows of that number moved. */
static guint
copy_rows (YjSalvage *self, const char *table, guint64 seq)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s WHERE seq = ?1", table);
  g_autoptr (YjOldStatement) rows = yj_salvage_prepare (self, sql, seq);
  guint moved = 0;

  while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW)
    moved += yj_salvage_insert (self, table, rows);
  return moved;
}

/* ---- a record whose own row is lost ---- */

/* The header of a body that is whole; NULL for any other. (transfer full) */
static json_t *
read_header (YjOldStatement *body, guint64 seq)
{
  const char *text = yj_outbox_column (body, 1);
  g_autoptr (json_t) header = text != NULL ? yj_json_parse (text, strlen (text), 0, 0, NULL) : NULL;
  g_autoptr (GBytes) envelope = g_bytes_new_static (sqlite3_column_blob (body, 2), (gsize) sqlite3_column_bytes (body, 2));
  g_autofree char *digest = yj_sha256_hex (envelope);

  return yj_json_int (header, "seq", 0) == (gint64) seq &&
                 g_strcmp0 (yj_json_string (yj_json_object (header, "envelope"), "sha256"), digest) == 0 &&
                 yj_json_string (header, "id") != NULL && yj_json_string (header, "reference") != NULL
             ? g_steal_pointer (&header)
             : NULL;
}

static void
bind_text (YjStatement *statement, int column, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, column, text, -1, SQLITE_TRANSIENT);
}

static gboolean
rebuild_materials (YjSalvage *self, const json_t *header, guint64 seq)
{
  json_t *material;
  size_t i;

  json_array_foreach (yj_json_array (header, "materials"), i, material) {
    g_autoptr (YjStatement) statement =
        yj_outbox_prepare (self->outbox, NULL, "INSERT INTO material (sha256, seq, bytes) VALUES (?1, ?2, ?3)", NULL);
    if (statement == NULL)
      return FALSE;
    bind_text (statement, 1, yj_json_string (material, "sha256"));
    sqlite3_bind_int64 (statement, 2, (gint64) seq);
    sqlite3_bind_int64 (statement, 3, yj_json_int (material, "bytes", 0));
    if (!step (self, statement))
      return FALSE;
  }
  return TRUE;
}

/* All that a record's row holds stands in its signed header as well. */
static gboolean
rebuild_record (YjSalvage *self, guint64 seq)
{
  static const char *const texts[] = { "id", "kind", "reference", "case_number", "boot_id", "wall", "progress_secret_sha256" };
  g_autoptr (YjOldStatement) body = yj_salvage_prepare (self, "SELECT header_jws, header_json, envelope FROM body WHERE seq = ?1", seq);
  g_autoptr (json_t) header = body != NULL && sqlite3_step (body) == SQLITE_ROW ? read_header (body, seq) : NULL;
  g_autofree char *header_sha256 = NULL;
  g_autoptr (YjStatement) statement = NULL;
  const json_t *item = yj_json_object (header, "item");

  if (header == NULL)
    return FALSE;
  header_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, yj_outbox_column (body, 0), -1);
  statement = yj_outbox_prepare (self->outbox, NULL,
                                 "INSERT INTO record (id, kind, reference, case_number, boot_id, wall, secret_sha256, item, header_sha256,"
                                 " envelope_sha256, about_reference, seq, boottime_usec)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                                 NULL);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    bind_text (statement, (int) i + 1, yj_json_string (header, texts[i]));
  bind_text (statement, 8, yj_json_string (item, "id") != NULL ? yj_json_string (item, "id") : "");
  bind_text (statement, 9, header_sha256);
  bind_text (statement, 10, yj_json_string (yj_json_object (header, "envelope"), "sha256"));
  bind_text (statement, 11, yj_json_string (yj_json_object (header, "withdraws"), "reference"));
  sqlite3_bind_int64 (statement, 12, (gint64) seq);
  sqlite3_bind_int64 (statement, 13, yj_json_int (header, "boottime_usec", 0));
  return step (self, statement) && rebuild_materials (self, header, seq);
}

/* ---- its state ---- */

/* Texts borrowed from the row. */
typedef struct {
  const char *state, *reason, *receipt, *settled;
  gint64 changed_usec; /* -1: as it was sealed */
} OldState;

static void
set_state (YjSalvage *self, guint64 seq, const char *state, const OldState *old)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self->outbox, NULL, "UPDATE state SET state = ?1, reason = ?2, receipt = ?3, settled = ?4, changed_usec = ?6 WHERE seq = ?5", state,
      NULL);

  if (statement == NULL)
    return;
  bind_text (statement, 2, old->reason);
  bind_text (statement, 3, old->receipt);
  bind_text (statement, 4, old->settled);
  sqlite3_bind_int64 (statement, 5, (gint64) seq);
  if (old->changed_usec >= 0)
    sqlite3_bind_int64 (statement, 6, old->changed_usec);
  else if (old->receipt != NULL)
    sqlite3_bind_int64 (statement, 6, yj_outbox_get_running_usec (self->outbox)); /* what is kept for a time is kept from now on */
  if (!step (self, statement))
    g_debug ("the state of record %" G_GUINT64_FORMAT " could not be restored; it is sent again", seq);
}

/* By the steps that the triggers allow. A record whose state cannot be read is sent again: central knows it then. */
static void
restore_state (YjSalvage *self, const OldState *old, guint64 seq, gboolean has_body)
{
  const OldState lost = { "dead", "its envelope was lost when the outbox was damaged", NULL, old->settled, old->changed_usec };

  if (g_str_equal (old->state, "purged"))
    set_state (self, seq, "accepted", old);
  /* What is left of it is its number: it stays, visible, for a technician. */
  if (!has_body && old->receipt == NULL)
    set_state (self, seq, "dead", &lost);
  else
    set_state (self, seq, old->state, old);
}

static gboolean
copy_state (YjSalvage *self, guint64 seq, gboolean has_body)
{
  g_autofree char *begin = g_strdup_printf ("INSERT INTO state (seq, state) VALUES (%" G_GUINT64_FORMAT ", 'queued')", seq);
  g_autoptr (YjOldStatement) row = yj_salvage_prepare (self, "SELECT * FROM state WHERE seq = ?1", seq);
  OldState state = { "queued", NULL, NULL, NULL, -1 };

  if (!yj_outbox_exec (self->outbox, begin, NULL))
    return FALSE;
  if (row != NULL && sqlite3_step (row) == SQLITE_ROW && yj_outbox_column (row, 1) != NULL) {
    /* The columns of version 1, and what came after them. */
    state = (OldState){ yj_outbox_column (row, 1), yj_outbox_column (row, 3), yj_outbox_column (row, 4), yj_outbox_column (row, 5), -1 };
    if (sqlite3_column_count (row) > 6 && sqlite3_column_type (row, 6) == SQLITE_INTEGER)
      state.changed_usec = sqlite3_column_int64 (row, 6);
  }
  restore_state (self, &state, seq, has_body);
  return TRUE;
}

gboolean
yj_salvage_copy_record (YjSalvage *self, guint64 seq)
{
  gboolean has_body;

  if (!yj_outbox_declare_jump (self->outbox, seq, "the file was damaged", NULL))
    return FALSE;
  if (copy_rows (self, "record", seq) == 1)
    copy_rows (self, "material", seq);
  else if (!rebuild_record (self, seq))
    return FALSE;
  has_body = copy_rows (self, "body", seq) == 1;
  copy_rows (self, "receipt_history", seq);
  return copy_state (self, seq, has_body);
}
