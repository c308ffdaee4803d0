/* SPDX-License-Identifier: Apache-2.0 */
/* Photographing a paper: what is kept is sealed and whole, what went wrong leaves the picture, and the camera sees nothing
 * once nobody photographs. */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "tests/ui/support/ui-rig.h"
#include "ui/drawings/yj-camera-preview.h"
#include "ui/drawings/yj-illustration.h"
#include <string.h>

#define BOOKLET "household-booklet" /* three pages at most */
#define MARRIAGE "marriage-certificate" /* two */

static UiRig *rig;

static void
begin_capture (const char *material)
{
  rig = ui_rig_new_at ("capture", material);
}

static guint
count_kept (const char *material)
{
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, material);
  return pages != NULL ? pages->len : 0;
}

static gboolean
can_touch (gpointer id)
{
  return ui_rig_find (rig, ui_rig_text (rig, id)) != NULL;
}

static gboolean
sees (gpointer id)
{
  return ui_rig_sees (rig, ui_rig_text (rig, id));
}

static void
take (void)
{
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait (can_touch, (gpointer) "capture.keep");
}

static void
take_and_keep (void)
{
  take ();
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
}

static gboolean
has_kept (gpointer count)
{
  return count_kept (BOOKLET) == GPOINTER_TO_UINT (count);
}

/* ---- what the camera sees ---- */

static void
find_guide (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_ILLUSTRATION (widget))
    *(gboolean *) data = TRUE;
}

static gboolean
shows_guide (void)
{
  gboolean found = FALSE;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_guide, &found);
  return found;
}

static void
assert_said (YjPaperVerdict verdict, const char *id)
{
  yj_fake_camera_show (rig->camera, verdict);
  ui_rig_settle (rig);
  g_assert_true (sees ((gpointer) id));
}

static void
how_the_paper_lies_is_said (void)
{
  begin_capture (BOOKLET);
  g_assert_true (rig->camera->started);
  g_assert_true (shows_guide ()); /* nothing seen yet */
  assert_said (YJ_PAPER_GOOD, "capture.good");
  g_assert_false (shows_guide ());
  assert_said (YJ_PAPER_TOO_DARK, "capture.dark");
  assert_said (YJ_PAPER_TOO_BRIGHT, "capture.bright");
  assert_said (YJ_PAPER_GLARE, "capture.glare");
  assert_said (YJ_PAPER_BLURRED, "capture.blurred");
  assert_said (YJ_PAPER_SMALL, "capture.small");
  assert_said (YJ_PAPER_CUT, "capture.cut");
  assert_said (YJ_PAPER_SEVERAL, "capture.several");
  assert_said (YJ_PAPER_EDGELESS, "capture.edgeless");
  assert_said (YJ_PAPER_BLANK, "capture.blank");
  assert_said (YJ_PAPER_EMPTY, "capture.empty");
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- what is said of a picture ---- */

/* What the courier got last, as central would open it. */
static GBytes *
open_last (void)
{
  const char *identities[] = { rig->courier->identities[0], NULL };
  g_autoptr (GError) error = NULL;
  GBytes *plain = yj_age_open (g_ptr_array_index (rig->courier->materials, rig->courier->materials->len - 1), identities, 8 << 20, &error);
  g_assert_no_error (error);
  return plain;
}

static void
keep_anyway (YjPaperVerdict verdict, const char *title)
{
  guint before = count_kept (BOOKLET);

  yj_fake_camera_set_still (rig->camera, verdict, FALSE);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait (can_touch, (gpointer) "capture.keep-anyway");
  g_assert_true (sees ((gpointer) title));
  g_assert_true (can_touch ((gpointer) "capture.again"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep-anyway"));
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (count_kept (BOOKLET), ==, before + 1);
}

/* The machine advises, the person decides. */
static void
a_poor_picture_is_said_and_may_be_kept (void)
{
  begin_capture (BOOKLET);
  keep_anyway (YJ_PAPER_BLURRED, "still.blurred");
  keep_anyway (YJ_PAPER_TOO_DARK, "still.dark");
  g_clear_pointer (&rig, ui_rig_free);
  begin_capture (BOOKLET);
  keep_anyway (YJ_PAPER_GLARE, "still.glare");
  keep_anyway (YJ_PAPER_CUT, "still.cut");
  g_clear_pointer (&rig, ui_rig_free);
  begin_capture (BOOKLET);
  keep_anyway (YJ_PAPER_SMALL, "still.small");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_poor_picture_is_taken_again_first (void)
{
  begin_capture (BOOKLET);
  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLURRED, FALSE);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait (can_touch, (gpointer) "capture.keep-anyway");
  ui_rig_touch (rig, ui_rig_text (rig, "capture.again"));
  g_assert_true (can_touch ((gpointer) "capture.primary"));
  g_assert_false (sees ((gpointer) "still.blurred"));
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
assert_within (GtkWidget *widget, gpointer data)
{
  graphene_rect_t bounds;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_compute_bounds (widget, GTK_WIDGET (rig->window), &bounds))
    return;
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (GTK_WIDGET (rig->window)));
}

/* Three buttons side by side, where words are longest and letters largest. */
static void
every_way_with_a_poor_picture_is_on_the_screen (void)
{
  UiLook look = ui_look_portrait;

  look.language = "en";
  look.text_size = YJ_TEXT_LARGEST;
  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "capture", BOOKLET);
  ui_rig_open (rig);
  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLURRED, TRUE);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait (can_touch, (gpointer) "capture.keep-anyway");
  ui_rig_settle (rig);
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), assert_within, NULL);
  g_clear_pointer (&rig, ui_rig_free);
}

