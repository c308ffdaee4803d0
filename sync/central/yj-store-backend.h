/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store: the table of functions a database behind it fills, and the statements that both understand.
 *
 * To add a function to the store: declare it in yj-central-store.h and write it once, with yj_store_rows () and its kin,
 * in SQL that SQLite 3.40 and PostgreSQL 15 both speak (?1 for a value, INSERT … ON CONFLICT, RETURNING, "quoted" names, no
 * scalar max ()); both schemas have the same tables and columns, except that PostgreSQL's submission has source_id (a row of
 * source) where SQLite's has source and kiosk. Only what cannot be said so belongs into YjStoreBackend. */
#pragma once
#include "sync/central/yj-central-store.h"

G_BEGIN_DECLS

/* Begins the keys in meta under which epochs are remembered that the store had before it was restored. */
#define YJ_STORE_FORMER_EPOCH "former-epoch:"

typedef struct {
  YjCentralStore *(*open) (const char *uri, GError **error);
  void (*close) (YjCentralStore *self);
  gboolean (*begin) (YjCentralStore *self, GError **error);
  gboolean (*commit) (YjCentralStore *self, GError **error);
  void (*rollback) (YjCentralStore *self);
  /* Runs one statement; its rows as an array of objects. @sql: its address names it, so it is a constant. */
  json_t *(*rows) (YjCentralStore *self, GError **error, const char *sql, const char *types, va_list values);
  /* The number up to which outcomes can be read without one appearing behind the reader later. */
  gboolean (*get_settled_outcome) (YjCentralStore *self, gint64 *n, GError **error);
  /* (nullable) where one process alone can have it open. YJ_ERROR_DENIED: others of central's processes have it open. */
  gboolean (*check_alone) (YjCentralStore *self, GError **error);

  /* (nullable) when a transaction keeps everybody else out anyway */
  gboolean (*lock) (YjCentralStore *self, const char *kind, const char *name, GError **error);
  /* See yj_central_store_confirm (). NULL: what is seen is safe. */
  gboolean (*confirm) (YjCentralStore *self, GError **error);
  /* Begins a transaction, unless it fails. */
  gboolean (*look_up) (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error);
  gboolean (*insert_submissions) (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                                  const char *received, GError **error);
  json_t *(*get_progress) (YjCentralStore *self, const char *source, GError **error);
  /* SELECT seq, id, digest, verdict … of source ?1 from ?2 to ?3 in order, at most ?4. */
  const char *list_settled;
  json_t *(*list_submissions) (YjCentralStore *self, const char *id, gint64 after, GError **error);
  json_t *(*list_kiosks) (YjCentralStore *self, GError **error);
  /* (nullable) Begins a transaction; see yj_central_store_take_waiting (). */
  json_t *(*take_waiting) (YjCentralStore *self, gint64 after, gint64 max, GError **error);
  gboolean (*copy) (YjCentralStore *self, const char *path, json_t **counts, GError **error);
} YjStoreBackend;

extern const YjStoreBackend yj_sqlite_backend, yj_postgres_backend;

/* The first member of each database's own structure. */
struct _YjCentralStore {
  const YjStoreBackend *backend;
  char *epoch;
};

/* Values by @types: 's' text (nullable), 'i' gint64, 'b' GBytes. NULL columns are left out, bytes become base64. */
json_t *yj_store_rows (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
/* The first row, or NULL; an error only when @error is set. (transfer full) */
json_t *yj_store_row (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
gboolean yj_store_execute (YjCentralStore *self, GError **error, const char *sql, const char *types, ...);
/* Whether there is a row. */
gboolean yj_store_find (YjCentralStore *self, gboolean *found, GError **error, const char *sql, const char *types, ...);

G_END_DECLS
