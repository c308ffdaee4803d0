/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a loaded catalogue: the same reading for a folder and for a bundle, which is a folder in bytes. */
#include "core/catalogue/yj-catalogue.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-search-index.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-suite.h"
#include <string.h>

#define DRAFT_DAYS_DEFAULT 15

struct _YjCatalogue {
  GObject parent_instance;
  json_t *root;
  YjHall *hall; /* (nullable) */
  GPtrArray *items;
  GArray *stages;        /* YjLifeStage */
  YjSearchIndex *search; /* (nullable): not searched yet */
  guint n_parsed;
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
  yj_hall_free (self->hall);
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

/* An item of which this hall offers nothing is not there. */
static gboolean
load_item (YjCatalogue *self, GPtrArray *entries, const char *id, GError **error)
{
  g_autofree char *name = g_strdup_printf ("items/%s.json", id);
  g_autoptr (json_t) root = parse_entry (entries, name, error);
  g_autoptr (YjItem) item = NULL;
  GError *problem = NULL;

  if (root == NULL)
    return FALSE;
  self->n_parsed++;
  item = yj_item_new_for_hall (root, self->hall, &problem);
  if (item == NULL) {
    gboolean of_hall = g_str_has_prefix (problem->message, "/added_materials");
    g_propagate_prefixed_error (error, problem, "%s%s", of_hall ? "what the region adds to " : "", name);
    return FALSE;
  }
  if (!g_str_equal (item->id, id)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s/id: differs from the file's name", name);
    return FALSE;
  }
  if (self->hall == NULL || !yj_hall_changes_item (self->hall, id) || item->matters->len > 0)
    g_ptr_array_add (self->items, g_steal_pointer (&item));
  return TRUE;
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
load_items (YjCatalogue *self, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) ids = yj_catalogue_list_ids (self->root, entries, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!load_item (self, entries, g_ptr_array_index (ids, i), error))
      return FALSE;
  return ids != NULL;
}

static YjCatalogue *
catalogue_new_from_entries (GPtrArray *entries, const char *region, GError **error)
{
  g_autoptr (YjCatalogue) self = g_object_new (YJ_TYPE_CATALOGUE, NULL);

  self->root = parse_entry (entries, "catalog.json", error);
  if (self->root == NULL)
    return NULL;
  self->n_parsed = 1;
  if (yj_json_string (self->root, "id") == NULL || yj_json_int (self->root, "version", 0) < 1) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json: id and version are required");
    return NULL;
  }
  if (region != NULL) {
    self->hall = yj_hall_new (region, entries, error);
    if (self->hall == NULL)
      return NULL;
    self->n_parsed += yj_hall_count_files (self->hall);
  }
  return load_stages (self, error) && load_items (self, entries, error) ? g_steal_pointer (&self) : NULL;
}

/* A hall is given nothing of other regions. */
static gboolean
is_wanted (const char *name, gpointer region)
{
  return !g_str_has_prefix (name, "regions/") || (region != NULL && yj_hall_reads_file (region, name));
}

YjCatalogue *
yj_catalogue_new_for_hall_from_dir (const char *dir, const char *region, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, is_wanted, (gpointer) region, error);
  return entries != NULL ? catalogue_new_from_entries (entries, region, error) : NULL;
}

YjCatalogue *
yj_catalogue_new_for_hall_from_bytes (GBytes *bundle, const char *signature, const char *public_key, const char *region, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (!yj_suite_verify_catalogue (bundle, signature, public_key, error))
    return NULL;
  entries = yj_archive_unpack_wanted (bundle, YJ_CATALOGUE_MAX_BYTES, YJ_CATALOGUE_MAX_FILES, is_wanted, (gpointer) region, error);
  return entries != NULL ? catalogue_new_from_entries (entries, region, error) : NULL;
}

YjCatalogue *
yj_catalogue_new_for_hall_from_bundle (const char *path, const char *public_key, const char *region, GError **error)
{
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL), *signature = NULL;
  g_autoptr (GBytes) bundle = yj_catalogue_read_file (path, YJ_CATALOGUE_BUNDLE_MAX_BYTES, error);
  g_autoptr (GBytes) signature_bytes = bundle != NULL ? yj_catalogue_read_file (signature_path, YJ_CATALOGUE_SIGNATURE_MAX_BYTES, error) : NULL;

  if (signature_bytes == NULL)
    return NULL;
  signature = g_strndup (g_bytes_get_data (signature_bytes, NULL), g_bytes_get_size (signature_bytes));
  return yj_catalogue_new_for_hall_from_bytes (bundle, signature, public_key, region, error);
}

YjCatalogue *
yj_catalogue_new_from_dir (const char *dir, GError **error)
{
  return yj_catalogue_new_for_hall_from_dir (dir, NULL, error);
}

YjCatalogue *
yj_catalogue_new_from_bundle (const char *path, const char *public_key, GError **error)
{
  return yj_catalogue_new_for_hall_from_bundle (path, public_key, NULL, error);
}

YjCatalogue *
yj_catalogue_new_from_bytes (GBytes *bundle, const char *signature, const char *public_key, GError **error)
{
  return yj_catalogue_new_for_hall_from_bytes (bundle, signature, public_key, NULL, error);
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

int
yj_catalogue_get_draft_days (YjCatalogue *self)
{
  return (int) yj_json_int (self->root, "draft_days", DRAFT_DAYS_DEFAULT);
}

const YjText *
yj_catalogue_get_programme (YjCatalogue *self)
{
  return yj_text_from_json (json_object_get (self->root, "programme"));
}

const char *
yj_catalogue_get_department (YjCatalogue *self, const char *code, const char *language)
{
  const YjText *name = yj_text_from_json (json_object_get (json_object_get (self->root, "departments"), code));
  return name != NULL ? yj_text_get (name, language) : code;
}

YjHall *
yj_catalogue_get_hall (YjCatalogue *self)
{
  return self->hall;
}

const char *
yj_catalogue_get_region (YjCatalogue *self)
{
  return self->hall != NULL ? yj_hall_get_region (self->hall) : NULL;
}

guint
yj_catalogue_count_parsed_files (YjCatalogue *self)
{
  return self->n_parsed;
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
