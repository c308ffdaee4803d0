/* SPDX-License-Identifier: Apache-2.0 */
/* The list of papers: what is missing and what follows later is said, and the way to photograph is where it is needed. */
#include "tests/ui/support/ui-rig.h"

#define BOOKLET "household-booklet"
#define MARRIAGE "marriage-certificate"

static UiRig *rig;

static void
begin (gboolean later)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  yj_session_set_material_later (rig->context->session, BOOKLET, later);
  yj_session_set_material_later (rig->context->session, MARRIAGE, later);
  ui_rig_go (rig, "materials", NULL);
  ui_rig_open (rig);
}

static void
what_may_follow_later_is_not_called_complete (void)
{
  g_autofree char *follow = NULL, *missing = NULL;

  begin (FALSE);
  missing = yj_context_format (rig->context, "materials.heading", "n", "2", NULL);
  follow = yj_context_format (rig->context, "materials.follow", "n", "2", NULL);
  g_assert_true (ui_rig_sees (rig, missing));
  ui_rig_touch (rig, ui_rig_text (rig, "materials.bring-later")); /* the next one's */
  g_assert_true (yj_session_get_material_later (rig->context->session, BOOKLET));
  g_assert_false (yj_session_get_material_later (rig->context->session, MARRIAGE));
  ui_rig_touch (rig, ui_rig_text (rig, "materials.bring-later"));
  g_assert_true (ui_rig_sees (rig, follow));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "materials.complete")));
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
the_primary_action_photographs_what_is_missing (void)
{
  g_autofree char *go = NULL;

  begin (FALSE);
  go = yj_context_format (rig->context, "materials.go", "name", "居民户口簿", NULL);
  ui_rig_touch (rig, go);
  ui_rig_wait_page (rig, "capture");
  g_assert_cmpstr (yj_flow_get_place (rig->context->flow)->subject, ==, BOOKLET);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait_text (rig, "capture.look");
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "capture.kept");
  ui_rig_touch (rig, ui_rig_text (rig, "capture.enough"));
  ui_rig_wait_page (rig, "materials");
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "materials.look")));
  g_clear_pointer (&rig, ui_rig_free);
}

/* In large letters two papers fill a page: the list opens where the work stands, at the third. */
static void
the_list_opens_at_the_paper_that_is_next (void)
{
  static const UiLook look = { "en", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER };
  g_autoptr (json_t) father = json_string ("father");
  YjPager *pager;

  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  yj_session_set_answer (rig->context->session, "applicant_role", father);
  yj_session_set_material_later (rig->context->session, BOOKLET, TRUE);
  yj_session_set_material_later (rig->context->session, MARRIAGE, TRUE);
  ui_rig_go (rig, "materials", NULL);
  ui_rig_open (rig);
  pager = yj_page_get_pager (yj_window_get_page (rig->window));
  g_assert_cmpuint (yj_pager_get_page (pager), ==, 1);
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "materials.bring-later"))); /* the next one's alone offers it */
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_is_not_needed_has_no_way_to_photograph_it (void)
{
  g_autofree char *name = NULL;

  begin (TRUE);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "materials.not-needed")));
  for (guint i = 0; i < 2; i++) {
    GtkWidget *button = ui_rig_find (rig, ui_rig_text (rig, "materials.not-later"));
    g_assert_nonnull (button);
    gtk_widget_set_visible (button, FALSE);
  }
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "materials.not-later")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "materials.capture")));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
without_a_camera_papers_follow_later (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  g_clear_object (&rig->context->camera);
  yj_session_set_material_later (rig->context->session, BOOKLET, FALSE);
  ui_rig_go (rig, "materials", NULL);
  ui_rig_open (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "materials.no-camera")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "materials.capture")));
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "materials"); /* one is missing */
  ui_rig_touch (rig, ui_rig_text (rig, "materials.bring-later"));
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  g_clear_pointer (&rig, ui_rig_free);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/materials/what-may-follow-later-is-not-called-complete", what_may_follow_later_is_not_called_complete);
  g_test_add_func ("/ui/materials/the-primary-action-photographs-what-is-missing", the_primary_action_photographs_what_is_missing);
  g_test_add_func ("/ui/materials/the-list-opens-at-the-paper-that-is-next", the_list_opens_at_the_paper_that_is_next);
  g_test_add_func ("/ui/materials/what-is-not-needed-has-no-way-to-photograph-it", what_is_not_needed_has_no_way_to_photograph_it);
  g_test_add_func ("/ui/materials/without-a-camera-papers-follow-later", without_a_camera_papers_follow_later);
  return g_test_run ();
}
