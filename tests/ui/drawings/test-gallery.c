/* SPDX-License-Identifier: Apache-2.0 */
/* Every drawing is made, measured, drawn in every theme and text size, named, and ended. With YIJIAN_GALLERY_DIR set the
 * pictures are kept there as <name>-<theme>-<text size>.png. */
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-face.h"

static const char *const theme_names[] = { "paper", "high-contrast", "black-on-white", "dark" };

static void
keep_picture (cairo_surface_t *picture, const char *name, int theme, int size)
{
  const char *dir = g_getenv ("YIJIAN_GALLERY_DIR");
  g_autofree char *path = dir ? g_strdup_printf ("%s/%s-%s-%d.png", dir, name, theme_names[theme], size) : NULL;

  if (path)
    g_assert_cmpint (cairo_surface_write_to_png (picture, path), ==, CAIRO_STATUS_SUCCESS);
}

/* In each theme it is seen on its ground, and no colour is unknown (magenta). */
static void
check_picture (const GalleryPiece *piece, GtkWidget *widget, int theme, int size)
{
  const GdkRGBA magenta = { 1, 0, 1, 1 };
  cairo_surface_t *picture = gallery_picture (widget);

  keep_picture (picture, piece->name, theme, size);
  g_assert_cmpuint (gallery_count_colors (picture), >=, 2);
  g_assert_false (gallery_has_color (picture, &magenta));
  cairo_surface_destroy (picture);
}

static void
test_drawn_in_every_theme_and_text_size (gconstpointer data)
{
  const GalleryPiece *piece = data;
  YjStyle *style = gallery_style ();

  for (int size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++)
    for (int theme = YJ_THEME_PAPER; theme <= YJ_THEME_DARK; theme++) {
      GtkWidget *widget, *window;
      int minimum, natural;
      yj_style_set_text_size (style, size);
      yj_style_set_theme (style, theme);
      widget = piece->make ();
      window = gallery_show (widget, piece->width_px);
      gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      g_assert_cmpint (minimum, <=, piece->width_px ? piece->width_px : 300);
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, piece->width_px ? piece->width_px : -1, &minimum, &natural, NULL, NULL);
      g_assert_cmpint (minimum, >, 20);
      g_assert_cmpint (minimum, <=, 1040);
      check_picture (piece, widget, theme, size);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  yj_style_reset (style);
}

static void
test_follows_a_change_of_theme (gconstpointer data)
{
  const GalleryPiece *piece = data;
  GtkWidget *widget = piece->make (), *window = gallery_show (widget, piece->width_px);
  cairo_surface_t *light, *dark;
  gsize size;

  light = gallery_picture (widget);
  yj_style_set_theme (gallery_style (), YJ_THEME_HIGH_CONTRAST);
  gallery_settle (window);
  dark = gallery_picture (widget);
  size = (gsize) cairo_image_surface_get_stride (light) * MIN (cairo_image_surface_get_height (light), cairo_image_surface_get_height (dark));
  /* Even a code, which stays black on white, has the theme's ground at its corners. */
  g_assert_cmpint (memcmp (cairo_image_surface_get_data (light), cairo_image_surface_get_data (dark), size), !=, 0);
  cairo_surface_destroy (light);
  cairo_surface_destroy (dark);
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_reset (gallery_style ());
}

static void
test_has_a_role_and_a_name (gconstpointer data)
{
  const GalleryPiece *piece = data;
  GtkWidget *widget = g_object_ref_sink (piece->make ());

  gtk_test_accessible_assert_role (widget, piece->role);
  if (piece->role != GTK_ACCESSIBLE_ROLE_PRESENTATION)
    g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_finalize_object (widget);
}

