/* SPDX-License-Identifier: Apache-2.0 */
/* Random people apply for a newborn: each reaches the end, is asked nothing that is not needed, and hands over
 * nothing that is hidden. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission.h"
#include "tests/core/flow/applicant.h"
#include <stdlib.h>
#include <string.h>

#define SEEDS_DEFAULT 1000

static GHashTable *seen; /* "form mobile", "birth_place=home", "how later" … */

static void
see (const char *what, const char *which)
{
  g_hash_table_add (seen, g_strdup_printf ("%s %s", what, which != NULL ? which : ""));
}

/* A page of the form asks something that no card has answered; a question is visible; a page is of the table. */
static void
check_needed (YjFlow *flow)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);
  YjItem *item = yj_session_get_item (session);

  see (place->page, place->subject);
  if (g_str_equal (place->page, "form")) {
    g_autoptr (GPtrArray) fields = yj_session_list_fields (session, yj_item_get_page (item, place->subject));
    guint asked = 0;
    for (guint i = 0; i < fields->len; i++)
      asked += !yj_session_is_prefilled (session, ((YjField *) g_ptr_array_index (fields, i))->id);
    g_assert_cmpuint (asked, >, 0);
  } else if (g_str_equal (place->page, "guide-question")) {
    g_assert_true (yj_session_is_visible (session, yj_item_get_question (item, place->subject)->when));
  } else if (g_str_equal (place->page, "identity-result")) {
    g_assert_nonnull (yj_session_get_card (session));
  }
}

static void
note_answers (const json_t *document, YjSession *session)
{
  json_t *answers = json_object_get (document, "answers"), *materials = json_object_get (document, "materials"), *entry;
  size_t i;

  json_array_foreach (answers, i, entry) {
    const char *value = yj_json_string (entry, "value"), *id = yj_json_string (entry, "id");
    const YjField *field = yj_item_get_field (yj_session_get_item (session), id);
    if (field == NULL || field->options != NULL)
      see (id, value);
  }
  json_array_foreach (materials, i, entry) {
    see ("material", yj_json_string (entry, "id"));
    see ("how", yj_json_string (entry, "how"));
  }
}

/* Every id of the document is asked now, and every answer that is hidden is absent. */
static guint
check_hidden (const json_t *document, YjSession *session)
{
  g_autoptr (GPtrArray) all = yj_item_list_fields (yj_session_get_item (session)), asked = yj_session_list_asked_fields (session);
  json_t *answers = json_object_get (document, "answers"), *answer;
  guint hidden = 0;
  size_t i;

  for (guint n = 0; n < all->len; n++) {
    const YjField *field = g_ptr_array_index (all, n);
    if (g_ptr_array_find (asked, field, NULL) || yj_session_get_answer (session, field->id) == NULL)
      continue;
    hidden++;
    json_array_foreach (answers, i, answer) g_assert_cmpstr (yj_json_string (answer, "id"), !=, field->id);
  }
  return hidden;
}

/* One move: mostly on, sometimes back, beside, or to change something from the check page. */
static void
move (YjFlow *flow, GRand *rand)
{
  YjItem *item = yj_session_get_item (yj_flow_get_session (flow));
  const YjPlace *place = yj_flow_get_place (flow);
  gint chance = g_rand_int_range (rand, 0, 100);

  if (chance < 8 && yj_flow_can_back (flow) && g_strcmp0 (place->page, "choose") != 0) {
    yj_flow_back (flow);
  } else if (chance < 12 && place->stage != YJ_STAGE_NONE) {
    yj_flow_go_beside (flow, "help", NULL);
    yj_flow_back (flow);
  } else if (g_str_equal (place->page, "check") && chance < 60) {
    YjQuestion *question = g_ptr_array_index (item->questions, g_rand_int_range (rand, 0, (gint32) item->questions->len));
    yj_flow_change (flow, "guide-question", question->id);
  } else {
    applicant_do_place (flow, rand);
    yj_flow_next (flow);
  }
}

