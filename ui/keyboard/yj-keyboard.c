/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which text is typed into, with which layout, and what each key does to it. */
#include "ui/keyboard/yj-keyboard.h"
#include "core/base/yj-secret.h"
#include "ui/keyboard/yj-candidate-bar.h"
#include "ui/keyboard/yj-candidate-grid.h"
#include "ui/keyboard/yj-keyboard-keys.h"
#include "ui/keyboard/yj-text-target.h"

struct _YjKeyboard {
  GtkBox parent_instance;
  YjContext *context;
  YjPinyin *pinyin;                /* (nullable): no dictionary */
  YjCandidateBar *bar;             /* child */
  GtkWidget *stack;                /* child: keys or grid */
  YjKeyboardKeys *keys;
  YjCandidateGrid *grid;
  const YjKeyboardLayout *layout;  /* (nullable) */
  const YjKeyboardLayout *letters; /* (nullable): where YJ_KEY_LETTERS goes */
  YjShift shift;
  GtkRoot *root;                   /* not owned; while rooted */
  GtkText *target;                 /* (nullable), weak */
  GtkGesture *touch;               /* owned by target */
  gboolean wanted;
};

G_DEFINE_FINAL_TYPE (YjKeyboard, yj_keyboard, GTK_TYPE_BOX)

enum { PROP_WANTED = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void
set_wanted (YjKeyboard *self, gboolean wanted)
{
  if (self->wanted == wanted)
    return;
  self->wanted = wanted;
  gtk_widget_set_visible (GTK_WIDGET (self), wanted);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

static void
show_keys (YjKeyboard *self)
{
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->keys));
  yj_candidate_bar_set_expanded (self->bar, FALSE);
  yj_candidate_grid_show (self->grid, NULL);
}

/* What was composed goes, and so does what widgets show of it. */
static void
drop_composition (YjKeyboard *self)
{
  if (self->pinyin != NULL)
    yj_pinyin_clear (self->pinyin);
  show_keys (self);
}

static void
set_shift (YjKeyboard *self, YjShift shift)
{
  self->shift = shift;
  yj_keyboard_keys_set_shift (self->keys, shift);
}

static gboolean
composes (YjKeyboard *self)
{
  return self->layout != NULL && self->layout->composes && self->pinyin != NULL;
}

static void
update_bar (YjKeyboard *self)
{
  gboolean name = self->target != NULL && gtk_text_get_input_purpose (self->target) == GTK_INPUT_PURPOSE_NAME;
  yj_candidate_bar_update (self->bar, self->pinyin, !name);
}

static void
show_layout (YjKeyboard *self, const char *id)
{
  gboolean name = self->target != NULL && gtk_text_get_input_purpose (self->target) == GTK_INPUT_PURPOSE_NAME;
  const char *wanted = g_str_equal (id, "pinyin") && name ? "pinyin-name" : id;

  /* Without the dictionary there is nothing to compose with. */
  if (self->pinyin == NULL && yj_keyboard_layout_find (wanted)->composes)
    wanted = "latin";
  drop_composition (self);
  self->layout = yj_keyboard_layout_find (wanted);
  if (self->layout->letters)
    self->letters = self->layout;
  yj_keyboard_keys_set_layout (self->keys, self->layout);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), composes (self));
  update_bar (self);
  /* A name in Latin letters begins with a capital. */
  set_shift (self, name && g_str_equal (wanted, "latin") && gtk_text_get_text_length (self->target) == 0 ? YJ_SHIFT_ONCE : YJ_SHIFT_OFF);
}

static void
on_touched (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  set_wanted (user_data, TRUE);
}

static void
forget_target (YjKeyboard *self)
{
  if (self->target == NULL)
    return;
  gtk_widget_remove_controller (GTK_WIDGET (self->target), GTK_EVENT_CONTROLLER (self->touch));
  self->touch = NULL;
  g_clear_weak_pointer (&self->target);
}

/* A second touch on a text that kept the focus brings the keyboard back after 收起. */
static void
take_target (YjKeyboard *self, GtkText *text)
{
  g_set_weak_pointer (&self->target, text);
  self->touch = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->touch), GTK_PHASE_CAPTURE);
  g_signal_connect (self->touch, "pressed", G_CALLBACK (on_touched), self);
  gtk_widget_add_controller (GTK_WIDGET (text), GTK_EVENT_CONTROLLER (self->touch));
  show_layout (self, yj_text_target_layout (text, yj_context_get_language (self->context)));
}

static void
on_focus_changed (YjKeyboard *self)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;
  GtkText *text = GTK_IS_TEXT (focus) && gtk_editable_get_editable (GTK_EDITABLE (focus)) ? GTK_TEXT (focus) : NULL;

  if (text == self->target && text != NULL)
    return;
  forget_target (self);
  if (text != NULL)
    take_target (self, text);
  else
    drop_composition (self);
  set_wanted (self, text != NULL);
}