/* A blank sheet and a photograph are no mistakes: keeping them comes first. */
static void
a_sheet_without_print_is_kept_like_another (void)
{
  begin_capture (BOOKLET);
  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLANK, TRUE);
  take ();
  g_assert_true (sees ((gpointer) "still.blank"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "capture.kept");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_picture_that_was_cut_may_be_kept_whole (void)
{
  begin_capture (BOOKLET);
  take ();
  g_assert_true (sees ((gpointer) "capture.cut-out"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.leave-uncut"));
  g_assert_true (sees ((gpointer) "capture.uncut"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.cut-again"));
  g_assert_true (sees ((gpointer) "capture.cut-out"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.leave-uncut"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "capture.kept");
  g_autoptr (GBytes) whole = open_last ();
  g_assert_true (g_bytes_equal (whole, rig->camera->still->whole));
  take_and_keep ();
  ui_rig_wait (has_kept, GUINT_TO_POINTER (2));
  g_autoptr (GBytes) cut = open_last ();
  g_assert_true (g_bytes_equal (cut, rig->camera->still->jpeg));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_picture_can_be_taken_again (void)
{
  begin_capture (BOOKLET);
  take ();
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "capture.look")));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.again"));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "capture.look")));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "capture.primary")));
  g_assert_cmpuint (count_kept (BOOKLET), ==, 0);
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_camera_that_fails_is_said_and_can_be_tried_again (void)
{
  begin_capture (BOOKLET);
  rig->camera->error = YJ_ERROR_TIMEOUT;
  ui_rig_touch (rig, ui_rig_text (rig, "capture.primary"));
  ui_rig_wait_text (rig, "error.timeout");
  rig->camera->error = -1;
  take ();
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "error.timeout")));
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- keeping ---- */

static void
what_is_kept_is_sealed_and_whole (void)
{
  begin_capture (BOOKLET);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (rig->courier->materials->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rig->courier->identities); i++) {
    const char *identities[] = { rig->courier->identities[i], NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) plain = yj_age_open (g_ptr_array_index (rig->courier->materials, 0), identities, 8 << 20, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (plain, rig->camera->still->jpeg));
  }
  g_assert_cmpuint (count_kept (BOOKLET), ==, 1);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_full_store_leaves_the_picture_and_is_said (void)
{
  begin_capture (BOOKLET);
  take ();
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "error.store-full");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "capture.not-kept.next")));
  g_assert_cmpuint (count_kept (BOOKLET), ==, 0);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep")); /* the same picture */
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (count_kept (BOOKLET), ==, 1);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_picture_that_nobody_could_open_stays_here (void)
{
  begin_capture (BOOKLET);
  take ();
  json_array_clear (json_object_get (rig->courier->provisioning, "recipients"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "error.unprovisioned");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "capture.not-kept.next")));
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  g_assert_cmpuint (count_kept (BOOKLET), ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

/* The courier answers when the page is gone: what it kept is no page of what is applied for next. */
static void
a_page_that_is_kept_too_late_is_nobodys (void)
{
  begin_capture (BOOKLET);
  take ();
  rig->courier->holding = TRUE;
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  yj_context_end_session (rig->context);
  ui_rig_wait_page (rig, "idle");
  yj_fake_courier_release (rig->courier);
  ui_rig_settle (rig);
  g_assert_cmpuint (count_kept (BOOKLET), ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
the_last_page_leads_back_to_the_list (void)
{
  begin_capture (MARRIAGE);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpstr (ui_rig_place (rig), ==, "capture");
  take_and_keep ();
  ui_rig_wait_page (rig, "materials");
  g_assert_cmpuint (count_kept (MARRIAGE), ==, 2);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
another_look_in_the_middle_keeps_the_pages (void)
{
  begin_capture (BOOKLET);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (count_kept (BOOKLET), ==, 2);
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "capture.enough")));
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- pages that are kept ---- */

/* Digests of the kept pages by their first character. */
static void
assert_pages (const char *expected)
{
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, BOOKLET);
  g_autoptr (GString) firsts = g_string_new (NULL);

  for (guint i = 0; pages != NULL && i < pages->len; i++)
    g_string_append_c (firsts, ((YjMaterialPage *) g_ptr_array_index (pages, i))->sha256[0]);
  g_assert_cmpstr (firsts->str, ==, expected);
}

/* So many pages were kept on an earlier visit to this place: "x", "y", "z". */
static void
begin_with_pages (const char *material, guint count)
{
  static const char *const digests[] = { "x", "y", "z" };

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  while (yj_session_get_material_pages (rig->context->session, material) != NULL)
    yj_session_remove_material_page (rig->context->session, material, 0);
  for (guint i = 0; i < count; i++)
    yj_session_put_material_page (rig->context->session, material, G_MAXUINT, digests[i], 10, i == 0 ? NULL : rig->camera->still->thumbnail);
  ui_rig_go (rig, "capture", material);
  ui_rig_open (rig);
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
touch_page (const char *way, guint number)
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
  begin_with_pages (BOOKLET, 3);
  g_assert_false (rig->camera->started); /* nobody looks through it */
  assert_pages ("xyz");
  touch_page ("captured.earlier", 3);
  assert_pages ("xzy");
  touch_page ("captured.earlier", 2);
  assert_pages ("zxy");
  touch_page ("captured.remove", 2);
  assert_pages ("zy");
  ui_rig_touch (rig, ui_rig_text (rig, "capture.enough"));
  ui_rig_wait_page (rig, "materials");
  assert_pages ("zy");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
one_page_is_taken_again_in_its_place (void)
{
  begin_with_pages (BOOKLET, 3);
  g_assert_true (can_touch ((gpointer) "captured.done")); /* there may be no fourth */
  touch_page ("capture.again", 2);
  g_assert_true (rig->camera->started);
  take ();
  assert_pages ("xyz"); /* until the new one is kept */
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait (can_touch, (gpointer) "captured.done");
  g_assert_false (rig->camera->started);
  g_assert_cmpuint (count_kept (BOOKLET), ==, 3);
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, BOOKLET);
  g_assert_cmpstr (((YjMaterialPage *) g_ptr_array_index (pages, 0))->sha256, ==, "x");
  g_assert_cmpuint (strlen (((YjMaterialPage *) g_ptr_array_index (pages, 1))->sha256), ==, 64);
  g_assert_cmpstr (((YjMaterialPage *) g_ptr_array_index (pages, 2))->sha256, ==, "z");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
back_from_a_page_that_is_not_taken_again_keeps_it (void)
{
  begin_with_pages (BOOKLET, 2);
  touch_page ("capture.again", 1);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.enough"));
  g_assert_true (can_touch ((gpointer) "captured.more"));
  g_assert_false (rig->camera->started);
  assert_pages ("xy");
  ui_rig_touch (rig, ui_rig_text (rig, "captured.more"));
  g_assert_true (rig->camera->started);
  take_and_keep ();
  ui_rig_wait_page (rig, "materials"); /* it was the third of three */
  g_assert_cmpuint (count_kept (BOOKLET), ==, 3);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
without_pages_there_is_the_camera_again (void)
{
  begin_with_pages (BOOKLET, 1);
  touch_page ("captured.remove", 1);
  g_assert_true (rig->camera->started);
  g_assert_true (can_touch ((gpointer) "capture.primary"));
  g_assert_cmpuint (count_kept (BOOKLET), ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
kept_pages_are_looked_at_between_two_pictures (void)
{
  begin_capture (BOOKLET);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  ui_rig_touch (rig, ui_rig_text (rig, "capture.list"));
  g_assert_false (rig->camera->started);
  g_assert_true (can_touch ((gpointer) "captured.more"));
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_true (can_touch ((gpointer) "captured.more")); /* still the list */
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- a camera that goes ---- */

static void
no_camera_is_said_and_waited_for (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  rig->camera->state = YJ_DEVICE_ABSENT;
  ui_rig_go (rig, "capture", BOOKLET);
  ui_rig_open (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "capture.no-camera")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "capture.primary")));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  ui_rig_settle (rig);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "capture.no-camera")));
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_camera_pulled_out_in_the_middle_shows_no_old_picture (void)
{
  begin_capture (BOOKLET);
  assert_said (YJ_PAPER_GOOD, "capture.good");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (shows_guide ());
  g_assert_true (sees ((gpointer) "capture.no-camera"));
  g_assert_true (sees ((gpointer) "capture.no-camera.next"));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "capture.primary")));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  assert_said (YJ_PAPER_GOOD, "capture.good");
  g_assert_false (shows_guide ());
  g_clear_pointer (&rig, ui_rig_free);
}

