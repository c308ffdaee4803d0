/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the life of one print job: what it takes to say "printed", "not printed" or "unknown". */
#include "drivers/printers/yj-print-job.h"
#include "core/base/yj-error.h"

#define POLL_MSEC 150
#define AWAY_USEC (4 * G_USEC_PER_SEC)      /* a server that is away for so long tells no end in time */
#define BLOCKED_USEC (5 * G_USEC_PER_SEC / 2) /* printers say "no paper" for a moment without meaning it */
#define GONE_USEC (2 * G_USEC_PER_SEC)      /* a backend lets go of its job within this time, or the end is unknown */
/* What is kept of the budget for taking a job back: of one that printed nothing it is worth to hear that it is gone, because then that is
 * certain; from a silent printer nothing more is to be learnt. */
#define KEPT_USEC (3 * G_USEC_PER_SEC / 10)
#define KEPT_BLOCKED_USEC (6 * G_USEC_PER_SEC / 5)
#define BLOCKED_AT_PRINTER (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN | YJ_PRINTER_MEDIA_JAM)

typedef enum { END_NOT_YET, END_PRINTED, END_NOT_PRINTED, END_UNKNOWN } JobEnd;

typedef struct {
  YjCupsServer *server;
  const YjPrintControl *control;
  const YjPrintBudget *budget;
  const YjPrintSheet *sheet;
  int job, subscription;
  YjJobNews news;
  YjPrinterReasons reasons;
  gint64 blocked_usec, away_usec; /* since when; 0: not */
  guint connection;
  gboolean lost; /* the server went away at least once since the job was made */
} Watch;

void
yj_print_job_set_blocked_error (YjPrinterReasons reasons, GError **error)
{
  if (reasons & YJ_PRINTER_MEDIA_EMPTY)
    g_set_error (error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY, "The receipt printer has no paper");
  else if (reasons & YJ_PRINTER_COVER_OPEN)
    g_set_error (error, YJ_ERROR, YJ_ERROR_COVER_OPEN, "The receipt printer's cover is open");
  else if (reasons & YJ_PRINTER_NO_SERVER)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "The print server does not answer");
  else if (reasons & (YJ_PRINTER_OFFLINE | YJ_PRINTER_NO_QUEUE))
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "The receipt printer or its queue is not there");
  else if (reasons & YJ_PRINTER_UNSETTLED)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The receipt queue must be purged: how its last job ended is not known");
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The receipt printer is jammed or its queue is stopped");
}

/* CUPS calls a job completed also when its printer was pulled out in the middle. */
static JobEnd
end_from_news (Watch *watch, const YjJobNews *news)
{
  int sheets = watch->sheet->counted ? MAX (watch->news.sheets, news->sheets) : 0;

  if (news->state == YJ_JOB_COMPLETED)
    return watch->sheet->counted && sheets == 0 ? END_UNKNOWN : END_PRINTED;
  if (news->state != YJ_JOB_CANCELED && news->state != YJ_JOB_ABORTED)
    return END_NOT_YET;
  if (sheets == 0)
    return END_NOT_PRINTED;
  return (guint) sheets >= watch->sheet->pages ? END_PRINTED : END_UNKNOWN;
}

/* A server without history has forgotten the job; then only the event knows. */
static JobEnd
look_for_event (Watch *watch)
{
  g_autoptr (GError) error = NULL;
  YjJobNews news;

  if (watch->subscription > 0 && yj_cups_server_find_end (watch->server, watch->subscription, watch->job, &news, &error))
    return end_from_news (watch, &news);
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT))
    return END_NOT_YET;
  return END_UNKNOWN;
}

static void
note_absence (Watch *watch)
{
  watch->lost = TRUE;
  if (watch->away_usec == 0)
    watch->away_usec = g_get_monotonic_time ();
}

static JobEnd
look (Watch *watch)
{
  g_autoptr (GError) error = NULL;
  YjJobNews news;
  gboolean known = yj_cups_server_get_job (watch->server, watch->job, &news, &error);

  /* A connection that broke may be a server that has restarted, however quickly. */
  watch->lost |= yj_cups_server_get_connection (watch->server) != watch->connection;
  if (known) {
    news.sheets = MAX (news.sheets, watch->news.sheets);
    watch->news = news;
    watch->away_usec = 0;
    return end_from_news (watch, &news);
  }
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    return look_for_event (watch);
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT))
    note_absence (watch);
  return END_NOT_YET;
}

static void
look_at_queue (Watch *watch)
{
  YjQueueState queue;

  if (!yj_cups_server_get_state (watch->server, &queue, NULL))
    return;
  watch->reasons = queue.reasons;
  watch->control->report (watch->control->data, queue.reasons);
  if (!(queue.reasons & BLOCKED_AT_PRINTER))
    watch->blocked_usec = 0;
  else if (watch->blocked_usec == 0)
    watch->blocked_usec = g_get_monotonic_time ();
}

