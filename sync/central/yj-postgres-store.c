/* SPDX-License-Identifier: Apache-2.0 */
/* Owns statements and transactions on PostgreSQL, and what its errors mean: nothing stored, not to be known, or try again. */
#include "sync/central/yj-postgres-store.h"
#include "core/base/yj-error.h"
#include <string.h>

/* SQLSTATE, or its class. */
static const struct {
  const char *state;
  int code;
} meanings[] = {
  { "23505", YJ_ERROR_EXISTS },       /* unique_violation */
  { "40001", YJ_ERROR_TIMEOUT },      /* serialization_failure */
  { "40P01", YJ_ERROR_TIMEOUT },      /* deadlock_detected */
  { "55P03", YJ_ERROR_TIMEOUT },      /* lock_not_available */
  { "57014", YJ_ERROR_TIMEOUT },      /* query_canceled, by statement_timeout */
  { "53100", YJ_ERROR_STORE_FULL },   /* disk_full */
};

gboolean
yj_pg_fail (YjPgConnection *connection, const PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const char *primary = result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  g_autofree char *text = g_strdup (primary != NULL ? primary : PQerrorMessage (connection->conn));
  int code = YJ_ERROR_STORE;

  for (guint i = 0; state != NULL && i < G_N_ELEMENTS (meanings); i++)
    if (g_str_has_prefix (state, meanings[i].state))
      code = meanings[i].code;
  g_set_error (error, YJ_ERROR, code, "PostgreSQL: %s%s%s", g_strdelimit (g_strstrip (text), "\r\n\t", ' '), state != NULL ? " " : "",
               state != NULL ? state : "");
  return FALSE;
}

gboolean
yj_pg_command (YjPgConnection *connection, const char *sql, GError **error)
{
  PGresult *result = PQexec (connection->conn, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (!ok)
    yj_pg_fail (connection, result, error);
  PQclear (result);
  return ok;
}

/* What a statement outside of a transaction wrote may be there when its connection broke before the answer. */
static gboolean
tell_failure (YjPostgresStore *self, YjPgConnection *connection, const PGresult *result, const char *sql, GError **error)
{
  g_autoptr (GError) local = NULL;

  yj_pg_fail (connection, result, &local);
  if (yj_pg_is_broken (connection) && !yj_pg_in_transaction (self) && !g_str_has_prefix (sql, "SELECT"))
    g_set_error (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "the connection broke: %s", local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static json_t *
run (YjCentralStore *store, GError **error, const char *sql, const char *types, va_list values)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  YjPgConnection *connection = yj_pg_take (self, error);
  g_autoptr (YjPgValues) packed = NULL;
  json_t *rows = NULL;
  PGresult *result;
  ExecStatusType status;

  if (connection == NULL)
    return NULL;
  packed = yj_pg_values_new (types, values);
  result = yj_pg_values_run (packed, connection, sql);
  status = PQresultStatus (result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    rows = yj_pg_read_rows (result);
  else
    tell_failure (self, connection, result, sql, error);
  PQclear (result);
  yj_pg_give (self, connection);
  return rows;
}

/* Nothing has been done yet: a connection that breaks here is replaced, and the caller need not know. */
gboolean
yj_pg_begin_with (YjPostgresStore *self, YjPgBeginFunc function, gpointer data, GError **error)
{
  for (guint tries = 0;; tries++) {
    g_autoptr (GError) local = NULL;
    YjPgConnection *connection = yj_pg_take (self, error);
    gboolean broken;
    if (connection == NULL)
      return FALSE;
    if (function (self, connection, data, &local)) {
      yj_pg_bind (self, connection);
      return TRUE;
    }
    broken = yj_pg_is_broken (connection);
    if (!broken && PQtransactionStatus (connection->conn) != PQTRANS_IDLE)
      yj_pg_command (connection, "ROLLBACK", NULL);
    yj_pg_give (self, connection);
    if (!broken || tries > 0) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
}

static gboolean
begin_announced (YjPostgresStore *self, YjPgConnection *connection, gpointer unused, GError **error)
{
  g_autoptr (GArray) steps = yj_pg_steps_new ();

  yj_pg_add_begin (self, steps);
  return yj_pg_run_together (connection, steps, error);
}

static gboolean
begin (YjCentralStore *store, GError **error)
{
  return yj_pg_begin_with ((YjPostgresStore *) store, begin_announced, NULL, error);
}

static gboolean
begin_quietly (YjPostgresStore *self, YjPgConnection *connection, gpointer unused, GError **error)
{
  return yj_pg_command (connection, "BEGIN ISOLATION LEVEL READ COMMITTED", error);
}

gboolean
yj_pg_begin_plain (YjPostgresStore *self, GError **error)
{
  return yj_pg_begin_with (self, begin_quietly, NULL, error);
}

static gboolean
was_refused (const PGresult *result)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  return state != NULL && (g_str_has_prefix (state, "23") || g_str_has_prefix (state, "40"));
}

/* Only the word COMMIT without any warning says that everything is where it must be: on this disk, and on a standby where one
 * is waited for. A COMMIT that the server itself refused is a rollback; after everything else nobody knows. */
static gboolean
commit (YjCentralStore *store, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  YjPgConnection *connection = yj_pg_take (self, NULL);
  g_autoptr (GError) local = NULL;
  gboolean ok = FALSE;
  PGresult *result;

  connection->warned = FALSE;
  result = PQexec (connection->conn, "COMMIT");
  if (PQresultStatus (result) == PGRES_COMMAND_OK && g_str_equal (PQcmdStatus (result), "COMMIT") && !connection->warned) {
    ok = TRUE;
  } else if (PQresultStatus (result) == PGRES_COMMAND_OK && g_str_equal (PQcmdStatus (result), "ROLLBACK")) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, "PostgreSQL: the transaction was broken off");
  } else if (was_refused (result)) {
    yj_pg_fail (connection, result, error);
  } else {
    yj_pg_fail (connection, result, &local);
    g_set_error (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "a commit failed: %s", local->message);
  }
  PQclear (result);
  yj_pg_unbind (self);
  yj_pg_give (self, connection);
  return ok;
}

static void
rollback (YjCentralStore *store)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  YjPgConnection *connection = yj_pg_take (self, NULL);

  yj_pg_command (connection, "ROLLBACK", NULL);
  yj_pg_unbind (self);
  yj_pg_give (self, connection);
}

