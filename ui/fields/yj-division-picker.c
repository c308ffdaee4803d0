/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the cascade of administrative divisions. */
#include "ui/fields/yj-division-picker.h"
#include "ui/fields/yj-paged-grid.h"
#include "ui/widgets/yj-widgets.h"

#define NONE YJ_DIVISION_N_LEVELS

struct _YjDivisionPicker {
  GtkBox parent_instance;
  YjContext *context;
  GtkWidget *steps[YJ_DIVISION_N_LEVELS], *labels[YJ_DIVISION_N_LEVELS]; /* buttons and their words */
  YjPagedGrid *grid;                                                     /* child */
  char codes[YJ_DIVISION_N_LEVELS][8];                                   /* "" for none */
  YjDivisionLevel open;                                                  /* NONE: none */
};

G_DEFINE_FINAL_TYPE (YjDivisionPicker, yj_division_picker, GTK_TYPE_BOX)

enum { CHANGED, DONE, OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const words[YJ_DIVISION_N_LEVELS] = { "editor.province", "editor.city", "editor.county" };

static void
yj_division_picker_dispose (GObject *object)
{
  g_clear_object (&YJ_DIVISION_PICKER (object)->context);
  G_OBJECT_CLASS (yj_division_picker_parent_class)->dispose (object);
}

static void
yj_division_picker_class_init (YjDivisionPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_division_picker_dispose;
  signals[CHANGED] = g_signal_new ("changed", YJ_TYPE_DIVISION_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPENED] = g_signal_new ("opened", YJ_TYPE_DIVISION_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[DONE] = g_signal_new ("done", YJ_TYPE_DIVISION_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_division_picker_init (YjDivisionPicker *self)
{
  self->open = NONE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "divisions");
}

static const char *
parent_of (YjDivisionPicker *self, YjDivisionLevel level)
{
  return level == YJ_DIVISION_PROVINCE ? NULL : self->codes[level - 1];
}

static GPtrArray *
list_level (YjDivisionPicker *self, YjDivisionLevel level)
{
  const char *parent = parent_of (self, level);
  return parent != NULL && parent[0] == '\0' ? g_ptr_array_new () : yj_divisions_list (level, parent);
}

static void
update_steps (YjDivisionPicker *self)
{
  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++) {
    const char *code = self->codes[i], *name = yj_divisions_get_name (code), *word = yj_context_text (self->context, words[i]);
    g_autoptr (GPtrArray) below = list_level (self, i);
    const char *text = code[0] == '\0' ? word : name != NULL ? name : code;
    g_autofree char *spoken = g_strdup_printf ("%s: %s", word, text);

    gtk_label_set_text (GTK_LABEL (self->labels[i]), text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->steps[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, code[0] == '\0' ? word : spoken, -1);
    gtk_accessible_update_state (GTK_ACCESSIBLE (self->steps[i]), GTK_ACCESSIBLE_STATE_EXPANDED, self->open == i, -1);
    gtk_widget_set_sensitive (self->steps[i], below->len > 0);
    (self->open == i ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->steps[i], "open");
    (code[0] != '\0' ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->steps[i], "chosen");
  }
}

static void
on_division (GtkButton *button, gpointer user_data)
{
  yj_division_picker_choose (user_data, g_object_get_data (G_OBJECT (button), "code"));
}

static GtkWidget *
division_new (YjDivisionPicker *self, const char *code)
{
  GtkWidget *button = yj_button_new (self->context, yj_divisions_get_name (code), NULL, "division");
  gboolean chosen = g_str_equal (self->codes[self->open], code);

  g_object_set_data (G_OBJECT (button), "code", (gpointer) code);
  if (chosen)
    gtk_widget_add_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED, chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_division), self);
  return button;
}

void
yj_division_picker_open (YjDivisionPicker *self, YjDivisionLevel level)
{
  static const guint columns[] = { 3, 2, 2 }, rows[] = { 6, 5, 4 }, rows_landscape[] = { 3, 2, 1 };
  YjTextSize size = yj_style_get_text_size (self->context->style);
  g_autoptr (GPtrArray) codes = list_level (self, level);

  self->open = level;
  yj_paged_grid_reset (self->grid, columns[size], yj_style_is_landscape (self->context->style) ? rows_landscape[size] : rows[size]);
  for (guint i = 0; i < codes->len; i++)
    yj_paged_grid_append (self->grid, division_new (self, g_ptr_array_index (codes, i)));
  for (guint i = 0; i < codes->len; i++)
    if (g_str_equal (g_ptr_array_index (codes, i), self->codes[level]))
      yj_paged_grid_show (self->grid, i);
  gtk_widget_set_visible (GTK_WIDGET (self->grid), TRUE);
  update_steps (self);
  gtk_widget_grab_focus (self->steps[level]); /* nothing is typed now: the keyboard gives its room */
  g_signal_emit (self, signals[OPENED], 0, TRUE);
}

void
yj_division_picker_close (YjDivisionPicker *self)
{
  self->open = NONE;
  gtk_widget_set_visible (GTK_WIDGET (self->grid), FALSE);
  yj_paged_grid_reset (self->grid, 1, 1);
  update_steps (self);
  g_signal_emit (self, signals[OPENED], 0, FALSE);
}

/* The next level that asks something. What has a single part is chosen without asking: 市辖区 of a municipality. */
static YjDivisionLevel
advance (YjDivisionPicker *self, YjDivisionLevel level)
{
  for (YjDivisionLevel next = level + 1; next < YJ_DIVISION_N_LEVELS; next++) {
    g_autoptr (GPtrArray) codes = list_level (self, next);
    if (codes->len > 1)
      return next;
    if (codes->len == 1)
      g_strlcpy (self->codes[next], g_ptr_array_index (codes, 0), sizeof self->codes[next]);
  }
  return NONE;
}

gboolean
yj_division_picker_choose (YjDivisionPicker *self, const char *code)
{
  YjDivisionLevel level = self->open, next;

  if (level == NONE || yj_divisions_get_name (code) == NULL)
    return FALSE;
  g_strlcpy (self->codes[level], code, sizeof self->codes[level]);
  for (guint i = level + 1; i < YJ_DIVISION_N_LEVELS; i++)
    self->codes[i][0] = '\0';
  next = advance (self, level);
  if (next != NONE)
    yj_division_picker_open (self, next);
  else
    yj_division_picker_close (self);
  g_signal_emit (self, signals[CHANGED], 0);
  if (next == NONE)
    g_signal_emit (self, signals[DONE], 0);
  return TRUE;
}

static void
on_step (GtkButton *button, gpointer user_data)
{
  YjDivisionPicker *self = user_data;

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    if (self->steps[i] == GTK_WIDGET (button)) {
      if (self->open == i)
        yj_division_picker_close (self);
      else
        yj_division_picker_open (self, i);
      return;
    }
}

static void
build_steps (YjDivisionPicker *self)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "division-steps");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++) {
    GtkWidget *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-words");
    self->steps[i] = gtk_button_new ();
    self->labels[i] = yj_label_new (self->context, "", "");
    gtk_widget_set_hexpand (self->labels[i], TRUE);
    gtk_box_append (GTK_BOX (box), self->labels[i]);
    gtk_box_append (GTK_BOX (box), yj_icon_new ("pan-down", "sign"));
    gtk_button_set_child (GTK_BUTTON (self->steps[i]), box);
    gtk_widget_add_css_class (self->steps[i], "division-step");
    g_signal_connect (self->steps[i], "clicked", G_CALLBACK (on_step), self);
    gtk_box_append (GTK_BOX (row), self->steps[i]);
  }
  gtk_box_append (GTK_BOX (self), row);
}

