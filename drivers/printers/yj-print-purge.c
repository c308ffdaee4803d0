/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is done to a queue between two people: emptying it, and asking the printer how it is. */
#include "drivers/printers/yj-print-job.h"
#include "core/base/yj-error.h"

#define POLL_USEC (150 * 1000)
#define PURGE_USEC (8 * G_USEC_PER_SEC)
#define PROBE_USEC (4 * G_USEC_PER_SEC)
#define STILL_BLOCKED_USEC (G_USEC_PER_SEC)
#define LET_GO_POLLS 6 /* what stays longer is purged with the queue */

static gboolean
is_empty (YjCupsServer *server)
{
  YjQueueState state;
  return yj_cups_server_count_jobs (server, NULL) == 0 && yj_cups_server_get_state (server, &state, NULL) && !state.busy;
}

/* A server that has just restarted refuses or is away for a moment. */
static gboolean
cancel_jobs (YjCupsServer *server, gint64 deadline_usec, GError **error)
{
  g_autoptr (GError) local = NULL;

  while (!yj_cups_server_cancel_jobs (server, &local)) {
    if (g_get_monotonic_time () > deadline_usec || !g_error_matches (local, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_clear_error (&local);
    g_usleep (POLL_USEC);
  }
  return TRUE;
}

static gboolean
wait_until_empty (YjCupsServer *server, gint64 deadline_usec)
{
  while (!is_empty (server)) {
    if (g_get_monotonic_time () > deadline_usec)
      return FALSE;
    g_usleep (POLL_USEC);
  }
  return TRUE;
}

/* Cancelled first: forgetting a job at once would leave at the printer what the backend had sent. */
gboolean
yj_print_job_purge_all (YjCupsServer *server, GError **error)
{
  gint64 start_usec = g_get_monotonic_time ();

  if (!cancel_jobs (server, start_usec + PURGE_USEC, error))
    return FALSE;
  wait_until_empty (server, start_usec + PURGE_USEC);
  if (!yj_cups_server_purge_jobs (server, error))
    return FALSE;
  if (wait_until_empty (server, start_usec + 2 * PURGE_USEC))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "The receipt queue still holds a job after a purge");
  return FALSE;
}

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

/* A printer without paper may keep the probe waiting: its reasons are known by then. */
static YjProbe
wait_for_probe (YjCupsServer *server, int job)
{
  gint64 start_usec = g_get_monotonic_time (), elapsed_usec = 0;
  YjQueueState state = { 0 };
  YjProbe found = YJ_PROBE_SILENT;

  while (found == YJ_PROBE_SILENT && elapsed_usec < PROBE_USEC) {
    if (is_over (server, job))
      return YJ_PROBE_TAKEN;
    if (yj_cups_server_get_state (server, &state, NULL) && elapsed_usec > 2 * STILL_BLOCKED_USEC
        && (state.reasons & (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN | YJ_PRINTER_MEDIA_JAM)))
      found = YJ_PROBE_BLOCKED;
    else
      g_usleep (POLL_USEC);
    elapsed_usec = g_get_monotonic_time () - start_usec;
  }
  yj_cups_server_cancel_job (server, job, NULL);
  for (int i = 0; i < LET_GO_POLLS && !is_over (server, job); i++)
    g_usleep (POLL_USEC);
  return found;
}

gboolean
yj_print_job_probe (YjCupsServer *server, YjProbe *found, GError **error)
{
  int job = send_probe (server, error);

  if (job == 0)
    return FALSE;
  *found = wait_for_probe (server, job);
  return TRUE;
}
