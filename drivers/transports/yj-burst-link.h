/* SPDX-License-Identifier: Apache-2.0 */
/* A line whose device speaks by itself, in bursts: what a code scanner or a passport reader sends for one code or one document, ended
 * by silence. A suffix cannot be waited for, because it may stand inside a payload or be switched off in the device. The line is opened
 * again when its port says that it appeared, and twice a second while it is away. Thread: as the port's (yj-port.h). */
#pragma once
#include "core/ports/yj-id-reader.h"
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

typedef struct {
  /* @size from 1 to the link's limit; borrowed, wiped afterwards. */
  void (*burst) (gpointer owner, const guint8 *bytes, gsize size);
  /* More came than the limit: all of it was dropped. */
  void (*overlong) (gpointer owner);
  /* READY, ABSENT or FAULT, each time it changes; a burst that was under way is dropped. */
  void (*state) (gpointer owner, YjDeviceState state, const char *reason);
} YjBurstListener;

typedef struct _YjBurstLink YjBurstLink;

/* Takes @port. @quiet_msec: silence that ends a burst, 1 to 5000. A listener's function may stop the link, and may free it as the last
 * thing that it does. (transfer full) */
YjBurstLink *yj_burst_link_new (YjPort *port, guint quiet_msec, gsize limit_bytes, const YjBurstListener *listener, gpointer owner);
void yj_burst_link_free (YjBurstLink *self);
/* A burst that begins within @settle_msec, 0 to 1000, of the line's opening is dropped, because the device may have kept it from the time
 * when nobody listened. 0 at first. */
void yj_burst_link_set_settle (YjBurstLink *self, guint settle_msec);
/* Opens the line, now or as soon as it is there. Starting twice is allowed. */
void yj_burst_link_start (YjBurstLink *self);
/* Closes it; nothing is said after that. */
void yj_burst_link_stop (YjBurstLink *self);

G_END_DECLS
