/* SPDX-License-Identifier: Apache-2.0 */
/* Real presses on the screen, through the X server: what gestures do, no signal emitted by hand. */
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-input.h"
#include "ui/keyboard/yj-keyboard.h"

#define PATIENCE_USEC (300 * G_USEC_PER_SEC)

static YjContext *context;

typedef struct {
  GtkWidget *window, *button;
  YjInput *input;
  YjKeyboard *keyboard;
} Desk;

static Desk
desk_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Desk desk = { .button = gtk_button_new_with_label ("button") };

  desk.input = yj_input_new (context, "input", GTK_INPUT_PURPOSE_FREE_FORM, 0, 60, TRUE);
  gtk_box_append (GTK_BOX (box), desk.button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (desk.input));
  desk.keyboard = yj_keyboard_new (context);
  desk.window = widget_rig_show (context, 1080, 1920, box, GTK_WIDGET (desk.keyboard));
  gtk_widget_grab_focus (desk.button);
  widget_rig_settle (desk.window);
  return desk;
}

/* Waits for @done; FALSE when it does not come. */
static gboolean
wait_for (Desk *desk, gboolean (*done) (Desk *desk))
{
  gint64 end = g_get_monotonic_time () + PATIENCE_USEC;

  while (!done (desk) && g_get_monotonic_time () < end) {
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
  return done (desk);
}

static void
press_at (double x, double y, const char *button)
{
  g_autofree char *x_text = g_strdup_printf ("%d", (int) x), *y_text = g_strdup_printf ("%d", (int) y);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "mousemove", x_text, y_text, "click", button, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (xdotool, NULL, &error));
}

/* Where @share of its width lies. */
static void
press (Desk *desk, GtkWidget *widget, double share, const char *button)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, desk->window, &bounds));
  press_at (bounds.origin.x + bounds.size.width * share, bounds.origin.y + bounds.size.height / 2, button);
}

static const char *
typed (Desk *desk)
{
  return yj_input_get_value (desk->input);
}

static gboolean
is_wanted (Desk *desk)
{
  return yj_keyboard_get_wanted (desk->keyboard) && gtk_widget_get_mapped (GTK_WIDGET (desk->keyboard));
}

static gboolean
is_away (Desk *desk)
{
  return !yj_keyboard_get_wanted (desk->keyboard);
}

static gboolean
has_text (Desk *desk)
{
  return g_str_equal (typed (desk), "好");
}

static gboolean
is_empty (Desk *desk)
{
  return typed (desk)[0] == '\0';
}

static gboolean
has_candidates (Desk *desk)
{
  return yj_keyboard_get_candidate (desk->keyboard, 0) != NULL && yj_pinyin_get_n_candidates (yj_keyboard_get_pinyin (desk->keyboard)) > 0 &&
         g_str_equal (yj_pinyin_get_preedit (yj_keyboard_get_pinyin (desk->keyboard)), "hao");
}

static gboolean
caret_at_start (Desk *desk)
{
  return gtk_editable_get_position (GTK_EDITABLE (yj_input_get_text (desk->input))) == 0;
}

static gboolean
caret_at_end (Desk *desk)
{
  return gtk_editable_get_position (GTK_EDITABLE (yj_input_get_text (desk->input))) == 4;
}

static void
test_typing (void)
{
  Desk desk = desk_new ();

  g_assert_true (is_away (&desk));
  press (&desk, GTK_WIDGET (desk.input), 0.3, "1");
  g_assert_true (wait_for (&desk, is_wanted));
  widget_rig_settle (desk.window);
  for (const char *key = "hao"; *key != '\0'; key++) {
    char text[2] = { *key, '\0' };
    press (&desk, yj_keyboard_get_key (desk.keyboard, YJ_KEY_TEXT, text), 0.5, "1");
  }
  g_assert_true (wait_for (&desk, has_candidates));
  widget_rig_settle (desk.window);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (yj_input_get_text (desk.input)))); /* keys took nothing */
  press (&desk, yj_keyboard_get_candidate (desk.keyboard, 0), 0.5, "1");
  g_assert_true (wait_for (&desk, has_text));
  press (&desk, yj_keyboard_get_key (desk.keyboard, YJ_KEY_HIDE, NULL), 0.5, "1");
  g_assert_true (wait_for (&desk, is_away));
  widget_rig_settle (desk.window);
  press (&desk, GTK_WIDGET (yj_input_get_text (desk.input)), 0.5, "1"); /* still focused: touched again */
  g_assert_true (wait_for (&desk, is_wanted));
  widget_rig_settle (desk.window);
  press (&desk, gtk_widget_get_last_child (GTK_WIDGET (desk.input)), 0.5, "1"); /* empties it */
  g_assert_true (wait_for (&desk, is_empty));
  widget_rig_close (desk.window);
}

static guint
count_popovers (GtkWidget *widget)
{
  guint n = GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_popovers (child);
  return n;
}

static void
test_no_menu (void)
{
  Desk desk = desk_new ();
  GtkText *text = yj_input_get_text (desk.input);

  yj_input_set_value (desk.input, "abcd");
  press (&desk, GTK_WIDGET (text), 0.9, "3"); /* what opens a menu elsewhere */
  g_assert_true (wait_for (&desk, caret_at_end));
  widget_rig_settle (desk.window);
  g_assert_cmpuint (count_popovers (desk.window), ==, 0);
  press (&desk, GTK_WIDGET (text), 0.001, "1");
  press (&desk, GTK_WIDGET (text), 0.001, "1"); /* twice and three times select elsewhere */
  press (&desk, GTK_WIDGET (text), 0.001, "1");
  g_assert_true (wait_for (&desk, caret_at_start));
  widget_rig_settle (desk.window);
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (text), NULL, NULL));
  g_assert_cmpuint (count_popovers (desk.window), ==, 0);
  g_assert_cmpstr (typed (&desk), ==, "abcd");
  widget_rig_close (desk.window);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  context = widget_rig_context_new ();
  g_test_add_func ("/touch/a-word-is-typed-by-touching-the-screen", test_typing);
  g_test_add_func ("/touch/no-touch-selects-or-opens-a-menu", test_no_menu);
  result = g_test_run ();
  g_object_unref (context);
  return result;
}