YjDivisionPicker *
yj_division_picker_new (YjContext *context, const char *label)
{
  YjDivisionPicker *self = g_object_new (YJ_TYPE_DIVISION_PICKER, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  self->context = g_object_ref (context);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  build_steps (self);
  self->grid = yj_paged_grid_new (context);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->grid));
  yj_division_picker_close (self);
  return self;
}

const char *
yj_division_picker_get_code (YjDivisionPicker *self, YjDivisionLevel level)
{
  return self->codes[level][0] != '\0' ? self->codes[level] : NULL;
}

void
yj_division_picker_set_code (YjDivisionPicker *self, YjDivisionLevel level, const char *code)
{
  g_strlcpy (self->codes[level], code != NULL ? code : "", sizeof self->codes[level]);
  update_steps (self);
}

GtkWidget *
yj_division_picker_get_step (YjDivisionPicker *self, YjDivisionLevel level)
{
  return self->steps[level];
}

gboolean
yj_division_picker_set_error (YjDivisionPicker *self, gboolean error)
{
  gboolean missing = FALSE;

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++) {
    gboolean wrong = error && self->codes[i][0] == '\0' && gtk_widget_get_sensitive (self->steps[i]);
    (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->steps[i], "error");
    missing |= wrong;
  }
  return missing;
}
