/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of answers that hang on one another: what hides one hides all behind it, and nothing is lost by it. */
#include "core/document/yj-application-document.h"
#include "tests/core/flow/applicant.h"
#include "tests/core/flow/flow-rig.h"
#include <string.h>

#define OPTIONS "'options':[{'id':'no','label':{'zh-CN':'没有','en':'No'}},{'id':'yes','label':{'zh-CN':'有','en':'Yes'}}]"
#define KINDS \
  "'options':[{'id':'no','label':{'zh-CN':'没有','en':'No'}},{'id':'yes','label':{'zh-CN':'有','en':'Yes'},'when':{'answer':'chain_a','is':'yes'}}]"
#define QUESTION(id, prompt, when) "{'id':'" id "','prompt':{'zh-CN':'" prompt "','en':'" prompt "?'}," OPTIONS when "}"
#define FIELD(id, type, when) \
  "{'id':'" id "','type':'" type "','label':{'zh-CN':'" id "','en':'" id "'},'matters':['household-registration']" when "}"
#define PAGE(id, fields, when) "{'id':'" id "','title':{'zh-CN':'" id "','en':'" id "'},'fields':[" fields "]" when "}"
#define WHEN(id, value) ",'when':{'answer':'" id "','is':'" value "'}"

/* chain_a -> chain_b -> chain_day -> chain_note (its page hangs on the day, its field on the choice before it) -> a paper */
static const FlowEdit chain[] = {
  { "/questions/-", QUESTION ("chain_a", "a", "") },
  { "/questions/-", QUESTION ("chain_b", "b", WHEN ("chain_a", "yes")) },
  { "/sections/-", "{'id':'chain','title':{'zh-CN':'链','en':'Chain'},'pages':["
                   PAGE ("chain-day", FIELD ("chain_day", "date", ""), WHEN ("chain_b", "yes")) ","
                   PAGE ("chain-kind", FIELD ("chain_kind", "choice", "," KINDS), ",'when':{'answer':'chain_day','known':true}") ","
                   PAGE ("chain-note", FIELD ("chain_note", "text", ",'when':{'not':{'answer':'chain_kind','is':'yes'}}"), "") "]}" },
  { "/materials/-", "{'id':'chain-paper','name':{'zh-CN':'纸','en':'Paper'},'matters':['household-registration'],'exemption':'none',"
                    "'necessity':'required','trust_level':'C','when':{'answer':'chain_note','known':true}}" },
};
static const char *const links[] = { "chain_b", "chain_day", "chain_kind", "chain_note", "chain-paper" };

static void
setup (FlowRig *f, gconstpointer data)
{
  flow_rig_begin_changed (f, chain, G_N_ELEMENTS (chain));
}

static void
teardown (FlowRig *f, gconstpointer data)
{
  flow_rig_end (f);
}

/* Links of the chain that the document holds: they are the first ones of the list. */
static guint
count_links (FlowRig *f)
{
  g_autoptr (GError) error = NULL;
  json_t *document = yj_application_document_new (f->session, &error);
  guint n = 0, found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    gboolean there = flow_rig_find (json_object_get (document, "answers"), links[i]) != NULL ||
                     flow_rig_find (json_object_get (document, "materials"), links[i]) != NULL;
    n += there && n == i;
    found += there;
  }
  g_assert_cmpuint (n, ==, found);
  yj_json_wipe (document);
  return n;
}