/* Pages are the session's: the camera may go and come as it likes. */
static void
a_camera_pulled_out_between_two_pages_loses_none (void)
{
  begin_capture (BOOKLET);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (sees ((gpointer) "capture.no-camera"));
  g_assert_cmpuint (count_kept (BOOKLET), ==, 1);
  ui_rig_touch (rig, ui_rig_text (rig, "capture.list")); /* they can be looked at meanwhile */
  g_assert_true (can_touch ((gpointer) "captured.more"));
  ui_rig_touch (rig, ui_rig_text (rig, "captured.more"));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  ui_rig_settle (rig);
  take_and_keep ();
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (count_kept (BOOKLET), ==, 2);
  g_clear_pointer (&rig, ui_rig_free);
}

/* A picture that is waited for when the camera goes is said not to have come; one that was taken is kept without a camera. */
static void
a_camera_pulled_out_after_a_picture_leaves_it (void)
{
  begin_capture (BOOKLET);
  take ();
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (can_touch ((gpointer) "capture.keep"));
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait (has_kept, GUINT_TO_POINTER (1));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
leaving_stops_the_camera (void)
{
  begin_capture (BOOKLET);
  g_assert_true (rig->camera->started);
  ui_rig_touch (rig, ui_rig_text (rig, "action.back"));
  ui_rig_wait_page (rig, "materials");
  g_assert_false (rig->camera->started);
  g_clear_pointer (&rig, ui_rig_free);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/capture/how-the-paper-lies-is-said", how_the_paper_lies_is_said);
  g_test_add_func ("/ui/capture/a-picture-can-be-taken-again", a_picture_can_be_taken_again);
  g_test_add_func ("/ui/capture/a-poor-picture-is-said-and-may-be-kept", a_poor_picture_is_said_and_may_be_kept);
  g_test_add_func ("/ui/capture/a-poor-picture-is-taken-again-first", a_poor_picture_is_taken_again_first);
  g_test_add_func ("/ui/capture/every-way-with-a-poor-picture-is-on-the-screen", every_way_with_a_poor_picture_is_on_the_screen);
  g_test_add_func ("/ui/capture/a-sheet-without-print-is-kept-like-another", a_sheet_without_print_is_kept_like_another);
  g_test_add_func ("/ui/capture/a-picture-that-was-cut-may-be-kept-whole", a_picture_that_was_cut_may_be_kept_whole);
  g_test_add_func ("/ui/capture/a-camera-that-fails-is-said-and-can-be-tried-again", a_camera_that_fails_is_said_and_can_be_tried_again);
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
  g_test_add_func ("/ui/capture/no-camera-is-said-and-waited-for", no_camera_is_said_and_waited_for);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-in-the-middle-shows-no-old-picture",
                   a_camera_pulled_out_in_the_middle_shows_no_old_picture);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-between-two-pages-loses-none", a_camera_pulled_out_between_two_pages_loses_none);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-after-a-picture-leaves-it", a_camera_pulled_out_after_a_picture_leaves_it);
  g_test_add_func ("/ui/capture/leaving-stops-the-camera", leaving_stops_the_camera);
  return g_test_run ();
}
