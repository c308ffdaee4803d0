/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what passes between the main context and the thread of a PC/SC port, and how a thread that waits inside pcscd is called back. */
#include "drivers/transports/yj-pcsc-run.h"
#include "core/base/yj-secret.h"
#include "drivers/transports/yj-pcsc-thread.h"
#include "drivers/transports/yj-pcsc-worker.h"
#include <string.h>

/* SCardCancel () is lost when it comes before the wait that it is meant for, so it is said again. */
#define CANCEL_AGAIN_USEC (20 * 1000)
/* pcscd answers at once; so long it may be busy. */
#define ANSWER_MSEC 3000

struct _YjPcscRun {
  gatomicrefcount references;
  YjPcscGate *gate;
  char *pattern;
  DWORD share;
  GMainContext *main_context;
  /* Under the gate's lock. */
  gboolean ended;
  gboolean waiting;   /* inside SCardGetStatusChange () */
  gboolean canceling; /* a thread calls it back from there */
  gint64 expected_usec; /* when a call of pcscd should have come back; 0: none is under way */
  SCARDCONTEXT context;
  GQueue orders;
  /* The opening thread's alone. */
  const YjPcscListener *listener;
  gpointer owner; /* NULL once ended */
};

typedef struct {
  YjPcscRun *run;
  guint8 *message; /* NULL: @error, and the end */
  gsize size;
  GError *error;
} Telling;

static void
free_order (gpointer data)
{
  GByteArray *order = data;

  yj_secret_wipe (order->data, order->len);
  g_byte_array_unref (order);
}

static YjPcscRun *
ref_run (YjPcscRun *run)
{
  g_atomic_ref_count_inc (&run->references);
  return run;
}

static void
unref_run (YjPcscRun *run)
{
  if (!g_atomic_ref_count_dec (&run->references))
    return;
  g_queue_clear_full (&run->orders, free_order);
  g_main_context_unref (run->main_context);
  yj_pcsc_gate_unref (run->gate);
  g_free (run->pattern);
  g_free (run);
}

/* ---- from the thread ---- */

static gboolean
on_telling (gpointer data)
{
  Telling *telling = data;
  YjPcscRun *run = telling->run;

  if (run->owner == NULL)
    return G_SOURCE_REMOVE;
  if (telling->message != NULL)
    run->listener->told (run->owner, telling->message, telling->size);
  else
    run->listener->closed (run->owner, telling->error);
  return G_SOURCE_REMOVE;
}

static void
free_telling (gpointer data)
{
  Telling *telling = data;

  if (telling->message != NULL)
    yj_secret_wipe (telling->message, telling->size);
  g_free (telling->message);
  g_clear_error (&telling->error);
  unref_run (telling->run);
  g_free (telling);
}

static void
post (YjPcscRun *run, guint8 *message, gsize size, GError *error)
{
  Telling *telling = g_new0 (Telling, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  telling->run = ref_run (run);
  telling->message = message;
  telling->size = size;
  telling->error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_telling, telling, free_telling);
  g_source_attach (source, run->main_context);
}

void
yj_pcsc_run_tell (YjPcscRun *run, guint8 kind, gconstpointer bytes, gsize size)
{
  guint8 *message = g_malloc (size + 1);

  message[0] = kind;
  if (size > 0)
    memcpy (message + 1, bytes, size);
  post (run, message, size + 1, NULL);
}

const char *
yj_pcsc_run_get_pattern (YjPcscRun *run)
{
  return run->pattern;
}

DWORD
yj_pcsc_run_get_share (YjPcscRun *run)
{
  return run->share;
}

gboolean
yj_pcsc_run_is_ended (YjPcscRun *run)
{
  gboolean ended;

  yj_pcsc_gate_lock (run->gate);
  ended = run->ended;
  yj_pcsc_gate_unlock (run->gate);
  return ended;
}

void
yj_pcsc_run_set_context (YjPcscRun *run, SCARDCONTEXT context)
{
  yj_pcsc_gate_lock (run->gate);
  while (run->canceling)
    yj_pcsc_gate_wait (run->gate);
  run->context = context;
  yj_pcsc_gate_unlock (run->gate);
}

void
yj_pcsc_run_expect (YjPcscRun *run, guint msec)
{
  yj_pcsc_gate_lock (run->gate);
  run->expected_usec = msec > 0 ? g_get_monotonic_time () + (gint64) msec * 1000 : 0;
  yj_pcsc_gate_unlock (run->gate);
}

