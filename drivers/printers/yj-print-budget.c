/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the arithmetic of the time that is left. */
#include "drivers/printers/yj-print-budget.h"

YjPrintBudget
yj_print_budget_of (gint64 usec)
{
  return (YjPrintBudget){ g_get_monotonic_time () + usec, NULL, NULL };
}

YjPrintBudget
yj_print_budget_less (const YjPrintBudget *self, gint64 reserve_usec)
{
  return (YjPrintBudget){ self->deadline_usec - reserve_usec, self->wait, self->data };
}

YjPrintBudget
yj_print_budget_at_most (const YjPrintBudget *self, gint64 usec)
{
  return (YjPrintBudget){ MIN (self->deadline_usec, g_get_monotonic_time () + usec), self->wait, self->data };
}

gint64
yj_print_budget_get_left (const YjPrintBudget *self)
{
  return MAX (self->deadline_usec - g_get_monotonic_time (), 0);
}

gboolean
yj_print_budget_is_given_up (const YjPrintBudget *self)
{
  return self->wait != NULL && !self->wait (self->data, 0);
}

gboolean
yj_print_budget_wait (const YjPrintBudget *self, guint msec)
{
  gint64 usec = MIN (yj_print_budget_get_left (self), (gint64) msec * 1000);

  if (usec == 0)
    return FALSE;
  if (self->wait != NULL)
    return self->wait (self->data, (guint) ((usec + 999) / 1000));
  g_usleep ((gulong) usec);
  return TRUE;
}
