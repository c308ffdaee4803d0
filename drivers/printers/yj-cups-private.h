/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the CUPS client share: a request for the queue, and an answer or an error. */
#pragma once
#include <cups/cups.h>
#include <sys/types.h>
#include "drivers/printers/yj-cups-server.h"

G_BEGIN_DECLS

struct _YjCupsServer {
  char *host;
  int port;
  char *queue, *uri; /* of the queue, as this server names it; NULL until it is set */
  char *resource;    /* of its attributes */
  http_t *http;
  const YjPrintBudget *budget; /* (nullable) */
  gint64 limit_usec;           /* of the request under way */
  guint connection;
  ino_t socket; /* of the last one */
};

/* (transfer full) A request that names the queue, if any, and the user. */
ipp_t *yj_cups_request_new (YjCupsServer *self, ipp_op_t operation);
/* Takes @request. (transfer full) (nullable) free with ippDelete () */
ipp_t *yj_cups_server_ask (YjCupsServer *self, ipp_t *request, const char *resource, GError **error);
/* Begins the time of one request, and sees to a connection for it. */
gboolean yj_cups_server_begin (YjCupsServer *self, GError **error);
/* Puts the last IPP status of this thread into @error. */
void yj_cups_server_set_error (YjCupsServer *self, GError **error);

G_END_DECLS
