/* SPDX-License-Identifier: Apache-2.0 */
/* A PC/SC reader without pcscd: the service's library is replaced by one whose reader and card are a test's. */
#include "tests/drivers/contract/contract.h"
#include "tests/drivers/readers/fake-winscard.h"

static void
plug (gpointer device)
{
  fake_winscard_set_reader ("Fake 00 00");
}

static void
unplug (gpointer device)
{
  fake_winscard_set_card (NULL);
  fake_winscard_set_reader (NULL);
}

static void
rest (gpointer device)
{
  fake_winscard_hang (FALSE);
  fake_winscard_hold_transmit (FALSE);
  fake_winscard_slow_transmit (0);
  fake_winscard_fail_transmit (0);
  fake_winscard_set_card (NULL);
}

static gpointer
make (const char *dir, GKeyFile *settings)
{
  g_key_file_set_string (settings, CONTRACT_GROUP, "port", "pcsc:");
  plug (NULL);
  rest (NULL);
  return g_strdup ("");
}

static void
put_in (ChipKind kind)
{
  Chip chip = { .kind = kind, .over_t0 = TRUE, .files = social_files_make (2, SOCIAL_NAME_GB, "") };

  fake_winscard_swap_card (&chip); /* the one that was read before is out */
}

static void
feed (Contract *c)
{
  put_in (CHIP_SOCIAL);
}

static void
send_garbage (gpointer device)
{
  put_in (CHIP_GARBAGE);
}

static void
send_half (gpointer device)
{
  fake_winscard_fail_transmit (SCARD_E_NOT_TRANSACTED);
  put_in (CHIP_SOCIAL);
}

static void
begin (Contract *c)
{
  fake_winscard_hold_transmit (TRUE);
  put_in (CHIP_SOCIAL);
}

static void
slow (gpointer device)
{
  fake_winscard_slow_transmit (50); /* what a slow chip takes for a record */
}

static void
mute (gpointer device)
{
  fake_winscard_hang (TRUE);
}

static const ContractExcuse excuses[] = {
  { "* while at fault", "a service that does not work is one that is not there" },
  { "short reads", "the service's library reads for it" },
  { "interrupted*", "the service's library reads for it" },
  { "a directory*", "the service has one socket of its own" },
  { "unreadable", "the service has one socket of its own" },
  { "had by*", "a card that another program has is waited for: test-pcsc-reader" },
  { NULL },
};

static const ContractRig rig = {
  "pcsc-reader", "pcsc-reader", .make = make, .free = g_free, .unplug = unplug, .plug = plug, .rest = rest, .feed = feed, .answer = "read",
  .begin = begin, .begun = "found", .slow = slow, .garbage = send_garbage, .half = send_half, .says_half = "failed:", .mute = mute,
  .is_on_a_line = TRUE, .reopenings = 100, .excuses = excuses,
};

const ContractRig *const contract_rigs_pcsc_reader[] = { &rig, NULL };
