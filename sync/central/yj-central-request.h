/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request on one of the listeners: who asks, what came, what is answered. Handlers run on libmicrohttpd's
 * threads and see nothing of it but this. */
#pragma once
#include "sync/central/yj-central-connections.h"
#include "sync/central/yj-central.h"
#include <microhttpd.h>

G_BEGIN_DECLS

typedef enum {
  YJ_LISTENER_KIOSK = 1,    /* TLS with client certificate, or a proxy's Unix socket */
  YJ_LISTENER_ADMIN = 2,
  YJ_LISTENER_CONTROL = 4,  /* Unix socket beside the database */
} YjListenerKind;

typedef enum { YJ_NEED_NOBODY, YJ_NEED_KIOSK, YJ_NEED_DEPARTMENT } YjNeed;

typedef struct _YjRequest YjRequest;

typedef struct {
  const char *method;
  const char *path;               /* ends with '/': what follows is request->rest */
  guint listeners;
  YjNeed need;
  const char *content_type;       /* (nullable): no body wanted */
  gsize max_bytes;                /* of the body as sent */
  void (*begin) (YjRequest *request);                                     /* (nullable) */
  void (*chunk) (YjRequest *request, const char *data, gsize size);       /* NULL: collected in request->body */
  void (*handle) (YjRequest *request);
} YjRoute;
/* Ends with a route without a method. */
const YjRoute *yj_central_get_routes (void);

typedef struct {
  YjCentral *central;
  YjListenerKind kind;
  gboolean behind_proxy;
  YjConnections *connections;
  YjRates *rates;                 /* of kiosks */
  gint *buffered_bytes;           /* of all listeners; atomic */
  gint *running;                  /* requests; atomic */
  gint *stopping;                 /* whether the server ends; atomic */
} YjListenerContext;

struct _YjRequest {
  const YjListenerContext *listener;
  YjCentral *central;
  struct MHD_Connection *mhd;
  YjConnection *connection;
  const YjRoute *route;
  const char *method;
  char *path;
  const char *rest;               /* of path, after the route's prefix */
  const YjIdentity *identity;     /* (nullable) */
  YjIdentity *proxied;            /* owns identity when a proxy named it */
  json_t *kiosk;                  /* (nullable) the store's row of identity */
  gint64 started_usec;
  gsize received_bytes;
  gboolean expects_body;
  gboolean counted;               /* among the load's batches */
  GByteArray *body;
  YjUpload *upload;               /* of a blob's PATCH */
  gboolean upload_complete;
  gint64 upload_length;           /* -1: not said */
  guint status;                   /* 0 while there is no answer */
  char *content_type;
  GBytes *answer;
  GPtrArray *fields;              /* name, value, … */
};

/* ---- yj-central-request.c ---- */
YjRequest *yj_request_new (const YjListenerContext *listener, struct MHD_Connection *mhd, const char *url, const char *method);
void yj_request_free (YjRequest *request);
/* Everything that can be refused before the body. */
void yj_request_begin (YjRequest *request);
/* FALSE: too much, the connection is to be cut. */
gboolean yj_request_receive (YjRequest *request, const char *data, gsize size);
void yj_request_finish (YjRequest *request);
/* Whether a refusal may go out before the body has come. */
gboolean yj_request_is_hopeless (YjRequest *request);
enum MHD_Result yj_request_send (YjRequest *request);

const char *yj_request_get_field (YjRequest *request, const char *name);
/* A decimal number, or @fallback when absent; -1 when it is none. */
gint64 yj_request_get_number (YjRequest *request, enum MHD_ValueKind kind, const char *name, gint64 fallback);
/* The body as a JSON object or array; on NULL the request is refused. (transfer full) */
json_t *yj_request_parse (YjRequest *request, gsize max_bytes);

/* ---- yj-central-answers.c ---- */
void yj_request_answer (YjRequest *request, guint status, const char *content_type, GBytes *body);
void yj_request_answer_json (YjRequest *request, guint status, json_t *body); /* (transfer full) */
void yj_request_add_field (YjRequest *request, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);
void yj_request_refuse (YjRequest *request, guint status, const char *name, const char *detail);
/* By the code of @error; store errors tell nothing of the store. */
void yj_request_refuse_error (YjRequest *request, const GError *error);

/* ---- yj-central-peer.c ---- */
/* Fills identity and kiosk as the route needs them; refuses otherwise. */
gboolean yj_request_identify (YjRequest *request);

/* ---- handlers ---- */
void yj_uploads_head (YjRequest *request);
void yj_uploads_begin (YjRequest *request);
void yj_uploads_chunk (YjRequest *request, const char *data, gsize size);
void yj_uploads_finish (YjRequest *request);
#define YJ_STATUS_MAX_BYTES (256u * 1024u)
void yj_status_put (YjRequest *request);
void yj_pages_health (YjRequest *request);
void yj_pages_ready (YjRequest *request);
void yj_pages_metrics (YjRequest *request);
void yj_pages_description (YjRequest *request);
void yj_pages_fleet (YjRequest *request);

G_END_DECLS
