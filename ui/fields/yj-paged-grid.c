/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which cells of a long list of choices are on the screen. */
#include "ui/fields/yj-paged-grid.h"
#include "ui/widgets/yj-widgets.h"

#define LINE_GAP_U 20
#define COLUMN_GAP_U 24

struct _YjPagedGrid {
  GtkWidget parent_instance;
  YjContext *context;
  GtkWidget *bar, *previous, *next, *position; /* children, after the cells */
  GPtrArray *cells; /* GtkWidget, children */
  GArray *starts; /* guint: first line of each page */
  guint columns, lines;
  guint anchor; /* the page that holds this line is shown */
  guint update_source;
};

G_DEFINE_FINAL_TYPE (YjPagedGrid, yj_paged_grid, GTK_TYPE_WIDGET)

static int
gap_px (YjPagedGrid *self, double design)
{
  return (int) (design * yj_style_get_unit (GTK_WIDGET (self)));
}

static guint
count_lines (YjPagedGrid *self)
{
  return (self->cells->len + self->columns - 1) / self->columns;
}

/* ---- sizes ---- */

static int
cell_width (YjPagedGrid *self, int width)
{
  int gaps = (int) (self->columns - 1) * gap_px (self, COLUMN_GAP_U);
  return width < 0 ? -1 : MAX (0, width - gaps) / (int) self->columns;
}

static int
line_height (YjPagedGrid *self, guint line, int width)
{
  int height = 0;
  for (guint i = line * self->columns; i < MIN ((line + 1) * self->columns, self->cells->len); i++) {
    int natural;
    gtk_widget_measure (g_ptr_array_index (self->cells, i), GTK_ORIENTATION_VERTICAL, cell_width (self, width), NULL, &natural, NULL, NULL);
    height = MAX (height, natural);
  }
  return height;
}

static int
bar_height (YjPagedGrid *self, int width)
{
  int natural;
  gtk_widget_measure (self->bar, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural + gap_px (self, LINE_GAP_U);
}

static void
measure_height (YjPagedGrid *self, int width, int *minimum, int *natural)
{
  guint n = count_lines (self);
  int bar = n > 1 ? bar_height (self, width) : 0, page = 0;

  *minimum = *natural = 0;
  for (guint line = 0; line < n; line++) {
    int height = line_height (self, line, width);
    *minimum = MAX (*minimum, height + bar);
    page = line % self->lines == 0 ? height : page + gap_px (self, LINE_GAP_U) + height;
    *natural = MAX (*natural, page + (n > self->lines ? bar : 0));
  }
  *minimum = MIN (*minimum, *natural);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  YjPagedGrid *self = YJ_PAGED_GRID (widget);
  int gaps = (int) (self->columns - 1) * gap_px (self, COLUMN_GAP_U), bar_min, bar_natural;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    measure_height (self, for_size, minimum, natural);
    return;
  }
  *minimum = *natural = 0;
  for (guint i = 0; i < self->cells->len; i++) {
    int cell_min, cell_natural;
    gtk_widget_measure (g_ptr_array_index (self->cells, i), orientation, -1, &cell_min, &cell_natural, NULL, NULL);
    *minimum = MAX (*minimum, cell_min * (int) self->columns + gaps);
    *natural = MAX (*natural, cell_natural * (int) self->columns + gaps);
  }
  gtk_widget_measure (self->bar, orientation, -1, &bar_min, &bar_natural, NULL, NULL);
  if (count_lines (self) > 1) {
    *minimum = MAX (*minimum, bar_min);
    *natural = MAX (*natural, bar_natural);
  }
}

/* ---- pages ---- */

/* As many lines a page as fit into @height. */
static void
split (YjPagedGrid *self, int width, int height)
{
  guint start = 0;
  int used = 0;

  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, start);
  for (guint line = 0; line < count_lines (self); line++) {
    int need = line_height (self, line, width) + (line > start ? gap_px (self, LINE_GAP_U) : 0);
    if (line > start && (used + need > height || line - start >= self->lines)) {
      start = line;
      g_array_append_val (self->starts, start);
      used = 0;
      need = line_height (self, line, width);
    }
    used += need;
  }
}

static guint
present_page (YjPagedGrid *self)
{
  guint page = 0;
  while (page + 1 < self->starts->len && g_array_index (self->starts, guint, page + 1) <= self->anchor)
    page++;
  return page;
}

/* Words may not change while places are given out. */
static gboolean
update_bar (gpointer user_data)
{
  YjPagedGrid *self = user_data;
  guint n = self->starts->len, shown = present_page (self);
  g_autofree char *page = g_strdup_printf ("%u", shown + 1), *pages = g_strdup_printf ("%u", n);
  g_autofree char *text = yj_context_format (self->context, "page.position", "page", page, "pages", pages, NULL);

  self->update_source = 0;
  gtk_label_set_text (GTK_LABEL (self->position), text);
  gtk_widget_set_sensitive (self->previous, shown > 0);
  gtk_widget_set_sensitive (self->next, shown + 1 < n);
  return G_SOURCE_REMOVE;
}

