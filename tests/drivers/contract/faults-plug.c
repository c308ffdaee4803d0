/* SPDX-License-Identifier: Apache-2.0 */
/* The faults of cables: a device that is pulled out in every state and put back, and is then found without help. */
#include "tests/drivers/contract/contract.h"

#define RETRIES 3
#define FLICKERS 12
/* As long as any driver leaves a device that is at fault alone. */
#define FAULT_LOOKED_AT_MSEC 2500

static guint
count_msec_until_found (Contract *c)
{
  contract_forget (c);
  contract_mend (c);
  return contract_await_ready (c);
}

/* A machine that is busy may keep the device's own program from its work: then it is pulled out and put back once more. */
static void
put_back (Contract *c)
{
  guint msec = count_msec_until_found (c);

  for (guint i = 0; i < RETRIES && msec > CONTRACT_RECOVERY_MSEC; i++) {
    c->rig->unplug (c->device);
    contract_await_absent (c);
    msec = MIN (msec, count_msec_until_found (c));
  }
  g_test_message ("%s: found after %u ms", c->rig->name, msec);
  g_assert_cmpuint (msec, <=, CONTRACT_RECOVERY_MSEC);
  contract_work (c);
}

static void
unplug_in (const ContractRig *rig, ContractPhase phase)
{
  Contract *c = contract_new (rig, TRUE);

  contract_bring_to (c, phase);
  rig->unplug (c->device);
  contract_await_absent (c);
  put_back (c);
  contract_free (c);
}

static void
plugged_in_after_the_start (const ContractRig *rig)
{
  Contract *c = contract_new (rig, FALSE);

  contract_bring_to (c, CONTRACT_ABSENT);
  put_back (c);
  contract_free (c);
}

static void
unplugged_while_stopped (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  contract_bring_to (c, CONTRACT_READY);
  contract_work (c);
  contract_stop (c);
  rig->unplug (c->device);
  contract_run (20);
  contract_forget (c);
  contract_start (c);
  contract_await_absent (c);
  put_back (c);
  contract_free (c);
}

static void
unplugged_while_ready (const ContractRig *rig)
{
  unplug_in (rig, CONTRACT_READY);
}

static void
unplugged_while_busy (const ContractRig *rig)
{
  unplug_in (rig, CONTRACT_BUSY);
}

/* Whoever knew it at fault may go on saying so: either way nobody can work with it, and the one thing that it must not be is ready. */
static void
unplugged_while_at_fault (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  contract_bring_to (c, CONTRACT_FAULT);
  rig->unplug (c->device);
  contract_run (FAULT_LOOKED_AT_MSEC);
  g_assert_cmpint (c->kind->get_state (c->driver), !=, YJ_DEVICE_READY);
  put_back (c);
  contract_free (c);
}

/* A bad contact: it ends in, and what was missed in between does not matter. */
static void
flickering (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  contract_bring_to (c, CONTRACT_READY);
  for (guint i = 0; i < FLICKERS; i++) {
    rig->unplug (c->device);
    contract_run (i * 7 % 20);
    rig->plug (c->device);
    contract_run (i * 11 % 30);
  }
  rig->unplug (c->device);
  contract_await_absent (c);
  put_back (c);
  contract_free (c);
}

static gboolean
can_be_unplugged (const ContractRig *rig)
{
  return rig->unplug != NULL;
}

static gboolean
can_be_unplugged_while_busy (const ContractRig *rig)
{
  return rig->unplug != NULL && rig->begin != NULL;
}

static gboolean
can_be_unplugged_while_at_fault (const ContractRig *rig)
{
  return rig->unplug != NULL && rig->ail != NULL;
}

const ContractFault contract_plug_faults[] = {
  { "plugged in after the start", plugged_in_after_the_start, can_be_unplugged },
  { "unplugged while stopped", unplugged_while_stopped, can_be_unplugged },
  { "unplugged while ready", unplugged_while_ready, can_be_unplugged },
  { "unplugged while busy", unplugged_while_busy, can_be_unplugged_while_busy },
  { "unplugged while at fault", unplugged_while_at_fault, can_be_unplugged_while_at_fault },
  { "flickering", flickering, can_be_unplugged },
  { NULL },
};
