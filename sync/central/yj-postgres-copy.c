/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of bodies to PostgreSQL: nine tenths of all bytes, as a stream (COPY in its binary form), which the server stores row by
 * row while the rest is on its way. As a value of a statement they would be received whole first, and then taken apart. */
#include "sync/central/yj-postgres-store.h"
#include <string.h>

#define COPY_BODIES "COPY body (submission, header_jws, envelope) FROM STDIN (FORMAT binary)"
#define COLUMNS 3

static void
append_int16 (GByteArray *out, guint16 number)
{
  guint16 big = GUINT16_TO_BE (number);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
append_size (GByteArray *out, gsize size)
{
  guint32 big = GUINT32_TO_BE ((guint32) size);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static gboolean
put (YjPgConnection *connection, gconstpointer data, gsize size)
{
  return size == 0 || PQputCopyData (connection->conn, data, (int) size) == 1;
}

/* Everything of a row but the envelope's bytes goes into @head first. */
static gboolean
put_row (YjPgConnection *connection, const YjRecord *record, gint64 number, GByteArray *head)
{
  gint64 big = GINT64_TO_BE (number);
  gsize size, jws_bytes = strlen (record->header_jws);
  gconstpointer envelope = g_bytes_get_data (record->envelope, &size);

  g_byte_array_set_size (head, 0);
  append_int16 (head, COLUMNS);
  append_size (head, sizeof big);
  g_byte_array_append (head, (const guint8 *) &big, sizeof big);
  append_size (head, jws_bytes);
  g_byte_array_append (head, (const guint8 *) record->header_jws, (guint) jws_bytes);
  append_size (head, size);
  return put (connection, head->data, head->len) && put (connection, envelope, size);
}

static gboolean
put_rows (YjPgConnection *connection, const YjRecord *const *records, const GArray *numbers)
{
  static const guint8 signature[19] = "PGCOPY\n\377\r\n\0"; /* then no flags and no extension */
  static const guint8 end[2] = { 0xff, 0xff };
  g_autoptr (GByteArray) head = g_byte_array_sized_new (4096);
  gboolean good = put (connection, signature, sizeof signature);

  for (guint i = 0; good && i < numbers->len; i++)
    good = put_row (connection, records[i], g_array_index (numbers, gint64, i), head);
  return good && put (connection, end, sizeof end);
}

/* What the server says at the end; what comes after that is no result. */
static gboolean
read_end (YjPgConnection *connection, GError **error)
{
  PGresult *result = PQgetResult (connection->conn), *more;
  gboolean good = PQresultStatus (result) == PGRES_COMMAND_OK;

  if (!good)
    yj_pg_fail (connection, result, error);
  PQclear (result);
  while ((more = PQgetResult (connection->conn)) != NULL)
    PQclear (more);
  return good;
}

static gboolean
copy_rows (YjPgConnection *connection, const YjRecord *const *records, const GArray *numbers, GError **error)
{
  PGresult *result = PQexec (connection->conn, COPY_BODIES);
  gboolean begun = PQresultStatus (result) == PGRES_COPY_IN, put_all;

  if (!begun)
    yj_pg_fail (connection, result, error);
  PQclear (result);
  if (!begun)
    return FALSE;
  put_all = put_rows (connection, records, numbers);
  PQputCopyEnd (connection->conn, put_all ? NULL : "the rows could not be sent");
  return read_end (connection, error);
}

gboolean
yj_pg_copy_bodies (YjCentralStore *store, const YjRecord *const *records, const GArray *numbers, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  YjPgConnection *connection = numbers->len > 0 ? yj_pg_take (self, error) : NULL;
  gboolean good;

  if (connection == NULL)
    return numbers->len == 0;
  good = copy_rows (connection, records, numbers, error);
  yj_pg_give (self, connection);
  return good;
}
