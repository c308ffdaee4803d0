/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows, and which page of them is shown. */
#include "ui/widgets/yj-pager-private.h"
#include "ui/widgets/yj-pager-bar.h"
#include <string.h>

G_DEFINE_FINAL_TYPE (YjPager, yj_pager, GTK_TYPE_WIDGET)

static guint turned;

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
      size += row_nat + yj_pager_gap_before (self, i, 0);
  }
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? size : 0;
  *natural = size;
  *minimum_baseline = *natural_baseline = -1;
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
  for (guint i = g_array_index (self->starts, guint, self->page); i < yj_pager_page_end (self, self->page); i++)
    if (gtk_widget_has_css_class (g_ptr_array_index (self->rows, i), "picking"))
      return TRUE;
  return FALSE;
}

static gboolean
is_parted_as (YjPager *self, const GArray *before)
{
  return before->len == self->starts->len && memcmp (before->data, self->starts->data, before->len * sizeof (guint)) == 0;
}

/* When rows get other pages, as a keyboard grows or a list opens, the page follows what was touched last. A finger gives the focus when it
 * goes down, and what it opens comes when it is lifted: some frames later the focus says where it was, and nothing else does. */
static void
follow_focus (YjPager *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->wanted == NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    self->wanted = focus;
}

static void
choose_page (YjPager *self)
{
  if (self->wanted != NULL)
    self->page = yj_pager_page_of (self, self->wanted);
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

  yj_pager_split (self, width, height);
  if (self->starts->len > 1) {
    gtk_widget_measure (self->bar, GTK_ORIENTATION_VERTICAL, width, &bar, NULL, NULL, NULL);
    content = MAX (0, height - bar - yj_pager_get_spacing (self));
    yj_pager_split (self, width, content);
  }
  if (!is_parted_as (self, before))
    follow_focus (self);
  choose_page (self);
  has_bar = self->starts->len > 1 &&
            !((is_typed_into (self) || is_picked_from (self)) && yj_pager_page_height (self, self->page, width) > content);
  gtk_widget_set_child_visible (self->bar, has_bar);
  if (has_bar)
    gtk_widget_size_allocate (self->bar, &(GtkAllocation){ 0, height - bar, width, bar }, -1);
  yj_pager_allocate_rows (self, width, has_bar ? content : height);
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
