/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of machine-readable zones on a serial line, and one that types. The document is the specimen of ICAO 9303. */
#include "tests/drivers/contract/line-rig.h"
#include <linux/input.h>
#include <string.h>

static const char document[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r";

static void
feed (Contract *c)
{
  line_rig_send (c->device, document, strlen (document));
}

static void
send_half (gpointer device)
{
  line_rig_send (device, document, 60);
}

static void
begin (Contract *c)
{
  send_half (c->device);
}

static const ContractExcuse excuses[] = { LINE_RIG_EXCUSES, { NULL } };

static const ContractRig serial = { "mrz-reader (serial)",    "mrz-reader",   LINE_RIG_SERIAL,   .feed = feed,
                                    .answer = "read",         .begin = begin, .half = send_half, .says_half = "failed:card-unreadable",
                                    .excuses = excuses };
static const ContractRig keyboard = { "mrz-reader (keyboard)",  "mrz-reader",   LINE_RIG_KEYBOARD, .feed = feed,
                                      .answer = "read",         .begin = begin, .half = send_half, .says_half = "failed:card-unreadable",
                                      .excuses = excuses };

const ContractRig *const contract_rigs_mrz_reader[] = { &serial, &keyboard, NULL };
