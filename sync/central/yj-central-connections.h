/* SPDX-License-Identifier: Apache-2.0 */
/* The total deadline that libmicrohttpd lacks: its timeout starts again with every byte, so that one byte a second
 * lives for ever. Each connection has a deadline of ours; past it, its socket is shut down. Thread: any. */
#pragma once
#include "sync/central/yj-central-rates.h"
#include "sync/central/yj-central-x509.h"

G_BEGIN_DECLS

typedef struct _YjConnections YjConnections;
typedef struct {
  YjConnections *owner;
  int fd;
  gint64 deadline_usec;      /* monotonic */
  YjIdentity *identity;      /* (nullable) who the TLS certificate is for, once asked */
  char *refusal;             /* (nullable) why it was not accepted */
  YjRates *rates;            /* (nullable) that counts this connection */
  char *certificate;         /* (nullable) by what name: SHA-256 of the TLS certificate */
} YjConnection;

/* @seconds: what a request has before its bytes give it more. */
YjConnections *yj_connections_new (guint seconds);
void yj_connections_free (YjConnections *self);
YjConnection *yj_connections_add (YjConnections *self, int fd);
void yj_connections_remove (YjConnections *self, YjConnection *connection);

/* One second more for each 2 KiB, at most fifteen times the base, from @since_usec. */
void yj_connection_expect (YjConnection *connection, gint64 since_usec, gsize bytes);
/* Between two requests. */
void yj_connection_rest (YjConnection *connection);

#define YJ_CONNECTION_SILENCE_SECONDS 30

G_END_DECLS