static void
allocate_cells (YjPagedGrid *self, int width)
{
  guint page = present_page (self), first = g_array_index (self->starts, guint, page);
  guint end = page + 1 < self->starts->len ? g_array_index (self->starts, guint, page + 1) : count_lines (self);
  int cell = cell_width (self, width), step = cell + gap_px (self, COLUMN_GAP_U), y = 0;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < self->cells->len; i++) {
    GtkWidget *widget = g_ptr_array_index (self->cells, i);
    guint line = i / self->columns, column = i % self->columns;
    gboolean shown = line >= first && line < end;
    gtk_widget_set_child_visible (widget, shown);
    if (!shown)
      continue;
    if (column == 0 && line > first)
      y += line_height (self, line - 1, width) + gap_px (self, LINE_GAP_U);
    gtk_widget_size_allocate (
        widget, &(GtkAllocation){ (int) (rtl ? self->columns - 1 - column : column) * step, y, cell, line_height (self, line, width) }, -1);
  }
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjPagedGrid *self = YJ_PAGED_GRID (widget);
  int bar = bar_height (self, width), gap = gap_px (self, LINE_GAP_U);

  split (self, width, height);
  if (self->starts->len > 1)
    split (self, width, height - bar);
  allocate_cells (self, width);
  gtk_widget_set_child_visible (self->bar, self->starts->len > 1);
  if (self->starts->len > 1)
    gtk_widget_size_allocate (self->bar, &(GtkAllocation){ 0, height - bar + gap, width, bar - gap }, -1);
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_bar, self, NULL);
}

static void
turn (YjPagedGrid *self, int by)
{
  guint page = (guint) CLAMP ((int) present_page (self) + by, 0, (int) self->starts->len - 1);
  self->anchor = g_array_index (self->starts, guint, page);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_previous (GtkButton *button, YjPagedGrid *self)
{
  turn (self, -1);
}

static void
on_next (GtkButton *button, YjPagedGrid *self)
{
  turn (self, 1);
}

/* ---- the widget ---- */

static void
remove_cells (YjPagedGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->cells, i));
  g_ptr_array_set_size (self->cells, 0);
}

static void
yj_paged_grid_dispose (GObject *object)
{
  YjPagedGrid *self = YJ_PAGED_GRID (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  remove_cells (self);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_paged_grid_parent_class)->dispose (object);
}

static void
yj_paged_grid_finalize (GObject *object)
{
  YjPagedGrid *self = YJ_PAGED_GRID (object);
  g_ptr_array_unref (self->cells);
  g_array_unref (self->starts);
  G_OBJECT_CLASS (yj_paged_grid_parent_class)->finalize (object);
}

static void
yj_paged_grid_class_init (YjPagedGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_paged_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_paged_grid_finalize;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
}

static void
yj_paged_grid_init (YjPagedGrid *self)
{
  guint zero = 0;
  self->cells = g_ptr_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->starts, zero);
  self->columns = self->lines = 1;
}

static GtkWidget *
add_turn_button (YjPagedGrid *self, const char *text_id, const char *icon, GCallback on_clicked)
{
  GtkWidget *button = yj_small_button_new (self->context, yj_context_text (self->context, text_id), icon);

  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", on_clicked, self, 0);
  gtk_box_append (GTK_BOX (self->bar), button);
  return button;
}

YjPagedGrid *
yj_paged_grid_new (YjContext *context)
{
  YjPagedGrid *self = g_object_new (YJ_TYPE_PAGED_GRID, NULL);

  self->context = g_object_ref (context);
  self->bar = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "choices-bar");
  self->previous = add_turn_button (self, "action.previous-page", "go-previous", G_CALLBACK (on_previous));
  self->position = yj_label_new (context, "", "small ink-2 tabular");
  gtk_label_set_xalign (GTK_LABEL (self->position), 0.5f);
  gtk_label_set_justify (GTK_LABEL (self->position), GTK_JUSTIFY_CENTER);
  gtk_widget_set_hexpand (self->position, TRUE);
  gtk_box_append (GTK_BOX (self->bar), self->position);
  self->next = add_turn_button (self, "action.next-page", "go-next", G_CALLBACK (on_next));
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->bar, FALSE);
  return self;
}

void
yj_paged_grid_reset (YjPagedGrid *self, guint columns, guint lines)
{
  remove_cells (self);
  self->columns = columns;
  self->lines = lines;
  self->anchor = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
yj_paged_grid_append (YjPagedGrid *self, GtkWidget *cell)
{
  g_ptr_array_add (self->cells, cell);
  gtk_widget_insert_before (cell, GTK_WIDGET (self), self->bar);
}

GtkWidget *
yj_paged_grid_get_cell (YjPagedGrid *self, guint index)
{
  return index < self->cells->len ? g_ptr_array_index (self->cells, index) : NULL;
}

void
yj_paged_grid_show (YjPagedGrid *self, guint index)
{
  self->anchor = index / self->columns;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
