/* SPDX-License-Identifier: Apache-2.0 */
/* Inside a hall's hours: the rules, for the file that reads them and the one that puts them into words. */
#pragma once
#include "core/catalogue/yj-opening-hours.h"

G_BEGIN_DECLS

#define YJ_HOURS_EVERY_DAY 0x7fu

typedef struct {
  guint from, to; /* minutes of the day */
} YjHoursSpan;

typedef struct {
  gboolean dated;  /* from and to have a year */
  guint from, to;  /* both inclusive: 501, or 20260501 */
  guint days;      /* bit 0: Monday */
  GArray *spans;   /* YjHoursSpan, in order; empty: closed */
} YjHoursRule;

struct _YjOpeningHours {
  GPtrArray *rules; /* YjHoursRule, in the file's order */
};

gboolean yj_hours_rule_holds_season (const YjHoursRule *rule, guint month_day);
/* The one that decides on @day. (transfer none) (nullable): closed */
const YjHoursRule *yj_opening_hours_find_rule (YjOpeningHours *self, GDateTime *day);

G_END_DECLS
