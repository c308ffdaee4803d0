/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of how an item is found: its life stage exists, and pinyin is written by hand only where it has to be. */
#include "core/catalogue/yj-check-private.h"
#include "core/catalogue/yj-search-index.h"

static gboolean
has_stage (const json_t *catalogue, const char *id)
{
  json_t *stage;
  size_t i;

  json_array_foreach (json_object_get (catalogue, "stages"), i, stage)
    if (g_strcmp0 (yj_json_string (stage, "id"), id) == 0)
      return TRUE;
  return FALSE;
}

static void
check_stage (YjCheck *check)
{
  const char *stage = check->item->stage;

  if (stage != NULL && !has_stage (check->catalogue, stage))
    yj_check_report (check, YJ_FINDING_STAGE, "/stage", "the life stage %s is not in catalog.json", stage);
  if (stage == NULL && json_array_size (json_object_get (check->catalogue, "stages")) > 0)
    yj_check_report (check, YJ_FINDING_NOT_BROWSED, "/stage", "is in no life stage, and is not found by one");
}

static void
check_pinyin (YjCheck *check)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  YjSearchIndex *index;

  g_ptr_array_add (items, check->item);
  index = yj_search_index_new (items);
  for (gsize i = 0; check->item->pinyin[i] != NULL; i++) {
    const char *pinyin = check->item->pinyin[i];
    g_autofree char *pointer = g_strdup_printf ("/pinyin/%zu", i);
    if (yj_search_index_derives (index, 0, pinyin))
      yj_check_report (check, YJ_FINDING_NEEDLESS, pointer, "%s is how a word of the item is read anyway: it need not be written", pinyin);
  }
  yj_search_index_free (index);
}

void
yj_check_search (YjCheck *check)
{
  check_stage (check);
  check_pinyin (check);
}

void
yj_check_stages (YjCheck *check)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal), names = yj_check_texts_new ();
  json_t *stage;
  size_t i;

  json_array_foreach (json_object_get (check->catalogue, "stages"), i, stage) {
    const char *id = yj_json_string (stage, "id");
    g_autofree char *pointer = g_strdup_printf ("/stages/%zu", i);
    if (id != NULL && !g_hash_table_add (ids, (gpointer) id))
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the life stage %s stands twice", id);
    yj_check_distinct (check, names, yj_text_from_json (json_object_get (stage, "name")), pointer, "the name of the life stage");
  }
}
