/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the SQLite store: one connection, one user at a time. Statements are prepared once, by the address of their text.
 * Call only while holding the store. */
#pragma once
#include "sync/central/yj-store-backend.h"
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct {
  YjCentralStore parent;
  sqlite3 *db;
  GRecMutex lock;
  GHashTable *statements;  /* text address -> sqlite3_stmt */
  char *path;
  gboolean in_transaction;
  gboolean broken;         /* after a failed commit or an I/O error: reopen first */
} YjSqliteStore;

/* Takes the store for a scope. */
typedef YjSqliteStore YjSqliteHold;
YjSqliteHold *yj_sqlite_hold (YjCentralStore *self);
void yj_sqlite_release (YjSqliteHold *hold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSqliteHold, yj_sqlite_release)

/* NULL with @error set. (transfer none): reset it with sqlite3_reset () when not read to its end. */
sqlite3_stmt *yj_sqlite_query (YjSqliteStore *self, GError **error, const char *sql, const char *types, ...);
/* TRUE while there is a row; at the end FALSE without error, and reset. */
gboolean yj_sqlite_next (YjSqliteStore *self, sqlite3_stmt *statement, GError **error);
/* For what gives no rows. */
gboolean yj_sqlite_execute (YjSqliteStore *self, GError **error, const char *sql, const char *types, ...);
gboolean yj_sqlite_fail (YjSqliteStore *self, GError **error);

/* ---- yj-sqlite-schema.c ---- */
/* Only reads: whether the file is ours, of this version, or *@empty. */
gboolean yj_sqlite_schema_check (YjSqliteStore *self, gboolean *empty, GError **error);
/* Makes the tables of an empty one; sets the epoch. */
gboolean yj_sqlite_schema_prepare (YjSqliteStore *self, GError **error);

/* ---- yj-sqlite-store-submissions.c ---- */
/* Begins a transaction, unless it fails. */
gboolean yj_sqlite_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error);
gboolean yj_sqlite_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                                       const char *received, GError **error);
json_t *yj_sqlite_get_progress (YjCentralStore *self, const char *source, GError **error);
json_t *yj_sqlite_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error);
json_t *yj_sqlite_list_kiosks (YjCentralStore *self, GError **error);

/* ---- yj-sqlite-store-copy.c ---- */
gboolean yj_sqlite_copy (YjCentralStore *self, const char *path, json_t **counts, GError **error);

G_END_DECLS
