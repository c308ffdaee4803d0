/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the empty stores of tests. */
#include "tests/sync/central/store-fixture.h"
#include <glib/gstdio.h>
#include <libpq-fe.h>

static const char *
get_database (void)
{
  return g_getenv ("YIJIAN_TEST_DATABASE");
}

gboolean
on_postgres (void)
{
  return get_database () != NULL;
}

char *
ask_postgres (const char *uri, const char *sql)
{
  PGconn *conn = PQconnectdb (uri);
  PGresult *result = PQexec (conn, sql);
  char *value = NULL;

  if (PQresultStatus (result) != PGRES_TUPLES_OK && PQresultStatus (result) != PGRES_COMMAND_OK)
    g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, PQerrorMessage (conn));
  if (PQntuples (result) > 0)
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  PQfinish (conn);
  return value;
}

static void
make_place (Fixture *f)
{
  static guint n = 0;
  g_autoptr (GError) error = NULL;

  if (on_postgres ()) {
    g_autofree char *sql = NULL;
    f->schema = g_strdup_printf ("t%u", ++n);
    sql = g_strdup_printf ("CREATE SCHEMA %s", f->schema);
    g_free (ask_postgres (get_database (), sql));
    f->uri = g_strdup_printf ("%s&options=-csearch_path%%3D%s", get_database (), f->schema);
    return;
  }
  f->dir = g_dir_make_tmp ("yj-store-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->dir, "central.db", NULL);
  f->uri = g_strconcat ("sqlite:", f->path, NULL);
}

void
fixture_setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  make_place (f);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) list = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (list)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_unlink (file);
  }
  g_rmdir (path);
}

void
fixture_teardown (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->store, yj_central_store_close);
  if (f->schema != NULL) {
    g_autofree char *sql = g_strdup_printf ("SET client_min_messages = error; DROP SCHEMA %s CASCADE", f->schema);
    g_free (ask_postgres (get_database (), sql));
  } else {
    remove_folder (f->dir);
  }
  g_free (f->dir);
  g_free (f->path);
  g_free (f->schema);
  g_free (f->uri);
}

void
fixture_reopen (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->store, yj_central_store_close);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_no_error (error);
}
