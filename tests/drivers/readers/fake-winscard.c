/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a reader, a slot and a card behind the functions of winscard.h that the port uses. */
#include "tests/drivers/readers/fake-winscard.h"

/* More than are there at a time. */
#define CONTEXTS 64

static GMutex lock;
static GCond changed;
static struct {
  char reader[64]; /* "": none */
  gboolean broken, present, losing, hanging, holding;
  guint slow_msec;
  Chip chip;
  DWORD count;
  LONG transmit_result, establish_result;
  guint looks, waiting, contexts;
  guint cancels[CONTEXTS]; /* of each context */
} fake = { .reader = "Fake 00 00" };

#define CHANGE(statement)                                                                                                                  \
  g_mutex_lock (&lock);                                                                                                                    \
  statement;                                                                                                                               \
  g_cond_broadcast (&changed);                                                                                                             \
  g_mutex_unlock (&lock)

void
fake_winscard_set_reader (const char *name)
{
  CHANGE (g_strlcpy (fake.reader, name != NULL ? name : "", sizeof fake.reader));
}

void
fake_winscard_set_broken (gboolean broken)
{
  CHANGE (fake.broken = broken);
}

static void
change_card (const Chip *chip, DWORD changes)
{
  fake.present = chip != NULL;
  fake.count += changes;
  if (chip != NULL)
    fake.chip = *chip;
}

void
fake_winscard_set_card (const Chip *chip)
{
  CHANGE (change_card (chip, 1));
}

void
fake_winscard_swap_card (const Chip *chip)
{
  CHANGE (change_card (chip, 2));
}

void
fake_winscard_lose_changes (gboolean lose)
{
  CHANGE (fake.losing = lose);
}

void
fake_winscard_fail_transmit (LONG result)
{
  CHANGE (fake.transmit_result = result);
}

void
fake_winscard_hold_transmit (gboolean hold)
{
  CHANGE (fake.holding = hold);
}

void
fake_winscard_slow_transmit (guint msec)
{
  CHANGE (fake.slow_msec = msec);
}

void
fake_winscard_refuse (LONG result)
{
  CHANGE (fake.establish_result = result);
}

void
fake_winscard_hang (gboolean hang)
{
  CHANGE (fake.hanging = hang);
}

guint
fake_winscard_get_looks (void)
{
  guint looks;

  CHANGE (looks = fake.looks);
  return looks;
}

guint
fake_winscard_get_waiting (void)
{
  guint waiting;

  CHANGE (waiting = fake.waiting);
  return waiting;
}

/* ---- winscard.h ---- */

const SCARD_IO_REQUEST g_rgSCardT0Pci = { SCARD_PROTOCOL_T0, sizeof (SCARD_IO_REQUEST) };
const SCARD_IO_REQUEST g_rgSCardT1Pci = { SCARD_PROTOCOL_T1, sizeof (SCARD_IO_REQUEST) };

LONG
SCardEstablishContext (DWORD scope, LPCVOID unused1, LPCVOID unused2, LPSCARDCONTEXT context)
{
  LONG result;

  CHANGE (result = fake.establish_result; *context = ++fake.contexts);
  return result;
}

LONG
SCardReleaseContext (SCARDCONTEXT context)
{
  return SCARD_S_SUCCESS;
}

LONG
SCardCancel (SCARDCONTEXT context)
{
  CHANGE (fake.cancels[(gsize) context % CONTEXTS]++);
  return SCARD_S_SUCCESS;
}

LONG
SCardListReaders (SCARDCONTEXT context, LPCSTR groups, LPSTR readers, LPDWORD size)
{
  gsize n;

  g_mutex_lock (&lock);
  n = strlen (fake.reader);
  if (n > 0 && readers != NULL)
    memcpy (readers, fake.reader, n + 1);
  if (readers != NULL)
    readers[n + 1] = '\0';
  *size = n + 2;
  g_mutex_unlock (&lock);
  return n > 0 ? SCARD_S_SUCCESS : SCARD_E_NO_READERS_AVAILABLE;
}

