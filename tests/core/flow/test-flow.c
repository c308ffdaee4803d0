/* SPDX-License-Identifier: Apache-2.0 */
/* The line of pages: their order, what stands in the way of the next, and where back, change and beside lead. */
#include "tests/core/flow/applicant.h"
#include "tests/core/flow/flow-rig.h"

static void
setup (FlowRig *f, gconstpointer data)
{
  flow_rig_begin (f);
}

static void
teardown (FlowRig *f, gconstpointer data)
{
  flow_rig_end (f);
}

#define assert_at(f, where, about)                                                                                              \
  G_STMT_START                                                                                                                  \
  {                                                                                                                             \
    g_assert_cmpstr (yj_flow_get_place ((f)->flow)->page, ==, where);                                                           \
    g_assert_cmpstr (yj_flow_get_place ((f)->flow)->subject, ==, about);                                                        \
  }                                                                                                                             \
  G_STMT_END

static void
walk (FlowRig *f, const char *page)
{
  g_assert_true (applicant_walk_to (f->flow, page, NULL));
}

static void
test_order (FlowRig *f, gconstpointer data)
{
  static const char *const expected[] = {
    "idle", "choose", "guide-question applicant_role", "guide-question birth_place", "guide-question parents_married",
    "guide-question same_ethnicity", "guide-question join_household", "guide-question maternity_insured", "guide-question babies", "notice",
    "privacy", "identify", "identity-result", "form child-name", "form child-birth", "form birth-certificate", "form other-parent",
    "form marriage", "form household", "form medical-place", "form mobile", "form payment", "materials", "delivery", "check", "sign", "submit", "receipt",
    "evaluation", "done", "idle"
  };
  double before = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const YjPlace *place = yj_flow_get_place (f->flow);
    g_autofree char *shown = place->subject != NULL ? g_strdup_printf ("%s %s", place->page, place->subject) : g_strdup (place->page);
    g_assert_cmpstr (shown, ==, expected[i]);
    if (i + 1 < G_N_ELEMENTS (expected)) {
      g_assert_cmpfloat (yj_flow_get_progress (f->flow), >=, before);
      before = yj_flow_get_progress (f->flow);
      applicant_do_place (f->flow, NULL);
      yj_flow_next (f->flow);
    }
  }
  g_assert_cmpfloat (before, ==, 1.0);
  g_assert_cmpfloat (yj_flow_get_progress (f->flow), ==, 0.0);
  g_assert_null (yj_session_get_item (f->session));
}

static void
test_choose (FlowRig *f, gconstpointer data)
{
  yj_session_clear (f->session);
  yj_flow_next (f->flow);
  assert_at (f, "choose", NULL);
  yj_flow_next (f->flow); /* nothing was chosen: nowhere to go */
  assert_at (f, "choose", NULL);
  g_assert_true (yj_session_begin (f->session, f->catalogue, "newborn", NULL));
  yj_flow_next (f->flow);
  assert_at (f, "guide-question", "applicant_role");
}

static void
test_guards (FlowRig *f, gconstpointer data)
{
  walk (f, "identify");
  yj_session_set_card (f->session, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "form", "child-name"); /* no card: no result to look at */
  g_assert_cmpuint (yj_flow_count_remaining (f->flow, "form"), ==, 10); /* and one's own name is asked */
  yj_flow_back (f->flow);
  assert_at (f, "identify", NULL);
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "identity-result", NULL);
  yj_flow_next (f->flow);
  g_assert_cmpuint (yj_flow_count_remaining (f->flow, "form"), ==, 9);
}

/* The card is forgotten while its page is shown: stepping back does not jump over the page before. */
static void
test_vanished (FlowRig *f, gconstpointer data)
{
  walk (f, "identity-result");
  yj_session_set_card (f->session, NULL);
  yj_flow_back (f->flow);
  assert_at (f, "identify", NULL);
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "identity-result", NULL);
  yj_session_set_card (f->session, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "form", "child-name");
}

static void
test_back (FlowRig *f, gconstpointer data)
{
  guint steps = 0;

  walk (f, "sign");
  while (yj_flow_can_back (f->flow)) {
    yj_flow_back (f->flow);
    steps++;
    g_assert_cmpuint (steps, <, 100);
  }
  assert_at (f, "idle", NULL);
  g_assert_cmpuint (steps, ==, 25);
}

