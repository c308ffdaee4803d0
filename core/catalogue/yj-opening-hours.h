/* SPDX-License-Identifier: Apache-2.0 */
/* When a hall is open: a list of rules, each for days of the week, within a season of every year or between two dates, with
 * the spans of the day. Immutable. Thread: any; formatting wants the messages' thread.
 *
 *   [{"from": "05-01", "to": "09-30", "days": ["mon", "tue"], "spans": ["09:00-12:00", "15:00-18:00"]},
 *    {"from": "2026-10-01", "to": "2026-10-07", "spans": []}]
 *
 * A season may go over the end of the year; without "from" and "to" it is the whole year. Without "days" it is every day.
 * A rule between dates with a year comes before those of seasons. A day that no rule names is closed. */
#pragma once
#include "core/base/yj-json.h"
#include "core/base/yj-messages.h"

G_BEGIN_DECLS

typedef struct _YjOpeningHours YjOpeningHours;

/* YJ_ERROR_BAD_DATA, the message begins with the JSON Pointer inside the list: "/0/spans/1: …". (transfer full) (nullable) */
YjOpeningHours *yj_opening_hours_new (const json_t *rules, GError **error);
void yj_opening_hours_free (YjOpeningHours *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjOpeningHours, yj_opening_hours_free)

/* "Today 9:00–12:00, 13:30–17:00", or that it is closed. (transfer full) */
char *yj_opening_hours_format_day (YjOpeningHours *self, YjMessages *messages, const char *language, GDateTime *day);
/* "Mon–Fri 9:00–12:00, 13:30–17:00; Sat 9:00–12:00" in the season of @day; with NULL, for whom no day is known, every season
 * with its dates. Rules with a year are left out. (transfer full) */
char *yj_opening_hours_format_week (YjOpeningHours *self, YjMessages *messages, const char *language, GDateTime *day);

/* Two rules of one kind that name the same day: TRUE with their places in the list. */
gboolean yj_opening_hours_find_overlap (YjOpeningHours *self, guint *one, guint *other);
/* The first day of the year, MM-DD, that no season holds. (transfer full) (nullable): there is none, or no season at all */
char *yj_opening_hours_find_gap (YjOpeningHours *self);

G_END_DECLS
