/* SPDX-License-Identifier: Apache-2.0 */
/* Random people apply for every item: each reaches the end, is asked nothing that is not needed, and hands over
 * nothing that is hidden. 1,000 for each item, and 5,000 with YIJIAN_LONG; together they have met every question, option, page, field,
 * material and delivery of it, and of every condition both sides. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission.h"
#include "tests/core/flow/applicant.h"
#include "tests/core/flow/walk-coverage.h"
#include "tests/support/seed.h"
#include <stdlib.h>
#include <string.h>

#define PEOPLE 1000
#define PEOPLE_LONG 5000

typedef struct {
  YjCatalogue *catalogue;
  YjItem *item;
  WalkCoverage *coverage;
  guint64 moves;
  guint people, hidden;
} Walk;

/* A page of the form asks something that no card has answered; a question is visible; a page is of the table. */
static void
check_needed (Walk *walk, YjFlow *flow)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);

  walk_coverage_note_place (walk->coverage, place);
  if (g_str_equal (place->page, "form")) {
    g_autoptr (GPtrArray) fields = yj_session_list_fields (session, yj_item_get_page (walk->item, place->subject));
    guint asked = 0;
    for (guint i = 0; i < fields->len; i++)
      asked += !yj_session_is_prefilled (session, ((YjField *) g_ptr_array_index (fields, i))->id);
    g_assert_cmpuint (asked, >, 0);
  } else if (g_str_equal (place->page, "guide-question")) {
    g_assert_true (yj_session_is_visible (session, yj_item_get_question (walk->item, place->subject)->when));
  } else if (g_str_equal (place->page, "identity-result")) {
    g_assert_nonnull (yj_session_get_card (session));
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

/* Of 56 ethnicities some would be missing by chance: every other person has one that nobody had before. */
static void
answer_rarely (Walk *walk, YjFlow *flow, GRand *rand)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);
  const YjPageGroup *page = g_str_equal (place->page, "form") ? yj_item_get_page (walk->item, place->subject) : NULL;

  for (guint i = 0; page != NULL && i < page->fields->len; i++) {
    const YjField *field = g_ptr_array_index (page->fields, i);
    const char *rare = g_str_equal (field->type, "choice") && !yj_session_is_prefilled (session, field->id) && g_rand_boolean (rand)
                         ? walk_coverage_find_rare (walk->coverage, field)
                         : NULL;
    g_autoptr (json_t) value = rare != NULL ? json_string (rare) : NULL;
    if (value != NULL)
      yj_problem_free (yj_session_answer_field (session, field, value));
  }
}

/* One move: mostly on, sometimes back, beside, or to change something from the check page. */
static void
move (Walk *walk, YjFlow *flow, GRand *rand)
{
  const YjPlace *place = yj_flow_get_place (flow);
  gint chance = g_rand_int_range (rand, 0, 100);

  if (chance < 8 && yj_flow_can_back (flow) && g_strcmp0 (place->page, "choose") != 0) {
    yj_flow_back (flow);
  } else if (chance < 12 && place->stage != YJ_STAGE_NONE) {
    yj_flow_go_beside (flow, "help", NULL);
    yj_flow_back (flow);
  } else if (g_str_equal (place->page, "check") && chance < 60) {
    g_autoptr (GPtrArray) questions = yj_session_list_questions (yj_flow_get_session (flow));
    YjQuestion *question = g_ptr_array_index (questions, g_rand_int_range (rand, 0, (gint32) questions->len));
    yj_flow_change (flow, "guide-question", question->id);
  } else {
    applicant_do_place (flow, rand);
    answer_rarely (walk, flow, rand);
    yj_flow_next (flow);
  }
}

static void
walk_once (Walk *walk, guint32 seed)
{
  g_autoptr (YjSession) session = applicant_session_new_for (walk->catalogue, walk->item->id);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (session));
  g_autoptr (GError) error = NULL;
  json_t *document;
  double progress = 0.0;

  for (guint moves = 0; !g_str_equal (yj_flow_get_place (flow)->page, "submit"); moves++, walk->moves++) {
    check_needed (walk, flow);
    move (walk, flow, rand);
    g_assert_cmpfloat (yj_flow_get_progress (flow), >=, progress);
    progress = yj_flow_get_progress (flow);
    g_assert_cmpuint (moves, <, 5000);
  }
  document = yj_application_document_new (session, &error);
  g_assert_no_error (error);
  yj_submission_validate (document, walk->catalogue, today, &error);
  g_assert_no_error (error);
  walk_coverage_note_document (walk->coverage, document, session);
  walk->hidden += check_hidden (document, session);
  yj_json_wipe (document);
  walk->people++;
}

static void
test_item (gconstpointer data)
{
  g_autoptr (YjCatalogue) catalogue = applicant_load_catalogue ();
  YjItem *item = yj_catalogue_get_item (catalogue, data);
  Walk walk = { catalogue, item, walk_coverage_new (item), 0, 0, 0 };
  guint people = g_getenv ("YIJIAN_LONG") != NULL ? PEOPLE_LONG : PEOPLE;
  guint32 first = (guint32) g_test_rand_int () & 0x3fffffff;

  while (walk.people < people)
    walk_once (&walk, first + walk.people);
  g_test_message ("seeds %u to %u", first, first + walk.people - 1);
  walk_coverage_tell_heading ();
  walk_coverage_tell (walk.coverage, walk.people, walk.moves, walk.hidden);
  g_assert_true (walk_coverage_is_whole (walk.coverage));
  g_assert_cmpuint (walk.hidden, >, walk.people / 20);
  walk_coverage_free (walk.coverage);
}

int
main (int argc, char **argv)
{
  g_autoptr (YjCatalogue) catalogue = NULL;
  GPtrArray *items;

  g_setenv ("TZ", "UTC", TRUE); /* else GLib reads the link of the local zone for every "today": four fifths of the time */
  seed_test_init (&argc, &argv);
  catalogue = applicant_load_catalogue ();
  items = yj_catalogue_get_items (catalogue);
  for (guint i = 0; i < items->len; i++) {
    const char *id = ((YjItem *) g_ptr_array_index (items, i))->id;
    g_autofree char *name = g_strdup_printf ("/walk/random people apply for %s and reach the end with right documents", id);
    g_test_add_data_func (name, id, test_item);
  }
  return g_test_run ();
}
