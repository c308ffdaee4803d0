/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the connections to PostgreSQL: how one is opened and held to what custody needs, lent and given back. */
#include "core/base/yj-error.h"
#include "sync/central/yj-postgres-store.h"
#include <poll.h>
#include <string.h>

#define DEFAULT_CONNECTIONS 8
#define MAX_CONNECTIONS 200
#define WAIT_SECONDS 3
#define OLDEST_SERVER 150000
#define POOL_OPTION "pool_max_conns="

/* Waits end well before a request's deadline, also when several that wait share a thread; a forgotten transaction does not hold others for ever. Every question
 * has its index: a plan that was made while a table was empty, and is kept, must not read all of it later. */
static const char session[] =
  "SET statement_timeout = '15s'; SET lock_timeout = '4s'; SET idle_in_transaction_session_timeout = '60s'; SET jit = off;"
  "SET enable_seqscan = off;"
  "SET client_min_messages = 'warning'";

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, sentence);
  return FALSE;
}

/* A command line is seen by every user of the machine. */
static gboolean
check_uri (const char *uri, GError **error)
{
  char *complaint = NULL;
  PQconninfoOption *options = PQconninfoParse (uri, &complaint);
  gboolean has_password = FALSE;

  PQfreemem (complaint);
  if (options == NULL)
    return refuse (error, "--database is not a URI that PostgreSQL's library understands: postgresql://[USER@][HOST][:PORT]/[NAME][?OPTION=VALUE]");
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    has_password |= g_str_equal (option->keyword, "password") && option->val != NULL;
  PQconninfoFree (options);
  if (has_password)
    return refuse (error, "--database must not carry a password: put it into the file that PGPASSFILE names, or use peer authentication");
  return TRUE;
}

gboolean
yj_pg_configure (YjPostgresStore *self, const char *uri, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (uri, "?", 2);
  g_auto (GStrv) options = g_strsplit (halves[1] != NULL ? halves[1] : "", "&", -1);
  g_autoptr (GString) rest = g_string_new (halves[0]);
  char separator = '?';
  guint64 number = DEFAULT_CONNECTIONS;

  for (guint i = 0; options[i] != NULL; i++) {
    if (g_str_has_prefix (options[i], POOL_OPTION)) {
      if (!g_ascii_string_to_unsigned (options[i] + strlen (POOL_OPTION), 10, 1, MAX_CONNECTIONS, &number, NULL))
        return refuse (error, "pool_max_conns is a number from 1 to 200");
      continue;
    }
    g_string_append_c (rest, separator);
    g_string_append (rest, options[i]);
    separator = '&';
  }
  self->max_connections = (guint) number;
  self->uri = g_string_free (g_steal_pointer (&rest), FALSE);
  return check_uri (self->uri, error);
}

static void
connection_free (YjPgConnection *connection)
{
  PQfinish (connection->conn);
  g_hash_table_unref (connection->prepared);
  g_hash_table_unref (connection->marks);
  g_free (connection);
}

/* Nothing of the server's notices goes to our standard error; that there was one matters at a commit. */
static void
on_notice (void *data, const PGresult *result)
{
  YjPgConnection *connection = data;
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);
  connection->warned |= g_strcmp0 (severity, "WARNING") == 0;
  connection->ended |= g_strcmp0 (severity, "FATAL") == 0;
}

static const char *
get_setting (const PGresult *settings, int column)
{
  return PQgetvalue (settings, 0, column);
}

/* What was answered must be on the disk: a server that does not promise that is not one to keep records in. */
static gboolean
check_settings (YjPgConnection *connection, GError **error)
{
  PGresult *settings = PQexec (connection->conn,
                               "SELECT current_setting ('fsync'), current_setting ('full_page_writes'), current_setting ('server_encoding'),"
                               " current_setting ('synchronous_commit')");
  const char *problem = NULL;
  gboolean ok = PQresultStatus (settings) == PGRES_TUPLES_OK;
  gboolean synchronous = FALSE;

  if (!ok)
    yj_pg_fail (connection, settings, error);
  else if (PQserverVersion (connection->conn) < OLDEST_SERVER)
    problem = "PostgreSQL 15 or later is needed";
  else if (!g_str_equal (get_setting (settings, 0), "on") || !g_str_equal (get_setting (settings, 1), "on"))
    problem = "this PostgreSQL runs with fsync or full_page_writes off: what is answered would not be safe";
  else if (!g_str_equal (get_setting (settings, 2), "UTF8"))
    problem = "the database must have the encoding UTF8";
  if (ok)
    synchronous = g_str_equal (get_setting (settings, 3), "on") || g_str_equal (get_setting (settings, 3), "remote_apply");
  PQclear (settings);
  if (problem != NULL)
    return refuse (error, problem);
  return ok && (synchronous || yj_pg_command (connection, "SET synchronous_commit = on", error));
}

