/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the uplink: what its files share. */
#pragma once
#include "sync/courier/yj-uplink.h"
#include <curl/curl.h>

G_BEGIN_DECLS

#define YJ_UPLINK_ANSWER_MAX_BYTES (8u * 1024u * 1024u)

struct _YjUplink {
  CURL *curl;
  char *url, *ca, *certificate, *key;
  YjClock *clock;
  guint timeout_seconds;
  GCancellable *stop;
  gint64 certified_until_usec; /* of the chain that was seen last; 0: none yet */
  gint paced; /* atomic: the kernel paces this connection by what the line carries */
};

/* ---- yj-uplink-connection.c ---- */
/* Everything that is the same for each exchange. */
void yj_uplink_set_connection (YjUplink *self);

/* ---- yj-uplink-body.c ---- */
/* A request's body on its way. */
typedef struct {
  const YjUplinkRequest *request;
  gint64 bytes, done;
} YjUplinkBody;
/* @body lives until the exchange has ended. */
void yj_uplink_set_body (CURL *curl, const YjUplinkRequest *request, YjUplinkBody *body);

G_END_DECLS
