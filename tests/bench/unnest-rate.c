/* SPDX-License-Identifier: Apache-2.0 */
/* Times the best that PostgreSQL does for a receiver of records: one statement a batch that inserts what is new, with an outbox row for
 * each, and commits.
 *
 *   unnest-rate URI RECORDS BATCH BYTES      makes its tables anew; prints rows a second */
#include <arpa/inet.h>
#include <glib.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INT8_OID 20
#define BYTEA_OID 17
#define UUID_OID 2950
#define PARAMS 4

static const char tables[] =
  "DROP TABLE IF EXISTS bench_submission, bench_outbox;"
  "CREATE TABLE bench_submission (source integer, id uuid, seq bigint NOT NULL, digest bytea NOT NULL, body bytea NOT NULL,"
  " PRIMARY KEY (source, id), UNIQUE (source, seq));"
  "ALTER TABLE bench_submission ALTER body SET STORAGE EXTERNAL;"
  "CREATE TABLE bench_outbox (n bigserial PRIMARY KEY, source integer NOT NULL, id uuid NOT NULL)";

static const char insert[] =
  "WITH new AS (INSERT INTO bench_submission SELECT 1, i, s, d, b"
  " FROM unnest ($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) AS t (i, s, d, b) ON CONFLICT DO NOTHING RETURNING source, id)"
  " INSERT INTO bench_outbox (source, id) SELECT source, id FROM new";

static void
check (PGconn *connection, PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    fprintf (stderr, "unnest-rate: %s", PQerrorMessage (connection));
    exit (1);
  }
  PQclear (result);
}

static void
append_int (GByteArray *bytes, guint32 value)
{
  value = htonl (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

/* A one-dimensional array in PostgreSQL's binary form; @element gives the bytes of element @i. */
static GByteArray *
new_array (guint32 type, guint n, guint first, gsize bytes, void (*element) (guint8 *data, gsize bytes, guint i))
{
  GByteArray *array = g_byte_array_sized_new ((guint) ((bytes + 4) * n + 20));

  append_int (array, 1);
  append_int (array, 0);
  append_int (array, type);
  append_int (array, n);
  append_int (array, 1);
  for (guint i = 0; i < n; i++) {
    guint before;
    append_int (array, (guint32) bytes);
    before = array->len;
    g_byte_array_set_size (array, (guint) (before + bytes));
    element (array->data + before, bytes, first + i);
  }
  return array;
}

static void
write_number (guint8 *data, gsize bytes, guint i)
{
  guint64 value = GUINT64_TO_BE ((guint64) i + 1);
  memset (data, 0, bytes);
  memcpy (data + bytes - sizeof value, &value, sizeof value);
}

/* Ids in no order, as those of many kiosks come. */
static void
write_id (guint8 *data, gsize bytes, guint i)
{
  guint64 value = ((guint64) i + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  memset (data, 0, bytes);
  memcpy (data, &value, sizeof value);
}

static void
write_noise (guint8 *data, gsize bytes, guint i)
{
  guint32 state = i * 2654435761u + 1;
  for (gsize k = 0; k < bytes; k++)
    data[k] = (guint8) ((state = state * 1664525u + 1013904223u) >> 24);
}

static void
send_batch (PGconn *connection, guint first, guint n, gsize bytes)
{
  g_autoptr (GByteArray) ids = new_array (UUID_OID, n, first, 16, write_id), numbers = new_array (INT8_OID, n, first, 8, write_number);
  g_autoptr (GByteArray) digests = new_array (BYTEA_OID, n, first, 32, write_noise), bodies = new_array (BYTEA_OID, n, first, bytes, write_noise);
  const char *values[PARAMS] = { (char *) ids->data, (char *) numbers->data, (char *) digests->data, (char *) bodies->data };
  const int lengths[PARAMS] = { (int) ids->len, (int) numbers->len, (int) digests->len, (int) bodies->len }, formats[PARAMS] = { 1, 1, 1, 1 };

  check (connection, PQexecPrepared (connection, "insert", PARAMS, values, lengths, formats, 1));
}

int
main (int argc, char **argv)
{
  PGconn *connection = argc == 5 ? PQconnectdb (argv[1]) : NULL;
  guint records = argc == 5 ? (guint) atoi (argv[2]) : 0, batch = argc == 5 ? (guint) MAX (atoi (argv[3]), 1) : 1;
  gint64 began;

  if (connection == NULL || PQstatus (connection) != CONNECTION_OK) {
    fprintf (stderr, "unnest-rate: %s\n", connection != NULL ? PQerrorMessage (connection) : "usage: unnest-rate URI RECORDS BATCH BYTES");
    return 1;
  }
  check (connection, PQexec (connection, tables));
  check (connection, PQprepare (connection, "insert", insert, PARAMS, NULL));
  began = g_get_monotonic_time ();
  for (guint i = 0; i < records; i += batch)
    send_batch (connection, i, MIN (batch, records - i), (gsize) atoi (argv[4]));
  printf ("%.1f\n", records * 1e6 / (double) (g_get_monotonic_time () - began));
  check (connection, PQexec (connection, "DROP TABLE bench_submission, bench_outbox"));
  PQfinish (connection);
  return 0;
}
