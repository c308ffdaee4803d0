/* SPDX-License-Identifier: Apache-2.0 */
/* Taking pictures of a paper: how it lies is said, the person has the last word on each, and a camera that goes shows nothing old. */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "tests/ui/support/capture-rig.h"
#include "ui/drawings/yj-illustration.h"

#define BOOKLET "household-booklet" /* three pages at most */

/* ---- what the camera sees ---- */

static void
find_guide (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_ILLUSTRATION (widget))
    *(gboolean *) data = TRUE;
}

static gboolean
shows_guide (UiRig *rig)
{
  gboolean found = FALSE;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_guide, &found);
  return found;
}

static void
assert_said (UiRig *rig, YjPaperVerdict verdict, const char *id)
{
  yj_fake_camera_show (rig->camera, verdict);
  ui_rig_settle (rig);
  g_assert_true (capture_rig_sees (rig, id));
}

static void
how_the_paper_lies_is_said (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  g_assert_true (rig->camera->started);
  g_assert_true (shows_guide (rig)); /* nothing seen yet */
  assert_said (rig, YJ_PAPER_GOOD, "capture.good");
  g_assert_false (shows_guide (rig));
  assert_said (rig, YJ_PAPER_TOO_DARK, "capture.dark");
  assert_said (rig, YJ_PAPER_TOO_BRIGHT, "capture.bright");
  assert_said (rig, YJ_PAPER_GLARE, "capture.glare");
  assert_said (rig, YJ_PAPER_BLURRED, "capture.blurred");
  assert_said (rig, YJ_PAPER_SMALL, "capture.small");
  assert_said (rig, YJ_PAPER_CUT, "capture.cut");
  assert_said (rig, YJ_PAPER_SEVERAL, "capture.several");
  assert_said (rig, YJ_PAPER_EDGELESS, "capture.edgeless");
  assert_said (rig, YJ_PAPER_BLANK, "capture.blank");
  assert_said (rig, YJ_PAPER_EMPTY, "capture.empty");
  ui_rig_free (rig);
}

/* ---- what is said of a picture ---- */

/* What the courier got last, as central would open it. */
static GBytes *
open_last (UiRig *rig)
{
  const char *identities[] = { rig->courier->identities[0], NULL };
  g_autoptr (GError) error = NULL;
  GBytes *plain = yj_age_open (g_ptr_array_index (rig->courier->materials, rig->courier->materials->len - 1), identities, 8 << 20, &error);
  g_assert_no_error (error);
  return plain;
}

static void
keep_anyway (UiRig *rig, YjPaperVerdict verdict, const char *title)
{
  guint before = capture_rig_count_kept (rig, BOOKLET);

  yj_fake_camera_set_still (rig->camera, verdict, FALSE);
  capture_rig_touch (rig, "capture.primary");
  capture_rig_wait_touchable (rig, "capture.keep-anyway");
  g_assert_true (capture_rig_sees (rig, title));
  g_assert_true (capture_rig_can_touch (rig, "capture.again"));
  capture_rig_touch (rig, "capture.keep-anyway");
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, before + 1);
}

/* The machine advises, the person decides. */
static void
a_poor_picture_is_said_and_may_be_kept (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  keep_anyway (rig, YJ_PAPER_BLURRED, "still.blurred");
  keep_anyway (rig, YJ_PAPER_TOO_DARK, "still.dark");
  ui_rig_free (rig);
  rig = capture_rig_open (BOOKLET);
  keep_anyway (rig, YJ_PAPER_GLARE, "still.glare");
  keep_anyway (rig, YJ_PAPER_CUT, "still.cut");
  ui_rig_free (rig);
  rig = capture_rig_open (BOOKLET);
  keep_anyway (rig, YJ_PAPER_SMALL, "still.small");
  ui_rig_free (rig);
}

static void
a_poor_picture_is_taken_again_first (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLURRED, FALSE);
  capture_rig_touch (rig, "capture.primary");
  capture_rig_wait_touchable (rig, "capture.keep-anyway");
  capture_rig_touch (rig, "capture.again");
  g_assert_true (capture_rig_can_touch (rig, "capture.primary"));
  g_assert_false (capture_rig_sees (rig, "still.blurred"));
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  ui_rig_free (rig);
}

static void
assert_within (GtkWidget *widget, gpointer data)
{
  GtkWidget *window = data;
  graphene_rect_t bounds;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_compute_bounds (widget, window, &bounds))
    return;
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (window));
}

/* Three buttons side by side, where words are longest and letters largest. */
static void
every_way_with_a_poor_picture_is_on_the_screen (void)
{
  UiLook look = ui_look_portrait;
  UiRig *rig;

  look.language = "en";
  look.text_size = YJ_TEXT_LARGEST;
  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "capture", BOOKLET);
  ui_rig_open (rig);
  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLURRED, TRUE);
  capture_rig_touch (rig, "capture.primary");
  capture_rig_wait_touchable (rig, "capture.keep-anyway");
  ui_rig_settle (rig);
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), assert_within, rig->window);
  ui_rig_free (rig);
}

