/* SPDX-License-Identifier: Apache-2.0 */
/* Where lines end, at every width: nothing is left alone, names of buttons stay whole, and Chinese breaks where a part of the sentence ends. */
#include "tests/ui/support/ui-rig.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-line-breaks.h"
#include "ui/widgets/yj-widgets.h"
#include <string.h>

#define STEP_PX 3
#define LEFT_MIN 3 /* characters of a last line, with its full stop */

static const char *const sentences[] = {
  "如有不实，我愿意承担相应的法律责任，已办的手续可以撤销。",
  "材料缺页，请带齐全部页来补交。",
  "还有就接着拍，没有了就点“拍完了”。",
  "我填写的内容和拍的材料都是真实的。",
};

static long
count_last_line (PangoLayout *layout)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, pango_layout_get_line_count (layout) - 1);
  return g_utf8_strlen (pango_layout_get_text (layout) + line->start_index, line->length);
}

/* Whether a line begins inside of the part of the text that is @part. */
static gboolean
is_parted (PangoLayout *layout, const char *part)
{
  const char *text = pango_layout_get_text (layout), *found = strstr (text, part);

  for (int i = 1; found != NULL && i < pango_layout_get_line_count (layout); i++) {
    const char *start = text + pango_layout_get_line_readonly (layout, i)->start_index;
    if (start > found && start < found + strlen (part))
      return TRUE;
  }
  return FALSE;
}

/* Over every width that the words can have. */
static guint
walk_widths (GtkWidget *label, void (*check) (PangoLayout *, int))
{
  int narrowest, natural;
  guint broken = 0;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, &natural, NULL, NULL);
  for (int width = narrowest; width < natural; width += STEP_PX) {
    int height;
    gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
    gtk_widget_size_allocate (label, &(GtkAllocation){ 0, 0, width, height }, -1);
    check (gtk_label_get_layout (GTK_LABEL (label)), width);
    broken += pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))) > 1;
  }
  return broken;
}

static void
check_last_line (PangoLayout *layout, int width)
{
  if (count_last_line (layout) < LEFT_MIN)
    g_test_fail_printf ("%d px: “%s” ends with a line of %ld", width, pango_layout_get_text (layout), count_last_line (layout));
}

static void
no_one_or_two_characters_are_left_alone (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  guint broken = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    GtkWidget *label = g_object_ref_sink (yj_label_new (rig->context, sentences[i], "body"));
    broken += walk_widths (label, check_last_line);
    g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, sentences[i]);
    g_object_unref (label);
  }
  g_test_message ("%u widths at which the sentences break", broken);
  g_assert_cmpuint (broken, >, 100);
  ui_rig_free (rig);
}

static void
check_quoted (PangoLayout *layout, int width)
{
  if (is_parted (layout, "“拍完了”"))
    g_test_fail_printf ("%d px: a button's name is parted", width);
}

static void
check_word (PangoLayout *layout, int width)
{
  if (is_parted (layout, "call staff"))
    g_test_fail_printf ("%d px: a short word is left alone", width);
}

/* Also when the words change: what was kept together of the old ones is not of the new. */
static void
names_of_buttons_and_short_words_stay_whole (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  GtkWidget *label = g_object_ref_sink (yj_label_new (rig->context, "No", "body"));

  gtk_label_set_text (GTK_LABEL (label), sentences[2]);
  g_assert_cmpuint (walk_widths (label, check_quoted), >, 20);
  gtk_label_set_text (GTK_LABEL (label), "If it fails again, type it in or call staff");
  g_assert_cmpuint (walk_widths (label, check_word), >, 20);
  g_object_unref (label);
  ui_rig_free (rig);
}

static void
check_number (PangoLayout *layout, int width)
{
  if (is_parted (layout, "7 项") || is_parted (layout, "12 份"))
    g_test_fail_printf ("%d px: a number is parted from its unit", width);
}

static void
a_number_stays_with_its_unit (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  GtkWidget *label = g_object_ref_sink (yj_label_new (rig->context, "要拍 12 份材料，这 7 项一起办就行", "body"));

  g_assert_cmpuint (walk_widths (label, check_number), >, 20);
  g_object_unref (label);
  ui_rig_free (rig);
}

static void
find_hall (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), yj_context_hall (((UiRig *) data)->context, "name")))
    g_object_set_data (G_OBJECT (((UiRig *) data)->window), "hall", widget);
}

/* The header of the welcome has a date beside it: an English name takes two lines. */
static void
the_name_of_the_hall_leaves_no_word_alone (void)
{
  UiLook look = ui_look_portrait;
  UiRig *rig;
  PangoLayout *layout;
  PangoLayoutLine *last;

  look.language = "en";
  rig = ui_rig_new (&look);
  yj_session_set_language (rig->context->session, "en");
  ui_rig_open (rig);
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_hall, rig);
  layout = gtk_label_get_layout (g_object_get_data (G_OBJECT (rig->window), "hall"));
  g_assert_cmpint (pango_layout_get_line_count (layout), ==, 2);
  last = pango_layout_get_line_readonly (layout, 1);
  g_assert_nonnull (memchr (pango_layout_get_text (layout) + last->start_index, ' ', (size_t) last->length));
  ui_rig_free (rig);
}

/* A heading of two parts that would fit in two lines in any way. */
static void
chinese_breaks_where_a_part_of_the_sentence_ends (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  GtkWidget *label = yj_label_new (rig->context, "屏幕调亮一些，离镜头一掌远。", "body"),
            *held = g_object_ref_sink (yj_balanced_new (GTK_LABEL (label)));
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (label));
  int natural, height;
  guint at_comma = 0;

  gtk_widget_measure (held, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  for (int width = natural * 6 / 10; width < natural; width += STEP_PX) {
    gtk_widget_measure (held, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
    gtk_widget_size_allocate (held, &(GtkAllocation){ 0, 0, width, height }, -1);
    layout = gtk_label_get_layout (GTK_LABEL (label));
    g_assert_cmpint (pango_layout_get_line_count (layout), ==, 2);
    g_assert_cmpstr (pango_layout_get_text (layout) + pango_layout_get_line_readonly (layout, 1)->start_index, ==, "离镜头一掌远。");
    at_comma++;
  }
  g_test_message ("%u widths, each broken after the comma", at_comma);
  g_assert_cmpuint (at_comma, >, 20);
  g_object_unref (held);
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/line-breaks/no-one-or-two-characters-are-left-alone", no_one_or_two_characters_are_left_alone);
  g_test_add_func ("/ui/line-breaks/names-of-buttons-and-short-words-stay-whole", names_of_buttons_and_short_words_stay_whole);
  g_test_add_func ("/ui/line-breaks/a-number-stays-with-its-unit", a_number_stays_with_its_unit);
  g_test_add_func ("/ui/line-breaks/the-name-of-the-hall-leaves-no-word-alone", the_name_of_the_hall_leaves_no_word_alone);
  g_test_add_func ("/ui/line-breaks/chinese-breaks-where-a-part-of-the-sentence-ends", chinese_breaks_where_a_part_of_the_sentence_ends);
  return g_test_run ();
}
