/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of values to PostgreSQL and back, all in its binary form: no text is quoted, and no number is printed. */
#include "core/base/yj-error.h"
#include "sync/central/yj-postgres-store.h"
#include <string.h>

/* From the server's catalogue pg_type; they never change. */
enum { BOOL_OID = 16, BYTEA_OID = 17, INT8_OID = 20, INT4_OID = 23, TEXT_OID = 25, TEXT_ARRAY_OID = 1009, INT8_ARRAY_OID = 1016 };

#define MAX_VALUES 32

struct _YjPgValues {
  int n;
  Oid types[MAX_VALUES];
  const char *values[MAX_VALUES];
  int lengths[MAX_VALUES];
  int formats[MAX_VALUES];
  GPtrArray *owned;
};

static void
append_int32 (GByteArray *out, gint32 number)
{
  guint32 big = GUINT32_TO_BE ((guint32) number);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
append_element (GByteArray *out, gconstpointer data, gsize size)
{
  append_int32 (out, (gint32) size);
  g_byte_array_append (out, data, (guint) size);
}

/* One dimension that begins at 1. */
static GByteArray *
array_new (guint n, Oid element, gsize expected_bytes)
{
  GByteArray *out = g_byte_array_sized_new ((guint) (20 + expected_bytes));

  append_int32 (out, 1);
  append_int32 (out, 1);      /* may hold NULL */
  append_int32 (out, (gint32) element);
  append_int32 (out, (gint32) n);
  append_int32 (out, 1);
  return out;
}

static GByteArray *
pack_texts (const GPtrArray *texts)
{
  GByteArray *out = array_new (texts->len, TEXT_OID, texts->len * 68);

  for (guint i = 0; i < texts->len; i++) {
    const char *text = g_ptr_array_index (texts, i);
    if (text == NULL)
      append_int32 (out, -1);
    else
      append_element (out, text, strlen (text));
  }
  return out;
}

static GByteArray *
pack_numbers (const GArray *numbers)
{
  GByteArray *out = array_new (numbers->len, INT8_OID, numbers->len * 12);

  for (guint i = 0; i < numbers->len; i++) {
    gint64 big = GINT64_TO_BE (g_array_index (numbers, gint64, i));
    append_element (out, &big, sizeof big);
  }
  return out;
}

static void
add (YjPgValues *self, Oid type, const char *value, gsize size)
{
  self->types[self->n] = type;
  self->values[self->n] = value;
  self->lengths[self->n] = (int) size;
  self->formats[self->n] = 1;
  self->n++;
}

static void
add_owned (YjPgValues *self, Oid type, GByteArray *bytes)
{
  g_ptr_array_add (self->owned, bytes);
  add (self, type, (const char *) bytes->data, bytes->len);
}

static void
add_number (YjPgValues *self, gint64 number)
{
  GByteArray *bytes = g_byte_array_sized_new (sizeof number);
  gint64 big = GINT64_TO_BE (number);

  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
  add_owned (self, INT8_OID, bytes);
}

static void
add_bytes (YjPgValues *self, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  add (self, BYTEA_OID, data != NULL ? data : "", size);
}

static void
add_text (YjPgValues *self, const char *text)
{
  add (self, TEXT_OID, text, text != NULL ? strlen (text) : 0);
}

YjPgValues *
yj_pg_values_new (const char *types, va_list values)
{
  YjPgValues *self = g_new0 (YjPgValues, 1);

  self->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  g_assert (strlen (types) <= MAX_VALUES);
  for (const char *type = types; *type != '\0'; type++) {
    if (*type == 's')
      add_text (self, va_arg (values, const char *));
    else if (*type == 'i')
      add_number (self, va_arg (values, gint64));
    else if (*type == 'b')
      add_bytes (self, va_arg (values, GBytes *));
    else if (*type == 'S')
      add_owned (self, TEXT_ARRAY_OID, pack_texts (va_arg (values, GPtrArray *)));
    else
      add_owned (self, INT8_ARRAY_OID, pack_numbers (va_arg (values, GArray *)));
  }
  return self;
}

void
yj_pg_values_free (YjPgValues *self)
{
  g_ptr_array_unref (self->owned);
  g_free (self);
}

/* SQLite's ?1 is PostgreSQL's $1. */
static char *
translate (const char *sql)
{
  char *text = g_strdup (sql);
  return g_strdelimit (text, "?", '$');
}

PGresult *
yj_pg_values_run (YjPgValues *self, YjPgConnection *connection, const char *sql)
{
  const char *name = g_hash_table_lookup (connection->prepared, sql);

  if (name == NULL) {
    g_autofree char *text = translate (sql), *fresh = g_strdup_printf ("s%u", g_hash_table_size (connection->prepared));
    PGresult *result = PQprepare (connection->conn, fresh, text, self->n, self->types);
    if (PQresultStatus (result) != PGRES_COMMAND_OK)
      return result;
    PQclear (result);
    name = fresh;
    g_hash_table_insert (connection->prepared, (gpointer) sql, g_steal_pointer (&fresh));
  }
  return PQexecPrepared (connection->conn, name, self->n, self->values, self->lengths, self->formats, 1);
}

static json_t *
read_number (const char *data, int size)
{
  guint64 value = 0;

  for (int i = 0; i < size; i++)
    value = value << 8 | (guint8) data[i];
  return json_integer (size == 4 ? (json_int_t) (gint32) value : (json_int_t) value);
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
