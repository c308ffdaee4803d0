/* SPDX-License-Identifier: Apache-2.0 */
/* A code scanner on a serial line, and one that types. */
#include "tests/drivers/contract/line-rig.h"
#include <linux/input.h>
#include <string.h>

static void
feed (Contract *c)
{
  g_autofree char *code = g_strdup_printf ("A-%u\r", c->asked); /* the same one would be the one that still lies there */
  line_rig_send (c->device, code, strlen (code));
}

/* Silence ends a code: what is cut is a shorter one. */
static void
send_half (gpointer device)
{
  line_rig_send (device, "half", 4);
}

static void
begin (Contract *c)
{
  send_half (c->device);
}

static const ContractExcuse excuses[] = { LINE_RIG_EXCUSES, { NULL } };

static const ContractRig serial = { "line-scanner (serial)", "line-scanner", LINE_RIG_SERIAL,     .feed = feed,
                                    .answer = "read",        .begin = begin, .half = send_half,   .says_half = "read",
                                    .says_garbage = "read",  .excuses = excuses };
static const ContractRig keyboard = { "line-scanner (keyboard)", "line-scanner", LINE_RIG_KEYBOARD, .feed = feed,
                                      .answer = "read",          .begin = begin, .half = send_half, .says_half = "read",
                                      .excuses = excuses };

const ContractRig *const contract_rigs_line_scanner[] = { &serial, &keyboard, NULL };