static void
test_no_back (FlowRig *f, gconstpointer data)
{
  static const char *const pages[] = { "submit", "receipt", "evaluation", "done" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    walk (f, pages[i]);
    g_assert_false (yj_flow_can_back (f->flow));
    yj_flow_back (f->flow);
    assert_at (f, pages[i], NULL);
  }
}

static void
test_change (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_flow_change (f->flow, "form", "mobile");
  assert_at (f, "form", "mobile");
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
  /* stepping back from a change returns as well */
  yj_flow_change (f->flow, "form", "mobile");
  yj_flow_back (f->flow);
  assert_at (f, "check", NULL);
  /* what does not exist is not gone to */
  yj_flow_change (f->flow, "form", "child-ethnicity");
  assert_at (f, "check", NULL);
}

/* A changed answer makes two pages and a generated material necessary: the pages are shown, then the check page again. */
static void
test_change_necessary (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_flow_change (f->flow, "guide-question", "same_ethnicity");
  flow_rig_answer (f, "same_ethnicity", "no");
  yj_flow_next (f->flow);
  assert_at (f, "form", "child-ethnicity");
  yj_flow_back (f->flow); /* cannot be passed by stepping back */
  yj_flow_next (f->flow);
  assert_at (f, "form", "child-ethnicity");
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "form", "other-ethnicity"); /* one's own is on the card */
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
}

/* The materials page was passed long ago, and now lacks one. */
static void
test_change_material (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_flow_change (f->flow, "guide-question", "birth_place");
  flow_rig_answer (f, "birth_place", "abroad");
  yj_flow_next (f->flow);
  assert_at (f, "materials", NULL);
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
}

/* A page that was passed gets a further field when a matter is taken in after all. */
static void
test_change_matter (FlowRig *f, gconstpointer data)
{
  walk (f, "notice");
  yj_session_set_matter_chosen (f->session, "maternity-payment", FALSE);
  walk (f, "check");
  g_assert_null (yj_session_get_answer (f->session, "bank_card"));
  yj_flow_change (f->flow, "notice", NULL);
  yj_session_set_matter_chosen (f->session, "maternity-payment", TRUE);
  yj_flow_next (f->flow);
  assert_at (f, "form", "payment");
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
}

