/* SPDX-License-Identifier: Apache-2.0 */
/* What changes by itself while somebody's finger is down: their touch is answered first. Real presses, through the X server. */
#include "tests/ui/support/ui-rig.h"
#include "ui/yj-contacts.h"

static void
run_xdotool (const char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xdotool = g_subprocess_newv (words, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (xdotool, NULL, &error));
}

static gboolean
is_pressed (gpointer button)
{
  return (gtk_widget_get_state_flags (button) & GTK_STATE_FLAG_ACTIVE) != 0;
}

/* A finger comes down on what says @label. */
static void
put_down (UiRig *rig, const char *label)
{
  GtkWidget *button = ui_rig_find (rig, label);
  g_autofree char *x = NULL, *y = NULL;
  graphene_rect_t bounds;

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_compute_bounds (button, GTK_WIDGET (rig->window), &bounds));
  x = g_strdup_printf ("%d", (int) (bounds.origin.x + bounds.size.width / 2));
  y = g_strdup_printf ("%d", (int) (bounds.origin.y + bounds.size.height / 2));
  run_xdotool ((const char *const[]){ "xdotool", "mousemove", x, y, "mousedown", "1", NULL });
  ui_rig_wait (is_pressed, button);
}

static void
lift (void)
{
  run_xdotool ((const char *const[]){ "xdotool", "mouseup", "1", NULL });
}

static UiRig *
open_welcome (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  ui_rig_open (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "idle");
  return rig;
}

static void
change_catalogue (UiRig *rig)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_dir (dir, "000000", NULL);
  g_assert_nonnull (catalogue);
  yj_context_set_catalogue (rig->context, catalogue);
}

static void
change_gates (UiRig *rig, YjGates gates)
{
  rig->courier->gates = gates;
  yj_courier_emit_status_changed (YJ_COURIER (rig->courier));
}

static void
test_catalogue (void)
{
  UiRig *rig = open_welcome ();
  YjPage *page = yj_window_get_page (rig->window);

  put_down (rig, ui_rig_text (rig, "idle.start"));
  change_catalogue (rig);
  ui_rig_settle (rig);
  g_assert_true (yj_window_get_page (rig->window) == page);
  lift ();
  ui_rig_wait_page (rig, "choose");
  ui_rig_free (rig);
}

static void
test_gates (void)
{
  UiRig *rig = open_welcome ();

  put_down (rig, ui_rig_text (rig, "idle.start"));
  change_gates (rig, YJ_GATE_QUEUE_AGE);
  change_gates (rig, YJ_GATE_OPEN);
  ui_rig_settle (rig);
  lift ();
  ui_rig_wait_page (rig, "choose");
  ui_rig_free (rig);
}

/* A touch that leads nowhere: what waited for it happens afterwards. */
static void
test_afterwards (void)
{
  UiRig *rig = open_welcome ();
  YjPage *page = yj_window_get_page (rig->window);

  put_down (rig, ui_rig_text (rig, "idle.start"));
  run_xdotool ((const char *const[]){ "xdotool", "mousemove", "2", "2", NULL });
  change_catalogue (rig);
  change_gates (rig, YJ_GATE_QUEUE_AGE);
  ui_rig_settle (rig);
  g_assert_true (yj_window_get_page (rig->window) == page);
  lift ();
  ui_rig_wait_page (rig, "out-of-service");
  change_gates (rig, YJ_GATE_OPEN);
  ui_rig_wait_page (rig, "idle");
  ui_rig_free (rig);
}

/* A bag on the glass does not keep a closed kiosk open. */
static void
test_resting (void)
{
  UiRig *rig = open_welcome ();

  put_down (rig, ui_rig_text (rig, "idle.start"));
  change_gates (rig, YJ_GATE_QUEUE_AGE);
  yj_clock_fake_advance (rig->clock, (YJ_LONGEST_CONTACT_SECONDS - 1) * G_USEC_PER_SEC);
  yj_window_tick (rig->window);
  ui_rig_settle (rig);
  g_assert_cmpstr (yj_page_get_id (yj_window_get_page (rig->window)), ==, "idle");
  yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC);
  yj_window_tick (rig->window);
  ui_rig_wait_page (rig, "out-of-service");
  lift ();
  ui_rig_settle (rig);
  ui_rig_free (rig);
}

/* The words above a page are not its buttons. */
static void
test_bar (void)
{
  UiRig *rig = ui_rig_new_at ("privacy", NULL);
  YjPage *page = yj_window_get_page (rig->window);
  g_autofree char *primary = g_strdup (yj_page_get_primary (page));
  GtkWidget *button = ui_rig_find (rig, primary);

  yj_page_set_hint (page, ui_rig_text (rig, "done.text"));
  g_assert_true (ui_rig_find (rig, primary) == button);
  yj_page_set_primary (page, ui_rig_text (rig, "done.primary"));
  g_assert_null (ui_rig_find (rig, primary));
  ui_rig_settle (rig);
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "done.primary")));
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/contacts/a new catalogue waits until the finger is up, and its touch is answered", test_catalogue);
  g_test_add_func ("/ui/contacts/a gate waits until the finger is up, and its touch is answered", test_gates);
  g_test_add_func ("/ui/contacts/what waited for a touch happens after it", test_afterwards);
  g_test_add_func ("/ui/contacts/what rests on the glass holds nothing up", test_resting);
  g_test_add_func ("/ui/contacts/another sentence leaves the buttons alone", test_bar);
  return g_test_run ();
}
