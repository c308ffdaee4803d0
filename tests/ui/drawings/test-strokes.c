/* SPDX-License-Identifier: Apache-2.0 */
/* What the strokes say: how far it is, what runs together, how long is left. */
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-countdown.h"
#include "ui/drawings/yj-disc.h"
#include "ui/drawings/yj-progress-stroke.h"
#include "ui/drawings/yj-strands.h"
#include "ui/drawings/yj-timeline.h"

static const char *const words[] = { "Guide", "Identity", "Details", "Papers", "Review", NULL };

/* The label that shows @text, NULL when none is seen. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_widget_get_mapped (child) && g_str_equal (gtk_label_get_text (GTK_LABEL (child)), text))
      return child;
  return NULL;
}

static GtkWidget *
make_progress (void)
{
  GtkWidget *stroke = yj_progress_stroke_new ();

  yj_progress_stroke_set_steps (YJ_PROGRESS_STROKE (stroke), words);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 1, 0.25, "Step 2 of 5");
  return stroke;
}

static void
test_progress_is_bold_at_the_present_step_and_spoken (void)
{
  GtkWidget *stroke = make_progress (), *window = gallery_show (stroke, 952);

  g_assert_true (gtk_widget_has_css_class (find_label (stroke, "Identity"), "present"));
  g_assert_false (gtk_widget_has_css_class (find_label (stroke, "Guide"), "present"));
  g_assert_null (find_label (stroke, "Step 2 of 5"));
  gtk_test_accessible_assert_property (stroke, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "Step 2 of 5");
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 2, 0.5, "Step 3 of 5");
  g_assert_true (gtk_widget_has_css_class (find_label (stroke, "Details"), "present"));
  g_assert_false (gtk_widget_has_css_class (find_label (stroke, "Identity"), "present"));
  gtk_test_accessible_assert_property (stroke, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "Step 3 of 5");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_words_that_do_not_fit_give_way_to_the_sentence (void)
{
  GtkWidget *stroke, *window;

  yj_style_set_text_size (gallery_style (), YJ_TEXT_LARGEST);
  stroke = make_progress ();
  window = gallery_show (stroke, 400);
  g_assert_null (find_label (stroke, "Identity"));
  g_assert_nonnull (find_label (stroke, "Step 2 of 5"));
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_reset (gallery_style ());
}

/* Where the stroke ends, in px: the last column of the top rows in the action's colour. */
static int
stroke_end (GtkWidget *stroke)
{
  cairo_surface_t *picture = gallery_picture (stroke);
  GdkRGBA action;
  int end = -1;

  yj_style_get_color (stroke, "action", &action);
  for (int x = 0; x < cairo_image_surface_get_width (picture); x++) {
    const guchar *at = cairo_image_surface_get_data (picture) + 6 * cairo_image_surface_get_stride (picture) + 4 * x;
    if (ABS (at[1] - (int) (action.green * 255)) < 4 && ABS (at[2] - (int) (action.red * 255)) < 4)
      end = x;
  }
  cairo_surface_destroy (picture);
  return end;
}