static void
yj_keyboard_root (GtkWidget *widget)
{
  YjKeyboard *self = YJ_KEYBOARD (widget);

  GTK_WIDGET_CLASS (yj_keyboard_parent_class)->root (widget);
  self->root = gtk_widget_get_root (widget);
  g_signal_connect_object (self->root, "notify::focus-widget", G_CALLBACK (on_focus_changed), self, G_CONNECT_SWAPPED);
  on_focus_changed (self);
}

static void
yj_keyboard_unroot (GtkWidget *widget)
{
  YjKeyboard *self = YJ_KEYBOARD (widget);

  g_signal_handlers_disconnect_by_func (self->root, on_focus_changed, self);
  self->root = NULL;
  forget_target (self);
  GTK_WIDGET_CLASS (yj_keyboard_parent_class)->unroot (widget);
}

static void
type_text (YjKeyboard *self, const char *text)
{
  yj_text_target_insert (self->target, text);
}

static void
choose (YjKeyboard *self, guint index)
{
  g_autoptr (YjSecretText) text = yj_pinyin_choose (self->pinyin, index);

  if (text == NULL)
    return;
  type_text (self, text);
  show_keys (self);
}

static void
press_text (YjKeyboard *self, const char *text)
{
  char letter[2] = { g_ascii_toupper (text[0]), '\0' };

  if (composes (self) && g_ascii_islower (text[0])) {
    if (!yj_pinyin_is_composing (self->pinyin))
      yj_pinyin_set_name_part (self->pinyin, yj_text_target_name_part (self->target));
    yj_pinyin_press (self->pinyin, text[0]);
    return;
  }
  /* A sign after syllables takes what is offered first, as everywhere. */
  if (composes (self) && yj_pinyin_get_n_candidates (self->pinyin) > 0)
    choose (self, 0);
  type_text (self, self->shift != YJ_SHIFT_OFF && g_ascii_islower (text[0]) ? letter : text);
  if (self->shift == YJ_SHIFT_ONCE)
    set_shift (self, YJ_SHIFT_OFF);
}

static void
press_space (YjKeyboard *self)
{
  if (composes (self) && yj_pinyin_is_composing (self->pinyin)) {
    if (yj_pinyin_get_n_candidates (self->pinyin) > 0)
      choose (self, 0);
    return;
  }
  type_text (self, " ");
  /* Words of a name begin with a capital. */
  if (self->shift == YJ_SHIFT_OFF && g_str_equal (self->layout->id, "latin") && gtk_text_get_input_purpose (self->target) == GTK_INPUT_PURPOSE_NAME)
    set_shift (self, YJ_SHIFT_ONCE);
}

static void
press_backspace (YjKeyboard *self)
{
  if (composes (self) && yj_pinyin_backspace (self->pinyin)) {
    if (!yj_pinyin_is_composing (self->pinyin))
      show_keys (self);
    return;
  }
  yj_text_target_backspace (self->target);
}

void
yj_keyboard_hide (YjKeyboard *self)
{
  drop_composition (self);
  set_wanted (self, FALSE);
}

static void
on_key (YjKeyboardKeys *keys, gpointer data, gpointer user_data)
{
  YjKeyboard *self = user_data;
  const YjKey *key = data;

  if (self->target == NULL)
    return;
  switch (key->action) {
  case YJ_KEY_TEXT:
    press_text (self, key->text);
    break;
  case YJ_KEY_SPACE:
    press_space (self);
    break;
  case YJ_KEY_BACKSPACE:
    press_backspace (self);
    break;
  case YJ_KEY_SEPARATOR:
    if (composes (self))
      yj_pinyin_press (self->pinyin, key->text[0]);
    break;
  case YJ_KEY_SHIFT:
    set_shift (self, (self->shift + 1) % (YJ_SHIFT_LOCKED + 1));
    break;
  case YJ_KEY_LAYOUT:
    show_layout (self, key->text);
    break;
  case YJ_KEY_LETTERS:
    show_layout (self, self->letters != NULL ? self->letters->id : "latin");
    break;
  case YJ_KEY_NEXT:
    yj_text_target_next (self->target);
    break;
  case YJ_KEY_HIDE:
    yj_keyboard_hide (self);
    break;
  case YJ_KEY_GAP:
    break;
  }
}

static void
on_typed (YjCandidateBar *bar, const char *text, gpointer user_data)
{
  YjKeyboard *self = user_data;
  if (self->target != NULL)
    type_text (self, text);
}

