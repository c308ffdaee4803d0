/* SPDX-License-Identifier: Apache-2.0 */
/* How items stand on the page where one is chosen: cards in rows, and where to go when none is the right one. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

typedef void (*YjChooseFunc) (GtkWidget *card, const YjItem *item, gpointer data);

/* Rows of cards, as many in a row as can be read, and last where the counter is: each to be added to the page.
 * @chosen: called with @data when a card is touched, while @data, a GObject, lives. (transfer container) (element-type GtkWidget, floating) */
GPtrArray *yj_choose_cards_new (YjContext *context, GPtrArray *items, YjChooseFunc chosen, gpointer data);
/* What is in the only item there is. (transfer container) (element-type GtkWidget, floating) */
GPtrArray *yj_choose_cards_list_contents (YjContext *context, const YjItem *item);
/* Nothing found is not the end: other words, all there is, or somebody who knows. @all: (out): the button that shows everything.
 * (transfer container) (element-type GtkWidget, floating) */
GPtrArray *yj_choose_cards_list_ways_out (YjContext *context, GtkWidget **all);

G_END_DECLS
