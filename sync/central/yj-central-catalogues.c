/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the loaded catalogues: publishing, and what is served. */
#include "sync/central/yj-central-catalogues-private.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central.h"
#include <string.h>

typedef YjPublishedCatalogue Published;

static void
published_free (Published *published)
{
  g_clear_object (&published->catalogue);
  g_clear_pointer (&published->bundle, g_bytes_unref);
  g_free (published->signature);
  g_free (published);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Published, published_free)

static Published *
published_new (GBytes *bundle, const char *signature, const char *public_key, GError **error)
{
  g_autoptr (Published) published = g_new0 (Published, 1);

  published->catalogue = yj_catalogue_new_from_bytes (bundle, signature, public_key, error);
  published->bundle = g_bytes_ref (bundle);
  published->signature = g_strdup (signature);
  return published->catalogue != NULL ? g_steal_pointer (&published) : NULL;
}

static gboolean
is_version (const Published *published, const char *id, gint64 version)
{
  return g_str_equal (yj_catalogue_get_id (published->catalogue), id) &&
         yj_catalogue_get_version (published->catalogue) == version;
}

Published *
yj_catalogues_find_version (YjCentralCatalogues *self, const char *id, gint64 version)
{
  for (guint i = 0; i < self->published->len; i++)
    if (is_version (g_ptr_array_index (self->published, i), id, version))
      return g_ptr_array_index (self->published, i);
  return NULL;
}

Published *
yj_catalogues_find_newest (YjCentralCatalogues *self, const char *id)
{
  Published *newest = NULL;

  for (guint i = 0; i < self->published->len; i++) {
    Published *candidate = g_ptr_array_index (self->published, i);
    if (g_str_equal (yj_catalogue_get_id (candidate->catalogue), id) &&
        (newest == NULL || yj_catalogue_get_version (candidate->catalogue) > yj_catalogue_get_version (newest->catalogue)))
      newest = candidate;
  }
  return newest;
}

static Published *
find_served (YjCentralCatalogues *self)
{
  Published *last = self->published->len > 0 ? g_ptr_array_index (self->published, self->published->len - 1) : NULL;
  return last != NULL ? yj_catalogues_find_newest (self, yj_catalogue_get_id (last->catalogue)) : NULL;
}

typedef struct {
  YjCentralCatalogues *self;
  GError *error;
} Load;

static void
on_catalogue_row (GBytes *bundle, const char *signature, gpointer user_data)
{
  Load *load = user_data;
  Published *published =
    load->error == NULL ? published_new (bundle, signature, load->self->keys->catalogue_key, &load->error) : NULL;
  if (published != NULL)
    g_ptr_array_add (load->self->published, published);
}

YjCentralCatalogues *
yj_central_catalogues_new (YjCentralStore *store, const YjCentralKeys *keys, GError **error)
{
  g_autoptr (YjCentralCatalogues) self = g_new0 (YjCentralCatalogues, 1);
  Load load = { self, NULL };

  g_mutex_init (&self->publishing);
  g_mutex_init (&self->lock);
  self->store = store;
  self->keys = keys;
  self->published = g_ptr_array_new_with_free_func ((GDestroyNotify) published_free);
  if (!yj_central_store_foreach_catalogue (store, on_catalogue_row, &load, error)) {
    g_clear_error (&load.error);
    return NULL;
  }
  if (load.error != NULL) {
    g_propagate_prefixed_error (error, load.error, "a published catalogue cannot be loaded: ");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
yj_central_catalogues_free (YjCentralCatalogues *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->published);
  g_mutex_clear (&self->publishing);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
add_published (YjCentralCatalogues *self, Published *published)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const char *id = yj_catalogue_get_id (published->catalogue);

  if (yj_catalogues_find_version (self, id, yj_catalogue_get_version (published->catalogue)) == NULL)
    g_ptr_array_add (self->published, published);
  else
    published_free (published);
}

gboolean
yj_central_catalogues_publish (YjCentralCatalogues *self, GBytes *bundle, const char *signature, json_t **description,
                               GError **error)
{
  g_autoptr (Published) published = published_new (bundle, signature, self->keys->catalogue_key, error);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->publishing);
  g_autofree char *at = yj_central_now (), *digest = yj_sha256_hex (bundle);
  const char *id;
  int version;

  if (published == NULL)
    return FALSE;
  id = yj_catalogue_get_id (published->catalogue);
  version = yj_catalogue_get_version (published->catalogue);
  if (!yj_central_store_add_catalogue (self->store, id, version, bundle, signature, at, error))
    return FALSE;
  *description = json_pack ("{s:s, s:i, s:s}", "id", id, "version", version, "sha256", digest);
  add_published (self, g_steal_pointer (&published));
  return TRUE;
}

