/* SPDX-License-Identifier: Apache-2.0 */
/* After a death: nothing on the way is cheerful. */
#include "tests/ui/support/item-walk.h"
#include "tests/ui/support/ui-rig.h"

static UiRig *rig;

static void
count_face (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "face"))
    ++*(guint *) data;
}

static guint
count_faces (void)
{
  guint n = 0;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), count_face, &n);
  return n;
}

/* Somebody applies for @item and comes to the page of opinions by the flow itself. */
static void
begin_applied (const char *item)
{
  g_autoptr (GRand) rand = NULL;
  g_autoptr (GArray) people = NULL;
  g_autoptr (GError) error = NULL;

  rig = ui_rig_new (&ui_look_portrait);
  people = item_walk_choose_people (rig->context->catalogue, rig->clock, item);
  rand = g_rand_new_with_seed (g_array_index (people, guint32, 0));
  g_assert_true (yj_session_begin (rig->context->session, rig->context->catalogue, item, &error));
  while (!g_str_equal (ui_rig_place (rig), "evaluation")) {
    g_assert_cmpstr (ui_rig_place (rig), !=, "done");
    applicant_do_place (rig->context->flow, rand);
    if (g_str_equal (ui_rig_place (rig), "submit"))
      yj_session_set_submitted (rig->context->session, "7K3M00F4C", "7K3M00F4C");
    yj_flow_next (rig->context->flow);
  }
  ui_rig_open (rig);
}

static void
nobody_is_smiled_at_after_a_death (void)
{
  begin_applied ("marriage");
  g_assert_cmpuint (count_faces (), ==, 5);
  g_clear_pointer (&rig, ui_rig_free);
  begin_applied ("after-death");
  g_assert_cmpuint (count_faces (), ==, 0);
  g_assert_cmpstr (yj_page_get_heading (yj_window_get_page (rig->window)), ==, ui_rig_text (rig, "evaluation.heading.plain"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "evaluation.grade.dissatisfied")));
  g_clear_pointer (&rig, ui_rig_free);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/bereavement/nobody-is-smiled-at-after-a-death", nobody_is_smiled_at_after_a_death);
  return g_test_run ();
}
