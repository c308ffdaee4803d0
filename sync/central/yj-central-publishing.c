/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the ways in which a catalogue is published: a bundle with its signature, a folder of them, a folder to be packed. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-catalogues-private.h"
#include "sync/central/yj-central.h"
#include <string.h>

gboolean
yj_central_catalogues_publish (YjCentralCatalogues *self, GBytes *bundle, const char *signature, json_t **description,
                               GError **error)
{
  g_autoptr (YjPublishedCatalogue) published = yj_catalogues_unpack (self, bundle, signature, error);
  g_autofree char *at = yj_central_now ();
  const char *id;
  int version;

  if (published == NULL)
    return FALSE;
  id = yj_catalogue_get_id (published->catalogue);
  version = yj_catalogue_get_version (published->catalogue);
  if (!yj_central_store_add_catalogue (self->store, id, version, bundle, signature, at, error))
    return FALSE;
  *description = json_pack ("{s:s, s:i, s:s}", "id", id, "version", version, "sha256", published->sha256);
  return yj_catalogues_look (self, 0, error);
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
