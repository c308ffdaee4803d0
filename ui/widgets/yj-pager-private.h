/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a pager know of it: yj-pager.c keeps the rows and turns, yj-pager-pages.c parts and places them. */
#pragma once
#include "ui/widgets/yj-pager.h"

G_BEGIN_DECLS

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

/* Between two rows, and before the bar. */
int yj_pager_get_spacing (YjPager *self);
/* Above @row on a page that begins with @start. */
int yj_pager_gap_before (YjPager *self, guint row, guint start);
/* Parts the rows into pages of @height. */
void yj_pager_split (YjPager *self, int width, int height);
/* The row after the last of @page. */
guint yj_pager_page_end (YjPager *self, guint page);
/* The page with @descendant; the present one when no row holds it. */
guint yj_pager_page_of (YjPager *self, GtkWidget *descendant);
int yj_pager_page_height (YjPager *self, guint page, int width);
/* Shows the rows of the present page, and gives them their places. Rows that want to grow share what is left. */
void yj_pager_allocate_rows (YjPager *self, int width, int height);

G_END_DECLS
