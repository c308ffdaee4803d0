/* SPDX-License-Identifier: Apache-2.0 */
/* What one opening of a PC/SC port and its thread share: orders to the thread, messages from it, and its end. The thread is never waited
 * for: a service that hangs would hang the kiosk; the port's gate has its threads take turns. */
#pragma once
#include "drivers/transports/yj-pcsc-gate.h"
#include <gio/gio.h>
#include <winscard.h>

G_BEGIN_DECLS

typedef struct _YjPcscRun YjPcscRun;

/* Called in the main context that was the thread's default at yj_pcsc_run_start (), until yj_pcsc_run_end (). */
typedef struct {
  void (*told) (gpointer owner, guint8 *message, gsize size); /* wiped afterwards */
  void (*closed) (gpointer owner, const GError *error);       /* the thread has ended by itself */
} YjPcscListener;

/* Starts a thread that serves the first reader whose name fits @pattern. (transfer full) */
YjPcscRun *yj_pcsc_run_start (YjPcscGate *gate, const char *pattern, DWORD share, const YjPcscListener *listener, gpointer owner);
/* Nothing is said after that; the thread ends as soon as it can. Drops the caller's reference. Returns at once. */
void yj_pcsc_run_end (YjPcscRun *run);
/* pcscd has not come back from a call within the time that the thread expected: it hangs. */
gboolean yj_pcsc_run_is_overdue (YjPcscRun *run);
/* An order to the thread. */
void yj_pcsc_run_order (YjPcscRun *run, const guint8 *bytes, gsize size);

/* ---- For the thread. ---- */
const char *yj_pcsc_run_get_pattern (YjPcscRun *run);
DWORD yj_pcsc_run_get_share (YjPcscRun *run);
gboolean yj_pcsc_run_is_ended (YjPcscRun *run);
/* The context that SCardCancel () is given; 0 before it goes. Waits until nobody uses the former one. */
void yj_pcsc_run_set_context (YjPcscRun *run, SCARDCONTEXT context);
/* The next call of pcscd, or the next few, take no longer than @msec; 0: none is under way. */
void yj_pcsc_run_expect (YjPcscRun *run, guint msec);
/* SCardGetStatusChange () that yj_pcsc_run_end () cuts short: SCARD_E_CANCELLED then. */
LONG yj_pcsc_run_wait_change (YjPcscRun *run, SCARD_READERSTATE *state, DWORD timeout_msec);
/* Until @msec are over or the run is ended. */
void yj_pcsc_run_pause (YjPcscRun *run, guint msec);
void yj_pcsc_run_tell (YjPcscRun *run, guint8 kind, gconstpointer bytes, gsize size);
/* The next order, waited for; NULL at the end. (transfer full) (nullable), wipe it */
GByteArray *yj_pcsc_run_take_order (YjPcscRun *run);
void yj_pcsc_run_drop_orders (YjPcscRun *run);

G_END_DECLS
