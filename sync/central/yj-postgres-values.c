/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of statements and their values to PostgreSQL, in its binary form: no text is quoted, and no number is printed. */
#include "core/base/yj-error.h"
#include "sync/central/yj-postgres-store.h"
#include <string.h>

/* From the server's catalogue pg_type; they never change. */
enum { BYTEA_OID = 17, INT8_OID = 20, TEXT_OID = 25, TEXT_ARRAY_OID = 1009, INT8_ARRAY_OID = 1016 };

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

/* The name under which @sql is prepared on @connection; NULL with *@failure what the server said. */
static const char *
prepare (YjPgValues *self, YjPgConnection *connection, const char *sql, PGresult **failure)
{
  const char *name = g_hash_table_lookup (connection->prepared, sql);
  g_autofree char *text = NULL;
  char *fresh;

  if (name != NULL)
    return name;
  text = translate (sql);
  fresh = g_strdup_printf ("s%u", g_hash_table_size (connection->prepared));
  *failure = PQprepare (connection->conn, fresh, text, self->n, self->types);
  if (PQresultStatus (*failure) != PGRES_COMMAND_OK) {
    g_free (fresh);
    return NULL;
  }
  PQclear (g_steal_pointer (failure));
  g_hash_table_insert (connection->prepared, (gpointer) sql, fresh);
  return fresh;
}

PGresult *
yj_pg_values_run (YjPgValues *self, YjPgConnection *connection, const char *sql)
{
  PGresult *failure = NULL;
  const char *name = prepare (self, connection, sql, &failure);

  if (name == NULL)
    return failure;
  return PQexecPrepared (connection->conn, name, self->n, self->values, self->lengths, self->formats, 1);
}

/* ---- several in one trip ---- */
/* Of one step all that comes; FALSE when it was not done. */
static gboolean
read_step (YjPgConnection *connection, YjPgStep *step, GError **error)
{
  PGresult *result = PQgetResult (connection->conn), *more;
  ExecStatusType status = PQresultStatus (result);
  gboolean good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;

  if (good)
    step->rows = yj_pg_read_rows (result);
  else
    yj_pg_fail (connection, result, error);
  PQclear (result);
  while (result != NULL && (more = PQgetResult (connection->conn)) != NULL)
    PQclear (more);
  return good;
}

static gboolean
prepare_all (YjPgConnection *connection, const GArray *steps, GError **error)
{
  for (guint i = 0; i < steps->len; i++) {
    const YjPgStep *step = &g_array_index (steps, YjPgStep, i);
    PGresult *failure = NULL;
    if (prepare (step->values, connection, step->sql, &failure) != NULL)
      continue;
    yj_pg_fail (connection, failure, error);
    PQclear (failure);
    return FALSE;
  }
  return TRUE;
}

static gboolean
send_all (YjPgConnection *connection, const GArray *steps)
{
  for (guint i = 0; i < steps->len; i++) {
    const YjPgStep *step = &g_array_index (steps, YjPgStep, i);
    const YjPgValues *v = step->values;
    const char *name = g_hash_table_lookup (connection->prepared, step->sql);
    if (PQsendQueryPrepared (connection->conn, name, v->n, v->values, v->lengths, v->formats, 1) != 1)
      return FALSE;
  }
  return PQpipelineSync (connection->conn) == 1;
}

/* The server answers the end of a trip, whatever became of its steps. */
static gboolean
end_trip (YjPgConnection *connection, GError **error)
{
  PGresult *result = PQgetResult (connection->conn);
  gboolean ended = PQresultStatus (result) == PGRES_PIPELINE_SYNC && PQexitPipelineMode (connection->conn) == 1;

  if (!ended)
    yj_pg_fail (connection, result, error);
  PQclear (result);
  return ended;
}

gboolean
yj_pg_run_together (YjPgConnection *connection, GArray *steps, GError **error)
{
  gboolean good = TRUE;

  if (steps->len == 0)
    return TRUE;
  if (!prepare_all (connection, steps, error))
    return FALSE;
  if (PQenterPipelineMode (connection->conn) != 1 || !send_all (connection, steps))
    return yj_pg_fail (connection, NULL, error);
  for (guint i = 0; i < steps->len; i++)
    good &= read_step (connection, &g_array_index (steps, YjPgStep, i), good ? error : NULL);
  return end_trip (connection, good ? error : NULL) && good;
}

static void
step_clear (YjPgStep *step)
{
  g_clear_pointer (&step->values, yj_pg_values_free);
  g_clear_pointer (&step->rows, json_decref);
}

GArray *
yj_pg_steps_new (void)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (YjPgStep));

  g_array_set_clear_func (steps, (GDestroyNotify) step_clear);
  return steps;
}

guint
yj_pg_add_step (GArray *steps, const char *sql, const char *types, ...)
{
  YjPgStep step = { .sql = sql };
  va_list values;

  va_start (values, types);
  step.values = yj_pg_values_new (types, values);
  va_end (values);
  g_array_append_val (steps, step);
  return steps->len - 1;
}

const json_t *
yj_pg_get_rows (const GArray *steps, guint at)
{
  return g_array_index (steps, YjPgStep, at).rows;
}