static YjPgConnection *
connection_open (YjPostgresStore *self, GError **error)
{
  /* What the URI says comes last and wins. */
  static const char *const keywords[] = { "fallback_application_name", "connect_timeout", "tcp_user_timeout", "client_encoding", "target_session_attrs",
                                          "dbname", NULL };
  const char *const values[] = { "yijian-central", "10", "20000", "UTF8", "read-write", self->uri, NULL };
  YjPgConnection *connection = g_new0 (YjPgConnection, 1);

  connection->prepared = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  connection->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  connection->conn = PQconnectdbParams (keywords, values, 1);
  PQsetNoticeReceiver (connection->conn, on_notice, connection);
  PQsetErrorVerbosity (connection->conn, PQERRORS_TERSE);
  if (PQstatus (connection->conn) != CONNECTION_OK)
    yj_pg_fail (connection, NULL, error);
  else if (yj_pg_command (connection, session, error) && check_settings (connection, error))
    return connection;
  connection_free (connection);
  return NULL;
}

gboolean
yj_pg_is_broken (const YjPgConnection *connection)
{
  return PQstatus (connection->conn) != CONNECTION_OK;
}

/* A server that was stopped has said goodbye and closed its end: that is seen here, before anything is sent into the void. */
static gboolean
is_alive (YjPgConnection *connection)
{
  struct pollfd look = { .fd = PQsocket (connection->conn), .events = POLLIN };

  while (!yj_pg_is_broken (connection) && !connection->ended && poll (&look, 1, 0) != 0)
    if (PQconsumeInput (connection->conn) != 1 || PQisBusy (connection->conn))
      return FALSE;
  return !yj_pg_is_broken (connection) && !connection->ended;
}

static YjPgConnection *
take_idle (YjPostgresStore *self)
{
  YjPgConnection *connection;

  while ((connection = g_queue_pop_tail (&self->idle)) != NULL) {
    if (is_alive (connection))
      return connection;
    connection_free (connection);
    self->open--;
  }
  return NULL;
}

/* Under the lock. *@may_open: a place for a new one is reserved. */
static YjPgConnection *
wait_for_one (YjPostgresStore *self, gboolean *may_open)
{
  gint64 limit = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;
  YjPgConnection *connection = g_hash_table_lookup (self->bound, g_thread_self ());

  *may_open = FALSE;
  while (connection == NULL) {
    connection = take_idle (self);
    if (connection != NULL)
      break;
    *may_open = self->open < self->max_connections;
    if (*may_open) {
      self->open++;
      break;
    }
    if (!g_cond_wait_until (&self->returned, &self->lock, limit))
      break;
  }
  return connection;
}

YjPgConnection *
yj_pg_take (YjPostgresStore *self, GError **error)
{
  YjPgConnection *connection;
  gboolean may_open;

  g_mutex_lock (&self->lock);
  connection = wait_for_one (self, &may_open);
  g_mutex_unlock (&self->lock);
  if (connection != NULL)
    return connection;
  if (!may_open) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "all %u connections to PostgreSQL are in use", self->max_connections);
    return NULL;
  }
  connection = connection_open (self, error);
  if (connection == NULL) {
    g_mutex_lock (&self->lock);
    self->open--;
    g_cond_signal (&self->returned);
    g_mutex_unlock (&self->lock);
  }
  return connection;
}

void
yj_pg_give (YjPostgresStore *self, YjPgConnection *connection)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_lookup (self->bound, g_thread_self ()) == connection)
    return;
  if (yj_pg_is_broken (connection) || PQtransactionStatus (connection->conn) != PQTRANS_IDLE) {
    connection_free (connection);
    self->open--;
  } else {
    g_queue_push_tail (&self->idle, connection);
  }
  g_cond_signal (&self->returned);
}

void
yj_pg_bind (YjPostgresStore *self, YjPgConnection *connection)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_hash_table_remove_all (connection->marks);
  g_hash_table_insert (self->bound, g_thread_self (), connection);
}

void
yj_pg_unbind (YjPostgresStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_hash_table_remove (self->bound, g_thread_self ());
}

gboolean
yj_pg_in_transaction (YjPostgresStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return g_hash_table_contains (self->bound, g_thread_self ());
}

void
yj_pg_close_all (YjPostgresStore *self)
{
  YjPgConnection *connection;

  while ((connection = g_queue_pop_tail (&self->idle)) != NULL)
    connection_free (connection);
}