static void
test_mirrors_from_right_to_left (gconstpointer data)
{
  const GalleryPiece *piece = data;
  GtkWidget *widget = piece->make (), *window;
  cairo_surface_t *picture;

  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  window = gallery_show (widget, piece->width_px);
  picture = gallery_picture (widget);
  if (g_getenv ("YIJIAN_GALLERY_DIR")) {
    g_autofree char *name = g_strconcat (piece->name, "-rtl", NULL);
    keep_picture (picture, name, 0, 0);
  }
  g_assert_cmpuint (gallery_count_colors (picture), >=, 2);
  cairo_surface_destroy (picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The left pane of a 1280 × 800 screen. */
static void
test_fits_a_pane_of_a_small_landscape_screen (gconstpointer data)
{
  const GalleryPiece *piece = data;
  GtkWidget *widget, *window;
  cairo_surface_t *picture;
  int minimum;

  yj_style_set_size (gallery_style (), 1280, 800);
  widget = piece->make ();
  window = gallery_show (widget, piece->width_px ? 427 : 0);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 427);
  picture = gallery_picture (widget);
  if (g_getenv ("YIJIAN_GALLERY_DIR")) {
    g_autofree char *name = g_strconcat (piece->name, "-landscape", NULL);
    keep_picture (picture, name, 0, 0);
  }
  g_assert_cmpint (cairo_image_surface_get_height (picture), <=, 720);
  g_assert_cmpuint (gallery_count_colors (picture), >=, 2);
  cairo_surface_destroy (picture);
  gtk_window_destroy (GTK_WINDOW (window));
  yj_style_set_size (gallery_style (), 1080, 1920);
}

/* A sign that GTK cannot recolour, or that it fills, would come out in black, or as a block. */
static void
check_sign (const char *name)
{
  GtkWidget *image = gtk_image_new_from_icon_name (name), *window;
  GdkRGBA action;
  cairo_surface_t *picture;
  guint inked = 0, all;

  gtk_widget_add_css_class (image, "face");
  window = gallery_show (image, 0);
  yj_style_get_color (image, "action", &action);
  picture = gallery_picture (image);
  all = (guint) (cairo_image_surface_get_width (picture) * cairo_image_surface_get_height (picture));
  g_assert_cmpuint (all, >=, 60 * 60);
  for (int y = 0; y < cairo_image_surface_get_height (picture); y++)
    for (int x = 0; x < cairo_image_surface_get_width (picture); x++) {
      const guchar *at = cairo_image_surface_get_data (picture) + y * cairo_image_surface_get_stride (picture) + 4 * x;
      inked += ABS (at[1] - (int) (action.green * 255)) < 12 && ABS (at[2] - (int) (action.red * 255)) < 12;
    }
  g_test_message ("%s: %u of %u px in the text's colour", name, inked, all);
  g_assert_cmpuint (inked, >, all / 40);
  g_assert_cmpuint (inked, <, all * 9 / 10);
  cairo_surface_destroy (picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_every_sign_takes_the_colour_of_its_text (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "icons/hicolor/scalable/actions", NULL);
  g_autoptr (GDir) signs = g_dir_open (dir, 0, NULL);
  guint n = 0;

  g_assert_nonnull (signs);
  for (const char *file = g_dir_read_name (signs); file; file = g_dir_read_name (signs)) {
    g_autofree char *name = g_strndup (file, strlen (file) - strlen (".svg"));
    g_assert_true (g_str_has_suffix (file, ".svg"));
    if (g_str_has_suffix (name, "-rtl"))
      continue;
    check_sign (name);
    n++;
  }
  g_assert_cmpuint (n, >=, 40);
}

static void
test_five_faces_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (YjFaceGrade grade = 0; grade < YJ_N_FACES; grade++) {
    GtkWidget *face = yj_face_new (grade), *window = gallery_show (face, 0);
    cairo_surface_t *picture = gallery_picture (face);
    gtk_test_accessible_assert_role (face, GTK_ACCESSIBLE_ROLE_PRESENTATION);
    g_hash_table_add (seen, g_bytes_new (cairo_image_surface_get_data (picture),
                                         (gsize) (cairo_image_surface_get_stride (picture) * cairo_image_surface_get_height (picture))));
    cairo_surface_destroy (picture);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, YJ_N_FACES);
}

static void
add (const char *what, const GalleryPiece *piece, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/ui/drawings/%s/%s", piece->name, what);

  g_test_add_data_func (path, piece, function);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < gallery_n_pieces; i++) {
    add ("is-drawn-in-every-theme-and-text-size", &gallery[i], test_drawn_in_every_theme_and_text_size);
    add ("follows-a-change-of-theme", &gallery[i], test_follows_a_change_of_theme);
    add ("has-a-role-and-a-name", &gallery[i], test_has_a_role_and_a_name);
    add ("is-drawn-from-right-to-left", &gallery[i], test_mirrors_from_right_to_left);
    add ("fits-a-pane-of-a-small-landscape-screen", &gallery[i], test_fits_a_pane_of_a_small_landscape_screen);
  }
  g_test_add_func ("/ui/drawings/signs/each-takes-the-colour-of-its-text", test_every_sign_takes_the_colour_of_its_text);
  g_test_add_func ("/ui/drawings/faces/all-five-differ", test_five_faces_differ);
  return g_test_run ();
}
