/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a loaded catalogue: the same reading for a folder and for a bundle, which is a folder in bytes. */
#include "core/catalogue/yj-catalogue.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-search-index.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-suite.h"
#include <string.h>

#define BUNDLE_MAX_BYTES (16u * 1024u * 1024u)
#define SIGNATURE_MAX_BYTES 4096u

struct _YjCatalogue {
  GObject parent_instance;
  json_t *root;
  json_t *regions; /* code -> object */
  GPtrArray *items;
  GArray *stages;        /* YjLifeStage */
  YjSearchIndex *search; /* (nullable): not searched yet */
};

G_DEFINE_FINAL_TYPE (YjCatalogue, yj_catalogue, G_TYPE_OBJECT)

static void
yj_catalogue_finalize (GObject *object)
{
  YjCatalogue *self = YJ_CATALOGUE (object);
  g_clear_pointer (&self->search, yj_search_index_free);
  g_ptr_array_unref (self->items);
  g_array_unref (self->stages);
  g_clear_pointer (&self->root, json_decref);
  g_clear_pointer (&self->regions, json_decref);
  G_OBJECT_CLASS (yj_catalogue_parent_class)->finalize (object);
}

static void
yj_catalogue_class_init (YjCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_catalogue_finalize;
}

static void
yj_catalogue_init (YjCatalogue *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->regions = json_object ();
  self->stages = g_array_new (FALSE, FALSE, sizeof (YjLifeStage));
}

static json_t *
parse_entry (GPtrArray *entries, const char *name, GError **error)
{
  GBytes *data = yj_archive_entries_find (entries, name);
  json_t *root;

  if (data == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the catalogue lacks %s", name);
    return NULL;
  }
  root = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, error);
  if (root == NULL)
    g_prefix_error (error, "%s: ", name);
  return root;
}

static gboolean
load_item (YjCatalogue *self, GPtrArray *entries, const char *id, GError **error)
{
  g_autofree char *name = g_strdup_printf ("items/%s.json", id);
  g_autoptr (json_t) root = parse_entry (entries, name, error);
  YjItem *item = root != NULL ? yj_item_new_from_json (root, error) : NULL;

  if (item == NULL) {
    if (root != NULL)
      g_prefix_error (error, "%s", name);
    return FALSE;
  }
  g_ptr_array_add (self->items, item);
  if (g_str_equal (item->id, id))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s/id: differs from the file's name", name);
  return FALSE;
}

static gboolean
load_stages (YjCatalogue *self, GError **error)
{
  json_t *list = yj_json_array (self->root, "stages"), *member;
  size_t i;

  json_array_foreach (list, i, member) {
    YjLifeStage stage = { yj_json_string (member, "id"), yj_text_from_json (json_object_get (member, "name")) };
    if (stage.id == NULL || stage.name == NULL) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json/stages/%zu: id and name are required", i);
      return FALSE;
    }
    g_array_append_val (self->stages, stage);
  }
  return TRUE;
}

static gboolean
load_regions (YjCatalogue *self, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++) {
    const char *name = ((YjArchiveEntry *) g_ptr_array_index (entries, i))->name;
    if (!g_str_has_prefix (name, "regions/") || !g_str_has_suffix (name, ".json"))
      continue;
    g_autofree char *code = g_strndup (name + strlen ("regions/"), strlen (name) - strlen ("regions/.json"));
    json_t *region = parse_entry (entries, name, error);
    if (region == NULL)
      return FALSE;
    json_object_set_new (self->regions, code, region);
  }
  return TRUE;
}

static YjCatalogue *
catalogue_new_from_entries (GPtrArray *entries, GError **error)
{
  g_autoptr (YjCatalogue) self = g_object_new (YJ_TYPE_CATALOGUE, NULL);
  json_t *list, *member;
  size_t i;

  self->root = parse_entry (entries, "catalog.json", error);
  if (self->root == NULL)
    return NULL;
  if (yj_json_string (self->root, "id") == NULL || yj_json_int (self->root, "version", 0) < 1 ||
      !json_is_array (json_object_get (self->root, "items"))) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json: id, version and items are required");
    return NULL;
  }
  list = json_object_get (self->root, "items");
  json_array_foreach (list, i, member)
    if (!json_is_string (member) || !load_item (self, entries, json_string_value (member), error)) {
      if (error != NULL && *error == NULL)
        g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json/items/%zu: an id is expected", i);
      return NULL;
    }
  return load_stages (self, error) && load_regions (self, entries, error) ? g_steal_pointer (&self) : NULL;
}

