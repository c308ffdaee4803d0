/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which rows share a page, and where each of them stands on it. */
#include "ui/widgets/yj-pager-private.h"
#include "ui/yj-style.h"

#define SPACING_U 20

int
yj_pager_get_spacing (YjPager *self)
{
  return (int) (SPACING_U * yj_style_get_unit (GTK_WIDGET (self)));
}

/* A row that is hidden takes no room at all. */
static gboolean
is_first_seen (YjPager *self, guint row, guint start)
{
  while (row > start && !gtk_widget_get_visible (g_ptr_array_index (self->rows, row - 1)))
    row--;
  return row <= start;
}

/* Rows of the class "attached" stand on one another like lines of one panel. */
int
yj_pager_gap_before (YjPager *self, guint row, guint start)
{
  GtkWidget *above;

  if (is_first_seen (self, row, start) || !gtk_widget_get_visible (g_ptr_array_index (self->rows, row)))
    return 0;
  above = g_ptr_array_index (self->rows, row - 1);
  if (gtk_widget_has_css_class (above, "attached") && gtk_widget_has_css_class (g_ptr_array_index (self->rows, row), "attached"))
    return 0;
  return yj_pager_get_spacing (self);
}

static int
row_height (GtkWidget *row, int width)
{
  int natural = 0;
  if (gtk_widget_get_visible (row))
    gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* A page that begins among the lines of a panel says again whose lines they are. */
static GtkWidget *
title_above (YjPager *self, guint start)
{
  if (start >= self->rows->len || !gtk_widget_has_css_class (g_ptr_array_index (self->rows, start), "attached"))
    return NULL;
  for (guint i = start; i > 0; i--)
    if (g_hash_table_contains (self->titles, g_ptr_array_index (self->rows, i - 1)))
      return g_ptr_array_index (self->rows, i - 1);
  return NULL;
}

static int
title_height (YjPager *self, guint start, int width)
{
  GtkWidget *title = title_above (self, start);
  return title != NULL ? row_height (title, width) + yj_pager_get_spacing (self) : 0;
}

static gboolean
belong_together (YjPager *self, GtkWidget *row, GtkWidget *next)
{
  return g_hash_table_contains (self->titles, row) || gtk_widget_has_css_class (next, "tail");
}

/* A title that would stand last on a page goes to the next one, and so does what has a tail there. */
static guint
break_before (YjPager *self, guint row)
{
  guint start = g_array_index (self->starts, guint, self->starts->len - 1);
  while (row - 1 > start && belong_together (self, g_ptr_array_index (self->rows, row - 1), g_ptr_array_index (self->rows, row)))
    row--;
  return row;
}

/* What is left of a panel does not get a page of its own: what would begin one follows it. */
static gboolean
begins_page (YjPager *self, guint row, guint start)
{
  return row > start && g_hash_table_contains (self->breaks, g_ptr_array_index (self->rows, row)) && title_above (self, start) == NULL;
}

void
yj_pager_split (YjPager *self, int width, int height)
{
  int used = 0;
  guint zero = 0;

  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, zero);
  for (guint i = 0; i < self->rows->len; i++) {
    int row = row_height (g_ptr_array_index (self->rows, i), width);
    guint start = g_array_index (self->starts, guint, self->starts->len - 1);
    int need = used + row + yj_pager_gap_before (self, i, start);
    if (!begins_page (self, i, start) && (need <= height || i == start)) {
      used = need;
      continue;
    }
    start = break_before (self, i);
    g_array_append_val (self->starts, start);
    used = title_height (self, start, width);
    i = start - 1;
  }
}

guint
yj_pager_page_end (YjPager *self, guint page)
{
  return page + 1 < self->starts->len ? g_array_index (self->starts, guint, page + 1) : self->rows->len;
}

guint
yj_pager_page_of (YjPager *self, GtkWidget *descendant)
{
  for (guint page = 0; page < self->starts->len; page++)
    for (guint i = g_array_index (self->starts, guint, page); i < yj_pager_page_end (self, page); i++) {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      if (row == descendant || gtk_widget_is_ancestor (descendant, row))
        return page;
    }
  return self->page;
}

/* A row that stands alone may do with less than it would like: a long list shows fewer of its lines. */
static int
fit_alone (GtkWidget *row, int width, int height, int wanted)
{
  int minimum;
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return MIN (wanted, MAX (minimum, height));
}

/* Rows that want to grow share what is left. */
void
yj_pager_allocate_rows (YjPager *self, int width, int height)
{
  guint start = g_array_index (self->starts, guint, self->page), end = yj_pager_page_end (self, self->page);
  GtkWidget *title = title_above (self, start);
  int y = title_height (self, start, width), left = height - y, growing = 0;

  for (guint i = start; i < end; i++) {
    GtkWidget *row = g_ptr_array_index (self->rows, i);
    left -= row_height (row, width) + yj_pager_gap_before (self, i, start);
    growing += gtk_widget_get_visible (row) && gtk_widget_compute_expand (row, GTK_ORIENTATION_VERTICAL);
  }
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index (self->rows, i);
    gboolean shown = i >= start && i < end;
    int row_px = row_height (row, width);
    gtk_widget_set_child_visible (row, shown || row == title);
    if (row == title)
      gtk_widget_size_allocate (row, &(GtkAllocation){ 0, 0, width, row_px }, -1);
    if (!shown || !gtk_widget_get_visible (row))
      continue;
    if (growing > 0 && left > 0 && gtk_widget_compute_expand (row, GTK_ORIENTATION_VERTICAL))
      row_px += left / growing;
    if (end == start + 1)
      row_px = fit_alone (row, width, height - y, row_px);
    y += yj_pager_gap_before (self, i, start);
    gtk_widget_size_allocate (row, &(GtkAllocation){ 0, y, width, row_px }, -1);
    y += row_px;
  }
}

int
yj_pager_page_height (YjPager *self, guint page, int width)
{
  guint start = g_array_index (self->starts, guint, page);
  int height = title_height (self, start, width);
  for (guint i = start; i < yj_pager_page_end (self, page); i++)
    height += row_height (g_ptr_array_index (self->rows, i), width) + yj_pager_gap_before (self, i, start);
  return height;
}