static LONG
look (SCARD_READERSTATE *state)
{
  if (state->szReader[0] == '\\') {
    state->dwEventState = (DWORD) (fake.reader[0] != '\0' ? 1 : 0) << 16;
    return SCARD_S_SUCCESS;
  }
  if (!g_str_equal (state->szReader, fake.reader))
    return SCARD_E_UNKNOWN_READER;
  if (fake.broken)
    state->dwEventState = SCARD_STATE_UNAVAILABLE;
  else
    state->dwEventState = fake.count << 16 | (fake.present ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY);
  return SCARD_S_SUCCESS;
}

LONG
SCardGetStatusChange (SCARDCONTEXT context, DWORD timeout, SCARD_READERSTATE *state, DWORD n)
{
  gint64 until = g_get_monotonic_time () + (gint64) timeout * 1000;
  DWORD known = state->dwCurrentState;
  guint cancels;
  LONG result = SCARD_E_TIMEOUT;

  g_assert_cmpuint (n, ==, 1);
  g_mutex_lock (&lock);
  fake.looks++;
  fake.waiting++;
  cancels = fake.cancels[(gsize) context % CONTEXTS];
  for (;;) {
    if (fake.hanging) {
      g_cond_wait (&changed, &lock);
      continue;
    }
    result = fake.cancels[(gsize) context % CONTEXTS] != cancels ? SCARD_E_CANCELLED : look (state);
    if (result != SCARD_S_SUCCESS || known == SCARD_STATE_UNAWARE || (state->dwEventState != known && !fake.losing))
      break;
    if (!g_cond_wait_until (&changed, &lock, until)) {
      result = SCARD_E_TIMEOUT;
      break;
    }
  }
  fake.waiting--;
  g_mutex_unlock (&lock);
  return result;
}

LONG
SCardConnect (SCARDCONTEXT context, LPCSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE card, LPDWORD protocol)
{
  LONG result;

  g_mutex_lock (&lock);
  result = !fake.present ? SCARD_E_NO_SMARTCARD : SCARD_S_SUCCESS;
  *card = 1;
  *protocol = fake.chip.over_t0 ? SCARD_PROTOCOL_T0 : SCARD_PROTOCOL_T1;
  chip_reset (&fake.chip);
  g_mutex_unlock (&lock);
  return result;
}

LONG
SCardReconnect (SCARDHANDLE card, DWORD share, DWORD protocols, DWORD how, LPDWORD protocol)
{
  SCARDHANDLE same;

  return SCardConnect (1, fake.reader, share, protocols, &same, protocol);
}

LONG
SCardDisconnect (SCARDHANDLE card, DWORD how)
{
  return SCARD_S_SUCCESS;
}

LONG
SCardBeginTransaction (SCARDHANDLE card)
{
  return SCARD_S_SUCCESS;
}

LONG
SCardEndTransaction (SCARDHANDLE card, DWORD how)
{
  return SCARD_S_SUCCESS;
}

LONG
SCardStatus (SCARDHANDLE card, LPSTR name, LPDWORD name_size, LPDWORD state, LPDWORD protocol, LPBYTE atr, LPDWORD atr_size)
{
  g_mutex_lock (&lock);
  *atr_size = chip_get_atr (&fake.chip, atr);
  g_mutex_unlock (&lock);
  return SCARD_S_SUCCESS;
}

LONG
SCardTransmit (SCARDHANDLE card, const SCARD_IO_REQUEST *pci, LPCBYTE command, DWORD size, SCARD_IO_REQUEST *unused, LPBYTE answer,
               LPDWORD answer_size)
{
  gint64 until = g_get_monotonic_time ();
  LONG result;

  g_mutex_lock (&lock);
  until += fake.slow_msec * 1000;
  while (fake.present && (fake.holding ? (g_cond_wait (&changed, &lock), TRUE) : g_cond_wait_until (&changed, &lock, until)))
    ;
  result = !fake.present ? SCARD_W_REMOVED_CARD : fake.transmit_result;
  if (result == SCARD_S_SUCCESS)
    *answer_size = chip_answer (&fake.chip, command, size, answer);
  g_mutex_unlock (&lock);
  return result;
}

const char *
pcsc_stringify_error (const LONG result)
{
  return "told by nobody";
}
