/* SPDX-License-Identifier: Apache-2.0 */
/* One exchange with central over HTTPS: libcurl with the device certificate, central's own CA, no
 * redirects, capped answers. Thread: one worker thread; an uplink keeps its connection. */
#pragma once
#include "core/base/yj-clock.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *method; /* "GET", "HEAD", "POST", "PUT", "PATCH" */
  const char *path; /* "/v1/batches" */
  const char *content_type; /* (nullable) */
  gboolean zstd; /* the body is coded with zstd */
  GBytes *body; /* (nullable) */
  GStrv headers; /* (nullable) further "Name: value" lines */
  /* In place of @body, when file_bytes is not 0: so much of an open file from there on, read as it is sent. */
  int file;
  gint64 file_offset, file_bytes;
  /* (nullable) Called in the exchange's thread when the connection stands and nothing of the request has gone, may wait there. FALSE: it
   * is not to go, and the exchange fails. */
  gboolean (*ready) (gpointer data);
  /* (nullable) Called there when the kernel is given the last of the body. Both again when it has to be sent anew. */
  void (*sent) (gpointer data);
  gpointer data; /* of both */
} YjUplinkRequest;

typedef struct {
  int status; /* HTTP status */
  GBytes *body;
  char *etag; /* (nullable) */
  gint64 upload_offset; /* -1: none */
  gboolean upload_complete; /* Upload-Complete: ?1 */
  gint64 retry_after_seconds; /* -1: none, or a date, which a kiosk's clock cannot read */
  gint64 transfer_usec; /* from the request's first byte to the answer's last */
} YjUplinkAnswer;
void yj_uplink_answer_free (YjUplinkAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjUplinkAnswer, yj_uplink_answer_free)

typedef struct _YjUplink YjUplink;

/* @url: "https://host:port". @ca: PEM. @certificate and @key: PEM, or NULL for enrolment.
 * @timeout_seconds: of one exchange in all; 0 for the default of 120. @stop (nullable): ends an exchange within a
 * second. */
YjUplink *yj_uplink_new (const char *url, const char *ca, const char *certificate, const char *key, YjClock *clock, guint timeout_seconds,
                         GCancellable *stop);
void yj_uplink_free (YjUplink *uplink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjUplink, yj_uplink_free)

/* NULL with YJ_ERROR_OFFLINE (nobody answered the call), YJ_ERROR_TIMEOUT (a request was under way and no whole answer
 * came), YJ_ERROR_UNVERIFIED (TLS, either side's certificate) or YJ_ERROR_LIMIT (an answer over 8 MiB). Any HTTP
 * status is an answer. (transfer full) */
YjUplinkAnswer *yj_uplink_exchange (YjUplink *uplink, const YjUplinkRequest *request, GError **error);

/* The last moment at which every certificate of the chain that central showed is valid: a later time is not one that this
 * chain can vouch for. 0: no chain was seen yet. */
gint64 yj_uplink_get_certified_until_usec (YjUplink *uplink);

/* The kernel knows what the line carries and sends no faster (BBR), and knows it still after a pause. Two such connections that send at
 * a time each learn half of it, and each falls short when the other rests: they are better off taking turns. FALSE until the first
 * connection was begun. Thread: any. */
gboolean yj_uplink_is_paced (YjUplink *uplink);

G_END_DECLS