/* To the check page with the whole chain answered. */
static void
answer_chain (FlowRig *f)
{
  static const char *const yes[] = { "chain_a", "chain_b" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    flow_rig_answer (f, yes[i], "yes");
  for (guint moves = 0; moves < 100 && !g_str_equal (yj_flow_get_place (f->flow)->page, "check"); moves++) {
    const char *subject = yj_flow_get_place (f->flow)->subject;
    if (subject == NULL || !g_str_has_prefix (subject, "chain_"))
      applicant_do_place (f->flow, NULL);
    yj_flow_next (f->flow);
  }
  g_assert_cmpstr (yj_flow_get_place (f->flow)->page, ==, "check");
}

static void
sign (FlowRig *f)
{
  g_autoptr (GBytes) png = applicant_signature_new ();
  yj_session_set_signature (f->session, png);
}

static void
test_document (FlowRig *f, gconstpointer data)
{
  answer_chain (f);
  sign (f);
  g_assert_cmpuint (count_links (f), ==, G_N_ELEMENTS (links));

  flow_rig_answer (f, "chain_a", "no");
  g_assert_cmpuint (count_links (f), ==, 0); /* b's answer is yes, and hidden: nothing behind it is asked either */
  for (guint i = 0; i + 1 < G_N_ELEMENTS (links); i++)
    g_assert_nonnull (yj_session_get_answer (f->session, links[i])); /* kept */
  g_assert_nonnull (yj_session_get_material_pages (f->session, "chain-paper"));

  flow_rig_answer (f, "chain_a", "yes");
  g_assert_cmpuint (count_links (f), ==, G_N_ELEMENTS (links)); /* everything is there again, nothing was asked */
  flow_rig_answer (f, "chain_b", "no");
  g_assert_cmpuint (count_links (f), ==, 1);
  flow_rig_answer (f, "chain_b", "yes");
  flow_rig_answer (f, "chain_kind", "yes");
  g_assert_cmpuint (count_links (f), ==, 3); /* the note and the paper that hangs on it are gone */
  g_test_message ("5 links in 5 states of the chain");
}

/* Where the flow goes from the check page after @id was changed to @value, until it is back there. */
static char *
change (FlowRig *f, const char *page, const char *id, const char *value)
{
  GString *places = g_string_new (NULL);

  g_assert_cmpstr (yj_flow_get_place (f->flow)->page, ==, "check");
  yj_flow_change (f->flow, page, id);
  flow_rig_answer (f, id, value);
  yj_flow_next (f->flow);
  for (guint moves = 0; moves < 100 && !g_str_equal (yj_flow_get_place (f->flow)->page, "check"); moves++) {
    const YjPlace *place = yj_flow_get_place (f->flow);
    g_string_append_printf (places, "%s ", place->subject != NULL ? place->subject : place->page);
    if (g_strcmp0 (place->subject, "chain_b") == 0)
      flow_rig_answer (f, "chain_b", "yes");
    else
      applicant_do_place (f->flow, NULL);
    yj_flow_next (f->flow);
  }
  return g_string_free (places, FALSE);
}

static void
test_flow (FlowRig *f, gconstpointer data)
{
  g_assert_true (applicant_walk_to (f->flow, "check", NULL)); /* the first option: chain_a is no */
  g_autofree char *asked = change (f, "guide-question", "chain_a", "yes");
  g_assert_cmpstr (asked, ==, "chain_b chain-day chain-kind chain-note materials ");
  g_autofree char *away = change (f, "guide-question", "chain_a", "no");
  g_assert_cmpstr (away, ==, "");
  g_autofree char *again = change (f, "guide-question", "chain_a", "yes");
  g_assert_cmpstr (again, ==, ""); /* answered before, and right: nothing is asked twice */
  yj_session_set_answer (f->session, "chain_day", NULL);
  g_autofree char *day = change (f, "guide-question", "chain_b", "yes");
  g_assert_cmpstr (day, ==, "chain-day "); /* what lacks, and no more; the pages behind it were answered */
  g_test_message ("after a change: %s; after it was taken back and made again: nothing", asked);
}

/* What comes back is judged anew: a day that was right when it was typed may lie too far back meanwhile. */
static void
test_judged_anew (FlowRig *f, gconstpointer data)
{
  answer_chain (f);
  flow_rig_answer (f, "chain_a", "no");
  flow_rig_answer (f, "chain_day", "1800-01-01");
  g_autofree char *asked = change (f, "guide-question", "chain_a", "yes");
  g_assert_cmpstr (asked, ==, "chain-day ");
}

/* An option that another answer takes away is no answer any more, also where a field offers it. */
static void
test_options (FlowRig *f, gconstpointer data)
{
  const YjField *field;
  g_autoptr (json_t) yes = json_string ("yes"), no = json_string ("no");

  field = yj_item_get_field (yj_session_get_item (f->session), "chain_kind");
  flow_rig_answer (f, "chain_a", "yes");
  g_assert_null (yj_session_validate_field (f->session, field, yes));
  flow_rig_answer (f, "chain_a", "no");
  g_autoptr (YjProblem) problem = yj_session_validate_field (f->session, field, yes);
  g_assert_cmpstr (problem->id, ==, "field.choice.unknown");
  g_assert_null (yj_session_validate_field (f->session, field, no));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/hiding/" name, FlowRig, NULL, setup, function, teardown)
  ADD ("takes the whole chain out of the document, and brings it back", test_document);
  ADD ("asks after a change for what became necessary, in order, and for nothing twice", test_flow);
  ADD ("judges what comes back anew", test_judged_anew);
  ADD ("takes an option that is not offered for no answer", test_options);
  return g_test_run ();
}
