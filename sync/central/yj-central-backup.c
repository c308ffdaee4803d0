/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the command backup: a copy of records and materials while central serves. Everything in it stays sealed, so it is
 * also what is carried to the place where applications are opened. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-commands.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *from;      /* the store's folder of materials */
  char *to;
  guint copied;
} Copy;

static gboolean
fail (GError **error, const char *path)
{
  g_set_error (error, YJ_ERROR, errno == ENOSPC || errno == EDQUOT ? YJ_ERROR_STORE_FULL : YJ_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (error, path);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* A material never changes: what is there already is left alone, so that the next backup is a short one. */
static gboolean
copy_material (Copy *copy, const char *folder, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (copy->from, folder, name, NULL), *to = g_build_filename (copy->to, folder, name, NULL);
  g_autofree char *data = NULL;
  gsize size;

  if (g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (from, &data, &size, error) ||
      !g_file_set_contents_full (to, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return FALSE;
  copy->copied++;
  return TRUE;
}

static gboolean
copy_folder (Copy *copy, const char *folder, GError **error)
{
  g_autofree char *from = g_build_filename (copy->from, folder, NULL), *to = g_build_filename (copy->to, folder, NULL);
  g_autoptr (GDir) list = g_dir_open (from, 0, error);
  const char *name;

  if (list == NULL)
    return FALSE;
  if (g_mkdir_with_parents (to, 0700) != 0)
    return fail (error, to);
  while ((name = g_dir_read_name (list)) != NULL)
    if (yj_is_hex (name, 64) && !copy_material (copy, folder, name, error))
      return FALSE;
  return sync_path (to, error);
}

static gboolean
copy_materials (Copy *copy, GError **error)
{
  g_autoptr (GDir) list = g_dir_open (copy->from, 0, error);
  const char *folder;

  if (list == NULL)
    return FALSE;
  if (g_mkdir_with_parents (copy->to, 0700) != 0)
    return fail (error, copy->to);
  while ((folder = g_dir_read_name (list)) != NULL)
    if (yj_is_hex (folder, 2) && !copy_folder (copy, folder, error))
      return FALSE;
  return sync_path (copy->to, error);
}

/* An older copy may have been opened, and its log must not be applied to the new one. */
static gboolean
replace_database (const char *fresh, const char *database, GError **error)
{
  g_autofree char *log = g_strconcat (database, "-wal", NULL), *dir = g_path_get_dirname (database);

  if (g_unlink (log) != 0 && errno != ENOENT)
    return fail (error, log);
  if (g_rename (fresh, database) != 0)
    return fail (error, database);
  return sync_path (dir, error);
}

static char *
find_file (const char *uri, GError **error)
{
  char *path;

  if (yj_central_store_parse_uri (uri, &path, error) && path == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                         "PostgreSQL is backed up with its own tools (pg_basebackup with archived WAL, or pg_dump): records and"
                         " materials are both in it");
  return path;
}

/* The database first: every material that its records name is there by then. */
gboolean
yj_command_backup (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autofree char *dir = g_canonicalize_filename (rest[0], NULL);
  g_autofree char *source = find_file (options->database, error);
  g_autofree char *database = g_build_filename (dir, "central.db", NULL), *fresh = g_strconcat (database, ".new", NULL);
  g_autofree char *from = g_strconcat (source != NULL ? source : "", "-blobs", NULL), *to = g_strconcat (database, "-blobs", NULL);
  g_autoptr (YjCentralLine) line = NULL;
  g_autoptr (json_t) done = NULL;
  Copy copy = { from, to, 0 };

  if (source == NULL)
    return FALSE;
  if (g_str_equal (source, database)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the backup must lie in another folder than the database");
    return FALSE;
  }
  if (g_mkdir_with_parents (dir, 0700) != 0)
    return fail (error, dir);
  line = yj_central_line_open (options->database, NULL, error);
  done = line != NULL ? yj_central_line_ask (line, "backup", json_pack ("{s:s}", "path", fresh), error) : NULL;
  if (done == NULL || !copy_materials (&copy, error) || !replace_database (fresh, database, error))
    return FALSE;
  json_object_set_new (done, "database", json_string (database));
  json_object_set_new (done, "new_materials", json_integer (copy.copied));
  yj_command_print (done);
  return TRUE;
}
