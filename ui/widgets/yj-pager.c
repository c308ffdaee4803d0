/* SPDX-License-Identifier: Apache-2.0 */
/* Owns rows of which it shows as many as fit, and which page of them is shown. */
#include "ui/widgets/yj-pager.h"
#include "ui/widgets/yj-pager-bar.h"
#include "ui/yj-style.h"
#include <string.h>

#define SPACING_U 20

struct _YjPager {
  GtkWidget parent_instance;
  GPtrArray *rows; /* GtkWidget, children */
  GHashTable *titles; /* rows that stay with the next one */
  GHashTable *breaks; /* rows that begin a page */
  GtkWidget *bar;
  GArray *starts; /* guint: first row of each page */
  guint page, seen; /* seen: pages 0 to seen - 1 were shown */
  GtkWidget *wanted; /* to be shown at the next allocation */
  GtkWidget *first; /* (nullable) the row to begin with, else the first of all */
  guint turned_source;
};

G_DEFINE_FINAL_TYPE (YjPager, yj_pager, GTK_TYPE_WIDGET)

static guint turned;

static int
spacing_px (YjPager *self)
{
  return (int) (SPACING_U * yj_style_get_unit (GTK_WIDGET (self)));
}

/* Rows of the class "attached" stand on one another like lines of one panel. */
static int
gap_before (YjPager *self, guint row, guint start)
{
  GtkWidget *above;

  if (row <= start)
    return 0;
  above = g_ptr_array_index (self->rows, row - 1);
  if (gtk_widget_has_css_class (above, "attached") && gtk_widget_has_css_class (g_ptr_array_index (self->rows, row), "attached"))
    return 0;
  return spacing_px (self);
}

static int
row_height (GtkWidget *row, int width)
{
  int natural = 0;
  if (gtk_widget_get_visible (row))
    gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  YjPager *self = YJ_PAGER (widget);
  int size = 0;

  for (guint i = 0; i < self->rows->len; i++) {
    int row_min = 0, row_nat = 0;
    gtk_widget_measure (g_ptr_array_index (self->rows, i), orientation, for_size, &row_min, &row_nat, NULL, NULL);
    if (orientation == GTK_ORIENTATION_HORIZONTAL)
      size = MAX (size, row_min);
    else
      size += row_nat + gap_before (self, i, 0);
  }
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? size : 0;
  *natural = size;
  *minimum_baseline = *natural_baseline = -1;
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
  return title != NULL ? row_height (title, width) + spacing_px (self) : 0;
}

/* A title that would stand last on a page goes to the next one. */
static guint
break_before (YjPager *self, guint row)
{
  guint start = g_array_index (self->starts, guint, self->starts->len - 1);
  while (row - 1 > start && g_hash_table_contains (self->titles, g_ptr_array_index (self->rows, row - 1)))
    row--;
  return row;
}

/* What is left of a panel does not get a page of its own: what would begin one follows it. */
static gboolean
begins_page (YjPager *self, guint row, guint start)
{
  return row > start && g_hash_table_contains (self->breaks, g_ptr_array_index (self->rows, row)) && title_above (self, start) == NULL;
}

