/* SPDX-License-Identifier: Apache-2.0 */
/* 上一页, "第 1 页，共 3 页", 下一页: the bar of a pager. A button that leads nowhere is not seen and keeps its room. Thread: main.
 * Signal "turn" (int by): a button was touched. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YJ_TYPE_PAGER_BAR (yj_pager_bar_get_type ())
G_DECLARE_FINAL_TYPE (YjPagerBar, yj_pager_bar, YJ, PAGER_BAR, GtkWidget)

/* Texts, with {page} and {pages} in @position. (transfer floating) */
GtkWidget *yj_pager_bar_new (const char *previous, const char *next, const char *position);
/* @number: of the page that is shown, from 0. */
void yj_pager_bar_update (YjPagerBar *self, guint number, guint n_pages);

G_END_DECLS
