/* SPDX-License-Identifier: Apache-2.0 */
/* Whose matters and of which stage of life are looked through: two words to choose between, and below them a stage each, or all.
 * Shows only what the catalogue has, and stages only where there is enough to choose from. Thread: main.
 * Signal "changed" (): another choice. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_CHOOSE_FILTERS (yj_choose_filters_get_type ())
G_DECLARE_FINAL_TYPE (YjChooseFilters, yj_choose_filters, YJ, CHOOSE_FILTERS, GtkBox)

/* (transfer floating) */
YjChooseFilters *yj_choose_filters_new (YjContext *context);
/* It stands in the pane beside the cards, else above them. */
gboolean yj_choose_filters_has_pane (YjChooseFilters *self);
gboolean yj_choose_filters_get_enterprise (YjChooseFilters *self);
const char *yj_choose_filters_get_stage (YjChooseFilters *self); /* (nullable): all */
/* Where there is only one audience it is that, and a stage that is not there is all. Does not emit "changed". */
void yj_choose_filters_set (YjChooseFilters *self, gboolean enterprise, const char *stage);
/* Items of the audience and stage in the catalogue's order. (transfer container) (element-type YjItem) */
GPtrArray *yj_choose_filters_list_items (YjChooseFilters *self);

G_END_DECLS
