/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of the database behind the store, and the calls that go straight to it. */
#include "core/base/yj-error.h"
#include "sync/central/yj-store-backend.h"
#include <string.h>

#define SQLITE_PREFIX "sqlite:"

static gboolean
is_postgres (const char *uri)
{
  return g_str_has_prefix (uri, "postgresql://") || g_str_has_prefix (uri, "postgres://");
}

gboolean
yj_central_store_parse_uri (const char *uri, char **path, GError **error)
{
  *path = NULL;
  if (g_str_has_prefix (uri, SQLITE_PREFIX) && uri[strlen (SQLITE_PREFIX)] != '\0') {
    *path = g_canonicalize_filename (uri + strlen (SQLITE_PREFIX), NULL);
    return TRUE;
  }
  if (is_postgres (uri))
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, "--database must be sqlite:PATH or postgresql://…");
  return FALSE;
}

YjCentralStore *
yj_central_store_open (const char *uri, GError **error)
{
  g_autofree char *path = NULL;

  if (!yj_central_store_parse_uri (uri, &path, error))
    return NULL;
  return path != NULL ? yj_sqlite_backend.open (uri, error) : yj_postgres_backend.open (uri, error);
}

void
yj_central_store_close (YjCentralStore *self)
{
  if (self == NULL)
    return;
  g_free (self->epoch);
  self->backend->close (self);
}

const char *
yj_central_store_get_epoch (YjCentralStore *self)
{
  return self->epoch;
}

json_t *
yj_store_rows (YjCentralStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  json_t *rows;

  va_start (values, types);
  rows = self->backend->rows (self, error, sql, types, values);
  va_end (values);
  return rows;
}

json_t *
yj_store_row (YjCentralStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (json_t) rows = NULL;
  va_list values;

  va_start (values, types);
  rows = self->backend->rows (self, error, sql, types, values);
  va_end (values);
  return json_incref (json_array_get (rows, 0));
}

gboolean
yj_store_execute (YjCentralStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (json_t) rows = NULL;
  va_list values;

  va_start (values, types);
  rows = self->backend->rows (self, error, sql, types, values);
  va_end (values);
  return rows != NULL;
}

gboolean
yj_store_find (YjCentralStore *self, gboolean *found, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (json_t) rows = NULL;
  va_list values;

  va_start (values, types);
  rows = self->backend->rows (self, error, sql, types, values);
  va_end (values);
  *found = json_array_size (rows) > 0;
  return rows != NULL;
}

gboolean
yj_central_store_begin (YjCentralStore *self, GError **error)
{
  return self->backend->begin (self, error);
}

gboolean
yj_central_store_commit (YjCentralStore *self, GError **error)
{
  return self->backend->commit (self, error);
}

void
yj_central_store_rollback (YjCentralStore *self)
{
  self->backend->rollback (self);
}

gboolean
yj_central_store_check (YjCentralStore *self, GError **error)
{
  return yj_store_execute (self, error, "SELECT count(*) AS n FROM meta", "");
}

gboolean
yj_central_store_copy (YjCentralStore *self, const char *path, json_t **counts, GError **error)
{
  return self->backend->copy (self, path, counts, error);
}

gboolean
yj_central_store_lock (YjCentralStore *self, const char *kind, const char *name, GError **error)
{
  return self->backend->lock == NULL || self->backend->lock (self, kind, name, error);
}

gboolean
yj_central_store_confirm (YjCentralStore *self, GError **error)
{
  return self->backend->confirm == NULL || self->backend->confirm (self, error);
}

void
yj_standing_clear (YjStanding *standing)
{
  g_clear_pointer (&standing->digest, g_free);
  g_clear_pointer (&standing->receipt, g_free);
}

gboolean
yj_central_store_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error)
{
  return n == 0 ? yj_central_store_begin (self, error) : self->backend->look_up (self, records, n, standings, error);
}

gboolean
yj_central_store_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements, gsize n,
                                     const char *received, GError **error)
{
  return n == 0 || self->backend->insert_submissions (self, records, settlements, n, received, error);
}

json_t *
yj_central_store_get_progress (YjCentralStore *self, const char *source, GError **error)
{
  return self->backend->get_progress (self, source, error);
}

json_t *
yj_central_store_list_settled (YjCentralStore *self, const char *source, gint64 first, gint64 last, GError **error)
{
  return yj_store_rows (self, error, self->backend->list_settled, "siii", source, first, last, (gint64) YJ_STORE_SETTLED_PAGE);
}

json_t *
yj_central_store_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error)
{
  return self->backend->list_submissions (self, id, after, error);
}

json_t *
yj_central_store_list_kiosks (YjCentralStore *self, GError **error)
{
  return self->backend->list_kiosks (self, error);
}
