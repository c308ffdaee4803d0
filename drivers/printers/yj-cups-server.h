/* SPDX-License-Identifier: Apache-2.0 */
/* One queue of one CUPS server, spoken to in IPP (RFC 8011) over its Unix socket or a TCP address.
 * Every call blocks while the server is mute, for 5 s at most and never longer than the budget has left, so all of them belong on one
 * worker thread (libcups keeps state per thread). A lost connection is made again at the next call.
 * Errors: YJ_ERROR_DEVICE_ABSENT (no server, or an answer that did not come in time), YJ_ERROR_NOT_FOUND (no such queue or job),
 * YJ_ERROR_DENIED, YJ_ERROR_DEVICE_FAILED (the server refused), YJ_ERROR_TIMEOUT (the budget was spent before anything was asked),
 * YJ_ERROR_CANCELLED (it was given up). */
#pragma once
#include "core/ports/yj-receipt-printer.h"
#include "drivers/printers/yj-print-budget.h"
#include "drivers/printers/yj-printer-capabilities.h"

G_BEGIN_DECLS

typedef struct _YjCupsServer YjCupsServer;

typedef enum {
  YJ_JOB_WAITING,    /* pending or held */
  YJ_JOB_PROCESSING, /* at the backend */
  YJ_JOB_STOPPING,   /* cancelled, the backend has not let go of it yet */
  YJ_JOB_CANCELED,
  YJ_JOB_ABORTED,
  YJ_JOB_COMPLETED,
} YjJobState;

typedef struct {
  YjPrinterReasons reasons;
  gboolean busy;     /* a job is at the backend */
  gboolean stopped;  /* the queue takes jobs and prints none */
} YjQueueState;

/* What is known of a job. */
typedef struct {
  YjJobState state;
  int sheets; /* that came out, as far as the printer or a filter counted them */
} YjJobNews;

/* @address: an absolute path of a socket, or host[:port]. @queue (nullable): set later, before anything is asked of it. */
YjCupsServer *yj_cups_server_new (const char *address, const char *queue);
/* A printer that answers IPP itself at @uri, of which only the state can be asked. (nullable) NULL: no such address. */
YjCupsServer *yj_cups_server_new_for_printer (const char *uri);
void yj_cups_server_free (YjCupsServer *self);
void yj_cups_server_set_queue (YjCupsServer *self, const char *queue);
/* Whose time the next calls take. @budget (transfer none) lives until another is set; NULL: 5 s each. Returns the one before. */
const YjPrintBudget *yj_cups_server_set_budget (YjCupsServer *self, const YjPrintBudget *budget);
/* (transfer none) (nullable) */
const char *yj_cups_server_get_queue (YjCupsServer *self);
/* Counts the connections that were made, also those that libcups made again by itself. */
guint yj_cups_server_get_connection (YjCupsServer *self);
/* The names of all queues of the server. (transfer full) (nullable) */
GStrv yj_cups_server_list_queues (YjCupsServer *self, GError **error);
/* What the queue's printer can do, asked afresh. */
gboolean yj_cups_server_get_capabilities (YjCupsServer *self, YjPrinterCapabilities *capabilities, GError **error);

gboolean yj_cups_server_get_state (YjCupsServer *self, YjQueueState *state, GError **error);
/* Printer reasons as CUPS names them, with or without -error, -warning, -report. */
YjPrinterReasons yj_cups_reason_from_keyword (const char *keyword);
/* Lets a stopped queue print again. */
gboolean yj_cups_server_resume (YjCupsServer *self, GError **error);

/* Makes a job with no document; 0 with @error when there is none. @media (nullable): a receipt on this medium, which is cut off with
 * the finishings value @cut unless that is 0; without it a job that feeds nothing. */
int yj_cups_server_create_job (YjCupsServer *self, const char *title, const char *media, int cut, GError **error);
/* FALSE: the job may or may not have its document. */
gboolean yj_cups_server_send_document (YjCupsServer *self, int job, const char *format, GBytes *document,
                                       GError **error);
gboolean yj_cups_server_get_job (YjCupsServer *self, int job, YjJobNews *news, GError **error);
gboolean yj_cups_server_cancel_job (YjCupsServer *self, int job, GError **error);
/* Cancels every job of the queue: a backend takes the one at the printer back, which needs a moment. */
gboolean yj_cups_server_cancel_jobs (YjCupsServer *self, GError **error);
/* Forgets every job of the queue at once; what is at the printer may stay there. */
gboolean yj_cups_server_purge_jobs (YjCupsServer *self, GError **error);
/* How many jobs are not completed; -1 with @error. */
int yj_cups_server_count_jobs (YjCupsServer *self, GError **error);

/* A server that keeps no history forgets a job the moment it ends; its end is an event then.
 * 0 with @error when the server gives no events. */
int yj_cups_server_subscribe (YjCupsServer *self, GError **error);
/* Looks for the event that @job ended. TRUE with @news, or FALSE (@error may stay NULL: not yet). */
gboolean yj_cups_server_find_end (YjCupsServer *self, int subscription, int job, YjJobNews *news, GError **error);
void yj_cups_server_unsubscribe (YjCupsServer *self, int subscription);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCupsServer, yj_cups_server_free)

G_END_DECLS
