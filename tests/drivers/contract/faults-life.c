/* SPDX-License-Identifier: Apache-2.0 */
/* The faults of whoever uses a driver: it is stopped and let go in every state, by anybody, and opened a thousand times. */
#include "tests/drivers/contract/contract-usage.h"
#include "tests/drivers/contract/contract.h"
#include <string.h>

#define QUIET_MSEC 60
#define STARTS 20
#define WARM_UP 10
#define REOPENINGS_LONG 1000
#define PARTS 4
/* What the smallest block takes: one that every reopening leaves is too much. */
#define GROWTH_ALLOWED_BYTES_EACH 32

static void
start_and_work (Contract *c)
{
  contract_forget (c);
  contract_start (c);
  contract_await_ready (c);
  contract_work (c);
}

/* Before it has opened anything, and in the middle of that. */
static void
start_and_stop_at_once (Contract *c)
{
  for (guint i = 0; i < STARTS; i++) {
    contract_start (c);
    if (i % 2 == 1)
      g_main_context_iteration (NULL, FALSE);
    contract_stop (c);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpint (c->kind->get_state (c->driver), !=, YJ_DEVICE_BUSY);
}

static void
opened_and_closed (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  if (c->kind->start != NULL) {
    contract_stop (c); /* before any start */
    start_and_stop_at_once (c);
  }
  contract_start (c);
  contract_start (c); /* once more is no error */
  contract_await_ready (c);
  contract_work (c);
  contract_work (c);
  contract_stop (c);
  contract_stop (c);
  contract_run (QUIET_MSEC);
  start_and_work (c);
  contract_free (c);
}

static void
stop_in (const ContractRig *rig, ContractPhase phase)
{
  Contract *c = contract_new (rig, phase != CONTRACT_ABSENT);

  contract_bring_to (c, phase);
  contract_stop (c);
  if (phase == CONTRACT_BUSY && c->kind->says_stopped != NULL)
    contract_await (c, c->kind->says_stopped);
  contract_run (QUIET_MSEC);
  contract_mend (c);
  start_and_work (c);
  contract_free (c);
}

static void
stopped_while_absent (const ContractRig *rig)
{
  stop_in (rig, CONTRACT_ABSENT);
}

static void
stopped_while_ready (const ContractRig *rig)
{
  stop_in (rig, CONTRACT_READY);
}

static void
stopped_while_busy (const ContractRig *rig)
{
  stop_in (rig, CONTRACT_BUSY);
}

static void
stopped_while_at_fault (const ContractRig *rig)
{
  stop_in (rig, CONTRACT_FAULT);
}

/* The next driver finds the device free. */
static void
let_go_in (const ContractRig *rig, ContractPhase phase)
{
  Contract *c = contract_new (rig, phase != CONTRACT_ABSENT);

  contract_bring_to (c, phase);
  contract_let_go (c);
  contract_run (QUIET_MSEC);
  contract_mend (c);
  contract_make_driver (c);
  start_and_work (c);
  contract_free (c);
}

static void
let_go_while_stopped (const ContractRig *rig)
{
  let_go_in (rig, CONTRACT_STOPPED);
}

static void
let_go_while_absent (const ContractRig *rig)
{
  let_go_in (rig, CONTRACT_ABSENT);
}

static void
let_go_while_ready (const ContractRig *rig)
{
  let_go_in (rig, CONTRACT_READY);
}

static void
let_go_while_busy (const ContractRig *rig)
{
  let_go_in (rig, CONTRACT_BUSY);
}

static void
let_go_while_at_fault (const ContractRig *rig)
{
  let_go_in (rig, CONTRACT_FAULT);
}

/* ---- from inside the driver's own signals ---- */

static void
stop_at_the_answer (Contract *c, const char *word)
{
  if (!g_str_has_prefix (word, c->rig->answer) || c->user_data == NULL)
    return;
  c->user_data = NULL;
  contract_stop (c);
}

static void
stop_at_the_state (Contract *c, const char *word)
{
  if (!g_str_has_prefix (word, "state:"))
    return;
  c->when_said = NULL;
  contract_stop (c);
}

static void
stopped_by_a_handler (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  if (c->kind->get_state != NULL && c->kind->start != NULL) {
    c->when_said = stop_at_the_state;
    contract_start (c);
    contract_await (c, "state:");
    contract_run (QUIET_MSEC);
  }
  contract_start (c);
  contract_await_ready (c);
  contract_forget (c);
  c->when_said = stop_at_the_answer;
  c->user_data = c;
  contract_work (c);
  contract_run (QUIET_MSEC);
  c->when_said = NULL;
  rig->rest != NULL ? rig->rest (c->device) : (void) 0;
  start_and_work (c);
  contract_free (c);
}

static gboolean
is_gone (gpointer data)
{
  return g_atomic_pointer_get (&((Contract *) data)->driver) == NULL;
}

static void
let_go_at_the_answer (Contract *c, const char *word)
{
  GObject *driver = c->driver;

  if (!g_str_has_prefix (word, c->rig->answer) || c->user_data == NULL)
    return;
  c->user_data = NULL;
  g_object_add_weak_pointer (driver, (gpointer *) &c->driver);
  g_object_unref (driver);
}

static void
let_go_by_a_handler (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  contract_start (c);
  contract_await_ready (c);
  contract_forget (c);
  c->when_said = let_go_at_the_answer;
  c->user_data = c;
  contract_work (c);
  g_assert_true (contract_run_until (is_gone, c, NULL));
  c->when_said = NULL;
  rig->rest != NULL ? rig->rest (c->device) : (void) 0;
  contract_make_driver (c);
  start_and_work (c);
  contract_free (c);
}

/* ---- again and again ---- */

static void
reopen (Contract *c, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_ptr_array_set_size (c->said, 0);
    c->heard = 0;
    if (c->driver == NULL)
      contract_make_driver (c);
    contract_start (c);
    contract_await_ready (c);
    if (c->kind->get_state == NULL)
      contract_work (c); /* it opens nothing before */
    contract_let_go (c);
  }
}

