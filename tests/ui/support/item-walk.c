/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of the people who walk through an item. */
#include "tests/ui/support/item-walk.h"

#define SEEDS 120
#define MAX_MOVES 500

static void G_GNUC_PRINTF (2, 3) add (GPtrArray *parts, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  g_ptr_array_add (parts, g_strdup_vprintf (format, list));
  va_end (list);
}

static void
add_options (GPtrArray *parts, YjSession *session, const char *id)
{
  const YjQuestion *question = yj_item_get_question (yj_session_get_item (session), id);
  for (guint i = 0; i < question->options->len; i++) {
    const YjOption *option = g_ptr_array_index (question->options, i);
    if (yj_session_is_visible (session, option->when))
      add (parts, "guide-question %s %s", id, option->id);
  }
}

static void
add_fields (GPtrArray *parts, YjSession *session, const char *id)
{
  g_autoptr (GPtrArray) fields = yj_session_list_fields (session, yj_item_get_page (yj_session_get_item (session), id));
  for (guint i = 0; i < fields->len; i++)
    add (parts, "form %s %s", id, ((YjField *) g_ptr_array_index (fields, i))->id);
}

static void
add_matters (GPtrArray *parts, YjSession *session, const char *page)
{
  g_autoptr (GPtrArray) matters = yj_session_list_applicable_matters (session);
  for (guint i = 0; i < matters->len; i++)
    add (parts, "%s %s", page, ((YjMatter *) g_ptr_array_index (matters, i))->code);
}

static void
add_materials (GPtrArray *parts, YjSession *session, const char *page)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials (session);
  for (guint i = 0; i < materials->len; i++)
    add (parts, "%s %s", page, ((YjMaterial *) g_ptr_array_index (materials, i))->id);
}

GPtrArray *
item_walk_list_parts (YjFlow *flow)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  add (parts, "%s %s", place->page, place->subject != NULL ? place->subject : "");
  if (g_str_equal (place->page, "guide-question"))
    add_options (parts, session, place->subject);
  else if (g_str_equal (place->page, "form"))
    add_fields (parts, session, place->subject);
  else if (g_str_equal (place->page, "notice") || g_str_equal (place->page, "receipt"))
    add_matters (parts, session, place->page);
  if (g_str_equal (place->page, "notice") || g_str_equal (place->page, "materials"))
    add_materials (parts, session, place->page);
  return parts;
}

/* What one person meets, as a set. */
static GHashTable *
meet (YjCatalogue *catalogue, YjClock *clock, const char *item, guint32 seed)
{
  GHashTable *met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (YjSession) session = yj_session_new (clock);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;

  yj_session_begin (session, catalogue, item, &error);
  g_assert_no_error (error);
  for (guint moves = 0; !g_str_equal (yj_flow_get_place (flow)->page, "done"); moves++) {
    g_autoptr (GPtrArray) parts = item_walk_list_parts (flow);
    for (guint i = 0; i < parts->len; i++)
      g_hash_table_add (met, g_strdup (g_ptr_array_index (parts, i)));
    applicant_do_place (flow, rand);
    yj_flow_next (flow);
    g_assert_cmpuint (moves, <, MAX_MOVES);
  }
  return met;
}

static guint
count_new (GHashTable *met, GHashTable *seen)
{
  GHashTableIter iter;
  gpointer part;
  guint n = 0;

  g_hash_table_iter_init (&iter, met);
  while (g_hash_table_iter_next (&iter, &part, NULL))
    n += !g_hash_table_contains (seen, part);
  return n;
}

/* Always the one who adds most, until nobody adds anything. */
GArray *
item_walk_choose_people (YjCatalogue *catalogue, YjClock *clock, const char *item)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) met = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);

  for (guint32 seed = 0; seed < SEEDS; seed++)
    g_ptr_array_add (met, meet (catalogue, clock, item, seed));
  for (;;) {
    GHashTableIter iter;
    guint32 best = 0;
    guint most = 0;
    gpointer part;

    for (guint32 seed = 0; seed < SEEDS; seed++) {
      guint n = count_new (g_ptr_array_index (met, seed), seen);
      if (n > most) {
        most = n;
        best = seed;
      }
    }
    if (most == 0)
      return people;
    g_array_append_val (people, best);
    g_hash_table_iter_init (&iter, g_ptr_array_index (met, best));
    while (g_hash_table_iter_next (&iter, &part, NULL))
      g_hash_table_add (seen, part);
  }
}
