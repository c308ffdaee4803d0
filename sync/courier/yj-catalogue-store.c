/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the folder of pulled catalogues: verified before they get a name, never changed after. */
#include "sync/courier/yj-catalogue-store.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include <glib/gstdio.h>
#include <string.h>

#define KEPT 2

struct _YjCatalogueStore {
  GMutex lock;
  char *folder;
  char *region, *public_key;
  char *path, *id; /* of the chosen one */
  int version;
  char *etag;
};

YjCatalogueStore *
yj_catalogue_store_new (const char *state_dir)
{
  YjCatalogueStore *self = g_new0 (YjCatalogueStore, 1);
  g_mutex_init (&self->lock);
  self->folder = g_build_filename (state_dir, "catalogue", NULL);
  return self;
}

static void
forget_choice (YjCatalogueStore *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->etag, g_free);
  self->version = 0;
}

void
yj_catalogue_store_free (YjCatalogueStore *self)
{
  if (self == NULL)
    return;
  forget_choice (self);
  g_free (self->region);
  g_free (self->public_key);
  g_free (self->folder);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The version that a name of this region says; 0: another file. */
static int
version_of (YjCatalogueStore *self, const char *name)
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

static GArray *
list_versions (YjCatalogueStore *self)
{
  g_autoptr (GDir) listing = g_dir_open (self->folder, 0, NULL);
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

static char *
path_of (YjCatalogueStore *self, int version, const char *suffix)
{
  return g_strdup_printf ("%s/%s-%d.ycat%s", self->folder, self->region, version, suffix);
}

static gboolean
choose (YjCatalogueStore *self, int version)
{
  g_autofree char *path = path_of (self, version, ""), *etag_path = path_of (self, version, ".etag");
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_bundle (path, self->public_key, self->region, NULL);

  if (catalogue == NULL)
    return FALSE;
  forget_choice (self);
  self->id = g_strdup (yj_catalogue_get_id (catalogue));
  self->version = yj_catalogue_get_version (catalogue);
  self->path = g_steal_pointer (&path);
  g_file_get_contents (etag_path, &self->etag, NULL, NULL);
  return TRUE;
}

void
yj_catalogue_store_select (YjCatalogueStore *self, const char *region, const char *public_key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GArray) versions = NULL;

  forget_choice (self);
  g_free (self->region);
  g_free (self->public_key);
  self->region = g_strdup (region);
  self->public_key = g_strdup (public_key);
  if (region == NULL)
    return;
  versions = list_versions (self);
  for (guint i = 0; i < versions->len; i++)
    if (choose (self, g_array_index (versions, int, i)))
      return;
}

json_t *
yj_catalogue_store_describe (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return self->path != NULL ? json_pack ("{s:s, s:s, s:i}", "path", self->path, "id", self->id, "version", self->version) : NULL;
}

char *
yj_catalogue_store_dup_etag (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return g_strdup (self->etag);
}

static gboolean
write_public (const char *path, const char *data, gssize size, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &failure) &&
      g_chmod (path, 0644) == 0)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "a catalogue cannot be kept: %s", failure != NULL ? failure->message : path);
  return FALSE;
}

/* The bundle's own name comes last: what has it is whole. */
static gboolean
write_files (YjCatalogueStore *self, int version, GBytes *bundle, const char *signature, const char *etag, GError **error)
{
  g_autofree char *path = path_of (self, version, ""), *signature_path = path_of (self, version, ".minisig");
  g_autofree char *etag_path = path_of (self, version, ".etag");
  gsize size;
  const char *data = g_bytes_get_data (bundle, &size);

  if (g_mkdir_with_parents (self->folder, 0755) != 0 || g_chmod (self->folder, 0755) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s cannot be made", self->folder);
    return FALSE;
  }
  g_unlink (etag_path);
  return (etag == NULL || write_public (etag_path, etag, -1, error)) && write_public (signature_path, signature, -1, error) &&
         write_public (path, data, (gssize) size, error);
}

static void
drop_old (YjCatalogueStore *self)
{
  static const char *const suffixes[] = { "", ".minisig", ".etag" };
  g_autoptr (GArray) versions = list_versions (self);

  for (guint i = KEPT; i < versions->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (suffixes); k++) {
      g_autofree char *path = path_of (self, g_array_index (versions, int, i), suffixes[k]);
      g_unlink (path);
    }
}

gboolean
yj_catalogue_store_install (YjCatalogueStore *self, GBytes *bundle, const char *signature, const char *etag, gboolean *changed,
                            GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_bytes (bundle, signature, self->public_key, self->region, error);

  *changed = FALSE;
  if (catalogue == NULL)
    return FALSE;
  /* Versions only grow: an old bundle from a cache is not put in place, and not asked for again. */
  if (yj_catalogue_get_version (catalogue) <= self->version) {
    g_free (self->etag);
    self->etag = g_strdup (etag);
    return TRUE;
  }
  if (!write_files (self, yj_catalogue_get_version (catalogue), bundle, signature, etag, error))
    return FALSE;
  *changed = choose (self, yj_catalogue_get_version (catalogue));
  drop_old (self);
  return TRUE;
}