YjCatalogue *
yj_catalogue_new_from_dir (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, error);
  return entries != NULL ? catalogue_new_from_entries (entries, error) : NULL;
}

YjCatalogue *
yj_catalogue_new_from_bytes (GBytes *bundle, const char *signature, const char *public_key, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (!yj_suite_verify_catalogue (bundle, signature, public_key, error))
    return NULL;
  entries = yj_archive_unpack (bundle, YJ_CATALOGUE_MAX_BYTES, YJ_CATALOGUE_MAX_FILES, error);
  return entries != NULL ? catalogue_new_from_entries (entries, error) : NULL;
}

YjCatalogue *
yj_catalogue_new_from_bundle (const char *path, const char *public_key, GError **error)
{
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL), *signature = NULL;
  g_autoptr (GBytes) bundle = yj_catalogue_read_file (path, BUNDLE_MAX_BYTES, error);
  g_autoptr (GBytes) signature_bytes = bundle != NULL ? yj_catalogue_read_file (signature_path, SIGNATURE_MAX_BYTES, error) : NULL;

  if (signature_bytes == NULL)
    return NULL;
  signature = g_strndup (g_bytes_get_data (signature_bytes, NULL), g_bytes_get_size (signature_bytes));
  return yj_catalogue_new_from_bytes (bundle, signature, public_key, error);
}

const char *
yj_catalogue_get_id (YjCatalogue *self)
{
  return yj_json_string (self->root, "id");
}

int
yj_catalogue_get_version (YjCatalogue *self)
{
  return (int) yj_json_int (self->root, "version", 0);
}

const char *
yj_catalogue_get_expires (YjCatalogue *self)
{
  return yj_json_string (self->root, "expires");
}

const char *
yj_catalogue_get_refuse_after (YjCatalogue *self)
{
  return yj_json_string (self->root, "refuse_after");
}

const char *
yj_catalogue_get_department (YjCatalogue *self, const char *code, const char *language)
{
  const YjText *name = yj_text_from_json (json_object_get (json_object_get (self->root, "departments"), code));
  return name != NULL ? yj_text_get (name, language) : code;
}

const json_t *
yj_catalogue_get_region (YjCatalogue *self, const char *region)
{
  return region != NULL ? json_object_get (self->regions, region) : NULL;
}

GPtrArray *
yj_catalogue_get_items (YjCatalogue *self)
{
  return self->items;
}

static gboolean
has_alias (YjItem *item, const char *id)
{
  json_t *aliases = yj_json_array (item->root, "aliases"), *alias;
  size_t i;
  json_array_foreach (aliases, i, alias)
    if (g_strcmp0 (json_string_value (alias), id) == 0)
      return TRUE;
  return FALSE;
}

YjItem *
yj_catalogue_get_item (YjCatalogue *self, const char *id)
{
  for (guint i = 0; i < self->items->len; i++) {
    YjItem *item = g_ptr_array_index (self->items, i);
    if (g_str_equal (item->id, id) || has_alias (item, id))
      return item;
  }
  return NULL;
}

GPtrArray *
yj_catalogue_search (YjCatalogue *self, const char *query)
{
  if (g_once_init_enter (&self->search))
    g_once_init_leave (&self->search, yj_search_index_new (self->items));
  return yj_search_index_find (self->search, query, NULL);
}

static gboolean
is_in_use (YjCatalogue *self, const YjLifeStage *stage, gboolean enterprise)
{
  for (guint i = 0; i < self->items->len; i++) {
    const YjItem *item = g_ptr_array_index (self->items, i);
    if (item->enterprise == enterprise && g_strcmp0 (item->stage, stage->id) == 0)
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
yj_catalogue_list_stages (YjCatalogue *self, gboolean enterprise)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->stages->len; i++)
    if (is_in_use (self, &g_array_index (self->stages, YjLifeStage, i), enterprise))
      g_ptr_array_add (list, &g_array_index (self->stages, YjLifeStage, i));
  return list;
}
