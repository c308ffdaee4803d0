/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pages of candidates that stand in the place of the keys. */
#include "ui/keyboard/yj-candidate-grid.h"
#include "ui/widgets/yj-widgets.h"

#define MAX_ROWS 4

struct _YjCandidateGrid {
  GtkBox parent_instance;
  YjContext *context;
  YjPinyin *pinyin;                                          /* (nullable) */
  GtkWidget *grid, *previous, *next, *position, *backspace; /* children */
  GArray *starts; /* guint: the first candidate of each page, and one past the last */
  guint page;
};

G_DEFINE_FINAL_TYPE (YjCandidateGrid, yj_candidate_grid, GTK_TYPE_BOX)

enum { CHOSEN, CLOSE, BACKSPACE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Columns that two characters fit in, by text size, portrait and landscape. */
static const guint columns_of[3][2] = { { 8, 12 }, { 6, 10 }, { 5, 8 } };

static void
yj_candidate_grid_dispose (GObject *object)
{
  YjCandidateGrid *self = YJ_CANDIDATE_GRID (object);

  g_clear_object (&self->pinyin);
  g_clear_object (&self->context);
  g_clear_pointer (&self->starts, g_array_unref);
  G_OBJECT_CLASS (yj_candidate_grid_parent_class)->dispose (object);
}

static void
yj_candidate_grid_class_init (YjCandidateGridClass *klass)
{
  GType type = YJ_TYPE_CANDIDATE_GRID;

  G_OBJECT_CLASS (klass)->dispose = yj_candidate_grid_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[CLOSE] = g_signal_new ("close", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACKSPACE] = g_signal_new ("backspace", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_candidate_grid_init (YjCandidateGrid *self)
{
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "candidate-pages");
}

/* Three rows where height is scarce: the keyboard stays as high as it is with keys. */
static guint
n_rows (YjCandidateGrid *self)
{
  return yj_style_is_landscape (self->context->style) ? MAX_ROWS - 1 : MAX_ROWS;
}

static guint
n_columns (YjCandidateGrid *self)
{
  return columns_of[yj_style_get_text_size (self->context->style)][yj_style_is_landscape (self->context->style) ? 1 : 0];
}

/* Two characters a column. */
static guint
span_of (YjCandidateGrid *self, guint index)
{
  guint chars = (guint) g_utf8_strlen (yj_pinyin_get_candidate (self->pinyin, index), -1);
  return CLAMP ((chars + 1) / 2, 1, n_columns (self));
}

/* Walks the cells from @from as they flow into rows; @attach: puts them there. The first one of the next page. */
static guint
flow (YjCandidateGrid *self, guint from, void (*attach) (YjCandidateGrid *self, guint index, guint column, guint row, guint span))
{
  guint columns = n_columns (self), row = 0, column = 0, i = from;

  for (; i < yj_pinyin_get_n_candidates (self->pinyin); i++) {
    guint span = span_of (self, i);
    if (column + span > columns) {
      column = 0;
      row++;
    }
    if (row == n_rows (self))
      break;
    if (attach != NULL)
      attach (self, i, column, row, span);
    column += span;
  }
  return i;
}

static void
on_cell (GtkButton *cell, gpointer user_data)
{
  g_signal_emit (user_data, signals[CHOSEN], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "index")));
}

static void
attach_cell (YjCandidateGrid *self, guint index, guint column, guint row, guint span)
{
  GtkWidget *cell = gtk_button_new_with_label (yj_pinyin_get_candidate (self->pinyin, index));

  gtk_widget_add_css_class (cell, "candidate");
  gtk_widget_set_focusable (cell, FALSE);
  g_object_set_data (G_OBJECT (cell), "index", GUINT_TO_POINTER (index));
  g_signal_connect (cell, "clicked", G_CALLBACK (on_cell), self);
  gtk_grid_attach (GTK_GRID (self->grid), cell, (int) column, (int) row, (int) span, 1);
}

static void
remove_cells (YjCandidateGrid *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
}

