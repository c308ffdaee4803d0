/* SPDX-License-Identifier: Apache-2.0 */
/* The gate of a PC/SC port: one of its threads at a time talks to pcscd, so that threads that cannot end do not grow in number. Its lock
 * and its news of a change are those of the port's runs too, because a thread waits at once for its turn and for its end. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjPcscGate YjPcscGate;
/* (transfer full) Thread: any, as for all of them. */
YjPcscGate *yj_pcsc_gate_new (void);
YjPcscGate *yj_pcsc_gate_ref (YjPcscGate *gate);
void yj_pcsc_gate_unref (YjPcscGate *gate);

void yj_pcsc_gate_lock (YjPcscGate *gate);
void yj_pcsc_gate_unlock (YjPcscGate *gate);
/* With the lock held: what others wait for has changed. */
void yj_pcsc_gate_change (YjPcscGate *gate);
/* With the lock held, which is let go meanwhile: until something has changed, or FALSE at @until_usec (monotonic). */
void yj_pcsc_gate_wait (YjPcscGate *gate);
gboolean yj_pcsc_gate_wait_until (YjPcscGate *gate, gint64 until_usec);

/* Waits for its turn; FALSE: *@ended, which the lock guards, came first. */
gboolean yj_pcsc_gate_enter (YjPcscGate *gate, const gboolean *ended);
void yj_pcsc_gate_leave (YjPcscGate *gate);

G_END_DECLS
