/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of regions/: what a hall says about itself, and that every item is still right as the hall offers it. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-check-private.h"
#include <string.h>

typedef struct {
  YjCheck *check;
  GPtrArray *entries;     /* (nullable) the whole folder; NULL where a file cannot be read */
  YjCatalogue *catalogue; /* (nullable) without a hall; NULL where an item cannot be read */
  const json_t *json;
  gboolean right;         /* by the schema */
  GHashTable *plain;      /* sentences about the items as they stand */
} Region;

static const char added[] = "added_materials", off[] = "switched_off", phones[] = "item_phones";

/* The item that a member of @map names. (nullable): reported */
static YjItem *
find_item (Region *region, const char *map, const char *id)
{
  g_autofree char *pointer = g_strdup_printf ("/%s/%s", map, id);
  YjItem *item = region->catalogue != NULL ? yj_catalogue_get_item (region->catalogue, id) : NULL;

  if (item != NULL && g_str_equal (item->id, id))
    return item;
  if (region->catalogue != NULL)
    yj_check_report (region->check, YJ_FINDING_UNKNOWN_ITEM, pointer, "there is no item %s", id);
  return NULL;
}

static void
check_switches (Region *region)
{
  const char *id;
  json_t *codes, *code;
  size_t i;

  json_object_foreach (json_object_get (region->json, off), id, codes) {
    YjItem *item = find_item (region, off, id);
    json_array_foreach (codes, i, code) {
      g_autofree char *pointer = g_strdup_printf ("/%s/%s/%zu", off, id, i);
      const YjMatter *matter = item != NULL ? yj_item_get_matter (item, json_string_value (code)) : NULL;
      if (item != NULL && (matter == NULL || !matter->optional))
        yj_check_report (region->check, YJ_FINDING_UNKNOWN_MATTER, pointer, "is not an optional matter of an item");
    }
  }
}

static void
check_phones (Region *region)
{
  const char *id;
  json_t *phone;

  json_object_foreach (json_object_get (region->json, phones), id, phone) find_item (region, phones, id);
}

static void
check_hours (Region *region)
{
  const json_t *rules = json_object_get (region->json, "hours");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjOpeningHours) hours = rules != NULL ? yj_opening_hours_new (rules, &error) : NULL;
  g_autofree char *gap = hours != NULL ? yj_opening_hours_find_gap (hours) : NULL;
  guint one, other;

  if (error != NULL && region->right) {
    g_autofree char *pointer = g_strdup_printf ("/hours%.*s", (int) strcspn (error->message, ":"), error->message);
    yj_check_report (region->check, YJ_FINDING_WRONG_VALUE, pointer, "%s", strchr (error->message, ':') + 2);
  }
  if (hours != NULL && yj_opening_hours_find_overlap (hours, &one, &other)) {
    g_autofree char *pointer = g_strdup_printf ("/hours/%u", other);
    yj_check_report (region->check, YJ_FINDING_HOURS, pointer, "names a day that the rule %u names too", one);
  }
  if (gap != NULL)
    yj_check_report (region->check, YJ_FINDING_HOURS, "/hours", "no season holds on %s", gap);
}

static void
remember_sentences (Region *region)
{
  for (guint i = 0; i < region->check->findings->len; i++)
    g_hash_table_add (region->plain, g_strdup (((YjCatalogueFinding *) g_ptr_array_index (region->check->findings, i))->sentence));
}

/* Where in the region's file the finding about the hall's item comes from. (transfer full) */
static char *
locate (const YjCatalogueFinding *finding, YjItem *item, guint n_added)
{
  static const char materials[] = "/materials/";
  guint own = item->materials->len - n_added;

  if (n_added > 0 && g_str_has_prefix (finding->pointer, materials)) {
    guint64 place = g_ascii_strtoull (finding->pointer + strlen (materials), NULL, 10);
    if (place >= own)
      return g_strdup_printf ("/%s/%s/%" G_GUINT64_FORMAT, added, item->id, place - own);
  }
  return g_strdup_printf ("/%s/%s", off, item->id);
}

/* What is wrong with the hall's item and was not wrong with the item. */
static void
check_hall_item (Region *region, YjItem *item)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_catalogue_finding_free);
  YjCheck check = { .findings = findings, .file = region->check->file, .catalogue = region->check->catalogue, .today = region->check->today };
  guint n_added = (guint) json_array_size (yj_json_array (item->root, added));

  yj_check_begin_item (&check, item);
  yj_check_item (&check);
  yj_check_end_item (&check);
  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_autofree char *pointer = locate (finding, item, n_added);
    if (!g_hash_table_contains (region->plain, finding->sentence))
      yj_check_report (region->check, finding->kind, pointer, "makes %s%s wrong: %s", item->id, finding->pointer, finding->sentence);
  }
}

static void
check_changed_item (Region *region, YjHall *hall, const char *id)
{
  YjItem *plain = region->catalogue != NULL ? yj_catalogue_get_item (region->catalogue, id) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjItem) item = plain != NULL ? yj_item_new_for_hall (plain->file, hall, &error) : NULL;

  if (error != NULL) {
    /* "/added_materials/0/id: the sentence" */
    const char *rest = g_str_has_prefix (error->message + 1, added) ? error->message + 1 + strlen (added) : "";
    g_autofree char *pointer = g_strdup_printf ("/%s/%s%.*s", added, id, (int) strcspn (rest, ":"), rest);
    const char *sentence = strchr (error->message, ':');
    yj_check_report (region->check, YJ_FINDING_WRONG_VALUE, pointer, "%s", sentence != NULL ? sentence + 2 : error->message);
  } else if (item != NULL && item->matters->len > 0) {
    check_hall_item (region, item);
  }
}

static void
check_changed_items (Region *region, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjHall) hall = region->entries != NULL ? yj_hall_new (code, region->entries, &error) : NULL;
  const char *id;
  json_t *value;

  if (hall == NULL)
    return; /* said about the file in which it is wrong */
  json_object_foreach (json_object_get (region->json, added), id, value)
    if (find_item (region, added, id) != NULL)
      check_changed_item (region, hall, id);
  json_object_foreach (json_object_get (region->json, off), id, value)
    if (json_object_get (json_object_get (region->json, added), id) == NULL)
      check_changed_item (region, hall, id);
}

static void
check_region (Region *region)
{
  const char *code = yj_json_string (region->json, "code");
  g_autofree char *expected = g_strdup_printf ("regions/%s.json", code != NULL ? code : "");

  yj_check_languages (region->check, region->json, "");
  check_hours (region);
  check_switches (region);
  check_phones (region);
  if (g_str_equal (expected, region->check->file))
    check_changed_items (region, code);
  else
    yj_check_report (region->check, YJ_FINDING_FILE_NAME, "/code", "differs from the file's name: %s", region->check->file);
}

void
yj_check_regions (YjCheck *check, const char *dir, GPtrArray *names, YjCatalogue *catalogue)
{
  g_autoptr (GHashTable) plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, NULL, NULL, NULL);
  Region region = { check, entries, catalogue, NULL, TRUE, plain };

  remember_sentences (&region);
  for (guint i = 0; i < names->len; i++) {
    guint before = check->findings->len;
    g_autoptr (json_t) json = yj_check_read (check, dir, g_ptr_array_index (names, i), "region");
    region.json = json;
    region.right = check->findings->len == before;
    if (json_is_object (json))
      check_region (&region);
  }
}