static void
test_the_stroke_moves_to_its_place_and_rests (void)
{
  GtkWidget *stroke = make_progress (), *window = gallery_show (stroke, 1000);
  int end;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_assert_cmpint (ABS (stroke_end (stroke) - 250), <=, 3);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 4, 0.9, "Step 5 of 5");
  g_assert_cmpfloat (yj_progress_stroke_get_fraction (YJ_PROGRESS_STROKE (stroke)), ==, 0.9);
  g_assert_cmpint (stroke_end (stroke), <, 900 - 3);
  do {
    gallery_settle (window);
    end = stroke_end (stroke);
  } while (end < 900 - 3);
  g_assert_cmpint (end, <=, 900 + 3);
  gallery_settle (window);
  g_assert_cmpint (stroke_end (stroke), ==, end);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 0, 0.1, "Step 1 of 5");
  gallery_settle (window);
  g_assert_cmpint (ABS (stroke_end (stroke) - 100), <=, 3);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_after_submission_the_stroke_stands_alone (void)
{
  GtkWidget *stroke = make_progress (), *window;

  yj_progress_stroke_set_steps (YJ_PROGRESS_STROKE (stroke), NULL);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 4, 1, "Done");
  window = gallery_show (stroke, 952);
  g_assert_null (find_label (stroke, "Guide"));
  g_assert_null (find_label (stroke, "Done"));
  g_assert_cmpint (stroke_end (stroke), >=, 940);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_strands_carry_their_names_up_to_the_most (void)
{
  const char *many[YJ_STRANDS_MAX + 4] = { NULL };
  GtkWidget *strands = yj_strands_new ("seven matters"), *window;
  guint n = 0;

  for (guint i = 0; i < YJ_STRANDS_MAX + 3; i++)
    many[i] = "A matter";
  yj_strands_set_labels (YJ_STRANDS (strands), many);
  yj_strands_set_labels (YJ_STRANDS (strands), many);
  window = gallery_show (strands, 1080);
  for (GtkWidget *child = gtk_widget_get_first_child (strands); child; child = gtk_widget_get_next_sibling (child))
    n++;
  g_assert_cmpuint (n, ==, YJ_STRANDS_MAX);
  yj_strands_set_labels (YJ_STRANDS (strands), NULL);
  gallery_settle (window);
  g_assert_null (gtk_widget_get_first_child (strands));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_names_of_strands_stay_above_their_lines (void)
{
  const char *const labels[] = { "Medical certificate of birth", "Household registration", "Social security card", NULL };
  GtkWidget *strands, *window;

  for (int size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++) {
    float last = 0;
    yj_style_set_text_size (gallery_style (), size);
    strands = yj_strands_new ("three matters");
    yj_strands_set_labels (YJ_STRANDS (strands), labels);
    window = gallery_show (strands, 1080);
    for (GtkWidget *child = gtk_widget_get_first_child (strands); child; child = gtk_widget_get_next_sibling (child)) {
      graphene_rect_t box;
      g_assert_true (gtk_widget_compute_bounds (child, strands, &box));
      g_assert_cmpfloat (box.origin.y, >=, last);
      last = box.origin.y + box.size.height;
    }
    g_assert_cmpfloat (last, <=, gtk_widget_get_height (strands));
    gtk_window_destroy (GTK_WINDOW (window));
  }
  yj_style_reset (gallery_style ());
}

static void
test_countdown_shows_and_says_what_is_left (void)
{
  GtkWidget *countdown = g_object_ref_sink (yj_countdown_new ());

  yj_countdown_set (YJ_COUNTDOWN (countdown), 24, 30, "24 seconds left");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (countdown))), ==, "24");
  gtk_test_accessible_assert_property (countdown, GTK_ACCESSIBLE_PROPERTY_LABEL, "24 seconds left");
  yj_countdown_set (YJ_COUNTDOWN (countdown), 90, 30, "30 seconds left");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (countdown))), ==, "30");
  g_assert_finalize_object (countdown);
}

static void
test_timeline_says_done_and_to_come_without_colour (void)
{
  GtkWidget *line = g_object_ref_sink (yj_timeline_new ("What comes")), *entry, *disc;

  yj_timeline_add (YJ_TIMELINE (line), TRUE, "Done", "Now", "It is kept on this machine");
  yj_timeline_add (YJ_TIMELINE (line), FALSE, "To come", "Later", NULL);
  entry = gtk_widget_get_first_child (line);
  gtk_test_accessible_assert_role (entry, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  disc = gtk_widget_get_first_child (entry);
  g_assert_true (yj_disc_is_done (YJ_DISC (disc)));
  gtk_test_accessible_assert_property (disc, GTK_ACCESSIBLE_PROPERTY_LABEL, "Done");
  disc = gtk_widget_get_first_child (gtk_widget_get_next_sibling (entry));
  g_assert_false (yj_disc_is_done (YJ_DISC (disc)));
  gtk_test_accessible_assert_property (disc, GTK_ACCESSIBLE_PROPERTY_LABEL, "To come");
  g_assert_finalize_object (line);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/drawings/progress-stroke/is-bold-at-the-present-step-and-spoken", test_progress_is_bold_at_the_present_step_and_spoken);
  g_test_add_func ("/ui/drawings/progress-stroke/words-that-do-not-fit-give-way-to-the-sentence", test_words_that_do_not_fit_give_way_to_the_sentence);
  g_test_add_func ("/ui/drawings/progress-stroke/moves-to-its-place-and-rests", test_the_stroke_moves_to_its_place_and_rests);
  g_test_add_func ("/ui/drawings/progress-stroke/after-submission-it-stands-alone", test_after_submission_the_stroke_stands_alone);
  g_test_add_func ("/ui/drawings/strands/carry-their-names-up-to-the-most", test_strands_carry_their_names_up_to_the_most);
  g_test_add_func ("/ui/drawings/strands/names-stay-above-their-lines", test_names_of_strands_stay_above_their_lines);
  g_test_add_func ("/ui/drawings/countdown/shows-and-says-what-is-left", test_countdown_shows_and_says_what_is_left);
  g_test_add_func ("/ui/drawings/timeline/says-done-and-to-come-without-colour", test_timeline_says_done_and_to_come_without_colour);
  return g_test_run ();
}
