/* SPDX-License-Identifier: Apache-2.0 */
/* Pages beside a form: who comes back finds what was typed, and what was signed there is sealed and kept. */
#include "tests/ui/support/ui-rig.h"
#include "ui/drawings/yj-signature-pad.h"
#include <string.h>

static UiRig *rig;

static const char *
typed (guint n)
{
  return gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, n)));
}

static void
help_in_the_middle_of_a_form_loses_nothing (void)
{
  rig = ui_rig_new_at ("form", "other-parent");
  ui_rig_type (rig, ui_rig_entry (rig, 0), "张安");
  yj_flow_go_beside (rig->context->flow, "help", NULL);
  ui_rig_wait_page (rig, "help");
  yj_flow_back (rig->context->flow);
  ui_rig_wait_page (rig, "form");
  ui_rig_settle (rig);
  g_assert_cmpstr (typed (0), ==, "张安"); /* typed, and not in the session yet */
  g_clear_pointer (&rig, ui_rig_free);
}

/* Another page of the form is not given what was typed on this one. */
static void
what_was_typed_stays_on_its_page (void)
{
  rig = ui_rig_new_at ("form", "other-parent");
  ui_rig_type (rig, ui_rig_entry (rig, 0), "张安");
  yj_flow_go_beside (rig->context->flow, "help", NULL);
  yj_flow_change (rig->context->flow, "form", "mobile");
  ui_rig_settle (rig);
  g_assert_null (strstr (typed (0), "张安"));
  yj_flow_change (rig->context->flow, "form", "other-parent");
  ui_rig_settle (rig);
  g_assert_cmpstr (typed (0), !=, "张安");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
find_pad (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_SIGNATURE_PAD (widget))
    *(GtkWidget **) data = widget;
}

static void
on_drawn (GPid pid, int status, gpointer user_data)
{
  g_assert_cmpint (status, ==, 0);
  g_spawn_close_pid (pid);
}

/* A hand on the screen, long enough for a name. */
static void
draw (void)
{
  GtkWidget *pad = NULL;
  graphene_rect_t bounds;
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int x, y;
  GPid pid;

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pad, &pad);
  g_assert_true (gtk_widget_compute_bounds (pad, GTK_WIDGET (rig->window), &bounds));
  x = (int) (bounds.origin.x + bounds.size.width / 4);
  y = (int) (bounds.origin.y + bounds.size.height / 3);
  line = g_strdup_printf ("xdotool mousemove %d %d mousedown 1 mousemove %d %d mousemove %d %d mouseup 1", x, y, x + 400, y + 100, x + 200, y + 200);
  argv = g_strsplit (line, " ", -1);
  g_spawn_async (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, on_drawn, NULL);
}

static gboolean
is_drawn (gpointer data)
{
  return ui_rig_find (rig, ui_rig_text (rig, "sign.again")) != NULL;
}

static void
somebody_beside_the_applicant_signs (void)
{
  GPtrArray *pages;
  guint before;

  rig = ui_rig_new_at ("form", "other-parent");
  before = rig->courier->materials->len;
  yj_flow_go_beside (rig->context->flow, "countersign", "other_parent_name");
  ui_rig_wait_page (rig, "countersign");
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "countersign.primary"));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "sign.missing")));
  draw ();
  ui_rig_wait (is_drawn, NULL);
  ui_rig_touch (rig, ui_rig_text (rig, "countersign.primary"));
  ui_rig_wait_page (rig, "form");
  pages = yj_session_get_material_pages (rig->context->session, "other_parent_name");
  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_cmpuint (rig->courier->materials->len, ==, before + 1);
  GBytes *sealed = g_ptr_array_index (rig->courier->materials, before);
  g_assert_true (memcmp (g_bytes_get_data (sealed, NULL), "age-encryption.org/v1", 21) == 0);
  g_clear_pointer (&rig, ui_rig_free);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/beside/help-in-the-middle-of-a-form-loses-nothing", help_in_the_middle_of_a_form_loses_nothing);
  g_test_add_func ("/ui/beside/what-was-typed-stays-on-its-page", what_was_typed_stays_on_its_page);
  g_test_add_func ("/ui/beside/somebody-beside-the-applicant-signs", somebody_beside_the_applicant_signs);
  return g_test_run ();
}