/* A blank sheet and a photograph are no mistakes: keeping them comes first. */
static void
a_sheet_without_print_is_kept_like_another (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  yj_fake_camera_set_still (rig->camera, YJ_PAPER_BLANK, TRUE);
  capture_rig_take (rig);
  g_assert_true (capture_rig_sees (rig, "still.blank"));
  capture_rig_touch (rig, "capture.keep");
  ui_rig_wait_text (rig, "capture.kept");
  ui_rig_free (rig);
}

static void
a_picture_that_was_cut_may_be_kept_whole (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  g_assert_true (capture_rig_sees (rig, "capture.cut-out"));
  capture_rig_touch (rig, "capture.leave-uncut");
  g_assert_true (capture_rig_sees (rig, "capture.uncut"));
  capture_rig_touch (rig, "capture.cut-again");
  g_assert_true (capture_rig_sees (rig, "capture.cut-out"));
  capture_rig_touch (rig, "capture.leave-uncut");
  capture_rig_touch (rig, "capture.keep");
  ui_rig_wait_text (rig, "capture.kept");
  g_autoptr (GBytes) whole = open_last (rig);
  g_assert_true (g_bytes_equal (whole, rig->camera->still->whole));
  capture_rig_take_and_keep (rig);
  capture_rig_wait_kept (rig, BOOKLET, 2);
  g_autoptr (GBytes) cut = open_last (rig);
  g_assert_true (g_bytes_equal (cut, rig->camera->still->jpeg));
  ui_rig_free (rig);
}

static void
a_picture_can_be_taken_again (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  g_assert_true (capture_rig_sees (rig, "capture.look"));
  capture_rig_touch (rig, "capture.again");
  g_assert_false (capture_rig_sees (rig, "capture.look"));
  g_assert_true (capture_rig_can_touch (rig, "capture.primary"));
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 0);
  g_assert_cmpuint (rig->courier->materials->len, ==, 0);
  ui_rig_free (rig);
}

static void
a_camera_that_fails_is_said_and_can_be_tried_again (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  rig->camera->error = YJ_ERROR_TIMEOUT;
  capture_rig_touch (rig, "capture.primary");
  ui_rig_wait_text (rig, "error.timeout");
  rig->camera->error = -1;
  capture_rig_take (rig);
  g_assert_false (capture_rig_sees (rig, "error.timeout"));
  ui_rig_free (rig);
}

/* ---- a camera that goes ---- */

static void
no_camera_is_said_and_waited_for (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_fill (rig);
  rig->camera->state = YJ_DEVICE_ABSENT;
  ui_rig_go (rig, "capture", BOOKLET);
  ui_rig_open (rig);
  g_assert_true (capture_rig_sees (rig, "capture.no-camera"));
  g_assert_false (capture_rig_can_touch (rig, "capture.primary"));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  ui_rig_settle (rig);
  g_assert_false (capture_rig_sees (rig, "capture.no-camera"));
  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  ui_rig_free (rig);
}

static void
a_camera_pulled_out_in_the_middle_shows_no_old_picture (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  assert_said (rig, YJ_PAPER_GOOD, "capture.good");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (shows_guide (rig));
  g_assert_true (capture_rig_sees (rig, "capture.no-camera"));
  g_assert_true (capture_rig_sees (rig, "capture.no-camera.next"));
  g_assert_false (capture_rig_can_touch (rig, "capture.primary"));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  assert_said (rig, YJ_PAPER_GOOD, "capture.good");
  g_assert_false (shows_guide (rig));
  ui_rig_free (rig);
}

/* Pages are the session's: the camera may go and come as it likes. */
static void
a_camera_pulled_out_between_two_pages_loses_none (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (capture_rig_sees (rig, "capture.no-camera"));
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 1);
  capture_rig_touch (rig, "capture.list"); /* they can be looked at meanwhile */
  g_assert_true (capture_rig_can_touch (rig, "captured.more"));
  capture_rig_touch (rig, "captured.more");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  ui_rig_settle (rig);
  capture_rig_take_and_keep (rig);
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (capture_rig_count_kept (rig, BOOKLET), ==, 2);
  ui_rig_free (rig);
}

/* A picture that is waited for when the camera goes is said not to have come; one that was taken is kept without a camera. */
static void
a_camera_pulled_out_after_a_picture_leaves_it (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  capture_rig_take (rig);
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (capture_rig_can_touch (rig, "capture.keep"));
  capture_rig_touch (rig, "capture.keep");
  capture_rig_wait_kept (rig, BOOKLET, 1);
  ui_rig_free (rig);
}

static void
leaving_stops_the_camera (void)
{
  UiRig *rig = capture_rig_open (BOOKLET);

  g_assert_true (rig->camera->started);
  capture_rig_touch (rig, "action.back");
  ui_rig_wait_page (rig, "materials");
  g_assert_false (rig->camera->started);
  ui_rig_free (rig);
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
  g_test_add_func ("/ui/capture/no-camera-is-said-and-waited-for", no_camera_is_said_and_waited_for);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-in-the-middle-shows-no-old-picture",
                   a_camera_pulled_out_in_the_middle_shows_no_old_picture);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-between-two-pages-loses-none", a_camera_pulled_out_between_two_pages_loses_none);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-after-a-picture-leaves-it", a_camera_pulled_out_after_a_picture_leaves_it);
  g_test_add_func ("/ui/capture/leaving-stops-the-camera", leaving_stops_the_camera);
  return g_test_run ();
}