/* A column without a word keeps its width: a row of gaps below holds the grid open. */
static void
add_gaps (YjCandidateGrid *self)
{
  for (guint column = 0; column < n_columns (self); column++)
    gtk_grid_attach (GTK_GRID (self->grid), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), (int) column, MAX_ROWS, 1, 1);
}

static void
show_page (YjCandidateGrid *self)
{
  guint pages = self->starts->len;
  g_autofree char *text = g_strdup_printf ("%u / %u", self->page + 1, pages); /* there is no room for a sentence */

  remove_cells (self);
  add_gaps (self);
  if (self->pinyin != NULL)
    flow (self, g_array_index (self->starts, guint, self->page), attach_cell);
  gtk_label_set_text (GTK_LABEL (self->position), text);
  gtk_widget_set_sensitive (self->previous, self->page > 0);
  gtk_widget_set_sensitive (self->next, self->page + 1 < pages);
}

void
yj_candidate_grid_show (YjCandidateGrid *self, YjPinyin *pinyin)
{
  guint start = 0;

  g_set_object (&self->pinyin, pinyin);
  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, start);
  while (pinyin != NULL && (start = flow (self, start, NULL)) < yj_pinyin_get_n_candidates (pinyin))
    g_array_append_val (self->starts, start);
  self->page = 0;
  show_page (self);
}

static void
turn (YjCandidateGrid *self, int by)
{
  int page = CLAMP ((int) self->page + by, 0, (int) self->starts->len - 1);

  self->page = (guint) page;
  show_page (self);
}

static void
on_previous (GtkButton *button, gpointer user_data)
{
  turn (user_data, -1);
}

static void
on_next (GtkButton *button, gpointer user_data)
{
  turn (user_data, 1);
}

static void
on_close (GtkButton *button, gpointer user_data)
{
  g_signal_emit (user_data, signals[CLOSE], 0);
}

static void
on_backspace (GtkButton *button, gpointer user_data)
{
  g_signal_emit (user_data, signals[BACKSPACE], 0);
}

static GtkWidget *
add_control (YjCandidateGrid *self, GtkWidget *row, const char *text_id, const char *icon, gboolean icon_only, GCallback on_clicked)
{
  const char *text = yj_context_text (self->context, text_id);
  GtkWidget *button = yj_button_new (self->context, icon_only ? "" : text, icon, "key function");

  gtk_widget_set_focusable (button, FALSE);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect (button, "clicked", on_clicked, self);
  gtk_box_append (GTK_BOX (row), button);
  return button;
}

static GtkWidget *
build_controls (YjCandidateGrid *self)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "candidate-controls");

  add_control (self, row, "keyboard.less", "input-keyboard", FALSE, G_CALLBACK (on_close));
  self->position = yj_label_new (self->context, "", "advice tabular");
  gtk_label_set_wrap (GTK_LABEL (self->position), FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->position), 0.5f);
  gtk_widget_set_hexpand (self->position, TRUE);
  gtk_box_append (GTK_BOX (row), self->position);
  self->previous = add_control (self, row, "action.previous-page", NULL, FALSE, G_CALLBACK (on_previous));
  self->next = add_control (self, row, "action.next-page", NULL, FALSE, G_CALLBACK (on_next));
  self->backspace = add_control (self, row, "keyboard.backspace", "edit-clear", TRUE, G_CALLBACK (on_backspace));
  return row;
}

YjCandidateGrid *
yj_candidate_grid_new (YjContext *context)
{
  YjCandidateGrid *self = g_object_new (YJ_TYPE_CANDIDATE_GRID, NULL);

  self->context = g_object_ref (context);
  self->grid = gtk_grid_new ();
  gtk_widget_add_css_class (self->grid, "candidate-page");
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_box_append (GTK_BOX (self), self->grid);
  gtk_box_append (GTK_BOX (self), build_controls (self));
  yj_candidate_grid_show (self, NULL);
  return self;
}

GtkWidget *
yj_candidate_grid_get_cell (YjCandidateGrid *self, guint index)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->grid); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (child), "index")) == index)
      return child;
  return NULL;
}
