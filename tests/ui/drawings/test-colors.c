/* SPDX-License-Identifier: Apache-2.0 */
/* Words keep 7:1 and signs 3:1 in every theme: the pairs that drawings use, and every rule of the sheet that names
 * both a ground and the words on it. */
#include "tests/ui/drawings/gallery.h"
#include <math.h>

#define WORDS 7.0
#define SIGNS 3.0

static const char *const theme_names[] = { "paper", "high-contrast", "black-on-white", "dark" };

typedef struct {
  const char *front, *ground;
  double least;
} Pair;

static const Pair pairs[] = {
  { "ink", "paper", WORDS },       { "ink", "surface", WORDS },      { "ink", "sunken", WORDS },         { "ink_2", "paper", WORDS },
  { "ink_2", "surface", WORDS },   { "ink_2", "sunken", WORDS },     { "action", "surface", WORDS },     { "action", "paper", WORDS },
  { "on_action", "action", WORDS }, { "on_here", "here", WORDS },    { "on_plate", "plate", WORDS },     { "ink", "warn_ground", WORDS },
  { "on_press", "press", WORDS },  { "stroke", "surface", SIGNS },   { "stroke", "paper", SIGNS },       { "ink", "tint", SIGNS },
  { "action", "tint", SIGNS },     { "warn_edge", "paper", SIGNS },  { "warn_edge", "warn_ground", SIGNS },
};

static double
linear (double part)
{
  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) + 0.0722 * linear (color->blue);
}

static double
contrast (GtkWidget *widget, const char *front, const char *ground)
{
  GdkRGBA a, b;
  double light, dark;

  yj_style_get_color (widget, front, &a);
  yj_style_get_color (widget, ground, &b);
  light = MAX (luminance (&a), luminance (&b));
  dark = MIN (luminance (&a), luminance (&b));
  return (light + 0.05) / (dark + 0.05);
}

static void
check (GtkWidget *widget, int theme, const char *front, const char *ground, double least)
{
  double ratio = contrast (widget, front, ground);

  if (ratio < least) {
    g_test_message ("%s: %s on %s is %.2f, not %.0f", theme_names[theme], front, ground, ratio, least);
    g_test_fail ();
  }
}

static void
test_pairs_of_drawings (void)
{
  GtkWidget *widget = gtk_label_new (""), *window = gallery_show (widget, 0);

  for (int theme = YJ_THEME_PAPER; theme <= YJ_THEME_DARK; theme++) {
    yj_style_set_theme (gallery_style (), theme);
    for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
      check (widget, theme, pairs[i].front, pairs[i].ground, pairs[i].least);
    /* Of the two rings of the focus one at least stands out from the page. */
    g_assert_cmpfloat (MAX (contrast (widget, "focus", "paper"), contrast (widget, "focus_gap", "paper")), >=, SIGNS);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_reset (gallery_style ());
}

/* Where a notice has the page's own ground, a line says where it begins and ends. */
static void
test_notices_are_seen_as_one_thing (void)
{
  static const char *const outlines[] = { "notice_info", "notice_warn", "notice_error", "notice_done" };
  static const char *const grounds[] = { "info_ground", "warn_ground", "error_ground", "tint" };
  GtkWidget *widget = gtk_label_new (""), *window = gallery_show (widget, 0);
  guint n_outlined = 0;

  for (int theme = YJ_THEME_PAPER; theme <= YJ_THEME_DARK; theme++) {
    yj_style_set_theme (gallery_style (), theme);
    for (guint i = 0; i < G_N_ELEMENTS (outlines); i++)
      if (contrast (widget, grounds[i], "paper") < 1.01) {
        check (widget, theme, outlines[i], "paper", SIGNS);
        n_outlined++;
      }
  }
  g_assert_cmpuint (n_outlined, ==, 2 * G_N_ELEMENTS (outlines)); /* white on black, black on white */
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_reset (gallery_style ());
}

static guint
check_rules (GtkWidget *widget, int theme, const char *sheet)
{
  g_autoptr (GRegex) rule = g_regex_new ("\\{([^}]*)\\}", 0, 0, NULL);
  g_autoptr (GRegex) ground = g_regex_new ("(?:^|[ ;])background(?:-color)?: @(\\w+)", 0, 0, NULL);
  g_autoptr (GRegex) front = g_regex_new ("(?:^|[ ;])color: @(\\w+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) at = NULL;
  guint n = 0;

  for (g_regex_match (rule, sheet, 0, &at); g_match_info_matches (at); g_match_info_next (at, NULL)) {
    g_autofree char *body = g_match_info_fetch (at, 1);
    g_autoptr (GMatchInfo) words = NULL;
    g_autoptr (GMatchInfo) under = NULL;
    /* A box for a sign shows it only when it is ticked, on another ground. */
    if (strstr (body, "-gtk-icon-size") == NULL && g_regex_match (front, body, 0, &words) && g_regex_match (ground, body, 0, &under)) {
      g_autofree char *a = g_match_info_fetch (words, 1);
      g_autofree char *b = g_match_info_fetch (under, 1);
      check (widget, theme, a, b, WORDS);
      n++;
    }
  }
  return n;
}

static void
test_rules_of_the_sheet (void)
{
  GtkWidget *widget = gtk_label_new (""), *window = gallery_show (widget, 0);
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", "style.css", NULL);
  g_autofree char *sheet = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &sheet, NULL, NULL));
  for (int theme = YJ_THEME_PAPER; theme <= YJ_THEME_DARK; theme++) {
    yj_style_set_theme (gallery_style (), theme);
    n = check_rules (widget, theme, sheet);
  }
  g_test_message ("%u rules name a ground and its words", n);
  g_assert_cmpuint (n, >=, 10);
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_reset (gallery_style ());
}

static void
test_the_sheet_names_roles_and_no_colours (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", "style.css", NULL);
  g_autofree char *sheet = NULL;

  g_assert_true (g_file_get_contents (path, &sheet, NULL, NULL));
  g_assert_false (g_regex_match_simple ("#[0-9A-Fa-f]{3,8}\\b|rgba? *\\(", sheet, 0, 0));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/drawings/colors/pairs-of-drawings-keep-their-contrast", test_pairs_of_drawings);
  g_test_add_func ("/ui/drawings/colors/notices-are-seen-as-one-thing", test_notices_are_seen_as_one_thing);
  g_test_add_func ("/ui/drawings/colors/rules-of-the-sheet-keep-their-contrast", test_rules_of_the_sheet);
  g_test_add_func ("/ui/drawings/colors/the-sheet-names-roles-and-no-colours", test_the_sheet_names_roles_and_no_colours);
  return g_test_run ();
}
