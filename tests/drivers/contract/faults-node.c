/* SPDX-License-Identifier: Apache-2.0 */
/* The faults of what stands at a device's path: something else, something forbidden, something that another program has. */
#include "tests/drivers/contract/contract-syscalls.h"
#include "tests/drivers/contract/contract.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* It is there and cannot be had: that is no missing cable, and the reason says so. @word: (nullable) stands in it. */
static void
await_fault (Contract *c, const char *word)
{
  contract_await (c, "state:fault");
  g_assert_cmpint (c->kind->get_state (c->driver), ==, YJ_DEVICE_FAULT);
  g_test_message ("%s", c->reason);
  if (word != NULL)
    g_assert_nonnull (strstr (c->reason, word));
}

/* Absent or at fault, with a reason: never ready, never hung. */
static void
await_refusal (Contract *c)
{
  if (c->kind->get_state == NULL) {
    contract_await_absent (c);
    return;
  }
  contract_await (c, "state:");
  g_assert_cmpint (c->kind->get_state (c->driver), !=, YJ_DEVICE_READY);
}

static void
come_right (Contract *c)
{
  contract_forget (c);
  contract_await_ready (c);
  contract_work (c);
  contract_free (c);
}

static void
a_directory (const ContractRig *rig)
{
  Contract *c = contract_new (rig, FALSE);

  g_assert_cmpint (g_mkdir (rig->get_node (c->device), 0700), ==, 0);
  contract_start (c);
  await_refusal (c);
  g_assert_cmpint (g_rmdir (rig->get_node (c->device)), ==, 0);
  rig->plug (c->device);
  come_right (c);
}

static void
unreadable (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  /* Of root the kernel would refuse nothing. */
  contract_syscalls_refuse (rig->get_node (c->device), EACCES);
  contract_start (c);
  await_fault (c, "yijian-devices");
  g_assert_cmpuint (contract_syscalls_count (), >, 0);
  contract_syscalls_reset ();
  come_right (c);
}

static void
busy (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  rig->occupy (c->device, TRUE);
  contract_start (c);
  await_fault (c, NULL);
  rig->occupy (c->device, FALSE);
  come_right (c);
}

static gboolean
has_node (const ContractRig *rig)
{
  return rig->get_node != NULL;
}

static gboolean
can_be_occupied (const ContractRig *rig)
{
  return rig->occupy != NULL;
}

const ContractFault contract_node_faults[] = {
  { "a directory in its place", a_directory, has_node },
  { "unreadable", unreadable, has_node },
  { "had by another program", busy, can_be_occupied },
  { NULL },
};