/* Sees the job gone from the backend too. END_NOT_YET: it did not let go, or nobody can tell. */
static JobEnd
cancel_and_see_gone (Watch *watch)
{
  YjPrintBudget left = yj_print_budget_at_most (watch->budget, GONE_USEC);
  JobEnd end;

  yj_cups_server_set_budget (watch->server, &left);
  yj_cups_server_cancel_job (watch->server, watch->job, NULL);
  while ((end = look (watch)) == END_NOT_YET && watch->away_usec == 0 && yj_print_budget_wait (&left, POLL_MSEC))
    ;
  yj_cups_server_set_budget (watch->server, watch->budget);
  return end;
}

/* After a restart the server may print the job once more: it is taken back, and its end is not known. */
static gboolean
is_server_back (Watch *watch)
{
  YjQueueState queue;
  return watch->lost && yj_cups_server_get_state (watch->server, &queue, NULL);
}

static gboolean
settle (JobEnd end, YjPrintOutcome *outcome)
{
  *outcome = end == END_PRINTED       ? YJ_PRINT_PRINTED
             : end == END_NOT_PRINTED ? YJ_PRINT_FAILED
                                      : YJ_PRINT_UNKNOWN;
  return TRUE;
}

/* What we cancelled ourselves and did not see printed: unknown, unless the printer stood still all along. */
static gboolean
give_up (Watch *watch, YjPrintOutcome *outcome, GError **error)
{
  YjPrinterReasons still = watch->blocked_usec != 0 ? watch->reasons & (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_COVER_OPEN) : 0;
  JobEnd end = cancel_and_see_gone (watch);

  if (end == END_PRINTED)
    return settle (end, outcome);
  look_at_queue (watch);
  if (end == END_NOT_PRINTED && !watch->lost && still != 0) {
    yj_print_job_set_blocked_error (still, error);
    return FALSE;
  }
  return settle (END_UNKNOWN, outcome);
}

/* TRUE: nothing more is to be expected in time. */
static gboolean
is_hopeless (Watch *watch)
{
  gint64 now_usec = g_get_monotonic_time (), left_usec = yj_print_budget_get_left (watch->budget);

  return left_usec < KEPT_USEC || (watch->away_usec != 0 && now_usec - watch->away_usec > AWAY_USEC)
         || (watch->blocked_usec != 0 && (now_usec - watch->blocked_usec > BLOCKED_USEC || left_usec < KEPT_BLOCKED_USEC))
         || !watch->control->wait (watch->control->data, (guint) MIN (POLL_MSEC, (left_usec - KEPT_USEC) / 1000 + 1));
}

static gboolean
watch_job (Watch *watch, YjPrintOutcome *outcome, GError **error)
{
  while (TRUE) {
    JobEnd end = look (watch);

    if (end != END_NOT_YET)
      return settle (end, outcome);
    if (is_server_back (watch))
      return give_up (watch, outcome, error);
    look_at_queue (watch);
    if (is_hopeless (watch))
      return give_up (watch, outcome, error);
  }
}

/* Nothing was sent yet: a server that does not answer now would leave the end unknown. */
static gboolean
subscribe (Watch *watch, GError **error)
{
  g_autoptr (GError) local = NULL;

  watch->subscription = yj_cups_server_subscribe (watch->server, &local);
  watch->connection = yj_cups_server_get_connection (watch->server);
  if (watch->subscription != 0 || !(g_error_matches (local, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) || g_error_matches (local, YJ_ERROR, YJ_ERROR_TIMEOUT)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
hand_over (Watch *watch, GError **error)
{
  const YjPrintSheet *sheet = watch->sheet;
  g_autoptr (GError) local = NULL;

  if (!subscribe (watch, error))
    return FALSE;
  watch->job = yj_cups_server_create_job (watch->server, sheet->title, sheet->media, sheet->cut, error);
  if (watch->job == 0)
    return FALSE;
  if (yj_cups_server_send_document (watch->server, watch->job, "application/pdf", sheet->pdf, &local))
    return TRUE;
  if (g_error_matches (local, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT)) {
    note_absence (watch); /* the document may have arrived: watching decides */
    return TRUE;
  }
  yj_cups_server_set_budget (watch->server, watch->budget);
  yj_cups_server_cancel_job (watch->server, watch->job, NULL);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
yj_print_job_run (YjCupsServer *server, const YjPrintControl *control, const YjPrintBudget *budget, const YjPrintSheet *sheet, YjPrintOutcome *outcome,
                  gboolean *handed_on, GError **error)
{
  YjPrintBudget watching = yj_print_budget_less (budget, KEPT_USEC);
  Watch watch = { .server = server, .control = control, .budget = budget, .sheet = sheet, .news = { YJ_JOB_WAITING, 0 } };
  gboolean ok;

  yj_cups_server_set_budget (server, &watching);
  ok = hand_over (&watch, error) && watch_job (&watch, outcome, error);
  yj_cups_server_set_budget (server, budget);
  if (watch.subscription > 0 && watch.away_usec == 0)
    yj_cups_server_unsubscribe (server, watch.subscription);
  *handed_on = watch.job != 0 && (watch.lost || watch.news.state != YJ_JOB_WAITING);
  return ok;
}
