/* SPDX-License-Identifier: Apache-2.0 */
/* A button whose words break into lines: the sign stays beside them, and both stand in the middle. */
#include "tests/ui/support/ui-rig.h"
#include "ui/widgets/yj-widgets.h"

#define GAP_MAX_PX 24 /* what the style sets between words and sign, and the steps in which a width is looked for */
#define STEP_PX 20

/* Where the ink of the words begins and ends in the button. */
static void
measure_words (GtkWidget *button, double *left, double *right, int *lines)
{
  GtkLabel *words = yj_button_get_words (button);
  PangoRectangle extents;
  graphene_rect_t bounds;
  int x;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (words), button, &bounds));
  gtk_label_get_layout_offsets (words, &x, NULL);
  pango_layout_get_pixel_extents (gtk_label_get_layout (words), NULL, &extents);
  *left = bounds.origin.x + x + extents.x;
  *right = *left + extents.width;
  *lines = pango_layout_get_line_count (gtk_label_get_layout (words));
}

static void
check_width (GtkWidget *button, GtkWidget *sign, int width, guint *broken)
{
  int height, lines;
  double left, right, rest;
  graphene_rect_t bounds;

  gtk_widget_measure (button, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (button, &(GtkAllocation){ 0, 0, width, height }, -1);
  measure_words (button, &left, &right, &lines);
  g_assert_true (gtk_widget_compute_bounds (sign, button, &bounds));
  *broken += lines > 1;
  if (bounds.origin.x - right > GAP_MAX_PX || bounds.origin.x < right)
    g_test_fail_printf ("%d px: words end at %g, and the sign begins at %g", width, right, bounds.origin.x);
  rest = gtk_widget_get_width (button) - bounds.origin.x - bounds.size.width;
  if (ABS (left - rest) > GAP_MAX_PX)
    g_test_fail_printf ("%d px: %g px before the words, %g px after the sign", width, left, rest);
}

static void
a_sign_stays_beside_words_that_break (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  GtkWidget *button = g_object_ref_sink (yj_button_new (rig->context, "Photograph the next", NULL, "primary"));
  int narrowest, natural;
  guint broken = 0;

  yj_button_add_sign (button, "yj-camera");
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, &natural, NULL, NULL);
  g_assert_cmpint (narrowest + 2 * STEP_PX, <, natural);
  for (int width = narrowest; width < natural + 10 * STEP_PX; width += STEP_PX)
    check_width (button, gtk_widget_get_next_sibling (GTK_WIDGET (yj_button_get_words (button))), width, &broken);
  g_test_message ("from %d px on, %u widths at which the words break", narrowest, broken);
  g_assert_cmpuint (broken, >, 1);
  g_object_unref (button);
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/button/a-sign-stays-beside-words-that-break", a_sign_stays_beside_words_that_break);
  return g_test_run ();
}
