/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which cells of a long list of choices are on the screen. */
#include "ui/fields/yj-paged-grid.h"
#include "ui/widgets/yj-widgets.h"

struct _YjPagedGrid {
  GtkBox parent_instance;
  YjContext *context;
  GtkWidget *grid, *bar, *previous, *next, *position; /* children */
  GPtrArray *cells; /* GtkWidget, owned: also those that are not shown */
  guint columns, rows, page;
};

G_DEFINE_FINAL_TYPE (YjPagedGrid, yj_paged_grid, GTK_TYPE_BOX)

static guint
per_page (YjPagedGrid *self)
{
  return self->columns * self->rows;
}

guint
yj_paged_grid_get_n_pages (YjPagedGrid *self)
{
  return MAX (1, (self->cells->len + per_page (self) - 1) / per_page (self));
}

static void
update_bar (YjPagedGrid *self)
{
  guint n = yj_paged_grid_get_n_pages (self);
  g_autofree char *page = g_strdup_printf ("%u", self->page + 1), *pages = g_strdup_printf ("%u", n);
  g_autofree char *text = yj_context_format (self->context, "page.position", "page", page, "pages", pages, NULL);

  gtk_widget_set_visible (self->bar, n > 1);
  gtk_label_set_text (GTK_LABEL (self->position), text);
  gtk_widget_set_sensitive (self->previous, self->page > 0);
  gtk_widget_set_sensitive (self->next, self->page + 1 < n);
}

static void
detach_all (YjPagedGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++) {
    GtkWidget *cell = g_ptr_array_index (self->cells, i);
    if (gtk_widget_get_parent (cell) == self->grid)
      gtk_grid_remove (GTK_GRID (self->grid), cell);
  }
}

static void
show_page (YjPagedGrid *self, guint page)
{
  detach_all (self);
  self->page = MIN (page, yj_paged_grid_get_n_pages (self) - 1);
  for (guint i = 0; i < per_page (self) && self->page * per_page (self) + i < self->cells->len; i++)
    gtk_grid_attach (GTK_GRID (self->grid), g_ptr_array_index (self->cells, self->page * per_page (self) + i), (int) (i % self->columns),
                     (int) (i / self->columns), 1, 1);
  update_bar (self);
}

static void
on_previous (GtkButton *button, gpointer user_data)
{
  YjPagedGrid *self = user_data;
  if (self->page > 0)
    show_page (self, self->page - 1);
}

static void
on_next (GtkButton *button, gpointer user_data)
{
  YjPagedGrid *self = user_data;
  show_page (self, self->page + 1);
}

static void
yj_paged_grid_dispose (GObject *object)
{
  YjPagedGrid *self = YJ_PAGED_GRID (object);

  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_paged_grid_parent_class)->dispose (object);
}

static void
yj_paged_grid_class_init (YjPagedGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_paged_grid_dispose;
}

static void
yj_paged_grid_init (YjPagedGrid *self)
{
  self->cells = g_ptr_array_new_with_free_func (g_object_unref);
  self->columns = self->rows = 1;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "choices");
}

static GtkWidget *
turn_button_new (YjPagedGrid *self, const char *text_id, const char *icon, GCallback on_clicked)
{
  GtkWidget *button = yj_small_button_new (self->context, yj_context_text (self->context, text_id), icon);

  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)))), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", on_clicked, self);
  return button;
}

static void
build_bar (YjPagedGrid *self)
{
  self->bar = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "choices-bar");
  self->previous = turn_button_new (self, "action.previous-page", "go-previous", G_CALLBACK (on_previous));
  self->next = turn_button_new (self, "action.next-page", "go-next", G_CALLBACK (on_next));
  self->position = yj_label_new (self->context, "", "small ink-2 tabular");
  gtk_label_set_xalign (GTK_LABEL (self->position), 0.5f);
  gtk_widget_set_hexpand (self->position, TRUE);
  gtk_box_append (GTK_BOX (self->bar), self->previous);
  gtk_box_append (GTK_BOX (self->bar), self->position);
  gtk_box_append (GTK_BOX (self->bar), self->next);
}

YjPagedGrid *
yj_paged_grid_new (YjContext *context)
{
  YjPagedGrid *self = g_object_new (YJ_TYPE_PAGED_GRID, NULL);

  self->context = g_object_ref (context);
  self->grid = gtk_grid_new ();
  gtk_widget_add_css_class (self->grid, "choices-grid");
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_box_append (GTK_BOX (self), self->grid);
  build_bar (self);
  gtk_box_append (GTK_BOX (self), self->bar);
  return self;
}

void
yj_paged_grid_reset (YjPagedGrid *self, guint columns, guint rows)
{
  detach_all (self);
  g_ptr_array_set_size (self->cells, 0);
  self->columns = columns;
  self->rows = rows;
  show_page (self, 0);
}

void
yj_paged_grid_append (YjPagedGrid *self, GtkWidget *cell)
{
  gtk_widget_set_hexpand (cell, TRUE);
  g_ptr_array_add (self->cells, g_object_ref_sink (cell));
  show_page (self, self->page);
}

GtkWidget *
yj_paged_grid_get_cell (YjPagedGrid *self, guint index)
{
  return index < self->cells->len ? g_ptr_array_index (self->cells, index) : NULL;
}

void
yj_paged_grid_show (YjPagedGrid *self, guint index)
{
  show_page (self, index / per_page (self));
}
