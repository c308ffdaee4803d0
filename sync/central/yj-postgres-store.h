/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the PostgreSQL store: connections shared by all threads of this process, while any number of other processes use the
 * same database. A transaction belongs to the thread that began it and has one connection to its end; every other statement
 * borrows one. Statements are prepared once a connection, by the address of their text.
 * Types of values beyond those of yj-store-backend.h: 'S' GPtrArray of text (elements nullable), 'I' GArray of gint64;
 * each becomes an array. */
#pragma once
#include "sync/central/yj-store-backend.h"
#include <libpq-fe.h>

G_BEGIN_DECLS

typedef struct {
  PGconn *conn;
  GHashTable *prepared;    /* text address -> name */
  gboolean warned;         /* by the server, since this was set to FALSE */
  gboolean ended;          /* by the server, which said why */
  GHashTable *marks;       /* text -> YjPgMark: of the sources that the transaction has looked up */
} YjPgConnection;

typedef struct {
  YjCentralStore parent;
  char *uri;               /* for libpq */
  GMutex lock;             /* of the next four */
  GCond returned;
  GQueue idle;             /* YjPgConnection */
  guint open;
  GHashTable *bound;       /* GThread -> YjPgConnection, while in a transaction */
  guint max_connections;
  gint64 mark_space;       /* see yj-postgres-settled.c; 0 until known */
} YjPostgresStore;

/* ---- yj-postgres-pool.c ---- */
/* Splits pool_max_conns off @uri. YJ_ERROR_STORE: not a URI, or one with a password. */
gboolean yj_pg_configure (YjPostgresStore *self, const char *uri, GError **error);
/* A connection that this thread uses alone until it gives it back: of its transaction, an idle one, or a new one; waits a few
 * seconds for one. YJ_ERROR_STORE (the server), YJ_ERROR_TIMEOUT (all are in use). */
YjPgConnection *yj_pg_take (YjPostgresStore *self, GError **error);
/* Closes it when it is broken. Nothing is done while it belongs to this thread's transaction. */
void yj_pg_give (YjPostgresStore *self, YjPgConnection *connection);
/* From now on, or no longer, this thread's transaction. */
void yj_pg_bind (YjPostgresStore *self, YjPgConnection *connection);
void yj_pg_unbind (YjPostgresStore *self);
gboolean yj_pg_in_transaction (YjPostgresStore *self);
void yj_pg_close_all (YjPostgresStore *self);
gboolean yj_pg_is_broken (const YjPgConnection *connection);

/* ---- yj-postgres-values.c ---- */
typedef struct _YjPgValues YjPgValues;
YjPgValues *yj_pg_values_new (const char *types, va_list values);
void yj_pg_values_free (YjPgValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjPgValues, yj_pg_values_free)
/* The result, of whatever status; NULL only with @error: it could not be prepared. */
PGresult *yj_pg_values_run (YjPgValues *values, YjPgConnection *connection, const char *sql);

/* One of several statements that go to the server in one message; each sees what those before it did. */
typedef struct {
  const char *sql;
  YjPgValues *values;
  json_t *rows;            /* once it was run */
} YjPgStep;
/* Of YjPgStep. (transfer full) */
GArray *yj_pg_steps_new (void);
/* Its place. The values are to stay until it was run. */
guint yj_pg_add_step (GArray *steps, const char *sql, const char *types, ...);
/* On FALSE the first that failed has set @error, and those after it were not run. */
gboolean yj_pg_run_together (YjPgConnection *connection, GArray *steps, GError **error);
/* What step @at has given. (transfer none) */
const json_t *yj_pg_get_rows (const GArray *steps, guint at);

/* ---- yj-postgres-rows.c ---- */
/* (transfer full) */
json_t *yj_pg_read_rows (const PGresult *result);

/* ---- yj-postgres-store.c ---- */
/* Sets @error by the state of @result, or of the connection; FALSE. */
gboolean yj_pg_fail (YjPgConnection *connection, const PGresult *result, GError **error);
/* Statements without values, several if need be, on @connection. */
gboolean yj_pg_command (YjPgConnection *connection, const char *sql, GError **error);

/* Held until the transaction ends: of a kind, a name. */
#define YJ_PG_LOCK "SELECT pg_advisory_xact_lock (hashtext (?1), hashtext (?2))"

/* Begins a transaction on @connection, and does what goes along with that. It may be called again on another connection. */
typedef gboolean (*YjPgBeginFunc) (YjPostgresStore *self, YjPgConnection *connection, gpointer data, GError **error);
/* From here on, unless it fails, this thread's transaction. */
gboolean yj_pg_begin_with (YjPostgresStore *self, YjPgBeginFunc function, gpointer data, GError **error);
/* A transaction that writes no outcomes, and so need not announce any. */
gboolean yj_pg_begin_plain (YjPostgresStore *self, GError **error);

/* ---- yj-postgres-schema.c ---- */
/* Makes the tables of an empty schema, brings older ones up to date, refuses what is newer or not ours; reads the epoch. */
gboolean yj_pg_schema_prepare (YjPostgresStore *self, GError **error);

/* ---- yj-postgres-settled.c ---- */
/* The steps that begin a transaction which announces from where on its outcomes will be numbered. */
void yj_pg_add_begin (YjPostgresStore *self, GArray *steps);
gboolean yj_pg_get_settled_outcome (YjCentralStore *store, gint64 *n, GError **error);

/* ---- yj-postgres-look-up.c ---- */
/* Where the numbers of a source stand. True until the transaction's end, because its kiosk is locked until then. */
typedef struct {
  gint64 n;                /* of the row of source; 0: there is none */
  gint64 contiguous;
  gint64 highest;          /* of all that are stored; as contiguous when nothing is missing below it */
} YjPgMark;
/* Begins a transaction, unless it fails. */
gboolean yj_pg_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error);

/* ---- yj-postgres-submissions.c ---- */
gboolean yj_pg_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                                   const char *received, GError **error);

/* ---- yj-postgres-copy.c ---- */
/* @sql: one or more COPY … FROM STDIN (FORMAT binary). For each in turn begin (), the rows with all of their columns, and end (). On FALSE
 * only free () is left, and the transaction is to be rolled back. */
typedef struct _YjPgCopy YjPgCopy;
YjPgCopy *yj_pg_copy_new (YjPgConnection *connection, const char *sql, GError **error);
void yj_pg_copy_begin (YjPgCopy *self);
void yj_pg_copy_row (YjPgCopy *self, guint columns);
void yj_pg_copy_number (YjPgCopy *self, gint64 number);
void yj_pg_copy_text (YjPgCopy *self, const char *text);   /* (nullable) */
void yj_pg_copy_bytes (YjPgCopy *self, GBytes *bytes);
gboolean yj_pg_copy_end (YjPgCopy *self, GError **error);
void yj_pg_copy_free (YjPgCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjPgCopy, yj_pg_copy_free)

/* ---- yj-postgres-reading.c ---- */
json_t *yj_pg_get_progress (YjCentralStore *self, const char *source, GError **error);
json_t *yj_pg_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error);
json_t *yj_pg_take_waiting (YjCentralStore *self, gint64 after, gint64 max, GError **error);
json_t *yj_pg_list_kiosks (YjCentralStore *self, GError **error);

G_END_DECLS
