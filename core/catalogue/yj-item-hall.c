/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a hall leaves of an item and adds to it. */
#include "core/catalogue/yj-item-hall.h"
#include <string.h>

/* (element-type utf8): codes of matters that are not offered here. What needs one of them is not either. */
static GHashTable *
list_gone (const json_t *root, const char *item_id, YjHall *hall)
{
  GHashTable *gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_t *matter, *needed;
  guint before;
  size_t i, n;

  do {
    before = g_hash_table_size (gone);
    json_array_foreach (yj_json_array (root, "matters"), i, matter) {
      const char *code = yj_json_string (matter, "code");
      gboolean out = code != NULL && yj_hall_has_switched_off (hall, item_id, code);
      json_array_foreach (yj_json_array (matter, "needs"), n, needed)
        out |= json_is_string (needed) && g_hash_table_contains (gone, json_string_value (needed));
      if (out && code != NULL)
        g_hash_table_add (gone, g_strdup (code));
    }
  } while (g_hash_table_size (gone) > before);
  return gone;
}

/* Takes codes that are gone out of the list of what @object serves. FALSE: it served only those. */
static gboolean
still_serves (json_t *object, GHashTable *gone)
{
  json_t *codes = yj_json_array (object, "matters");
  gboolean named = json_array_size (codes) > 0;

  for (size_t i = json_array_size (codes); i > 0; i--) {
    const char *code = json_string_value (json_array_get (codes, i - 1));
    if (code != NULL && g_hash_table_contains (gone, code))
      json_array_remove (codes, i - 1);
  }
  return !named || json_array_size (codes) > 0;
}

/* TRUE: nothing is left of a list that held something. */
static gboolean
sift (json_t *list, GHashTable *gone)
{
  size_t before = json_array_size (list);

  for (size_t i = before; i > 0; i--)
    if (!still_serves (json_array_get (list, i - 1), gone))
      json_array_remove (list, i - 1);
  return before > 0 && json_array_size (list) == 0;
}

static gboolean
sift_pages (json_t *pages, GHashTable *gone)
{
  size_t before = json_array_size (pages);

  for (size_t i = before; i > 0; i--)
    if (sift (yj_json_array (json_array_get (pages, i - 1), "fields"), gone))
      json_array_remove (pages, i - 1);
  return before > 0 && json_array_size (pages) == 0;
}

static void
sift_form (json_t *root, GHashTable *gone)
{
  json_t *sections = yj_json_array (root, "sections"), *delivery;
  size_t i;

  for (i = json_array_size (sections); i > 0; i--)
    if (sift_pages (yj_json_array (json_array_get (sections, i - 1), "pages"), gone))
      json_array_remove (sections, i - 1);
  json_array_foreach (yj_json_array (root, "delivery"), i, delivery) sift (yj_json_array (delivery, "fields"), gone);
}

/* Takes out of @list what says by its @member that it is a matter which is gone, or belongs to one. */
static void
remove_gone (json_t *list, const char *member, GHashTable *gone)
{
  for (size_t i = json_array_size (list); i > 0; i--) {
    const char *code = yj_json_string (json_array_get (list, i - 1), member);
    if (code != NULL && g_hash_table_contains (gone, code))
      json_array_remove (list, i - 1);
  }
}

/* Adds the ids that conditions, proposals and differences below @value name. */
static void
collect_uses (const json_t *value, GHashTable *uses)
{
  static const char proposal[] = "answer:";
  const char *key, *prefill = yj_json_string (value, "prefill"), *answer = yj_json_string (value, "answer");
  json_t *member;
  size_t i;

  if (answer != NULL)
    g_hash_table_add (uses, g_strdup (answer));
  if (prefill != NULL && g_str_has_prefix (prefill, proposal))
    g_hash_table_add (uses, g_strdup (prefill + strlen (proposal)));
  json_object_foreach ((json_t *) value, key, member) collect_uses (member, uses);
  json_array_foreach (value, i, member) collect_uses (member, uses);
}

static GHashTable *
list_uses (const json_t *root)
{
  GHashTable *uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_uses (root, uses);
  return uses;
}

/* A question that decided about something, and now about nothing, is not asked. From the last to the first: a condition names
 * earlier questions only. */
static void
sift_questions (json_t *root, const json_t *file)
{
  g_autoptr (GHashTable) before = list_uses (file);
  json_t *questions = yj_json_array (root, "questions");

  for (size_t i = json_array_size (questions); i > 0; i--) {
    const char *id = yj_json_string (json_array_get (questions, i - 1), "id");
    g_autoptr (GHashTable) now = list_uses (root);
    if (id != NULL && g_hash_table_contains (before, id) && !g_hash_table_contains (now, id))
      json_array_remove (questions, i - 1);
  }
}

json_t *
yj_item_adapt_to_hall (json_t *file, const char *item_id, YjHall *hall)
{
  g_autoptr (GHashTable) gone = NULL;
  const json_t *added = yj_hall_get_added_materials (hall, item_id);
  json_t *root;

  if (!yj_hall_changes_item (hall, item_id))
    return json_incref (file);
  root = json_deep_copy (file);
  gone = list_gone (root, item_id, hall);
  if (added != NULL)
    json_object_set_new (root, "added_materials", json_deep_copy (added));
  if (g_hash_table_size (gone) == 0)
    return root;
  remove_gone (yj_json_array (root, "matters"), "code", gone);
  remove_gone (yj_json_array (root, "fees"), "matter", gone);
  sift (yj_json_array (root, "materials"), gone);
  sift (yj_json_array (root, "added_materials"), gone);
  sift_form (root, gone);
  sift_questions (root, file);
  return root;
}
