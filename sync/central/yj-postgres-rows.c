/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of rows back from PostgreSQL, out of its binary form. */
#include "sync/central/yj-postgres-store.h"

/* From the server's catalogue pg_type; they never change. */
enum { BOOL_OID = 16, BYTEA_OID = 17, INT8_OID = 20, INT4_OID = 23, INT8_ARRAY_OID = 1016 };

static json_t *
read_number (const char *data, int size)
{
  guint64 value = 0;

  for (int i = 0; i < size; i++)
    value = value << 8 | (guint8) data[i];
  return json_integer (size == 4 ? (json_int_t) (gint32) value : (json_int_t) value);
}

/* One dimension, no NULL: the sizes of its head and of an element are fixed. */
static json_t *
read_numbers (const char *data, int size)
{
  json_t *numbers = json_array ();

  for (int at = 20; at + 12 <= size; at += 12)
    json_array_append_new (numbers, read_number (data + at + 4, 8));
  return numbers;
}

static json_t *
read_column (const PGresult *result, int row, int column)
{
  const char *data = PQgetvalue (result, row, column);
  int size = PQgetlength (result, row, column);

  switch (PQftype (result, column)) {
  case BOOL_OID:
  case INT4_OID:
  case INT8_OID:
    return read_number (data, size);
  case INT8_ARRAY_OID:
    return read_numbers (data, size);
  case BYTEA_OID: {
    g_autofree char *text = g_base64_encode ((const guchar *) data, (gsize) size);
    return json_string (text);
  }
  default:
    return json_stringn (data, (size_t) size);
  }
}

json_t *
yj_pg_read_rows (const PGresult *result)
{
  json_t *rows = json_array ();

  for (int i = 0; i < PQntuples (result); i++) {
    json_t *row = json_object ();
    for (int k = 0; k < PQnfields (result); k++)
      if (!PQgetisnull (result, i, k))
        json_object_set_new (row, PQfname (result, k), read_column (result, i, k));
    json_array_append_new (rows, row);
  }
  return rows;
}
