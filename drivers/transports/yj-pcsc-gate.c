/* SPDX-License-Identifier: Apache-2.0 */
/* Owns whose turn it is to talk to pcscd, and the lock that a port and its threads share. */
#include "drivers/transports/yj-pcsc-gate.h"

struct _YjPcscGate {
  gatomicrefcount references;
  GMutex lock;
  GCond changed;
  gboolean taken;
};

YjPcscGate *
yj_pcsc_gate_new (void)
{
  YjPcscGate *gate = g_new0 (YjPcscGate, 1);

  g_atomic_ref_count_init (&gate->references);
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);
  return gate;
}

YjPcscGate *
yj_pcsc_gate_ref (YjPcscGate *gate)
{
  g_atomic_ref_count_inc (&gate->references);
  return gate;
}

void
yj_pcsc_gate_unref (YjPcscGate *gate)
{
  if (!g_atomic_ref_count_dec (&gate->references))
    return;
  g_cond_clear (&gate->changed);
  g_mutex_clear (&gate->lock);
  g_free (gate);
}

void
yj_pcsc_gate_lock (YjPcscGate *gate)
{
  g_mutex_lock (&gate->lock);
}

void
yj_pcsc_gate_unlock (YjPcscGate *gate)
{
  g_mutex_unlock (&gate->lock);
}

void
yj_pcsc_gate_change (YjPcscGate *gate)
{
  g_cond_broadcast (&gate->changed);
}

void
yj_pcsc_gate_wait (YjPcscGate *gate)
{
  g_cond_wait (&gate->changed, &gate->lock);
}

gboolean
yj_pcsc_gate_wait_until (YjPcscGate *gate, gint64 until_usec)
{
  return g_cond_wait_until (&gate->changed, &gate->lock, until_usec);
}

gboolean
yj_pcsc_gate_enter (YjPcscGate *gate, const gboolean *ended)
{
  gboolean entered;

  g_mutex_lock (&gate->lock);
  while (!*ended && gate->taken)
    g_cond_wait (&gate->changed, &gate->lock);
  entered = !*ended;
  if (entered)
    gate->taken = TRUE;
  g_mutex_unlock (&gate->lock);
  return entered;
}

void
yj_pcsc_gate_leave (YjPcscGate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->taken = FALSE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}