/* Growth that goes on: what is kept for later is kept once, a leak in every part of the run. Memory is looked at when the threads have
 * ended: one that still ends holds more than is looked for. */
static void
reopened (const ContractRig *rig)
{
  guint times = g_getenv ("YIJIAN_LONG") != NULL ? REOPENINGS_LONG : rig->reopenings;
  Contract *c = contract_new (rig, TRUE);
  gssize least = G_MAXSSIZE;
  ContractUsage usage = contract_usage_take ();

  reopen (c, WARM_UP);
  contract_usage_assert_no_more (&usage, rig->name);
  usage = contract_usage_take ();
  for (guint part = 0; part < PARTS; part++) {
    gsize before = contract_usage_get_bytes ();
    reopen (c, times / PARTS);
    contract_usage_assert_no_more (&usage, rig->name);
    least = MIN (least, (gssize) (contract_usage_get_bytes () - before));
  }
  g_test_message ("%s: %u reopenings, %" G_GSSIZE_FORMAT " bytes more in a quarter of them, no descriptor, thread or source", rig->name,
                  times, least);
  g_assert_cmpint (least, <, GROWTH_ALLOWED_BYTES_EACH * (gssize) (times / PARTS));
  contract_make_driver (c);
  start_and_work (c);
  contract_free (c);
}

static gboolean
can_be_absent (const ContractRig *rig)
{
  return rig->unplug != NULL;
}

static gboolean
can_be_busy (const ContractRig *rig)
{
  return rig->begin != NULL;
}

static gboolean
can_be_at_fault (const ContractRig *rig)
{
  return rig->ail != NULL;
}

const ContractFault contract_life_faults[] = {
  { "opened and closed", opened_and_closed, NULL },
  { "stopped while absent", stopped_while_absent, can_be_absent },
  { "stopped while ready", stopped_while_ready, NULL },
  { "stopped while busy", stopped_while_busy, can_be_busy },
  { "stopped while at fault", stopped_while_at_fault, can_be_at_fault },
  { "stopped by a handler", stopped_by_a_handler, NULL },
  { "let go while stopped", let_go_while_stopped, NULL },
  { "let go while absent", let_go_while_absent, can_be_absent },
  { "let go while ready", let_go_while_ready, NULL },
  { "let go while busy", let_go_while_busy, can_be_busy },
  { "let go while at fault", let_go_while_at_fault, can_be_at_fault },
  { "let go by a handler", let_go_by_a_handler, NULL },
  { "reopened again and again", reopened, NULL },
  { NULL },
};