static gboolean
publish_folder (YjCentralCatalogues *self, const char *dir, GError **error)
{
  g_autoptr (GBytes) bundle = yj_catalogue_pack_dir (dir, error);
  g_autoptr (YjSecretText) secret = NULL;
  g_autofree char *signature = NULL;
  g_autoptr (json_t) description = NULL;

  if (bundle == NULL)
    return FALSE;
  secret = yj_central_keys_read_catalogue_secret (self->keys);
  if (secret == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CRYPTO,
                 "%s is a folder and catalogue/minisign.key is not here: pack and sign it, then publish the bundle", dir);
    return FALSE;
  }
  signature = yj_suite_sign_catalogue (bundle, secret, "yijian catalogue", error);
  return signature != NULL && yj_central_catalogues_publish (self, bundle, signature, &description, error);
}

static gboolean
publish_bundle (YjCentralCatalogues *self, const char *path, GError **error)
{
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL);
  g_autofree char *text = NULL, *signature = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (json_t) description = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, error) || !g_file_get_contents (signature_path, &signature, NULL, error))
    return FALSE;
  bundle = g_bytes_new_take (g_steal_pointer (&text), size);
  return yj_central_catalogues_publish (self, bundle, signature, &description, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

gboolean
yj_central_catalogues_publish_dir (YjCentralCatalogues *self, const char *dir, GError **error)
{
  g_autofree char *root = g_build_filename (dir, "catalog.json", NULL);
  g_autoptr (GDir) list = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (g_file_test (root, G_FILE_TEST_EXISTS))
    return publish_folder (self, dir, error);
  list = g_dir_open (dir, 0, error);
  while (list != NULL && (name = g_dir_read_name (list)) != NULL)
    if (g_str_has_suffix (name, ".ycat"))
      g_ptr_array_add (paths, g_build_filename (dir, name, NULL));
  if (list == NULL)
    return FALSE;
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    if (!publish_bundle (self, g_ptr_array_index (paths, i), error))
      return FALSE;
  return TRUE;
}

void
yj_served_catalogue_free (YjServedCatalogue *served)
{
  if (served == NULL)
    return;
  g_bytes_unref (served->bundle);
  g_free (served->signature);
  g_free (served->etag);
  g_free (served->name);
  g_free (served);
}

YjServedCatalogue *
yj_central_catalogues_get_served (YjCentralCatalogues *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Published *published = find_served (self);
  g_autofree char *digest = NULL;
  YjServedCatalogue *served;

  if (published == NULL)
    return NULL;
  digest = yj_sha256_hex (published->bundle);
  served = g_new0 (YjServedCatalogue, 1);
  served->bundle = g_bytes_ref (published->bundle);
  served->signature = g_strdup (published->signature);
  served->etag = g_strdup_printf ("\"%.32s\"", digest);
  served->name = g_strdup_printf ("%s/%d", yj_catalogue_get_id (published->catalogue),
                                  yj_catalogue_get_version (published->catalogue));
  return served;
}

json_t *
yj_central_catalogues_get_hall (YjCentralCatalogues *self, const char *region)
{
  g_autoptr (YjServedCatalogue) served = yj_central_catalogues_get_served (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;

  if (served == NULL)
    return NULL;
  catalogue = yj_catalogue_new_for_hall_from_bytes (served->bundle, served->signature, self->keys->catalogue_key, region, &error);
  if (catalogue == NULL) {
    g_message ("%s cannot be read for the hall of %s: %s", served->name, region, error->message);
    return NULL;
  }
  return json_deep_copy (yj_hall_get_json (yj_catalogue_get_hall (catalogue)));
}

gboolean
yj_central_catalogues_is_newer (YjCentralCatalogues *self, const char *id, gint64 version)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Published *served = find_served (self);
  return served != NULL && !is_version (served, id, version);
}
