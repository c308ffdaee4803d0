/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the limit of the bench of central: COPY BINARY of what central stored, into other tables of the same database. */
#include "tests/bench/copy-limits.h"
#include <stdlib.h>

const CopyLimit copy_limits[N_COPY_LIMITS] = {
  { "heap", "CREATE TABLE heap (id text COLLATE \"C\", header_jws text, envelope bytea)", "s.id, b.header_jws, b.envelope" },
  { "keyed",
    "CREATE TABLE keyed (source_id bigint NOT NULL, seq bigint NOT NULL, id text COLLATE \"C\" NOT NULL, header_jws text, envelope bytea,"
    " PRIMARY KEY (id, source_id), UNIQUE (source_id, seq))",
    "s.source_id, s.seq, s.id, b.header_jws, b.envelope" },
  { "whole", "CREATE TABLE whole (LIKE bench.submission INCLUDING ALL, header_jws text, envelope bytea)", "s.*, b.header_jws, b.envelope" },
};

void
copy_limits_run (PGconn *conn, const char *sql, ExecStatusType wanted)
{
  PGresult *result = PQexec (conn, sql);

  if (PQresultStatus (result) != wanted) {
    g_printerr ("central-rate: %s\n", PQerrorMessage (conn));
    exit (1);
  }
  PQclear (result);
}

gint64
copy_limits_find_last (PGconn *conn)
{
  PGresult *result = PQexec (conn, "SELECT coalesce (max (n), 0) FROM bench.submission");
  gint64 number = PQntuples (result) == 1 ? g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10) : -1;

  PQclear (result);
  return number;
}

/* The stream of the records that were stored after number @after. */
static GByteArray *
read_copy (PGconn *conn, const char *columns, gint64 after, guint batch)
{
  g_autofree char *sql = g_strdup_printf ("COPY (SELECT %s FROM bench.submission s JOIN bench.body b ON b.submission = s.n WHERE s.n > %" G_GINT64_FORMAT
                                          " AND s.n <= %" G_GINT64_FORMAT " ORDER BY s.n) TO STDOUT (FORMAT binary)",
                                          columns, after, after + batch);
  GByteArray *copy = g_byte_array_new ();
  char *piece;
  int bytes;

  copy_limits_run (conn, sql, PGRES_COPY_OUT);
  while ((bytes = PQgetCopyData (conn, &piece, FALSE)) > 0) {
    g_byte_array_append (copy, (const guint8 *) piece, (guint) bytes);
    PQfreemem (piece);
  }
  PQclear (PQgetResult (conn));
  while (PQgetResult (conn) != NULL)
    ;
  return copy;
}

static void
write_copy (PGconn *conn, const char *sql, const GByteArray *copy)
{
  PGresult *result;

  copy_limits_run (conn, sql, PGRES_COPY_IN);
  PQputCopyData (conn, (const char *) copy->data, (int) copy->len);
  PQputCopyEnd (conn, NULL);
  result = PQgetResult (conn);
  if (PQresultStatus (result) != PGRES_COMMAND_OK) {
    g_printerr ("central-rate: %s\n", PQerrorMessage (conn));
    exit (1);
  }
  PQclear (result);
  while (PQgetResult (conn) != NULL)
    ;
}

double
copy_limits_measure (PGconn *conn, guint which, gint64 after, guint batch, guint batches)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  g_autofree char *sql = g_strdup_printf ("COPY %s FROM STDIN (FORMAT binary)", copy_limits[which].name);
  gint64 started;

  for (guint i = 0; i < batches; i++)
    g_ptr_array_add (copies, read_copy (conn, copy_limits[which].columns, after + (gint64) i * batch, batch));
  started = g_get_monotonic_time ();
  for (guint i = 0; i < batches; i++)
    write_copy (conn, sql, g_ptr_array_index (copies, i));
  return batches * batch * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - started);
}

void
copy_limits_prepare (PGconn *conn)
{
  for (guint i = 0; i < N_COPY_LIMITS; i++) {
    g_autofree char *storage = g_strdup_printf ("ALTER TABLE %s ALTER COLUMN envelope SET STORAGE EXTERNAL", copy_limits[i].name);
    copy_limits_run (conn, copy_limits[i].table, PGRES_COMMAND_OK);
    copy_limits_run (conn, storage, PGRES_COMMAND_OK);
  }
}
