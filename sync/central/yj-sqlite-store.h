/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the SQLite store: statements are prepared once, by the address of their text, and bound by a string of
 * types: 's' text (nullable), 'i' gint64, 'b' GBytes. Call only while holding the store. */
#pragma once
#include "sync/central/yj-central-store.h"
#include <sqlite3.h>

G_BEGIN_DECLS

struct _YjCentralStore {
  sqlite3 *db;
  GRecMutex lock;
  GHashTable *statements;  /* text address -> sqlite3_stmt */
  char *path;
  char *epoch;
  gboolean in_transaction;
  gboolean broken;         /* after a failed commit or an I/O error: reopen first */
};

/* Takes the store for a scope. */
typedef YjCentralStore YjStoreHold;
YjStoreHold *yj_store_hold (YjCentralStore *self);
void yj_store_release (YjStoreHold *hold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjStoreHold, yj_store_release)

/* NULL with @error set. (transfer none): reset it with sqlite3_reset () when not read to its end. */
sqlite3_stmt *yj_store_query (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
/* TRUE while there is a row; at the end FALSE without error, and reset. */
gboolean yj_store_next (YjCentralStore *self, sqlite3_stmt *statement, GError **error);
gboolean yj_store_execute (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
/* All rows as an array of objects; NULL columns are left out, blobs become base64. (transfer full) */
json_t *yj_store_rows (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
/* The first row or NULL; an error only when @error is set. (transfer full) */
json_t *yj_store_row (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
gboolean yj_store_fail (YjCentralStore *self, GError **error);

/* ---- yj-sqlite-schema.c ---- */
/* Only reads: whether the file is ours, of this version, or *@empty. */
gboolean yj_sqlite_schema_check (YjCentralStore *self, gboolean *empty, GError **error);
/* Makes the tables of an empty one; sets the epoch. */
gboolean yj_sqlite_schema_prepare (YjCentralStore *self, GError **error);

G_END_DECLS
