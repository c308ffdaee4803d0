/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of a queue, and the way from a receipt to pages for its paper. */
#include "drivers/printers/yj-print-choice.h"
#include "core/base/yj-error.h"

#define BEGIN_USEC (3 * G_USEC_PER_SEC / 2) /* filters and the way to the printer */
#define SLACK_USEC (G_USEC_PER_SEC)
#define LONGEST_USEC (120 * G_USEC_PER_SEC)
#define WARM_UP_USEC (15 * G_USEC_PER_SEC) /* of a printer of sheets */
#define SHEET_USEC (6 * G_USEC_PER_SEC)

/* ---- which queue ---- */

/* Whether the queue itself said no; else nobody has heard of it: the server was away, or whoever asked gave up. */
static gboolean
is_its_answer (const GError *error)
{
  return g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND) || g_error_matches (error, YJ_ERROR, YJ_ERROR_DENIED)
         || g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED);
}

/* @kind: what @name counts as, the kind that is wanted or loaded; YJ_PAPER_UNKNOWN when receipts cannot be printed there. */
static gboolean
look_at (YjCupsServer *server, const char *name, YjPaperKind wanted, YjPaperKind *kind, GError **error)
{
  g_auto (YjPrinterCapabilities) capabilities = { 0 };
  g_autoptr (GError) local = NULL;

  *kind = YJ_PAPER_UNKNOWN;
  yj_cups_server_set_queue (server, name);
  if (yj_cups_server_get_capabilities (server, &capabilities, &local)) {
    *kind = wanted == YJ_PAPER_UNKNOWN ? capabilities.kind : yj_printer_capabilities_takes (&capabilities, wanted) ? wanted : YJ_PAPER_UNKNOWN;
    return TRUE;
  }
  if (is_its_answer (local)) {
    g_debug ("The queue %s tells nothing of its printer: %s", name, local->message);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
is_roll (YjPaperKind kind)
{
  return kind == YJ_PAPER_ROLL_80 || kind == YJ_PAPER_ROLL_58;
}

static gboolean
look_at_all (YjCupsServer *server, GStrv names, YjPaperKind wanted, GPtrArray *rolls, GPtrArray *sheets, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && names[i] != NULL; i++) {
    YjPaperKind kind;
    ok = look_at (server, names[i], wanted, &kind, error);
    if (kind != YJ_PAPER_UNKNOWN)
      g_ptr_array_add (is_roll (kind) ? rolls : sheets, g_strdup (names[i]));
  }
  yj_cups_server_set_queue (server, NULL);
  return ok;
}

/* A server with one queue needs no words of what its printer is. A choice among queues that were not all heard would be a guess. NULL: it
 * could not be made. (transfer full) */
static GPtrArray *
find_fitting (YjCupsServer *server, GStrv names, YjPaperKind wanted, GError **error)
{
  g_autoptr (GPtrArray) rolls = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (g_free);

  if (!look_at_all (server, names, wanted, rolls, sheets, error))
    return NULL;
  if (rolls->len == 0 && sheets->len == 0 && wanted == YJ_PAPER_UNKNOWN && g_strv_length (names) == 1)
    g_ptr_array_add (rolls, g_strdup (names[0]));
  return g_ptr_array_ref (rolls->len > 0 ? rolls : sheets);
}

static void
set_ambiguous (GPtrArray *found, GError **error)
{
  g_autofree char *names = NULL;

  g_ptr_array_add (found, NULL);
  names = g_strjoinv (", ", (char **) found->pdata);
  g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%u queues could print receipts (%s): name one of them as queue= in the settings",
               found->len - 1, names);
}

char *
yj_print_choose_queue (YjCupsServer *server, YjPaperKind paper, GError **error)
{
  g_auto (GStrv) names = yj_cups_server_list_queues (server, error);
  g_autoptr (GPtrArray) found = NULL;
  const char *nick = yj_paper_kind_nick (paper);

  if (names == NULL)
    return NULL;
  found = find_fitting (server, names, paper, error);
  if (found == NULL)
    return NULL;
  if (found->len == 1)
    return g_strdup (g_ptr_array_index (found, 0));
  if (found->len > 1)
    set_ambiguous (found, error);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "None of the %u queues of the print server takes %s: make one, or name one as queue= in the settings",
                 g_strv_length (names), nick != NULL ? nick : "a receipt roll or A4");
  return NULL;
}

/* ---- how it is laid out ---- */

/* Twice where pages end: what is needed decides how they end. */
static gboolean
lay_out (const YjPrinterCapabilities *capabilities, YjPaperKind wanted, YjReceipt *receipt, YjMessages *messages, YjPrintPlan *plan,
         GError **error)
{
  YjReceiptExtent needed;

  if (!yj_printer_capabilities_get_paper (capabilities, wanted, 0, &plan->paper)) {
    const char *nick = yj_paper_kind_nick (wanted);
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The printer takes no %s", nick != NULL ? nick : "paper that receipts are made for");
    return FALSE;
  }
  if (!yj_receipt_measure (receipt, messages, &plan->paper, &needed, error))
    return FALSE;
  yj_printer_capabilities_get_paper (capabilities, wanted, needed.page_mm, &plan->paper);
  plan->pdf = yj_receipt_render_pdf (receipt, messages, &plan->paper, &plan->extent, error);
  return plan->pdf != NULL;
}

gboolean
yj_print_plan (YjCupsServer *server, YjPaperKind paper, YjReceipt *receipt, YjMessages *messages, YjPrintPlan *plan, GError **error)
{
  g_auto (YjPrinterCapabilities) capabilities = { 0 };

  if (!yj_cups_server_get_capabilities (server, &capabilities, error) || !lay_out (&capabilities, paper, receipt, messages, plan, error))
    return FALSE;
  plan->media = yj_printer_capabilities_get_media (&capabilities, &plan->paper, plan->extent.page_mm);
  plan->cut = is_roll (plan->paper.kind) ? capabilities.cut : 0;
  plan->is_ipp = capabilities.is_ipp;
  plan->is_driverless = capabilities.is_driverless;
  return TRUE;
}

void
yj_print_plan_clear (YjPrintPlan *plan)
{
  g_clear_pointer (&plan->media, g_free);
  g_clear_pointer (&plan->pdf, g_bytes_unref);
}

/* CUPS's IPP backend asks after a job ever more rarely, and begins anew after 20 s: what has happened by @usec is known when it asks next. */
static gint64
round_up_to_poll (gint64 usec)
{
  static const int polls[] = { 1, 2, 4, 7, 12, 20 };
  gint64 round_usec = usec / (20 * G_USEC_PER_SEC) * 20 * G_USEC_PER_SEC;

  for (guint i = 0; i < G_N_ELEMENTS (polls); i++)
    if (usec - round_usec <= polls[i] * G_USEC_PER_SEC)
      return round_usec + polls[i] * G_USEC_PER_SEC;
  return round_usec + 20 * G_USEC_PER_SEC;
}

gint64
yj_print_plan_get_promise (const YjPrintPlan *plan, int speed_mm)
{
  gint64 paper_usec = plan->paper.kind == YJ_PAPER_A4 ? WARM_UP_USEC + plan->extent.pages * SHEET_USEC
                                                      : (gint64) plan->extent.pages * plan->extent.page_mm * G_USEC_PER_SEC / speed_mm;
  return CLAMP (round_up_to_poll (BEGIN_USEC + paper_usec) + SLACK_USEC, YJ_PRINT_PROMISE_USEC, LONGEST_USEC);
}
