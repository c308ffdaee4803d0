/* SPDX-License-Identifier: Apache-2.0 */
/* How much central has in hand, and the pace that it therefore asks of kiosks. Thread: any. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjLoad YjLoad;

/* @spread_seconds: the window for first contacts after an outage while nothing presses. */
YjLoad *yj_load_new (guint spread_seconds);
void yj_load_free (YjLoad *self);
void yj_load_set_spread (YjLoad *self, guint spread_seconds);

/* Batches being received or judged. */
void yj_load_add_batches (YjLoad *self, int change);
int yj_load_get_batches (YjLoad *self);
/* Connections of kiosks, and how many there may be. */
void yj_load_set_connection_limit (YjLoad *self, int limit);
void yj_load_add_connections (YjLoad *self, int change);
int yj_load_get_connections (YjLoad *self);
/* How long the store had a batch, waiting for it included. */
void yj_load_note_store (YjLoad *self, gint64 usec);

/* {"batch","interval_ms","spread_ms"}: the more presses, the smaller the batches, the longer the pauses and the window.
 * (transfer full) */
json_t *yj_load_make_pace (YjLoad *self);

G_END_DECLS
