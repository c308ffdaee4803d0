/* SPDX-License-Identifier: Apache-2.0 */
/* Which questions of the guide change the list of matters or of materials: not by what conditions name, but by giving each of
 * their answers to people who answer everything else alike. */
#include "tests/core/flow/applicant.h"

#define PEOPLE 60
#define DECIDING_MIN 2

/* "registration, seals | lease": what a person would be told. (transfer full) */
static char *
list_all (YjSession *session)
{
  g_autoptr (GPtrArray) matters = yj_session_list_applicable_matters (session), materials = yj_session_list_materials (session);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < matters->len; i++)
    g_string_append_printf (all, "%s, ", ((YjMatter *) g_ptr_array_index (matters, i))->code);
  g_string_append (all, "| ");
  for (guint i = 0; i < materials->len; i++)
    g_string_append_printf (all, "%s, ", ((YjMaterial *) g_ptr_array_index (materials, i))->id);
  return g_string_free (all, FALSE);
}

/* Does one of its options lead to another list than the first, for this person? */
static gboolean
changes_list (YjSession *session, const YjQuestion *question)
{
  g_autofree char *first = NULL;
  g_autoptr (json_t) before = json_deep_copy (yj_session_get_answer (session, question->id)); /* the session wipes its own */
  gboolean changes = FALSE;

  for (guint i = 0; i < question->options->len; i++) {
    const char *id = ((YjOption *) g_ptr_array_index (question->options, i))->id;
    g_autoptr (json_t) answer = question->multiple ? json_pack ("[s]", id) : json_string (id);
    g_autofree char *list = NULL;
    yj_session_set_answer (session, question->id, answer);
    list = list_all (session);
    if (first == NULL)
      first = g_steal_pointer (&list);
    else
      changes |= !g_str_equal (first, list);
  }
  yj_session_set_answer (session, question->id, before);
  return changes;
}

static guint
count_deciding (YjCatalogue *catalogue, YjItem *item)
{
  g_autoptr (GHashTable) deciding = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2022);

  for (guint person = 0; person < PEOPLE; person++) {
    g_autoptr (YjSession) session = applicant_session_new_for (catalogue, item->id);
    for (guint i = 0; i < item->questions->len; i++)
      applicant_answer_question (session, g_ptr_array_index (item->questions, i), rand);
    for (guint i = 0; i < item->questions->len; i++) {
      const YjQuestion *question = g_ptr_array_index (item->questions, i);
      if (yj_session_is_visible (session, question->when) && changes_list (session, question))
        g_hash_table_add (deciding, (gpointer) question->id);
    }
  }
  return g_hash_table_size (deciding);
}

static void
test_deciding (void)
{
  g_autoptr (YjCatalogue) catalogue = applicant_load_catalogue ();
  GPtrArray *items = yj_catalogue_get_items (catalogue);

  g_test_message ("%-22s %9s %8s", "item", "questions", "deciding");
  for (guint i = 0; i < items->len; i++) {
    YjItem *item = g_ptr_array_index (items, i);
    guint deciding = count_deciding (catalogue, item);
    g_test_message ("%-22s %9u %8u", item->id, item->questions->len, deciding);
    g_assert_cmpuint (item->questions->len, >=, 4);
    g_assert_cmpuint (deciding, >=, DECIDING_MIN);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deciding/two questions of every item change its matters or materials", test_deciding);
  return g_test_run ();
}