LONG
yj_pcsc_run_wait_change (YjPcscRun *run, SCARD_READERSTATE *state, DWORD timeout_msec)
{
  LONG result;

  yj_pcsc_gate_lock (run->gate);
  run->waiting = !run->ended;
  run->expected_usec = g_get_monotonic_time () + ((gint64) timeout_msec + ANSWER_MSEC) * 1000;
  yj_pcsc_gate_unlock (run->gate);
  if (!run->waiting)
    return SCARD_E_CANCELLED;
  result = SCardGetStatusChange (run->context, timeout_msec, state, 1);
  yj_pcsc_gate_lock (run->gate);
  run->waiting = FALSE;
  run->expected_usec = 0;
  yj_pcsc_gate_change (run->gate);
  yj_pcsc_gate_unlock (run->gate);
  return result;
}

void
yj_pcsc_run_pause (YjPcscRun *run, guint msec)
{
  gint64 until = g_get_monotonic_time () + (gint64) msec * 1000;

  yj_pcsc_gate_lock (run->gate);
  while (!run->ended && yj_pcsc_gate_wait_until (run->gate, until))
    ;
  yj_pcsc_gate_unlock (run->gate);
}

GByteArray *
yj_pcsc_run_take_order (YjPcscRun *run)
{
  GByteArray *order = NULL;

  yj_pcsc_gate_lock (run->gate);
  while (!run->ended && g_queue_is_empty (&run->orders))
    yj_pcsc_gate_wait (run->gate);
  if (!run->ended)
    order = g_queue_pop_head (&run->orders);
  yj_pcsc_gate_unlock (run->gate);
  return order;
}

void
yj_pcsc_run_drop_orders (YjPcscRun *run)
{
  yj_pcsc_gate_lock (run->gate);
  g_queue_clear_full (&run->orders, free_order);
  yj_pcsc_gate_unlock (run->gate);
}

static void
run_thread (gpointer data)
{
  YjPcscRun *run = data;
  GError *error;

  if (yj_pcsc_gate_enter (run->gate, &run->ended)) {
    error = yj_pcsc_worker_serve (run);
    yj_pcsc_gate_leave (run->gate);
    if (error != NULL)
      post (run, NULL, 0, error);
  }
  unref_run (run);
}

/* ---- to the thread ---- */

/* In a thread of its own, because SCardCancel () asks pcscd too. */
static void
run_cancel (gpointer data)
{
  YjPcscRun *run = data;

  yj_pcsc_gate_lock (run->gate);
  while (run->waiting) {
    yj_pcsc_gate_unlock (run->gate);
    SCardCancel (run->context);
    yj_pcsc_gate_lock (run->gate);
    if (run->waiting)
      yj_pcsc_gate_wait_until (run->gate, g_get_monotonic_time () + CANCEL_AGAIN_USEC);
  }
  run->canceling = FALSE;
  yj_pcsc_gate_change (run->gate);
  yj_pcsc_gate_unlock (run->gate);
  unref_run (run);
}

YjPcscRun *
yj_pcsc_run_start (YjPcscGate *gate, const char *pattern, DWORD share, const YjPcscListener *listener, gpointer owner)
{
  YjPcscRun *run = g_new0 (YjPcscRun, 1);

  g_atomic_ref_count_init (&run->references);
  run->gate = yj_pcsc_gate_ref (gate);
  run->pattern = g_strdup (pattern);
  run->share = share;
  run->main_context = g_main_context_ref_thread_default ();
  g_queue_init (&run->orders);
  run->listener = listener;
  run->owner = owner;
  yj_pcsc_run_expect (run, ANSWER_MSEC); /* also of the thread before, which may hang */
  yj_pcsc_thread_start ("pcsc", run_thread, ref_run (run));
  return run;
}

void
yj_pcsc_run_end (YjPcscRun *run)
{
  gboolean cancel;

  run->owner = NULL;
  yj_pcsc_gate_lock (run->gate);
  run->ended = TRUE;
  cancel = run->canceling = run->waiting;
  yj_pcsc_gate_change (run->gate);
  yj_pcsc_gate_unlock (run->gate);
  if (cancel)
    yj_pcsc_thread_start ("pcsc-cancel", run_cancel, ref_run (run));
  unref_run (run);
}

gboolean
yj_pcsc_run_is_overdue (YjPcscRun *run)
{
  gboolean overdue;

  yj_pcsc_gate_lock (run->gate);
  overdue = run->expected_usec != 0 && g_get_monotonic_time () > run->expected_usec;
  yj_pcsc_gate_unlock (run->gate);
  return overdue;
}

void
yj_pcsc_run_order (YjPcscRun *run, const guint8 *bytes, gsize size)
{
  GByteArray *order = g_byte_array_new ();

  g_byte_array_append (order, bytes, (guint) size);
  yj_pcsc_gate_lock (run->gate);
  g_queue_push_tail (&run->orders, order);
  yj_pcsc_gate_change (run->gate);
  yj_pcsc_gate_unlock (run->gate);
}
