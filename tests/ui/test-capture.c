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

/* Each frame is measured when the one before it is a fifth of a second old by the kiosk's clock. */
static gboolean
is_judged (gpointer id)
{
  if (ui_rig_sees (rig, ui_rig_text (rig, id)))
    return TRUE;
  yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC);
  return FALSE;
}

static gboolean
on_frame_due (gpointer user_data)
{
  gboolean *paper = user_data;
  yj_fake_camera_show (rig->camera, paper[0], paper[1] ? 8 : 200);
  return G_SOURCE_CONTINUE;
}

static void
judge (gboolean paper, gboolean dark, const char *id)
{
  gboolean shown[] = { paper, dark };
  guint source = g_timeout_add (20, on_frame_due, shown);
  ui_rig_wait (is_judged, (gpointer) id);
  g_source_remove (source);
}

static void
how_the_paper_lies_is_said (void)
{
  begin_capture (BOOKLET);
  g_assert_true (rig->camera->started);
  g_assert_true (shows_guide ()); /* nothing seen yet */
  judge (TRUE, FALSE, "capture.good");
  g_assert_false (shows_guide ());
  judge (TRUE, TRUE, "capture.dark");
  judge (FALSE, FALSE, "capture.empty");
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
    g_assert_true (g_bytes_equal (plain, rig->camera->still));
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

static void
taking_again_later_replaces_every_page (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  yj_session_add_material_page (rig->context->session, BOOKLET, "1111111111111111111111111111111111111111111111111111111111111111", 10);
  yj_session_add_material_page (rig->context->session, BOOKLET, "2222222222222222222222222222222222222222222222222222222222222222", 10);
  ui_rig_go (rig, "capture", BOOKLET);
  ui_rig_open (rig);
  take ();
  g_assert_cmpuint (count_kept (BOOKLET), ==, 2); /* until something new is kept */
  ui_rig_touch (rig, ui_rig_text (rig, "capture.keep"));
  ui_rig_wait_text (rig, "capture.kept");
  g_assert_cmpuint (count_kept (BOOKLET), ==, 1);
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
  judge (TRUE, FALSE, "capture.good");
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  ui_rig_settle (rig);
  g_assert_true (shows_guide ());
  g_assert_true (sees ((gpointer) "capture.no-camera"));
  g_assert_true (sees ((gpointer) "capture.no-camera.next"));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "capture.primary")));
  yj_fake_camera_set_state (rig->camera, YJ_DEVICE_READY);
  judge (TRUE, FALSE, "capture.good");
  g_assert_false (shows_guide ());
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
  g_test_add_func ("/ui/capture/a-camera-that-fails-is-said-and-can-be-tried-again", a_camera_that_fails_is_said_and_can_be_tried_again);
  g_test_add_func ("/ui/capture/what-is-kept-is-sealed-and-whole", what_is_kept_is_sealed_and_whole);
  g_test_add_func ("/ui/capture/a-full-store-leaves-the-picture-and-is-said", a_full_store_leaves_the_picture_and_is_said);
  g_test_add_func ("/ui/capture/a-picture-that-nobody-could-open-stays-here", a_picture_that_nobody_could_open_stays_here);
  g_test_add_func ("/ui/capture/a-page-that-is-kept-too-late-is-nobodys", a_page_that_is_kept_too_late_is_nobodys);
  g_test_add_func ("/ui/capture/the-last-page-leads-back-to-the-list", the_last_page_leads_back_to_the_list);
  g_test_add_func ("/ui/capture/another-look-in-the-middle-keeps-the-pages", another_look_in_the_middle_keeps_the_pages);
  g_test_add_func ("/ui/capture/taking-again-later-replaces-every-page", taking_again_later_replaces_every_page);
  g_test_add_func ("/ui/capture/no-camera-is-said-and-waited-for", no_camera_is_said_and_waited_for);
  g_test_add_func ("/ui/capture/a-camera-pulled-out-in-the-middle-shows-no-old-picture",
                   a_camera_pulled_out_in_the_middle_shows_no_old_picture);
  g_test_add_func ("/ui/capture/leaving-stops-the-camera", leaving_stops_the_camera);
  return g_test_run ();
}
