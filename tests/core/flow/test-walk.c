/* SPDX-License-Identifier: Apache-2.0 */
/* Random people apply for every item: each reaches the end, is asked nothing that is not needed, and hands over
 * nothing that is hidden. People come until every question, page, option and material of the item was met, and 1,000 for
 * each item with YIJIAN_LONG. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission.h"
#include "tests/core/flow/applicant.h"
#include <stdlib.h>
#include <string.h>

#define SEEDS_MIN 100
#define SEEDS_MAX 1000
#define SEEDS_STEP 20
#define LONG_LIST 12 /* options from which on one that was met stands for all: of 56 ethnicities, some are missing by chance */

typedef struct {
  YjCatalogue *catalogue;
  YjItem *item;
  GHashTable *seen; /* "form mobile", "birth_place home", "how later" … */
  guint64 moves;
  guint people, hidden;
} Walk;

static void
see (Walk *walk, const char *what, const char *which)
{
  g_hash_table_add (walk->seen, g_strdup_printf ("%s %s", what, which != NULL ? which : ""));
}

/* A page of the form asks something that no card has answered; a question is visible; a page is of the table. */
static void
check_needed (Walk *walk, YjFlow *flow)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);

  see (walk, place->page, place->subject);
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

static void
note_answer (Walk *walk, const char *id, const json_t *value)
{
  const YjField *field = yj_item_get_field (walk->item, id);
  size_t i;
  json_t *member;

  if (field != NULL)
    see (walk, "field", id);
  if (field != NULL && field->options == NULL)
    return;
  if (json_is_string (value))
    see (walk, id, json_string_value (value));
  json_array_foreach (value, i, member) see (walk, id, json_string_value (member));
}

static void
note_document (Walk *walk, const json_t *document)
{
  json_t *entry;
  size_t i;

  json_array_foreach (json_object_get (document, "answers"), i, entry)
    note_answer (walk, yj_json_string (entry, "id"), json_object_get (entry, "value"));
  json_array_foreach (json_object_get (document, "matters"), i, entry) see (walk, "matter", json_string_value (entry));
  json_array_foreach (json_object_get (document, "materials"), i, entry) {
    see (walk, "material", yj_json_string (entry, "id"));
    see (walk, "how", yj_json_string (entry, "how"));
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
    move (flow, rand);
    g_assert_cmpfloat (yj_flow_get_progress (flow), >=, progress);
    progress = yj_flow_get_progress (flow);
    g_assert_cmpuint (moves, <, 5000);
  }
  document = yj_application_document_new (session, &error);
  g_assert_no_error (error);
  yj_submission_validate (document, walk->catalogue, today, &error);
  g_assert_no_error (error);
  note_document (walk, document);
  walk->hidden += check_hidden (document, session);
  yj_json_wipe (document);
  walk->people++;
}

/* ---- what was met ---- */

typedef struct {
  Walk *walk;
  guint expected, met;
  gboolean tell;
} Coverage;

static void
expect (Coverage *coverage, const char *what, const char *which)
{
  g_autofree char *key = g_strdup_printf ("%s %s", what, which);

  coverage->expected++;
  if (g_hash_table_contains (coverage->walk->seen, key))
    coverage->met++;
  else if (coverage->tell)
    g_test_message ("%s: never met: %s", coverage->walk->item->id, key);
}

static void
expect_options (Coverage *coverage, const char *id, GPtrArray *options)
{
  Coverage own = { coverage->walk, 0, 0, FALSE };

  if (options == NULL || options->len < LONG_LIST) {
    for (guint i = 0; options != NULL && i < options->len; i++)
      expect (coverage, id, ((YjOption *) g_ptr_array_index (options, i))->id);
    return;
  }
  for (guint i = 0; i < options->len; i++)
    expect (&own, id, ((YjOption *) g_ptr_array_index (options, i))->id);
  coverage->expected++;
  coverage->met += own.met > 0;
}

static void
expect_form (Coverage *coverage)
{
  YjItem *item = coverage->walk->item;
  g_autoptr (GPtrArray) fields = yj_item_list_fields (item);

  for (guint s = 0; s < item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (item->sections, s);
    for (guint p = 0; p < section->pages->len; p++)
      expect (coverage, "form", ((YjPageGroup *) g_ptr_array_index (section->pages, p))->id);
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    expect (coverage, "field", field->id);
    expect_options (coverage, field->id, field->options);
  }
}

static void
expect_materials (Coverage *coverage)
{
  static const char *const hows[] = { "photographed", "generated", "e-licence", "verified", "personal-space" };
  YjItem *item = coverage->walk->item;

  for (guint i = 0; i < item->materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (item->materials, i);
    expect (coverage, "material", material->id);
    expect (coverage, "how", hows[material->exemption]);
    if (material->exemption == YJ_EXEMPTION_NONE && material->necessity == YJ_NECESSITY_LATER)
      expect (coverage, "how", "later");
  }
}

static gboolean
is_covered (Walk *walk, gboolean tell)
{
  Coverage coverage = { walk, 0, 0, tell };
  YjItem *item = walk->item;

  for (guint i = 0; i < item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (item->questions, i);
    expect (&coverage, "guide-question", question->id);
    expect_options (&coverage, question->id, question->options);
  }
  for (guint i = 0; i < item->matters->len; i++)
    expect (&coverage, "matter", ((YjMatter *) g_ptr_array_index (item->matters, i))->code);
  expect_form (&coverage);
  expect_materials (&coverage);
  if (tell)
    g_test_message ("%s: %u people, %" G_GUINT64_FORMAT " moves, %u hidden answers kept out; met %u of %u questions, options, matters, "
                    "pages, fields and materials (%.1f %%)",
                    item->id, walk->people, walk->moves, walk->hidden, coverage.met, coverage.expected,
                    100.0 * coverage.met / coverage.expected);
  return coverage.met == coverage.expected;
}

static void
test_item (gconstpointer data)
{
  g_autoptr (YjCatalogue) catalogue = applicant_load_catalogue ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { catalogue, yj_catalogue_get_item (catalogue, data), seen, 0, 0, 0 };
  guint least = g_getenv ("YIJIAN_LONG") != NULL ? SEEDS_MAX : SEEDS_MIN;
  guint32 first = (guint32) g_test_rand_int () & 0x3fffffff;

  while (walk.people < least || (walk.people < SEEDS_MAX && !is_covered (&walk, FALSE)))
    for (guint i = 0; i < SEEDS_STEP; i++)
      walk_once (&walk, first + walk.people);
  g_test_message ("seeds %u to %u", first, first + walk.people - 1);
  g_assert_true (is_covered (&walk, TRUE));
  g_assert_cmpuint (walk.hidden, >, walk.people / 20);
}

int
main (int argc, char **argv)
{
  g_autoptr (YjCatalogue) catalogue = NULL;
  GPtrArray *items;

  g_setenv ("TZ", "UTC", TRUE); /* else GLib reads the link of the local zone for every "today": four fifths of the time */
  g_test_init (&argc, &argv, NULL);
  catalogue = applicant_load_catalogue ();
  items = yj_catalogue_get_items (catalogue);
  for (guint i = 0; i < items->len; i++) {
    const char *id = ((YjItem *) g_ptr_array_index (items, i))->id;
    g_autofree char *name = g_strdup_printf ("/walk/random people apply for %s and reach the end with right documents", id);
    g_test_add_data_func (name, id, test_item);
  }
  return g_test_run ();
}
