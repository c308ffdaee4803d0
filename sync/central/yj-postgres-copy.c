/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of many rows to PostgreSQL: one stream for each table (COPY in its binary form), all of them asked for in one message. The
 * server stores a page of rows at once while the rest is on its way; as values of a statement they would be received whole, taken apart
 * column by column, and stored row by row. */
#include "sync/central/yj-postgres-store.h"
#include <string.h>

/* What is sent at once: the server is to begin early, and neither side is to be woken for every row. */
#define PIECE_BYTES (64 * 1024)

struct _YjPgCopy {
  YjPgConnection *connection;
  GByteArray *piece;
  gboolean asked;          /* for a stream that the server has not been heard to be ready for */
  gboolean broken;         /* nothing more can be sent */
  GError *failure;         /* (nullable) what the server said instead of being ready */
};

static void
append_int16 (GByteArray *out, guint16 number)
{
  guint16 big = GUINT16_TO_BE (number);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
append_int32 (GByteArray *out, gint32 number)
{
  guint32 big = GUINT32_TO_BE ((guint32) number);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

/* The server's next word. */
static gboolean
expect (YjPgCopy *self, ExecStatusType wanted, GError **error)
{
  PGresult *result = PQgetResult (self->connection->conn);
  gboolean good = result != NULL && PQresultStatus (result) == wanted;

  if (!good)
    yj_pg_fail (self->connection, result, error);
  PQclear (result);
  return good;
}

/* Only now is the server's word waited for: while it made ready, the first rows were. */
static void
send_bytes (YjPgCopy *self, gconstpointer data, gsize size)
{
  if (self->asked)
    self->broken = !expect (self, PGRES_COPY_IN, &self->failure);
  self->asked = FALSE;
  if (!self->broken && size > 0)
    self->broken = PQputCopyData (self->connection->conn, data, (int) size) != 1;
}

static void
send_piece (YjPgCopy *self)
{
  send_bytes (self, self->piece->data, self->piece->len);
  g_byte_array_set_size (self->piece, 0);
}

YjPgCopy *
yj_pg_copy_new (YjPgConnection *connection, const char *sql, GError **error)
{
  YjPgCopy *self;

  if (PQsendQuery (connection->conn, sql) != 1) {
    yj_pg_fail (connection, NULL, error);
    return NULL;
  }
  self = g_new0 (YjPgCopy, 1);
  self->connection = connection;
  self->piece = g_byte_array_sized_new (PIECE_BYTES + 8 * 1024);
  return self;
}

void
yj_pg_copy_begin (YjPgCopy *self)
{
  static const guint8 head[19] = "PGCOPY\n\377\r\n\0"; /* then no flags and no extension */

  self->asked = TRUE;
  g_byte_array_append (self->piece, head, sizeof head);
}

void
yj_pg_copy_row (YjPgCopy *self, guint columns)
{
  if (self->piece->len >= PIECE_BYTES)
    send_piece (self);
  append_int16 (self->piece, (guint16) columns);
}

void
yj_pg_copy_number (YjPgCopy *self, gint64 number)
{
  gint64 big = GINT64_TO_BE (number);

  append_int32 (self->piece, sizeof big);
  g_byte_array_append (self->piece, (const guint8 *) &big, sizeof big);
}

void
yj_pg_copy_text (YjPgCopy *self, const char *text)
{
  gsize size = text != NULL ? strlen (text) : 0;

  append_int32 (self->piece, text != NULL ? (gint32) size : -1);
  g_byte_array_append (self->piece, (const guint8 *) text, (guint) size);
}

/* What is large is not copied once more on its way. */
void
yj_pg_copy_bytes (YjPgCopy *self, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  append_int32 (self->piece, (gint32) size);
  if (size < PIECE_BYTES) {
    g_byte_array_append (self->piece, data, (guint) size);
    return;
  }
  send_piece (self);
  send_bytes (self, data, size);
}

gboolean
yj_pg_copy_end (YjPgCopy *self, GError **error)
{
  append_int16 (self->piece, G_MAXUINT16);
  send_piece (self);
  if (self->failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->failure));
    return FALSE;
  }
  self->broken |= PQputCopyEnd (self->connection->conn, self->broken ? "the rows could not be sent" : NULL) != 1;
  return expect (self, PGRES_COMMAND_OK, error);
}

/* After this the connection is ready for the next statement, whatever had been going on. */
void
yj_pg_copy_free (YjPgCopy *self)
{
  PGresult *result;

  while ((result = PQgetResult (self->connection->conn)) != NULL) {
    if (PQresultStatus (result) == PGRES_COPY_IN && PQputCopyEnd (self->connection->conn, "given up") != 1) {
      PQclear (result);
      break;
    }
    PQclear (result);
  }
  g_byte_array_unref (self->piece);
  g_clear_error (&self->failure);
  g_free (self);
}
