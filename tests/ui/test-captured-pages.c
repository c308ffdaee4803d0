/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a paper that was photographed: sealed and whole when they are kept, then put in order, taken again and taken away. */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "tests/ui/support/capture-rig.h"
#include <string.h>

#define BOOKLET "household-booklet" /* three pages at most */
#define MARRIAGE "marriage-certificate" /* two */

/* ---- keeping ---- */

static void
what_is_kept_is_sealed_and_whole (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (rig->courier->materials->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rig->courier->identities); i++) {
    const char *identities[] = { rig->courier->identities[i], NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) plain = yj_age_open (g_ptr_array_index (rig->courier->materials, 0), identities, 8 << 20, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (plain, rig->camera->still->jpeg));
  }
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 1);
  ui_rig_free (rig);
}

static void
a_full_store_leaves_the_picture_and_is_said (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  capture_rig_touch (rig, "capture.keep");
  ui_rig_wait_text (rig, "error.store-full");
  g_assert_true (capture_rig_sees (rig, "capture.not-kept.next"));
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 0);
  capture_rig_touch (rig, "capture.keep"); /* the same picture */
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 1);
  ui_rig_free (rig);
}

static void
a_picture_that_nobody_could_open_stays_here (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  json_array_clear (json_object_get (rig->courier->provisioning, "recipients"));
  capture_rig_touch (rig, "capture.keep");
  ui_rig_wait_text (rig, "error.unprovisioned");
  g_assert_true (capture_rig_sees (rig, "capture.not-kept.next"));
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 0);
  ui_rig_free (rig);
}

/* The courier answers when the page is gone: what it kept is no page of what is applied for next. */
static void
a_page_that_is_kept_too_late_is_nobodys (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  rig->courier->holding = TRUE;
  capture_rig_touch (rig, "capture.keep");
  yj_context_end_session (rig->context);
  ui_rig_wait_page (rig, "idle");
  yj_fake_courier_release (rig->courier);
  ui_rig_settle (rig);
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 0);
  ui_rig_free (rig);
}

static void
the_last_page_leads_back_to_the_list (void)
{
  UiRig *rig = capture_rig_open (MARRIAGE);

  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpstr (ui_rig_place (rig), ==, "capture");
  capture_rig_take_and_keep (rig);
  ui_rig_wait_page (rig, "materials");
  g_assert_cmpuint (capture_rig_count_kept (rig, MARRIAGE), ==, 2);
  ui_rig_free (rig);
}

static void
another_look_in_the_middle_keeps_the_pages (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 2);
  g_assert_true (capture_rig_can_touch (rig, "capture.enough"));
  ui_rig_free (rig);
}

/* ---- pages that are kept ---- */

/* Digests of the kept pages by their first character. */
static void
assert_pages (UiRig *rig, const char *expected)
{
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, BOOKLET);
  g_autoptr (GString) firsts = g_string_new (NULL);

  for (guint i = 0; pages != NULL && i < pages->len; i++)
    g_string_append_c (firsts, ((YjMaterialPage *) g_ptr_array_index (pages, i))->sha256[0]);
  g_assert_cmpstr (firsts->str, ==, expected);
}

/* So many pages were kept on an earlier visit to this place: "x", "y", "z". (transfer full) */
static UiRig *
open_with_pages (const char *material, guint count)
{
  static const char *const digests[] = { "x", "y", "z" };
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_fill (rig);
  while (yj_session_get_material_pages (rig->context->session, material) != NULL)
    yj_session_remove_material_page (rig->context->session, material, 0);
  for (guint i = 0; i < count; i++)
    yj_session_put_material_page (rig->context->session, material, G_MAXUINT, digests[i], 10,
                                  i == 0 ? NULL : rig->camera->still->thumbnail);
  ui_rig_go (rig, "capture", material);
  ui_rig_open (rig);
  return rig;
}

typedef struct {
  const char *text;
  GtkWidget *found;
} Words;

static void
match_words (GtkWidget *widget, gpointer data)
{
  Words *words = data;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), words->text))
    words->found = widget;
}

/* The button of that page's row. */
static void
touch_page (UiRig *rig, const char *way, guint number)
{
  g_autofree char *n = g_strdup_printf ("%u", number), *of = yj_context_format (rig->context, "captured.page", "n", n, NULL);
  Words title = { of, NULL }, button = { ui_rig_text (rig, way), NULL };

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), match_words, &title);
  GtkWidget *row = title.found;
  while (row != NULL && !gtk_widget_has_css_class (row, "material"))
    row = gtk_widget_get_parent (row);
  g_assert_nonnull (row);
  ui_rig_foreach_mapped (row, match_words, &button);
  g_assert_nonnull (button.found);
  ui_rig_press (gtk_widget_get_ancestor (button.found, GTK_TYPE_BUTTON));
  ui_rig_settle (rig);
}

