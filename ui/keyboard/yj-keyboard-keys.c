/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the buttons of a layout: where they stand, what they say, and which key each of them is. */
#include "ui/keyboard/yj-keyboard-keys.h"
#include "ui/widgets/yj-widgets.h"

struct _YjKeyboardKeys {
  GtkGrid parent_instance;
  YjContext *context;
  GHashTable *keys; /* button (not owned) -> const YjKey * */
  YjShift shift;
};

G_DEFINE_FINAL_TYPE (YjKeyboardKeys, yj_keyboard_keys, GTK_TYPE_GRID)

static guint pressed_signal;

static void
yj_keyboard_keys_finalize (GObject *object)
{
  YjKeyboardKeys *self = YJ_KEYBOARD_KEYS (object);

  g_hash_table_unref (self->keys);
  g_object_unref (self->context);
  G_OBJECT_CLASS (yj_keyboard_keys_parent_class)->finalize (object);
}

static void
yj_keyboard_keys_class_init (YjKeyboardKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_keyboard_keys_finalize;
  pressed_signal = g_signal_new ("pressed", YJ_TYPE_KEYBOARD_KEYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yj_keyboard_keys_init (YjKeyboardKeys *self)
{
  self->keys = g_hash_table_new (NULL, NULL);
  gtk_grid_set_column_homogeneous (GTK_GRID (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "keys");
}

YjKeyboardKeys *
yj_keyboard_keys_new (YjContext *context)
{
  YjKeyboardKeys *self = g_object_new (YJ_TYPE_KEYBOARD_KEYS, NULL);
  self->context = g_object_ref (context);
  return self;
}

static void
on_clicked (GtkButton *button, gpointer user_data)
{
  YjKeyboardKeys *self = user_data;
  g_signal_emit (self, pressed_signal, 0, g_hash_table_lookup (self->keys, button));
}

static const char *
key_name (YjKeyboardKeys *self, const YjKey *key)
{
  return key->label != NULL ? yj_context_text (self->context, key->label) : key->text;
}

/* Backspace speaks by its sign alone: it is what keyboards show everywhere. */
static GtkWidget *
button_new (YjKeyboardKeys *self, const YjKey *key)
{
  const char *name = key_name (self, key);
  GtkWidget *button = yj_button_new (self->context, name, key->icon, "key");

  gtk_widget_set_focusable (button, FALSE);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (yj_button_get_words (button)), key->action != YJ_KEY_BACKSPACE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (key->action != YJ_KEY_TEXT && key->action != YJ_KEY_SPACE)
    gtk_widget_add_css_class (button, "function");
  if (key->action == YJ_KEY_SPACE)
    gtk_widget_add_css_class (button, "space");
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

static void
add_key (YjKeyboardKeys *self, const YjKey *key, int column, int row)
{
  GtkWidget *child;

  if (key->action == YJ_KEY_GAP) {
    child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  } else {
    child = button_new (self, key);
    g_hash_table_insert (self->keys, child, (gpointer) key);
  }
  gtk_grid_attach (GTK_GRID (self), child, column, row, key->columns, MAX (key->rows, 1));
}

void
yj_keyboard_keys_set_layout (YjKeyboardKeys *self, const YjKeyboardLayout *layout)
{
  GtkWidget *child;

  g_hash_table_remove_all (self->keys);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_grid_remove (GTK_GRID (self), child);
  for (int row = 0; row < YJ_KEYBOARD_MAX_ROWS; row++)
    for (int i = 0, column = 0; i < YJ_KEYBOARD_MAX_KEYS && layout->rows[row][i].columns > 0; i++) {
      add_key (self, &layout->rows[row][i], column, row);
      column += layout->rows[row][i].columns;
    }
  self->shift = YJ_SHIFT_OFF;
}

/* What is seen is also what is said. */
static void
set_words (GtkWidget *button, const char *words)
{
  gtk_label_set_text (yj_button_get_words (button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
yj_keyboard_keys_set_shift (YjKeyboardKeys *self, YjShift shift)
{
  GHashTableIter iter;
  gpointer button, data;

  self->shift = shift;
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &button, &data)) {
    const YjKey *key = data;
    if (key->action == YJ_KEY_TEXT && g_ascii_islower (key->text[0])) {
      char letter[2] = { shift == YJ_SHIFT_OFF ? key->text[0] : g_ascii_toupper (key->text[0]), '\0' };
      set_words (button, letter);
    }
    if (key->action == YJ_KEY_SHIFT) {
      (shift != YJ_SHIFT_OFF ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (button, "on");
      set_words (button, yj_context_text (self->context, shift == YJ_SHIFT_LOCKED ? "keyboard.shift-locked" : "keyboard.shift"));
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                   shift != YJ_SHIFT_OFF ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
    }
  }
}

GtkWidget *
yj_keyboard_keys_find (YjKeyboardKeys *self, YjKeyAction action, const char *text)
{
  GHashTableIter iter;
  gpointer button, data;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &button, &data)) {
    const YjKey *key = data;
    if (key->action == action && (text == NULL || g_strcmp0 (key->text, text) == 0))
      return button;
  }
  return NULL;
}
