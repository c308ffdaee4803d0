/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which text is typed into and with which layout, and how the keyboard is put together. */
#include "ui/keyboard/yj-keyboard-private.h"
#include "ui/keyboard/yj-text-target.h"

G_DEFINE_FINAL_TYPE (YjKeyboard, yj_keyboard, GTK_TYPE_BOX)

enum { PROP_WANTED = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

GtkText *
yj_keyboard_get_target (YjKeyboard *self)
{
  return yj_text_watch_get_text (self->watch);
}

gboolean
yj_keyboard_types_name (YjKeyboard *self)
{
  return yj_keyboard_get_target (self) != NULL && gtk_text_get_input_purpose (yj_keyboard_get_target (self)) == GTK_INPUT_PURPOSE_NAME;
}

static void
set_wanted (YjKeyboard *self, gboolean wanted)
{
  if (self->wanted == wanted)
    return;
  self->wanted = wanted;
  gtk_widget_set_visible (GTK_WIDGET (self), wanted);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

void
yj_keyboard_show_keys (YjKeyboard *self)
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
  yj_keyboard_show_keys (self);
}

void
yj_keyboard_set_shift (YjKeyboard *self, YjShift shift)
{
  self->shift = shift;
  yj_keyboard_keys_set_shift (self->keys, shift);
}

gboolean
yj_keyboard_composes (YjKeyboard *self)
{
  return self->layout != NULL && self->layout->composes && self->pinyin != NULL;
}

static void
update_bar (YjKeyboard *self)
{
  yj_candidate_bar_update (self->bar, self->pinyin, !yj_keyboard_types_name (self));
}

void
yj_keyboard_show_layout (YjKeyboard *self, const char *id)
{
  gboolean name = yj_keyboard_types_name (self);
  const char *wanted = g_str_equal (id, "pinyin") && name ? "pinyin-name" : id;

  /* Without the dictionary there is nothing to compose with. */
  if (self->pinyin == NULL && yj_keyboard_layout_find (wanted)->composes)
    wanted = "latin";
  drop_composition (self);
  self->layout = yj_keyboard_layout_find (wanted);
  if (self->layout->letters)
    self->letters = self->layout;
  yj_keyboard_keys_set_layout (self->keys, self->layout);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), yj_keyboard_composes (self));
  update_bar (self);
  /* A name in Latin letters begins with a capital. */
  yj_keyboard_set_shift (self, name && g_str_equal (wanted, "latin") && gtk_text_get_text_length (yj_keyboard_get_target (self)) == 0 ? YJ_SHIFT_ONCE : YJ_SHIFT_OFF);
}

/* A second touch on a text that kept the focus brings the keyboard back after 收起. */
static void
on_text_touched (YjKeyboard *self)
{
  set_wanted (self, TRUE);
}

static void follow_language (YjKeyboard *self);

static void
on_text_changed (YjKeyboard *self)
{
  GtkText *text = yj_keyboard_get_target (self);

  follow_language (self);
  if (text != NULL)
    yj_keyboard_show_layout (self, yj_text_target_layout (text, yj_context_get_language (self->context)));
  else
    drop_composition (self);
  set_wanted (self, text != NULL);
}

static void
yj_keyboard_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yj_keyboard_parent_class)->root (widget);
  yj_text_watch_set_root (YJ_KEYBOARD (widget)->watch, gtk_widget_get_root (widget));
}

static void
yj_keyboard_unroot (GtkWidget *widget)
{
  yj_text_watch_set_root (YJ_KEYBOARD (widget)->watch, NULL);
  GTK_WIDGET_CLASS (yj_keyboard_parent_class)->unroot (widget);
}

void
yj_keyboard_hide (YjKeyboard *self)
{
  drop_composition (self);
  set_wanted (self, FALSE);
}

static void
on_key (YjKeyboardKeys *keys, gpointer key, gpointer user_data)
{
  yj_keyboard_press (user_data, key);
}

static void
on_typed (YjCandidateBar *bar, const char *text, gpointer user_data)
{
  YjKeyboard *self = user_data;
  if (yj_keyboard_get_target (self) != NULL)
    yj_text_target_insert (yj_keyboard_get_target (self), text);
}

static void
on_chosen (GtkWidget *source, guint index, gpointer user_data)
{
  YjKeyboard *self = user_data;
  if (yj_keyboard_get_target (self) != NULL && index < yj_pinyin_get_n_candidates (self->pinyin))
    yj_keyboard_choose (self, index);
}

static void
on_more (YjCandidateBar *bar, gpointer user_data)
{
  YjKeyboard *self = user_data;

  yj_candidate_grid_show (self->grid, self->pinyin);
  yj_candidate_bar_set_expanded (self->bar, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->grid));
}

/* As an input method does; but only a text that says it completes words hears letters that are not chosen yet. */
static void
tell_target (YjKeyboard *self)
{
  GtkText *text = yj_keyboard_get_target (self);
  if (text != NULL && (gtk_text_get_input_hints (text) & GTK_INPUT_HINT_WORD_COMPLETION) != 0)
    g_signal_emit_by_name (text, "preedit-changed", yj_pinyin_get_preedit (self->pinyin));
}

static void
on_pinyin_changed (YjPinyin *pinyin, gpointer user_data)
{
  YjKeyboard *self = user_data;

  update_bar (self);
  tell_target (self);
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == GTK_WIDGET (self->grid))
    yj_candidate_grid_show (self->grid, pinyin);
}

/* Lower keys in landscape, and the pinyin beside the candidates; with the largest text the page needs the height. */
static void
on_style_changed (YjKeyboard *self)
{
  gboolean landscape = yj_style_is_landscape (self->context->style);
  YjTextSize size = yj_style_get_text_size (self->context->style);

  (landscape ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "landscape");
  yj_candidate_bar_set_flat (self->bar, landscape);
  (size == YJ_TEXT_LARGEST ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "largest");
  if (self->layout != NULL)
    yj_keyboard_show_layout (self, self->layout->id);
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

  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  if (self->pinyin != NULL)
    g_signal_handlers_disconnect_by_data (self->pinyin, self);
  G_OBJECT_CLASS (yj_keyboard_parent_class)->dispose (object);
  g_clear_object (&self->watch);
  g_clear_object (&self->pinyin);
  g_clear_object (&self->context);
  g_clear_pointer (&self->language, g_free);
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
  self->watch = yj_text_watch_new ();
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (on_text_changed), self);
  g_signal_connect_swapped (self->watch, "touched", G_CALLBACK (on_text_touched), self);
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
  g_signal_connect_swapped (self->grid, "close", G_CALLBACK (yj_keyboard_show_keys), self);
  g_signal_connect_swapped (self->grid, "backspace", G_CALLBACK (yj_keyboard_press_backspace), self);
}

/* The parts have their words from when they were made: in another language they are made anew. */
static void
follow_language (YjKeyboard *self)
{
  const char *language = yj_context_get_language (self->context);

  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  if (self->bar != NULL) {
    drop_composition (self);
    gtk_box_remove (GTK_BOX (self), GTK_WIDGET (self->bar));
    gtk_box_remove (GTK_BOX (self), self->stack);
  }
  build (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_text (self->context, "keyboard.title"), -1);
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
  follow_language (self);
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