static void
kept_pages_are_put_in_order_and_taken_away (void)
{
  UiRig *rig = open_with_pages (BOOKLET, 3);

  g_assert_false (rig->camera->started); /* nobody looks through it */
  assert_pages (rig, "xyz");
  touch_page (rig, "captured.earlier", 3);
  assert_pages (rig, "xzy");
  touch_page (rig, "captured.earlier", 2);
  assert_pages (rig, "zxy");
  touch_page (rig, "captured.remove", 2);
  assert_pages (rig, "zy");
  capture_rig_touch (rig, "capture.enough");
  ui_rig_wait_page (rig, "materials");
  assert_pages (rig, "zy");
  ui_rig_free (rig);
}

static void
one_page_is_taken_again_in_its_place (void)
{
  UiRig *rig = open_with_pages (BOOKLET, 3);

  g_assert_true (capture_rig_can_touch (rig, "captured.done")); /* there may be no fourth */
  touch_page (rig, "capture.again", 2);
  g_assert_true (rig->camera->started);
  capture_rig_take (rig);
  assert_pages (rig, "xyz"); /* until the new one is kept */
  capture_rig_touch (rig, "capture.keep");
  capture_rig_wait_touchable (rig, "captured.done");
  g_assert_false (rig->camera->started);
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 3);
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, BOOKLET);
  g_assert_cmpstr (((YjMaterialPage *) g_ptr_array_index (pages, 0))->sha256, ==, "x");
  g_assert_cmpuint (strlen (((YjMaterialPage *) g_ptr_array_index (pages, 1))->sha256), ==, 64);
  g_assert_cmpstr (((YjMaterialPage *) g_ptr_array_index (pages, 2))->sha256, ==, "z");
  ui_rig_free (rig);
}

static void
back_from_a_page_that_is_not_taken_again_keeps_it (void)
{
  UiRig *rig = open_with_pages (BOOKLET, 2);

  touch_page (rig, "capture.again", 1);
  capture_rig_touch (rig, "capture.enough");
  g_assert_true (capture_rig_can_touch (rig, "captured.more"));
  g_assert_false (rig->camera->started);
  assert_pages (rig, "xy");
  capture_rig_touch (rig, "captured.more");
  g_assert_true (rig->camera->started);
  capture_rig_take_and_keep (rig);
  ui_rig_wait_page (rig, "materials"); /* it was the third of three */
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 3);
  ui_rig_free (rig);
}

static void
without_pages_there_is_the_camera_again (void)
{
  UiRig *rig = open_with_pages (BOOKLET, 1);

  touch_page (rig, "captured.remove", 1);
  g_assert_true (rig->camera->started);
  g_assert_true (capture_rig_can_touch (rig, "capture.primary"));
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 0);
  ui_rig_free (rig);
}

static void
kept_pages_are_looked_at_between_two_pictures (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  capture_rig_touch (rig, "capture.list");
  g_assert_false (rig->camera->started);
  g_assert_true (capture_rig_can_touch (rig, "captured.more"));
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_true (capture_rig_can_touch (rig, "captured.more")); /* still the list */
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/capture/what-is-kept-is-sealed-and-whole", what_is_kept_is_sealed_and_whole);
  g_test_add_func ("/ui/capture/a-full-store-leaves-the-picture-and-is-said", a_full_store_leaves_the_picture_and_is_said);
  g_test_add_func ("/ui/capture/a-picture-that-nobody-could-open-stays-here", a_picture_that_nobody_could_open_stays_here);
  g_test_add_func ("/ui/capture/a-page-that-is-kept-too-late-is-nobodys", a_page_that_is_kept_too_late_is_nobodys);
  g_test_add_func ("/ui/capture/the-last-page-leads-back-to-the-list", the_last_page_leads_back_to_the_list);
  g_test_add_func ("/ui/capture/another-look-in-the-middle-keeps-the-pages", another_look_in_the_middle_keeps_the_pages);
  g_test_add_func ("/ui/capture/kept-pages-are-put-in-order-and-taken-away", kept_pages_are_put_in_order_and_taken_away);
  g_test_add_func ("/ui/capture/one-page-is-taken-again-in-its-place", one_page_is_taken_again_in_its_place);
  g_test_add_func ("/ui/capture/back-from-a-page-that-is-not-taken-again-keeps-it", back_from_a_page_that_is_not_taken_again_keeps_it);
  g_test_add_func ("/ui/capture/without-pages-there-is-the-camera-again", without_pages_there_is_the_camera_again);
  g_test_add_func ("/ui/capture/kept-pages-are-looked-at-between-two-pictures", kept_pages_are_looked_at_between_two_pictures);
  return g_test_run ();
}