static void
split (YjPager *self, int width, int height)
{
  int used = 0;
  guint zero = 0;

  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, zero);
  for (guint i = 0; i < self->rows->len; i++) {
    int row = row_height (g_ptr_array_index (self->rows, i), width);
    guint start = g_array_index (self->starts, guint, self->starts->len - 1);
    int need = used + row + gap_before (self, i, start);
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

static guint
page_end (YjPager *self, guint page)
{
  return page + 1 < self->starts->len ? g_array_index (self->starts, guint, page + 1) : self->rows->len;
}

static guint
page_of (YjPager *self, GtkWidget *descendant)
{
  for (guint page = 0; page < self->starts->len; page++)
    for (guint i = g_array_index (self->starts, guint, page); i < page_end (self, page); i++) {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      if (row == descendant || gtk_widget_is_ancestor (descendant, row))
        return page;
    }
  return self->page;
}

/* Words may not change while places are given out, so the bar follows a moment later. */
static gboolean
emit_turned (gpointer user_data)
{
  YjPager *self = user_data;
  self->turned_source = 0;
  yj_pager_bar_update (YJ_PAGER_BAR (self->bar), self->page, self->starts->len);
  g_signal_emit (self, turned, 0);
  return G_SOURCE_REMOVE;
}

/* A row that stands alone may do with less than it would like: a long list shows fewer of its lines. */
static int
fit_alone (GtkWidget *row, int width, int height)
{
  int minimum, natural;
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  return MIN (natural, MAX (minimum, height));
}

/* Rows that want to grow share what is left. */
static void
allocate_rows (YjPager *self, int width, int height)
{
  guint start = g_array_index (self->starts, guint, self->page), end = page_end (self, self->page);
  GtkWidget *title = title_above (self, start);
  int y = title_height (self, start, width), left = height - y, growing = 0;

  for (guint i = start; i < end; i++) {
    GtkWidget *row = g_ptr_array_index (self->rows, i);
    left -= row_height (row, width) + gap_before (self, i, start);
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
      row_px = MIN (row_px, fit_alone (row, width, height - y));
    y += gap_before (self, i, start);
    gtk_widget_size_allocate (row, &(GtkAllocation){ 0, y, width, row_px }, -1);
    y += row_px;
  }
}

static int
page_height (YjPager *self, guint page, int width)
{
  guint start = g_array_index (self->starts, guint, page);
  int height = title_height (self, start, width);
  for (guint i = start; i < page_end (self, page); i++)
    height += row_height (g_ptr_array_index (self->rows, i), width) + gap_before (self, i, start);
  return height;
}

/* While somebody types in the last bit of room, the keyboard's key leads to the next field, and the row comes
 * before the bar. */
static gboolean
is_typed_into (YjPager *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return GTK_IS_TEXT (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* A list that is open is closed again by choosing from it, and then the bar comes back. */
static gboolean
is_picked_from (YjPager *self)
{
  for (guint i = g_array_index (self->starts, guint, self->page); i < page_end (self, self->page); i++)
    if (gtk_widget_has_css_class (g_ptr_array_index (self->rows, i), "picking"))
      return TRUE;
  return FALSE;
}

static gboolean
is_parted_as (YjPager *self, const GArray *before)
{
  return before->len == self->starts->len && memcmp (before->data, self->starts->data, before->len * sizeof (guint)) == 0;
}

/* When the room changes, a keyboard growing, the page follows the field: what is not shown loses the focus. */
static void
follow_focus (YjPager *self)
{
  if (self->wanted == NULL && is_typed_into (self))
    self->wanted = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
choose_page (YjPager *self)
{
  if (self->wanted != NULL)
    self->page = page_of (self, self->wanted);
  self->wanted = NULL;
  self->page = MIN (self->page, self->starts->len - 1);
  self->seen = MAX (self->seen, self->page + 1);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjPager *self = YJ_PAGER (widget);
  g_autoptr (GArray) before = g_array_copy (self->starts);
  guint page = self->page;
  gboolean first = self->seen == 0;
  int bar = 0, content = height;
  gboolean has_bar;

  split (self, width, height);
  if (self->starts->len > 1) {
    gtk_widget_measure (self->bar, GTK_ORIENTATION_VERTICAL, width, &bar, NULL, NULL, NULL);
    content = MAX (0, height - bar - spacing_px (self));
    split (self, width, content);
  }
  if (!is_parted_as (self, before))
    follow_focus (self);
  choose_page (self);
  has_bar = self->starts->len > 1 && !((is_typed_into (self) || is_picked_from (self)) && page_height (self, self->page, width) > content);
  gtk_widget_set_child_visible (self->bar, has_bar);
  if (has_bar)
    gtk_widget_size_allocate (self->bar, &(GtkAllocation){ 0, height - bar, width, bar }, -1);
  allocate_rows (self, width, has_bar ? content : height);
  if ((first || before->len != self->starts->len || page != self->page) && self->turned_source == 0)
    self->turned_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, emit_turned, self, NULL);
}

static void
yj_pager_dispose (GObject *object)
{
  YjPager *self = YJ_PAGER (object);
  g_clear_handle_id (&self->turned_source, g_source_remove);
  yj_pager_clear (self);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (yj_pager_parent_class)->dispose (object);
}

static void
yj_pager_finalize (GObject *object)
{
  YjPager *self = YJ_PAGER (object);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->titles);
  g_hash_table_unref (self->breaks);
  g_array_unref (self->starts);
  G_OBJECT_CLASS (yj_pager_parent_class)->finalize (object);
}

static void
yj_pager_class_init (YjPagerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yj_pager_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_pager_finalize;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "pager");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  turned = g_signal_new ("turned", YJ_TYPE_PAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_pager_init (YjPager *self)
{
  guint zero = 0;
  self->rows = g_ptr_array_new ();
  self->titles = g_hash_table_new (NULL, NULL);
  self->breaks = g_hash_table_new (NULL, NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->starts, zero);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

YjPager *
yj_pager_new (const char *previous, const char *next, const char *position)
{
  YjPager *self = g_object_new (YJ_TYPE_PAGER, NULL);

  self->bar = yj_pager_bar_new (previous, next, position);
  g_signal_connect_object (self->bar, "turn", G_CALLBACK (yj_pager_turn), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->bar, FALSE);
  return self;
}

void
yj_pager_append (YjPager *self, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  gtk_widget_insert_before (row, GTK_WIDGET (self), self->bar);
  self->seen = 0;
}

void
yj_pager_append_title (YjPager *self, GtkWidget *title)
{
  g_hash_table_add (self->titles, title);
  yj_pager_append (self, title);
}

void
yj_pager_break_before (YjPager *self, GtkWidget *row)
{
  g_hash_table_add (self->breaks, row);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
yj_pager_prepend (YjPager *self, GtkWidget *row)
{
  g_ptr_array_insert (self->rows, 0, row);
  gtk_widget_insert_after (row, GTK_WIDGET (self), NULL);
}

void
yj_pager_remove (YjPager *self, GtkWidget *row)
{
  if (!g_ptr_array_remove (self->rows, row))
    return;
  g_hash_table_remove (self->titles, row);
  g_hash_table_remove (self->breaks, row);
  if (self->first == row)
    self->first = NULL;
  if (self->wanted != NULL && (self->wanted == row || gtk_widget_is_ancestor (self->wanted, row)))
    self->wanted = NULL;
  gtk_widget_unparent (row);
}

void
yj_pager_clear (YjPager *self)
{
  while (self->rows->len > 0)
    yj_pager_remove (self, g_ptr_array_index (self->rows, self->rows->len - 1));
  self->page = self->seen = 0;
  g_array_set_size (self->starts, 1);
}

void
yj_pager_show (YjPager *self, GtkWidget *descendant)
{
  self->wanted = descendant;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
yj_pager_begin_at (YjPager *self, GtkWidget *row)
{
  self->first = row;
  yj_pager_show (self, row);
}

void
yj_pager_show_first (YjPager *self)
{
  if (self->rows->len > 0)
    yj_pager_show (self, self->first != NULL ? self->first : g_ptr_array_index (self->rows, 0));
}

guint
yj_pager_get_page (YjPager *self)
{
  return self->page;
}

guint
yj_pager_get_n_pages (YjPager *self)
{
  return self->starts->len;
}

gboolean
yj_pager_is_placed (YjPager *self)
{
  return self->seen > 0;
}

gboolean
yj_pager_get_seen_all (YjPager *self)
{
  return self->seen >= self->starts->len;
}

void
yj_pager_turn (YjPager *self, int by)
{
  int page = CLAMP ((int) self->page + by, 0, (int) self->starts->len - 1);
  if ((guint) page == self->page)
    return;
  self->page = (guint) page;
  self->seen = MAX (self->seen, self->page + 1);
  if (self->turned_source == 0)
    self->turned_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, emit_turned, self, NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
