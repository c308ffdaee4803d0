/* SPDX-License-Identifier: Apache-2.0 */
/* Shows rows, as many as fit, and turns pages at a touch: 上一页, 下一页, "第 1 页，共 3 页". There is no
 * dragging. With one page there is no bar. Rows are never cut; a row that stands alone and is too high is the
 * only thing that may be clipped, and a test refuses it. A page that begins among rows of the class "attached" shows
 * their title again. A row of the class "tail" stays with the one before it. Thread: main.
 * Signal "turned" (): another page is shown, the number of pages changed, or the rows got their first places. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YJ_TYPE_PAGER (yj_pager_get_type ())
G_DECLARE_FINAL_TYPE (YjPager, yj_pager, YJ, PAGER, GtkWidget)

/* Texts of the bar, with {page} and {pages} in @position. */
YjPager *yj_pager_new (const char *previous, const char *next, const char *position);
void yj_pager_append (YjPager *self, GtkWidget *row);
/* Before all others: what has to be read first. */
void yj_pager_prepend (YjPager *self, GtkWidget *row);
void yj_pager_remove (YjPager *self, GtkWidget *row);
void yj_pager_clear (YjPager *self);
/* Keep with the row that follows: a title is never the last row of a page. */
void yj_pager_append_title (YjPager *self, GtkWidget *title);
/* @row (appended before) begins a page, unless the rest of a panel before it stands there already. */
void yj_pager_break_before (YjPager *self, GtkWidget *row);
/* Shows the page that holds @descendant. */
void yj_pager_show (YjPager *self, GtkWidget *descendant);
void yj_pager_show_first (YjPager *self);
/* Where the work stands, when it is not at the beginning: yj_pager_show_first () shows the page of @row. */
void yj_pager_begin_at (YjPager *self, GtkWidget *row);
guint yj_pager_get_page (YjPager *self); /* from 0 */
guint yj_pager_get_n_pages (YjPager *self);
/* The rows have got their places since they were added. */
gboolean yj_pager_is_placed (YjPager *self);
/* Every page has been shown since the rows were added. */
gboolean yj_pager_get_seen_all (YjPager *self);
void yj_pager_turn (YjPager *self, int by);

G_END_DECLS
