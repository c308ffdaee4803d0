/* SPDX-License-Identifier: Apache-2.0 */
/* How long a piece of work at the printer may go on, all its steps together: it is handed down, each step takes what is left of it, and no
 * step brings time of its own. It also carries the word of whoever gives the work up. Plain values, to be copied; worker thread only. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 deadline_usec; /* monotonic */
  /* (nullable: nobody gives it up) Waits up to @msec, 0 only asks. FALSE: it is given up. */
  gboolean (*wait) (gpointer data, guint msec);
  gpointer data;
} YjPrintBudget;

/* @usec from now, which nobody cuts short. */
YjPrintBudget yj_print_budget_of (gint64 usec);
/* What remains when @reserve_usec are kept for a later step. */
YjPrintBudget yj_print_budget_less (const YjPrintBudget *self, gint64 reserve_usec);
/* The same, ended @usec from now at the latest. */
YjPrintBudget yj_print_budget_at_most (const YjPrintBudget *self, gint64 usec);
/* Never negative. */
gint64 yj_print_budget_get_left (const YjPrintBudget *self);
gboolean yj_print_budget_is_given_up (const YjPrintBudget *self);
/* FALSE: the time is over, or it was given up. */
gboolean yj_print_budget_wait (const YjPrintBudget *self, guint msec);

G_END_DECLS
