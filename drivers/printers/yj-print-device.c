/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is known of the printer behind the queue, and how and when it is asked. */
#include "drivers/printers/yj-print-device.h"
#include "core/base/yj-error.h"

#define ILL_USEC (2 * G_USEC_PER_SEC)
#define WELL_USEC (5 * G_USEC_PER_SEC) /* one that is asked itself is asked for nothing */
#define PROBE_SECONDS 10
#define ITSELF_USEC (5 * G_USEC_PER_SEC / 2) /* a printer that sleeps needs a moment */
#define DOUBT_USEC (5 * 60 * G_USEC_PER_SEC)
#define FROM_PRINTER (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_MEDIA_LOW | YJ_PRINTER_MEDIA_JAM | YJ_PRINTER_COVER_OPEN)

struct _YjPrintDevice {
  YjCupsServer *server;
  gint64 probe_usec;      /* how often a printer that is well is asked; 0: never */
  gboolean probe_any;     /* with a job also one that speaks IPP Everywhere: by settings */
  YjPaperKind loaded;     /* this and the next as last seen: they decide whether probes do no harm */
  gboolean driverless;
  char *uri;              /* where it answers itself; NULL: nowhere */
  gboolean speaks;        /* it has answered there: from then on silence means that it is away */
  gboolean offline;       /* what the last asking found */
  gboolean has_said;      /* @said is what it said itself, and no job has gone that way since */
  YjPrinterReasons said;
  gint64 asked_usec;      /* 0: not since its last job */
  gint64 job_usec;        /* when its last job ended, or when it was met */
};

YjPrintDevice *
yj_print_device_new (YjCupsServer *server, int probe_seconds)
{
  YjPrintDevice *self = g_new0 (YjPrintDevice, 1);

  self->server = server;
  self->probe_any = probe_seconds >= 0;
  self->probe_usec = (self->probe_any ? probe_seconds : PROBE_SECONDS) * G_USEC_PER_SEC;
  self->job_usec = g_get_monotonic_time ();
  return self;
}

void
yj_print_device_free (YjPrintDevice *self)
{
  g_free (self->uri);
  g_free (self);
}

void
yj_print_device_set_kind (YjPrintDevice *self, YjPaperKind loaded, gboolean driverless)
{
  self->loaded = loaded;
  self->driverless = driverless;
}

void
yj_print_device_note_job (YjPrintDevice *self, gboolean printed)
{
  self->offline &= !printed;
  self->has_said = FALSE;
  self->asked_usec = 0;
  self->job_usec = g_get_monotonic_time ();
}

gboolean
yj_print_device_is_offline (YjPrintDevice *self)
{
  return self->offline;
}

/* As far as is known without asking the queue. */
static gboolean
takes_probes (YjPrintDevice *self)
{
  return self->probe_usec != 0 && (self->loaded == YJ_PAPER_ROLL_80 || self->loaded == YJ_PAPER_ROLL_58) && (self->probe_any || !self->driverless);
}

YjPrinterReasons
yj_print_device_correct (YjPrintDevice *self, YjPrinterReasons reasons, gint64 now_usec)
{
  if (self->offline)
    return (reasons & ~FROM_PRINTER) | YJ_PRINTER_OFFLINE;
  if (self->has_said)
    return (reasons & ~(FROM_PRINTER | YJ_PRINTER_OFFLINE)) | self->said;
  if (takes_probes (self) || now_usec - self->job_usec < DOUBT_USEC)
    return reasons;
  return reasons & ~(FROM_PRINTER | YJ_PRINTER_OFFLINE);
}

/* Each time: another printer may have been put in its place. */
static void
look_at_queue (YjPrintDevice *self)
{
  g_auto (YjPrinterCapabilities) capabilities = { 0 };

  if (!yj_cups_server_get_capabilities (self->server, &capabilities, NULL))
    return;
  self->loaded = capabilities.kind != YJ_PAPER_UNKNOWN ? capabilities.kind : YJ_PAPER_ROLL_80;
  self->driverless = capabilities.is_driverless;
  if (g_strcmp0 (self->uri, capabilities.uri) != 0)
    self->speaks = FALSE;
  g_free (self->uri);
  self->uri = g_steal_pointer (&capabilities.uri);
}

gboolean
yj_print_device_is_due (YjPrintDevice *self, YjPrinterReasons reasons)
{
  gboolean ill = self->offline || (yj_print_device_correct (self, reasons, g_get_monotonic_time ()) & YJ_PRINTER_BLOCKED) != 0;
  gint64 wait_usec = MIN (self->probe_usec, ill ? ILL_USEC : self->speaks ? WELL_USEC : G_MAXINT64);

  return self->probe_usec != 0 && (self->asked_usec == 0 || g_get_monotonic_time () - self->asked_usec > wait_usec);
}

gboolean
yj_print_device_may_probe (YjPrintDevice *self)
{
  if (self->probe_usec == 0)
    return FALSE;
  if (self->loaded == YJ_PAPER_UNKNOWN)
    look_at_queue (self);
  return takes_probes (self);
}

gboolean
yj_print_device_is_known (YjPrintDevice *self)
{
  return self->has_said || self->offline || yj_print_device_may_probe (self);
}

gboolean
yj_print_device_probe (YjPrintDevice *self, const YjPrintBudget *budget, YjProbe *found)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = yj_print_job_probe (self->server, budget, found, &error);

  if (ok)
    self->offline = *found == YJ_PROBE_SILENT;
  else
    g_debug ("The receipt printer was not asked for its state: %s", error->message);
  self->has_said = FALSE;
  if (!yj_print_budget_is_given_up (budget))
    self->asked_usec = g_get_monotonic_time ();
  return ok;
}

/* FALSE: it does not answer so, and nothing follows from that. */
static gboolean
ask_itself (YjPrintDevice *self, const YjPrintBudget *budget)
{
  YjPrintBudget asking = yj_print_budget_at_most (budget, ITSELF_USEC);
  g_autoptr (YjCupsServer) printer = self->uri != NULL ? yj_cups_server_new_for_printer (self->uri) : NULL;
  g_autoptr (GError) error = NULL;
  YjQueueState state;
  gboolean ok;

  if (printer == NULL)
    return FALSE;
  yj_cups_server_set_budget (printer, &asking);
  ok = yj_cups_server_get_state (printer, &state, &error);
  if (!ok && !(self->speaks && g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT)))
    return FALSE;
  self->speaks = TRUE;
  self->offline = !ok;
  self->has_said = ok;
  self->said = ok ? state.reasons & FROM_PRINTER : YJ_PRINTER_OK;
  self->asked_usec = g_get_monotonic_time ();
  return TRUE;
}

gboolean
yj_print_device_speaks (YjPrintDevice *self)
{
  return self->speaks;
}

gboolean
yj_print_device_ask (YjPrintDevice *self, const YjPrintBudget *budget)
{
  YjProbe found;

  if (self->probe_usec == 0)
    return FALSE;
  look_at_queue (self);
  if (ask_itself (self, budget) || yj_print_budget_is_given_up (budget))
    return FALSE;
  self->asked_usec = g_get_monotonic_time ();
  return yj_print_device_may_probe (self) && yj_print_device_probe (self, budget, &found);
}