/* Nothing is signed or sent while something lacks, whatever happened to the answers behind the flow's back. */
static void
test_gate (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_session_set_answer (f->session, "other_parent_name", NULL);
  yj_flow_next (f->flow);
  assert_at (f, "form", "other-parent");
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
  yj_flow_next (f->flow);
  assert_at (f, "sign", NULL);
  yj_session_set_consent (f->session, 0, FALSE);
  yj_flow_next (f->flow);
  assert_at (f, "privacy", NULL);
  applicant_do_place (f->flow, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
  yj_flow_next (f->flow);
  yj_session_set_delivery (f->session, NULL);
  yj_flow_next (f->flow);
  assert_at (f, "delivery", NULL);
}

static void
test_beside (FlowRig *f, gconstpointer data)
{
  double progress;

  walk (f, "materials");
  progress = yj_flow_get_progress (f->flow);
  yj_flow_go_beside (f->flow, "capture", "household-booklet");
  assert_at (f, "capture", "household-booklet");
  g_assert_cmpint (yj_flow_get_place (f->flow)->stage, ==, YJ_STAGE_PAPERS);
  yj_flow_go_beside (f->flow, "help", NULL);
  assert_at (f, "help", NULL);
  g_assert_true (yj_flow_can_back (f->flow));
  yj_flow_back (f->flow);
  assert_at (f, "capture", "household-booklet");
  yj_flow_next (f->flow);
  assert_at (f, "materials", NULL);
  g_assert_cmpfloat (yj_flow_get_progress (f->flow), ==, progress);
  yj_flow_next (f->flow);
  assert_at (f, "delivery", NULL);
}

static void
test_beside_change (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_flow_go_beside (f->flow, "help", NULL);
  yj_flow_change (f->flow, "form", "mobile");
  assert_at (f, "form", "mobile");
  yj_flow_next (f->flow);
  assert_at (f, "check", NULL);
}

static void
test_reset (FlowRig *f, gconstpointer data)
{
  walk (f, "sign");
  yj_flow_go_beside (f->flow, "help", NULL);
  yj_flow_reset (f->flow);
  assert_at (f, "idle", NULL);
  g_assert_false (yj_flow_can_back (f->flow));
  g_assert_cmpfloat (yj_flow_get_progress (f->flow), ==, 0.0);
  g_assert_null (yj_session_get_item (f->session));
  /* the next person starts from nothing */
  g_assert_true (yj_session_begin (f->session, f->catalogue, "newborn", NULL));
  walk (f, "submit");
}

/* A session that is cleared in the middle of a change leaves no way to a page of it. */
static void
test_cleared (FlowRig *f, gconstpointer data)
{
  walk (f, "check");
  yj_flow_change (f->flow, "form", "mobile");
  yj_session_clear (f->session);
  yj_flow_back (f->flow);
  g_assert_null (yj_session_get_item (f->session));
  yj_flow_change (f->flow, "check", NULL);
  g_assert_cmpstr (yj_flow_get_place (f->flow)->page, !=, "check");
}

static void
test_progress (FlowRig *f, gconstpointer data)
{
  double before, after;

  walk (f, "delivery");
  before = yj_flow_get_progress (f->flow);
  while (yj_flow_can_back (f->flow) && !g_str_equal (yj_flow_get_place (f->flow)->page, "notice"))
    yj_flow_back (f->flow);
  after = yj_flow_get_progress (f->flow);
  g_assert_cmpfloat (after, ==, before); /* never falls */
  walk (f, "check");
  g_assert_cmpfloat (yj_flow_get_progress (f->flow), >, before);
  /* another application is another stroke */
  yj_session_begin (f->session, f->catalogue, "newborn", NULL);
  yj_flow_change (f->flow, "guide-question", "applicant_role");
  g_assert_cmpfloat (yj_flow_get_progress (f->flow), <, 0.2);
}

static void
test_remaining (FlowRig *f, gconstpointer data)
{
  yj_flow_next (f->flow);
  yj_flow_next (f->flow);
  assert_at (f, "guide-question", "applicant_role");
  g_assert_cmpuint (yj_flow_count_remaining (f->flow, "guide-question"), ==, 7);
  yj_flow_next (f->flow);
  g_assert_cmpuint (yj_flow_count_remaining (f->flow, "guide-question"), ==, 6);
}

static void
count_move (YjFlow *flow, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_signal (FlowRig *f, gconstpointer data)
{
  guint moves = 0;

  g_signal_connect (f->flow, "moved", G_CALLBACK (count_move), &moves);
  yj_flow_back (f->flow);
  g_assert_cmpuint (moves, ==, 0);
  yj_flow_next (f->flow);
  g_assert_cmpuint (moves, ==, 1);
  yj_flow_go_beside (f->flow, "help", NULL);
  yj_flow_back (f->flow);
  g_assert_cmpuint (moves, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/flow/" name, FlowRig, NULL, setup, function, teardown)
  ADD ("goes through a newborn's places in order, and to idle", test_order);
  ADD ("does not leave the choice without one", test_choose);
  ADD ("passes over places whose guard does not hold", test_guards);
  ADD ("finds its way when the present place vanishes", test_vanished);
  ADD ("steps back from the signature to idle", test_back);
  ADD ("does not step back after submitting", test_no_back);
  ADD ("returns to the check page after a change", test_change);
  ADD ("shows what a change made necessary first", test_change_necessary);
  ADD ("asks for a material that a change made necessary", test_change_material);
  ADD ("asks for what a matter taken in needs", test_change_matter);
  ADD ("signs and sends nothing while something lacks", test_gate);
  ADD ("returns from pages beside the line", test_beside);
  ADD ("changes from a page beside the check page", test_beside_change);
  ADD ("resets to a clean idle", test_reset);
  ADD ("survives a session cleared under it", test_cleared);
  ADD ("never lets progress fall", test_progress);
  ADD ("counts what remains", test_remaining);
  ADD ("signals each move", test_signal);
  return g_test_run ();
}