static guint
walk (YjCatalogue *catalogue, guint32 seed, guint *hidden)
{
  g_autoptr (YjSession) session = applicant_session_new (catalogue);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (session));
  g_autoptr (GError) error = NULL;
  json_t *document;
  double progress = 0.0;
  guint moves = 0;

  while (!g_str_equal (yj_flow_get_place (flow)->page, "submit")) {
    check_needed (flow);
    move (flow, rand);
    g_assert_cmpfloat (yj_flow_get_progress (flow), >=, progress);
    progress = yj_flow_get_progress (flow);
    g_assert_cmpuint (++moves, <, 5000);
  }
  document = yj_application_document_new (session, &error);
  g_assert_no_error (error);
  yj_submission_validate (document, catalogue, today, &error);
  g_assert_no_error (error);
  note_answers (document, session);
  *hidden += check_hidden (document, session);
  yj_json_wipe (document);
  return moves;
}

static void
expect (guint *missing, const char *what, const char *which)
{
  g_autofree char *key = g_strdup_printf ("%s %s", what, which != NULL ? which : "");
  if (g_hash_table_contains (seen, key))
    return;
  g_test_message ("never seen: %s", key);
  *missing += 1;
}

static void
expect_options (guint *missing, const char *id, GPtrArray *options)
{
  for (guint i = 0; options != NULL && i < options->len; i++)
    expect (missing, id, ((YjOption *) g_ptr_array_index (options, i))->id);
}

/* Every question with every option, every page, and most options of long lists were met: with 56 ethnicities, one may
 * be missing by chance. */
static void
check_coverage (YjCatalogue *catalogue)
{
  static const char *const hows[] = { "photographed", "later", "generated", "e-licence", "verified" };
  YjItem *item = yj_catalogue_get_item (catalogue, "newborn");
  g_autoptr (GPtrArray) fields = yj_item_list_fields (item);
  guint missing = 0, options = 0, pages = 0, rare = 0;

  for (guint i = 0; i < item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (item->questions, i);
    expect (&missing, "guide-question", question->id);
    expect_options (&missing, question->id, question->options);
    options += question->options->len;
  }
  for (guint s = 0; s < item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (item->sections, s);
    for (guint p = 0; p < section->pages->len; p++, pages++)
      expect (&missing, "form", ((YjPageGroup *) g_ptr_array_index (section->pages, p))->id);
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    guint unseen = 0;
    expect_options (&unseen, field->id, field->options);
    options += field->options != NULL ? field->options->len : 0;
    rare += unseen;
    if (field->options != NULL && unseen * 2 > field->options->len)
      missing++;
  }
  for (guint i = 0; i < item->materials->len; i++)
    expect (&missing, "material", ((YjMaterial *) g_ptr_array_index (item->materials, i))->id);
  for (guint i = 0; i < G_N_ELEMENTS (hows); i++)
    expect (&missing, "how", hows[i]);
  g_test_message ("coverage: %u questions, %u form pages, %u options of which %u were never picked, %u materials", item->questions->len,
                  pages, options, rare, item->materials->len);
  g_assert_cmpuint (missing, ==, 0);
}

static void
test_walk (void)
{
  g_autoptr (YjCatalogue) catalogue = applicant_load_catalogue ();
  const char *count = g_getenv ("YIJIAN_WALK_SEEDS");
  guint seeds = count != NULL ? (guint) atoi (count) : SEEDS_DEFAULT, first = (guint) g_test_rand_int () & 0x3fffffff;
  guint64 moves = 0;
  guint hidden = 0;

  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_test_message ("seeds %u to %u", first, first + seeds - 1);
  for (guint i = 0; i < seeds; i++)
    moves += walk (catalogue, first + i, &hidden);
  g_test_message ("%u people, %" G_GUINT64_FORMAT " moves; %u hidden answers kept out of documents", seeds, moves, hidden);
  g_assert_cmpuint (hidden, >, seeds / 10);
  check_coverage (catalogue);
  g_hash_table_unref (seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/walk/random people reach the end with right documents", test_walk);
  return g_test_run ();
}
