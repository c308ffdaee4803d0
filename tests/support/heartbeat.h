/* SPDX-License-Identifier: Apache-2.0 */
/* A thread of the test's own program that wants to run every 20 ms and notes when it could not: what a bound in milliseconds was missed by
 * because the machine gave this program no time is told apart from what the program itself wasted. */
#pragma once
#include <glib.h>

typedef struct _Heartbeat Heartbeat;

Heartbeat *heartbeat_start (void);
void heartbeat_stop (Heartbeat *self);
/* How much later than it should the beat came that was latest between two moments (monotonic); 0 when all were in time. Any thread. */
gint64 heartbeat_get_worst_usec (Heartbeat *self, gint64 from_usec, gint64 to_usec);