static gboolean
lock (YjCentralStore *store, const char *kind, const char *name, GError **error)
{
  return yj_store_execute (store, error, YJ_PG_LOCK, "ss", kind, name);
}

/* A commit that stands in the log waits for all that stands there before it; one that wrote nothing waits for nobody. */
static gboolean
confirm (YjCentralStore *store, GError **error)
{
  return yj_store_execute (store, error, "SELECT pg_logical_emit_message (true, 'yijian-central', 'confirmed')", "");
}

static gboolean
copy (YjCentralStore *store, const char *path, json_t **counts, GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "PostgreSQL is backed up with its own tools");
  return FALSE;
}

static void
close_store (YjCentralStore *store)
{
  YjPostgresStore *self = (YjPostgresStore *) store;

  yj_pg_close_all (self);
  g_hash_table_unref (self->bound);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->returned);
  g_free (self->uri);
  g_free (self);
}

static gboolean
check_alone (YjCentralStore *store, GError **error)
{
  g_autoptr (json_t) others = yj_store_row (store, error,
                                            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database ()"
                                            " AND application_name = current_setting ('application_name') AND pid <> pg_backend_pid ()",
                                            "");
  if (others == NULL)
    return FALSE;
  if (yj_json_int (others, "n", 0) == 0)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DENIED, "another process has it open: end every instance first");
  return FALSE;
}

static YjCentralStore *
open_store (const char *uri, GError **error)
{
  YjPostgresStore *self = g_new0 (YjPostgresStore, 1);

  self->parent.backend = &yj_postgres_backend;
  g_mutex_init (&self->lock);
  g_cond_init (&self->returned);
  g_queue_init (&self->idle);
  self->bound = g_hash_table_new (NULL, NULL);
  if (yj_pg_configure (self, uri, error) && yj_pg_schema_prepare (self, error))
    return &self->parent;
  yj_central_store_close (&self->parent);
  return NULL;
}

const YjStoreBackend yj_postgres_backend = {
  .open = open_store,
  .close = close_store,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .rows = run,
  .get_settled_outcome = yj_pg_get_settled_outcome,
  .check_alone = check_alone,
  .lock = lock,
  .confirm = confirm,
  .look_up = yj_pg_look_up,
  .insert_submissions = yj_pg_insert_submissions,
  .get_progress = yj_pg_get_progress,
  .list_settled = "SELECT seq, id, digest, verdict FROM submission WHERE source_id = (SELECT n FROM source WHERE source = ?1)"
                  " AND seq BETWEEN ?2 AND ?3 ORDER BY seq LIMIT ?4",
  .list_submissions = yj_pg_list_submissions,
  .list_kiosks = yj_pg_list_kiosks,
  .take_waiting = yj_pg_take_waiting,
  .copy = copy,
};
