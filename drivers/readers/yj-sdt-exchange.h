/* SPDX-License-Identifier: Apache-2.0 */
/* One request to a card reader and its answer at a time, over a line: when an answer is complete, when it
 * is too late, what is a ghost of an earlier one. Thread: the main context that asks. */
#pragma once
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/readers/yj-sdt-steps.h"
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

typedef struct _YjSdtExchange YjSdtExchange;

/* One of these ends every request, later than ask () returns. The owner may free the exchange in it. */
typedef struct {
  /* @body is SW1 SW2 SW3 DATA of an answer that fits the request, gone with the next one; @meaning is SW3's. */
  void (*answered) (gpointer owner, const guint8 *body, gsize size, YjSdtMeaning meaning);
  /* Nothing usable came in time. */
  void (*silent) (gpointer owner, const char *reason);
  /* The line hung up, also without a request, or takes nothing. */
  void (*lost) (gpointer owner, const char *reason);
  /* While the line is closed: a device has come. */
  void (*appeared) (gpointer owner);
} YjSdtListener;

/* @port (transfer full); @listener is kept; @owner (transfer none) outlives the exchange. */
YjSdtExchange *yj_sdt_exchange_new (YjPort *port, YjSdtFraming framing, const YjSdtListener *listener, gpointer owner);
void yj_sdt_exchange_free (YjSdtExchange *self);

/* Errors as yj_port_open (). */
gboolean yj_sdt_exchange_open (YjSdtExchange *self, GError **error);
/* Gives up the request under way; nothing is told of it. */
void yj_sdt_exchange_close (YjSdtExchange *self);
/* Asks, in place of the request under way if there is one. The line is open. */
void yj_sdt_exchange_ask (YjSdtExchange *self, YjSdtStep step);
/* What was asked last. */
YjSdtStep yj_sdt_exchange_get_step (YjSdtExchange *self);

G_END_DECLS
