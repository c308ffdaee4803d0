/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the loaded catalogues and what they say about a header. */
#include "sync/central/yj-central-catalogues.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-problem.h"
#include <string.h>

#define UNASSIGNED "unassigned"

typedef struct {
  YjCatalogue *catalogue;
  GBytes *bundle;
  char *signature;
} Published;

struct _YjCentralCatalogues {
  GMutex lock;
  YjCentralStore *store;
  const YjCentralKeys *keys;
  GPtrArray *published;   /* Published, in the order of publication */
};

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

static Published *
find_version (YjCentralCatalogues *self, const char *id, gint64 version)
{
  for (guint i = 0; i < self->published->len; i++)
    if (is_version (g_ptr_array_index (self->published, i), id, version))
      return g_ptr_array_index (self->published, i);
  return NULL;
}

static Published *
find_newest (YjCentralCatalogues *self, const char *id)
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
  return last != NULL ? find_newest (self, yj_catalogue_get_id (last->catalogue)) : NULL;
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
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
yj_central_catalogues_publish (YjCentralCatalogues *self, GBytes *bundle, const char *signature, json_t **description,
                               GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (Published) published = published_new (bundle, signature, self->keys->catalogue_key, error);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ"), *digest = yj_sha256_hex (bundle);
  const char *id;
  int version;

  if (published == NULL)
    return FALSE;
  id = yj_catalogue_get_id (published->catalogue);
  version = yj_catalogue_get_version (published->catalogue);
  if (!yj_central_store_add_catalogue (self->store, id, version, bundle, signature, at, error))
    return FALSE;
  *description = json_pack ("{s:s, s:i, s:s}", "id", id, "version", version, "sha256", digest);
  if (find_version (self, id, version) == NULL)
    g_ptr_array_add (self->published, g_steal_pointer (&published));
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
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Published *published = find_served (self);
  const json_t *entry = published != NULL ? yj_catalogue_get_region (published->catalogue, region) : NULL;
  return entry != NULL ? json_deep_copy (entry) : NULL;
}

gboolean
yj_central_catalogues_is_newer (YjCentralCatalogues *self, const char *id, gint64 version)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Published *served = find_served (self);
  return served != NULL && !is_version (served, id, version);
}

/* The item in the very version of the header, if that was published here, else in the newest. */
static YjItem *
find_item (YjCentralCatalogues *self, const json_t *header, Published **exact)
{
  const json_t *catalogue = yj_json_object (header, "catalogue");
  const char *id = yj_json_string (catalogue, "id");
  Published *newest = find_newest (self, id);

  *exact = find_version (self, id, yj_json_int (catalogue, "version", 0));
  if (*exact == NULL && newest == NULL)
    return NULL;
  return yj_catalogue_get_item (*exact != NULL ? (*exact)->catalogue : newest->catalogue,
                                yj_json_string (yj_json_object (header, "item"), "id"));
}

static gboolean
is_ahead (YjCentralCatalogues *self, const json_t *header)
{
  const json_t *catalogue = yj_json_object (header, "catalogue");
  Published *newest = find_newest (self, yj_json_string (catalogue, "id"));
  return newest == NULL || yj_json_int (catalogue, "version", 0) > yj_catalogue_get_version (newest->catalogue);
}

/* A session that began on the last day may end on the next one. Only a verified clock says a date. */
static gboolean
is_past_refusal (const Published *exact, const json_t *header)
{
  const char *limit = yj_catalogue_get_refuse_after (exact->catalogue);
  const char *wall = yj_json_string (header, "wall");
  g_autoptr (GDateTime) sealed = NULL, last = NULL, over = NULL;
  g_autofree char *end = NULL;

  if (limit == NULL || wall == NULL || g_strcmp0 (yj_json_string (header, "clock"), "verified") != 0)
    return FALSE;
  end = g_strconcat (limit, "T23:59:59Z", NULL);
  sealed = g_date_time_new_from_iso8601 (wall, NULL);
  last = g_date_time_new_from_iso8601 (end, NULL);
  over = last != NULL ? g_date_time_add_days (last, 1) : NULL;
  return sealed != NULL && over != NULL && g_date_time_compare (sealed, over) > 0;
}

static YjJudgement
impossible (json_t **problem, const char *name, const char *detail)
{
  yj_problem_json_set (problem, name, "%s", detail);
  return YJ_JUDGEMENT_IMPOSSIBLE;
}

static YjJudgement
judge_known (const Published *exact, YjItem *item, const json_t *header, json_t *departments, json_t **problem)
{
  size_t i;
  json_t *code;

  if (exact != NULL && item->version != yj_json_int (yj_json_object (header, "item"), "version", 0))
    return impossible (problem, "item-version", "the header's item version is not the one of its catalogue version");
  if (exact != NULL && is_past_refusal (exact, header))
    return impossible (problem, "catalogue-expired", "the record was sealed after the catalogue's last day");
  json_array_foreach (yj_json_array (header, "matters"), i, code) {
    const YjMatter *matter = yj_item_get_matter (item, json_string_value (code));
    if (matter == NULL && exact != NULL)
      return impossible (problem, "unknown-matter", "the item has no such matter in this catalogue version");
    if (matter == NULL) {
      yj_problem_json_set (problem, "catalogue-unpublished", "publish the catalogue version that the header names");
      return YJ_JUDGEMENT_NOT_YET;
    }
    json_object_set_new (departments, matter->code, json_string (matter->department));
  }
  return YJ_JUDGEMENT_KNOWN;
}

YjJudgement
yj_central_catalogues_judge (YjCentralCatalogues *self, const json_t *header, json_t **departments, json_t **problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (json_t) found = json_object ();
  YjJudgement judgement = YJ_JUDGEMENT_KNOWN;
  Published *exact = NULL;
  YjItem *item;
  size_t i;
  json_t *code;

  /* A central without any catalogue keeps records for others to judge. */
  if (self->published->len == 0) {
    json_array_foreach (yj_json_array (header, "matters"), i, code)
      json_object_set_new (found, json_string_value (code), json_string (UNASSIGNED));
    *departments = g_steal_pointer (&found);
    return YJ_JUDGEMENT_KNOWN;
  }
  item = find_item (self, header, &exact);
  if (item == NULL && exact != NULL)
    return impossible (problem, "unknown-item", "the catalogue version has no such item");
  if (item == NULL || (exact == NULL && is_ahead (self, header))) {
    yj_problem_json_set (problem, "catalogue-unpublished", "publish the catalogue version that the header names");
    return YJ_JUDGEMENT_NOT_YET;
  }
  judgement = judge_known (exact, item, header, found, problem);
  if (judgement == YJ_JUDGEMENT_KNOWN)
    *departments = g_steal_pointer (&found);
  return judgement;
}
