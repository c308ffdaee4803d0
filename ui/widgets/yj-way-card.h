/* SPDX-License-Identifier: Apache-2.0 */
/* A card that is touched to go somewhere: a sign or a character on a tile, a title, and a line under it. Items to choose, other
 * ways to be identified, places to go. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* @sign (nullable) (transfer floating): what stands before the words. @line: (nullable). A floating GtkButton of the class "item-card",
 * named by @title. */
GtkWidget *yj_way_card_new (YjContext *context, GtkWidget *sign, const char *title, const char *line);
/* The same, with the sign of an icon. */
GtkWidget *yj_way_card_new_with_icon (YjContext *context, const char *icon, const char *title, const char *line);
/* The same words in a row that is not touched: a place to go to. */
GtkWidget *yj_place_row_new (YjContext *context, const char *icon, const char *title, const char *line);

G_END_DECLS
