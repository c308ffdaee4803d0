/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the CUPS client share: a request for the queue, and an answer or an error. */
#pragma once
#include <cups/cups.h>
#include "drivers/printers/yj-cups-server.h"

G_BEGIN_DECLS

struct _YjCupsServer {
  char *host;
  int port;
  char *uri; /* of the queue, as this server names it */
  http_t *http;
};

/* (transfer full) A request that names the queue and the user. */
ipp_t *yj_cups_request_new (YjCupsServer *self, ipp_op_t operation);
/* Takes @request. (transfer full) (nullable) free with ippDelete () */
ipp_t *yj_cups_server_ask (YjCupsServer *self, ipp_t *request, const char *resource, GError **error);
gboolean yj_cups_server_connect (YjCupsServer *self, GError **error);
/* Puts the last IPP status of this thread into @error. */
void yj_cups_server_set_error (YjCupsServer *self, GError **error);
/* @state by job-state and job-state-reasons of @answer. */
gboolean yj_cups_parse_job_state (ipp_t *answer, YjJobState *state);

G_END_DECLS
