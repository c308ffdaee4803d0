/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names and the writing of catalogues on the disk. */
#include "sync/courier/yj-catalogue-folder.h"
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _YjCatalogueFolder {
  char *path, *region;
};

YjCatalogueFolder *
yj_catalogue_folder_new (const char *state_dir, const char *region)
{
  YjCatalogueFolder *self = g_new0 (YjCatalogueFolder, 1);
  self->path = g_build_filename (state_dir, "catalogue", NULL);
  self->region = g_strdup (region);
  return self;
}

void
yj_catalogue_folder_free (YjCatalogueFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->region);
  g_free (self);
}

/* The version that a name of this region says; 0: another file. */
static int
version_of (YjCatalogueFolder *self, const char *name)
{
  gsize size = strlen (self->region);
  char *end = NULL;
  guint64 version;

  if (strncmp (name, self->region, size) != 0 || name[size] != '-' || !g_ascii_isdigit (name[size + 1]))
    return 0;
  version = g_ascii_strtoull (name + size + 1, &end, 10);
  return g_str_equal (end, ".ycat") && version <= G_MAXINT ? (int) version : 0;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const int *one = a, *other = b;
  return *one < *other ? 1 : *one > *other ? -1 : 0;
}

GArray *
yj_catalogue_folder_list (YjCatalogueFolder *self)
{
  g_autoptr (GDir) listing = g_dir_open (self->path, 0, NULL);
  GArray *versions = g_array_new (FALSE, FALSE, sizeof (int));
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    int version = version_of (self, name);
    if (version > 0)
      g_array_append_val (versions, version);
  }
  g_array_sort (versions, compare_newest_first);
  return versions;
}

char *
yj_catalogue_folder_get_path (YjCatalogueFolder *self, int version, const char *suffix)
{
  return g_strdup_printf ("%s/%s-%d.ycat%s", self->path, self->region, version, suffix);
}

static gboolean
write_public (const char *path, const char *data, gssize size, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (yj_durable_file_write (path, data, size < 0 ? strlen (data) : (gsize) size, 0644, &failure))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "a catalogue cannot be kept: %s", failure->message);
  return FALSE;
}

gboolean
yj_catalogue_folder_write (YjCatalogueFolder *self, int version, GBytes *bundle, const char *signature, const char *etag, GError **error)
{
  g_autofree char *path = yj_catalogue_folder_get_path (self, version, "");
  g_autofree char *signature_path = yj_catalogue_folder_get_path (self, version, ".minisig");
  g_autofree char *etag_path = yj_catalogue_folder_get_path (self, version, ".etag");
  gsize size;
  const char *data = g_bytes_get_data (bundle, &size);

  /* Readable whatever the mask of the process says. */
  if (!yj_durable_folder_make (self->path, 0755, NULL) || g_chmod (self->path, 0755) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s cannot be made", self->path);
    return FALSE;
  }
  g_unlink (etag_path);
  return (etag == NULL || write_public (etag_path, etag, -1, error)) && write_public (signature_path, signature, -1, error) &&
         write_public (path, data, (gssize) size, error);
}

static int
open_public (const char *path, gsize max_bytes, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would never end */
  struct stat about;

  if (fd >= 0 && fstat (fd, &about) == 0 && S_ISREG (about.st_mode)) {
    if ((guint64) about.st_size <= max_bytes)
      return fd;
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
  } else
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read", path);
  if (fd >= 0)
    close (fd);
  return -1;
}

static char *
read_signature (const char *path, GError **error)
{
  char text[YJ_CATALOGUE_SIGNATURE_MAX_BYTES];
  int fd = open_public (path, sizeof text, error);
  gssize size = fd >= 0 ? read (fd, text, sizeof text) : -1;

  if (fd < 0)
    return NULL;
  close (fd);
  if (size >= 0)
    return g_strndup (text, (gsize) size);
  g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read", path);
  return NULL;
}

int
yj_catalogue_folder_open (YjCatalogueFolder *self, int version, char **signature, GError **error)
{
  g_autofree char *path = yj_catalogue_folder_get_path (self, version, "");
  g_autofree char *signature_path = yj_catalogue_folder_get_path (self, version, ".minisig");
  int fd = open_public (path, YJ_CATALOGUE_BUNDLE_MAX_BYTES, error);

  *signature = fd >= 0 ? read_signature (signature_path, error) : NULL;
  if (fd < 0 || *signature != NULL)
    return fd;
  close (fd);
  return -1;
}

void
yj_catalogue_folder_drop (YjCatalogueFolder *self, int version)
{
  static const char *const suffixes[] = { "", ".minisig", ".etag" };

  for (guint k = 0; k < G_N_ELEMENTS (suffixes); k++) {
    g_autofree char *path = yj_catalogue_folder_get_path (self, version, suffixes[k]);
    g_unlink (path);
  }
}

static char *
get_mark (YjCatalogueFolder *self)
{
  return g_strdup_printf ("%s/%s.withdrawn", self->path, self->region);
}

int
yj_catalogue_folder_get_withdrawn (YjCatalogueFolder *self)
{
  g_autofree char *path = get_mark (self), *text = NULL;
  guint64 version = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      !g_ascii_string_to_unsigned (g_strstrip (text), 10, 1, G_MAXINT, &version, NULL))
    return 0;
  return (int) version;
}

gboolean
yj_catalogue_folder_set_withdrawn (YjCatalogueFolder *self, int version, GError **error)
{
  g_autofree char *path = get_mark (self), *text = g_strdup_printf ("%d\n", version);

  if (version == 0) {
    g_unlink (path);
    return TRUE;
  }
  return write_public (path, text, -1, error);
}
