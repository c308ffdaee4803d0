/* SPDX-License-Identifier: Apache-2.0 */
/* The ways by which somebody can say who they are, as the identify page offers them. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef enum { YJ_IDENTIFY_CARD, YJ_IDENTIFY_CODE, YJ_IDENTIFY_TYPED } YjIdentifyMode;

/* Adds the cards of all ways but @mode to @page, and the counter's, which leads to the help page. @on_clicked: void (GtkButton *card, YjPage
 * *page), for the others. */
void yj_identify_ways_add (YjPage *page, YjIdentifyMode mode, GCallback on_clicked);
/* Where @card, which @on_clicked got, leads. */
YjIdentifyMode yj_identify_ways_get_mode (GtkButton *card);
/* The id of the sentence that names, behind {hint}, what the readers of this machine take besides identity cards. Where words are largest and
 * the screen is low, there is no room for it. (transfer none) (nullable) */
const char *yj_identify_ways_choose_also (YjContext *context);

G_END_DECLS