static void
on_chosen (GtkWidget *source, guint index, gpointer user_data)
{
  YjKeyboard *self = user_data;
  if (self->target != NULL && index < yj_pinyin_get_n_candidates (self->pinyin))
    choose (self, index);
}

static void
on_more (YjCandidateBar *bar, gpointer user_data)
{
  YjKeyboard *self = user_data;

  yj_candidate_grid_show (self->grid, self->pinyin);
  yj_candidate_bar_set_expanded (self->bar, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->grid));
}

static void
on_pinyin_changed (YjPinyin *pinyin, gpointer user_data)
{
  YjKeyboard *self = user_data;

  update_bar (self);
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == GTK_WIDGET (self->grid))
    yj_candidate_grid_show (self->grid, pinyin);
}

/* Lower keys in landscape, and the pinyin beside the candidates. */
static void
on_style_changed (YjKeyboard *self)
{
  gboolean landscape = yj_style_is_landscape (self->context->style);

  (landscape ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "landscape");
  yj_candidate_bar_set_flat (self->bar, landscape);
  if (self->layout != NULL)
    show_layout (self, self->layout->id);
}

static void
yj_keyboard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WANTED)
    g_value_set_boolean (value, YJ_KEYBOARD (object)->wanted);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yj_keyboard_dispose (GObject *object)
{
  YjKeyboard *self = YJ_KEYBOARD (object);

  forget_target (self);
  if (self->pinyin != NULL)
    g_signal_handlers_disconnect_by_data (self->pinyin, self);
  G_OBJECT_CLASS (yj_keyboard_parent_class)->dispose (object);
  g_clear_object (&self->pinyin);
  g_clear_object (&self->context);
}

static void
yj_keyboard_class_init (YjKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_keyboard_dispose;
  G_OBJECT_CLASS (klass)->get_property = yj_keyboard_get_property;
  GTK_WIDGET_CLASS (klass)->root = yj_keyboard_root;
  GTK_WIDGET_CLASS (klass)->unroot = yj_keyboard_unroot;
  properties[PROP_WANTED] = g_param_spec_boolean ("wanted", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "keyboard");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
yj_keyboard_init (YjKeyboard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
build (YjKeyboard *self)
{
  self->bar = yj_candidate_bar_new (self->context);
  self->stack = gtk_stack_new ();
  self->keys = yj_keyboard_keys_new (self->context);
  self->grid = yj_candidate_grid_new (self->context);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), GTK_WIDGET (self->keys));
  gtk_stack_add_child (GTK_STACK (self->stack), GTK_WIDGET (self->grid));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (self), self->stack);
  g_signal_connect (self->keys, "pressed", G_CALLBACK (on_key), self);
  g_signal_connect (self->bar, "typed", G_CALLBACK (on_typed), self);
  g_signal_connect (self->bar, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect (self->bar, "more", G_CALLBACK (on_more), self);
  g_signal_connect (self->grid, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_swapped (self->grid, "close", G_CALLBACK (show_keys), self);
  g_signal_connect_swapped (self->grid, "backspace", G_CALLBACK (press_backspace), self);
}

YjKeyboard *
yj_keyboard_new (YjContext *context)
{
  YjKeyboard *self = g_object_new (YJ_TYPE_KEYBOARD, NULL);
  g_autoptr (GError) error = NULL;

  self->context = g_object_ref (context);
  self->pinyin = yj_pinyin_new (&error);
  if (self->pinyin == NULL)
    g_message ("no pinyin: %s", error->message);
  else
    g_signal_connect (self->pinyin, "changed", G_CALLBACK (on_pinyin_changed), self);
  build (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_text (context, "keyboard.title"), -1);
  g_signal_connect_object (context->style, "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  on_style_changed (self);
  return self;
}

gboolean
yj_keyboard_get_wanted (YjKeyboard *self)
{
  return self->wanted;
}

const char *
yj_keyboard_get_layout (YjKeyboard *self)
{
  return self->layout != NULL ? self->layout->id : NULL;
}

GtkWidget *
yj_keyboard_get_key (YjKeyboard *self, YjKeyAction action, const char *text)
{
  return yj_keyboard_keys_find (self->keys, action, text);
}

GtkWidget *
yj_keyboard_get_candidate (YjKeyboard *self, guint index)
{
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == GTK_WIDGET (self->grid))
    return yj_candidate_grid_get_cell (self->grid, index);
  return yj_candidate_bar_get_cell (self->bar, index);
}

GtkWidget *
yj_keyboard_get_more (YjKeyboard *self)
{
  return yj_candidate_bar_get_more (self->bar);
}

YjPinyin *
yj_keyboard_get_pinyin (YjKeyboard *self)
{
  return self->pinyin;
}

void
yj_keyboard_turn_candidates (YjKeyboard *self, int by)
{
  yj_candidate_grid_turn (self->grid, by);
}
