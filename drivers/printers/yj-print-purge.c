/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is done to a queue between two people: emptying it, and asking the printer how it is. */
#include "drivers/printers/yj-print-job.h"
#include "core/base/yj-error.h"

#define POLL_MSEC 150
#define FIRST_POLL_MSEC 20 /* a printer that is well takes two bytes in less than a POLL_MSEC */
#define PURGE_USEC (8 * G_USEC_PER_SEC)
#define PROBE_USEC (4 * G_USEC_PER_SEC)
#define LEAST_USEC (3 * G_USEC_PER_SEC / 2) /* a printer that was silent for less was not asked */
#define STILL_BLOCKED_USEC (2 * G_USEC_PER_SEC)
#define LET_GO_USEC (9 * G_USEC_PER_SEC / 10) /* what stays longer is purged with the queue */
#define TAKE_BACK_USEC (3 * G_USEC_PER_SEC / 10)
#define BLOCKED (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN | YJ_PRINTER_MEDIA_JAM)

/* ---- emptying ---- */

static gboolean
is_empty (YjCupsServer *server)
{
  YjQueueState state;
  return yj_cups_server_count_jobs (server, NULL) == 0 && yj_cups_server_get_state (server, &state, NULL) && !state.busy;
}

/* A server that has just restarted refuses or is away for a moment. */
static gboolean
cancel_jobs (YjCupsServer *server, const YjPrintBudget *budget, GError **error)
{
  g_autoptr (GError) local = NULL;

  while (!yj_cups_server_cancel_jobs (server, &local)) {
    if (!g_error_matches (local, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) || !yj_print_budget_wait (budget, POLL_MSEC)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_clear_error (&local);
  }
  return TRUE;
}

static gboolean
wait_until_empty (YjCupsServer *server, const YjPrintBudget *budget)
{
  while (!is_empty (server))
    if (!yj_print_budget_wait (budget, POLL_MSEC))
      return FALSE;
  return TRUE;
}

/* Cancelled first: forgetting a job at once would leave at the printer what the backend had sent. */
static gboolean
purge (YjCupsServer *server, const YjPrintBudget *budget, GError **error)
{
  YjPrintBudget first = yj_print_budget_at_most (budget, PURGE_USEC), second;

  if (!cancel_jobs (server, &first, error))
    return FALSE;
  wait_until_empty (server, &first);
  if (!yj_cups_server_purge_jobs (server, error))
    return FALSE;
  second = yj_print_budget_at_most (budget, PURGE_USEC);
  if (wait_until_empty (server, &second))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "The receipt queue still holds a job after a purge");
  return FALSE;
}

gboolean
yj_print_job_purge_all (YjCupsServer *server, const YjPrintBudget *budget, GError **error)
{
  const YjPrintBudget *before = yj_cups_server_set_budget (server, budget);
  gboolean ok = purge (server, budget, error);

  yj_cups_server_set_budget (server, before);
  return ok;
}

/* ---- asking ---- */

static int
send_probe (YjCupsServer *server, GError **error)
{
  g_autoptr (GBytes) initialise = g_bytes_new_static ("\033@", 2);
  int job = yj_cups_server_create_job (server, "status", NULL, 0, error);

  if (job == 0)
    return 0;
  if (yj_cups_server_send_document (server, job, "application/vnd.cups-raw", initialise, error))
    return job;
  yj_cups_server_cancel_job (server, job, NULL);
  return 0;
}

static gboolean
is_over (YjCupsServer *server, int job)
{
  g_autoptr (GError) error = NULL;
  YjJobNews news;

  if (!yj_cups_server_get_job (server, job, &news, &error))
    return g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  return news.state >= YJ_JOB_CANCELED;
}

/* What it said the last time counts for nothing while CUPS is still looking for it. */
static gboolean
is_blocked (const YjQueueState *state)
{
  return (state->reasons & BLOCKED) != 0 && (state->reasons & YJ_PRINTER_OFFLINE) == 0;
}

/* A printer without paper may keep the probe waiting: its reasons are known by then. */
static YjProbe
wait_for_probe (YjCupsServer *server, int job, const YjPrintBudget *budget)
{
  gint64 start_usec = g_get_monotonic_time ();
  guint pause_msec = FIRST_POLL_MSEC / 2;
  YjQueueState state = { 0 };

  do {
    pause_msec = MIN (pause_msec * 2, POLL_MSEC);
    if (is_over (server, job))
      return YJ_PROBE_TAKEN;
    if (yj_cups_server_get_state (server, &state, NULL) && is_blocked (&state) && g_get_monotonic_time () - start_usec > STILL_BLOCKED_USEC)
      return YJ_PROBE_BLOCKED;
  } while (yj_print_budget_wait (budget, pause_msec));
  return is_blocked (&state) ? YJ_PROBE_BLOCKED : YJ_PROBE_SILENT;
}

/* The next job is not to wait behind this one; but whoever gave up the probe does not wait for that. */
static void
take_back (YjCupsServer *server, int job, const YjPrintBudget *budget, gboolean given_up)
{
  YjPrintBudget own = given_up ? yj_print_budget_of (TAKE_BACK_USEC) : yj_print_budget_at_most (budget, LET_GO_USEC);

  yj_cups_server_set_budget (server, &own);
  yj_cups_server_cancel_job (server, job, NULL);
  while (!given_up && !is_over (server, job) && yj_print_budget_wait (&own, POLL_MSEC))
    ;
}

gboolean
yj_print_job_probe (YjCupsServer *server, const YjPrintBudget *budget, YjProbe *found, GError **error)
{
  YjPrintBudget rest = yj_print_budget_less (budget, MIN (LET_GO_USEC, yj_print_budget_get_left (budget) / 3));
  YjPrintBudget asking = yj_print_budget_at_most (&rest, PROBE_USEC);
  const YjPrintBudget *before = yj_cups_server_set_budget (server, &asking);
  gint64 start_usec = g_get_monotonic_time ();
  int job = send_probe (server, error);
  gboolean given_up, ok;

  *found = job != 0 ? wait_for_probe (server, job, &asking) : YJ_PROBE_SILENT;
  given_up = yj_print_budget_is_given_up (&asking);
  ok = *found != YJ_PROBE_SILENT || (!given_up && g_get_monotonic_time () - start_usec >= LEAST_USEC);
  if (job != 0 && *found != YJ_PROBE_TAKEN)
    take_back (server, job, budget, given_up);
  yj_cups_server_set_budget (server, before);
  if (job != 0 && !ok)
    g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "The printer had no time to answer");
  return job != 0 && ok;
}
