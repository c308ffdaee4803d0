/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the talk with pcscd: which reader, whether a card is in it, one conversation with it, and when it is gone.
 *
 * pcscd tells changes; it is asked again every few seconds all the same, because a reader's driver can lose one. */
#include "drivers/transports/yj-pcsc-worker.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "drivers/transports/yj-pcsc-port.h"
#include <string.h>

/* pcscd answers at once where no card is asked; a card may take so long for the slowest command, and pcscd as long to give it up. */
#define SERVICE_MSEC 3000
#define CARD_MSEC 15000
#define LOOK_AGAIN_MSEC 2000
#define TRY_AGAIN_MSEC 500
/* pcscd looks for cards every 400 ms. */
#define GONE_MSEC 600
#define PNP_READER "\\\\?PnP?\\Notification"

typedef enum {
  SLOT_UNKNOWN,
  SLOT_EMPTY,
  CARD_SERVED, /* nothing more is said to it: it is watched until it is gone */
  CARD_TAKEN,  /* another program has it */
  CARD_UNSURE, /* it, or the reader, seems to be gone: look again */
} Outcome;

typedef struct {
  YjPcscRun *run;
  SCARDCONTEXT context;
  const char *reader;
  SCARDHANDLE card;
  DWORD protocol;
  Outcome last;
  DWORD count; /* how often a card was put in or taken out, as pcscd says, when @last came about */
} Slot;

static gboolean
is_card_gone (LONG result)
{
  return result == SCARD_W_REMOVED_CARD || result == SCARD_E_NO_SMARTCARD;
}

static gboolean
is_reader_gone (LONG result)
{
  return result == SCARD_E_UNKNOWN_READER || result == SCARD_E_READER_UNAVAILABLE || result == SCARD_E_NO_READERS_AVAILABLE;
}

/* libpcsclite calls it a violation of security when pcscd closes a connection at its beginning: because polkit says no, or because it dies. */
static gboolean
is_service_gone (LONG result)
{
  return result == SCARD_E_NO_SERVICE || result == SCARD_E_SERVICE_STOPPED || result == SCARD_F_COMM_ERROR ||
         result == SCARD_E_INVALID_HANDLE || result == SCARD_E_SERVER_TOO_BUSY || result == SCARD_W_SECURITY_VIOLATION;
}

static GError *
describe (LONG result)
{
  if (result == SCARD_S_SUCCESS || result == SCARD_E_CANCELLED)
    return NULL;
  return g_error_new (YJ_ERROR, is_service_gone (result) ? YJ_ERROR_DEVICE_ABSENT : YJ_ERROR_DEVICE_FAILED,
                      "the smart card service (pcscd) is away, or polkit refuses this account: %s", pcsc_stringify_error (result));
}

/* ---- one card ---- */

static LONG
tell_inserted (Slot *slot)
{
  guint8 message[3 + MAX_ATR_SIZE];
  DWORD atr_bytes = MAX_ATR_SIZE, state = 0, protocol = 0, reader_bytes = 0;
  LONG result = SCardStatus (slot->card, NULL, &reader_bytes, &state, &protocol, message + 3, &atr_bytes);

  if (result != SCARD_S_SUCCESS)
    return result;
  message[0] = slot->protocol == SCARD_PROTOCOL_T1 ? 1 : 0;
  message[1] = (guint8) (slot->count >> 8);
  message[2] = (guint8) slot->count;
  yj_pcsc_run_tell (slot->run, YJ_PCSC_INSERTED, message, 3 + atr_bytes);
  return SCARD_S_SUCCESS;
}

/* After a card failed to answer: TRUE when it is not there any more, or when another one is. pcscd needs a moment to see that. */
static gboolean
has_gone (Slot *slot)
{
  SCARD_READERSTATE state = { .szReader = slot->reader, .dwCurrentState = SCARD_STATE_UNAWARE };
  gint64 until = g_get_monotonic_time () + GONE_MSEC * 1000;

  for (gint64 left = GONE_MSEC; left > 0; left = (until - g_get_monotonic_time ()) / 1000) {
    LONG result = yj_pcsc_run_wait_change (slot->run, &state, (DWORD) left);

    if (result == SCARD_E_TIMEOUT)
      return FALSE;
    if (result != SCARD_S_SUCCESS || (state.dwEventState & SCARD_STATE_PRESENT) == 0 || state.dwEventState >> 16 != slot->count)
      return TRUE;
    state.dwCurrentState = state.dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
  }
  return FALSE;
}

/* FALSE: the conversation is over, in @outcome how. */
static gboolean
transmit (Slot *slot, const GByteArray *order, Outcome *outcome)
{
  const SCARD_IO_REQUEST *pci = slot->protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
  guint8 answer[MAX_BUFFER_SIZE];
  DWORD size = sizeof answer;
  LONG result = SCardTransmit (slot->card, pci, order->data + 1, order->len - 1, NULL, answer, &size);

  if (result == SCARD_S_SUCCESS)
    yj_pcsc_run_tell (slot->run, YJ_PCSC_ANSWER, answer, size);
  yj_secret_wipe (answer, sizeof answer);
  if (result == SCARD_S_SUCCESS)
    return TRUE;
  if (is_card_gone (result) || is_reader_gone (result) || is_service_gone (result) || has_gone (slot)) {
    *outcome = CARD_UNSURE;
    return FALSE;
  }
  yj_pcsc_run_tell (slot->run, YJ_PCSC_FAILED, NULL, 0);
  return TRUE;
}

static gboolean
power_again (Slot *slot, Outcome *outcome)
{
  LONG result = SCardReconnect (slot->card, yj_pcsc_run_get_share (slot->run), SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_UNPOWER_CARD,
                                &slot->protocol);

  if (result == SCARD_S_SUCCESS)
    result = tell_inserted (slot);
  if (result == SCARD_S_SUCCESS)
    return TRUE;
  *outcome = CARD_UNSURE;
  if (is_card_gone (result) || is_reader_gone (result) || is_service_gone (result) || has_gone (slot))
    return FALSE;
  yj_pcsc_run_tell (slot->run, YJ_PCSC_MUTE, NULL, 0);
  *outcome = CARD_SERVED;
  return FALSE;
}

/* Orders until one says that it is enough. */
static Outcome
obey (Slot *slot)
{
  Outcome outcome = CARD_SERVED;
  gboolean going = TRUE;

  while (going) {
    GByteArray *order;

    yj_pcsc_run_expect (slot->run, 0);
    order = yj_pcsc_run_take_order (slot->run);
    if (order == NULL)
      return CARD_SERVED;
    yj_pcsc_run_expect (slot->run, CARD_MSEC);
    if (order->data[0] == YJ_PCSC_TRANSMIT)
      going = transmit (slot, order, &outcome);
    else if (order->data[0] == YJ_PCSC_RESET)
      going = power_again (slot, &outcome);
    else
      going = FALSE;
    yj_secret_wipe (order->data, order->len);
    g_byte_array_unref (order);
  }
  return outcome;
}

static Outcome
converse (Slot *slot)
{
  Outcome outcome = CARD_UNSURE;
  LONG result;

  yj_pcsc_run_expect (slot->run, CARD_MSEC);
  result = SCardConnect (slot->context, slot->reader, yj_pcsc_run_get_share (slot->run), SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &slot->card,
                         &slot->protocol);
  if (result == SCARD_E_SHARING_VIOLATION)
    return CARD_TAKEN;
  if (is_card_gone (result) || is_reader_gone (result) || is_service_gone (result))
    return CARD_UNSURE;
  if (result != SCARD_S_SUCCESS) {
    if (has_gone (slot))
      return CARD_UNSURE;
    yj_pcsc_run_tell (slot->run, YJ_PCSC_MUTE, NULL, 0);
    return CARD_SERVED;
  }
  yj_pcsc_run_drop_orders (slot->run);
  /* In a transaction of another program, this waits. */
  if (SCardBeginTransaction (slot->card) == SCARD_S_SUCCESS) {
    if (tell_inserted (slot) == SCARD_S_SUCCESS)
      outcome = obey (slot);
    SCardEndTransaction (slot->card, SCARD_LEAVE_CARD);
  }
  yj_pcsc_run_expect (slot->run, SERVICE_MSEC);
  /* pcscd takes its power away after some seconds. Asked to do it now, pcscd 1.9 loses sight of a card that is changed in that moment. */
  SCardDisconnect (slot->card, SCARD_LEAVE_CARD);
  return outcome;
}

/* ---- one reader ---- */

static void
tell_empty (Slot *slot)
{
  yj_pcsc_run_tell (slot->run, YJ_PCSC_EMPTY, slot->reader, strlen (slot->reader));
  slot->last = SLOT_EMPTY;
}

static void
meet_card (Slot *slot, DWORD event)
{
  Outcome outcome = CARD_SERVED;

  if ((event & SCARD_STATE_MUTE) != 0)
    yj_pcsc_run_tell (slot->run, YJ_PCSC_MUTE, NULL, 0);
  else
    outcome = converse (slot);
  if (outcome == CARD_TAKEN && slot->last != CARD_TAKEN)
    yj_pcsc_run_tell (slot->run, YJ_PCSC_TAKEN, NULL, 0);
  slot->last = outcome;
}

/* What pcscd says of the slot, told on where it is news. */
static void
look (Slot *slot, DWORD event)
{
  gboolean is_same = slot->count == event >> 16;

  slot->count = event >> 16;
  if ((event & SCARD_STATE_PRESENT) == 0) {
    if (slot->last != SLOT_EMPTY)
      tell_empty (slot);
    return;
  }
  if (slot->last == CARD_SERVED && is_same)
    return;
  /* The first look at this reader; or another card already, and the one before was taken out unseen. */
  if (slot->last == SLOT_UNKNOWN || (slot->last != SLOT_EMPTY && !is_same))
    tell_empty (slot);
  meet_card (slot, event);
}

/* Until the reader is gone. @seen: whether pcscd knew its state at all. */
static LONG
attend (YjPcscRun *run, SCARDCONTEXT context, const char *reader, gboolean *seen)
{
  SCARD_READERSTATE state = { .szReader = reader, .dwCurrentState = SCARD_STATE_UNAWARE };
  Slot slot = { .run = run, .context = context, .reader = reader, .last = SLOT_UNKNOWN };

  for (;;) {
    LONG result = yj_pcsc_run_wait_change (run, &state, LOOK_AGAIN_MSEC);

    if (is_reader_gone (result))
      return SCARD_S_SUCCESS;
    if (result != SCARD_S_SUCCESS && result != SCARD_E_TIMEOUT)
      return result;
    if ((state.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_IGNORE)) != 0)
      return SCARD_S_SUCCESS;
    *seen = TRUE;
    if (result == SCARD_S_SUCCESS)
      look (&slot, state.dwEventState);
    state.dwCurrentState = state.dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
    yj_pcsc_run_expect (run, 0);
    if (slot.last == CARD_TAKEN || slot.last == CARD_UNSURE)
      yj_pcsc_run_pause (run, TRY_AGAIN_MSEC);
    if (slot.last == CARD_TAKEN || slot.last == CARD_UNSURE || result == SCARD_E_TIMEOUT)
      state.dwCurrentState = SCARD_STATE_UNAWARE;
  }
}

/* ---- all readers ---- */

/* The first reader whose name fits. (transfer full) (nullable) */
static char *
find_reader (SCARDCONTEXT context, const char *pattern, guint *readers, LONG *result)
{
  g_autofree char *names = NULL;
  char *found = NULL;
  DWORD size = 0;

  *readers = 0;
  *result = SCardListReaders (context, NULL, NULL, &size);
  if (*result == SCARD_S_SUCCESS) {
    names = g_malloc0 (size + 2); /* one may have come in between: SCARD_E_INSUFFICIENT_BUFFER, and the next look finds it */
    *result = SCardListReaders (context, NULL, names, &size);
  }
  if (*result == SCARD_E_NO_READERS_AVAILABLE || *result == SCARD_E_INSUFFICIENT_BUFFER)
    *result = SCARD_S_SUCCESS;
  for (const char *name = names; name != NULL && *name != '\0'; name += strlen (name) + 1) {
    (*readers)++;
    if (found == NULL && (*pattern == '\0' || g_pattern_match_simple (pattern, name)))
      found = g_strdup (name);
  }
  return found;
}

static LONG
await_reader (YjPcscRun *run, guint readers)
{
  SCARD_READERSTATE state = { .szReader = PNP_READER, .dwCurrentState = (DWORD) readers << 16 };
  LONG result = yj_pcsc_run_wait_change (run, &state, LOOK_AGAIN_MSEC);

  return result == SCARD_E_TIMEOUT ? SCARD_S_SUCCESS : result;
}

static LONG
watch (YjPcscRun *run, SCARDCONTEXT context)
{
  LONG result = SCARD_S_SUCCESS;
  gboolean told_none = FALSE;

  while (result == SCARD_S_SUCCESS && !yj_pcsc_run_is_ended (run)) {
    guint readers;
    g_autofree char *reader = NULL;

    yj_pcsc_run_expect (run, SERVICE_MSEC);
    reader = find_reader (context, yj_pcsc_run_get_pattern (run), &readers, &result);
    yj_pcsc_run_expect (run, 0);
    if (result == SCARD_S_SUCCESS && reader != NULL) {
      gboolean seen = FALSE;

      result = attend (run, context, reader, &seen);
      told_none = told_none && !seen;
    } else if (result == SCARD_S_SUCCESS && told_none) {
      result = await_reader (run, readers);
    }
    if (result == SCARD_S_SUCCESS && !told_none)
      yj_pcsc_run_tell (run, YJ_PCSC_NO_READER, NULL, 0);
    told_none = TRUE;
    /* A reader that is listed and out of order must not keep us busy. */
    if (result == SCARD_S_SUCCESS && reader != NULL)
      yj_pcsc_run_pause (run, TRY_AGAIN_MSEC);
  }
  return result;
}

GError *
yj_pcsc_worker_serve (YjPcscRun *run)
{
  SCARDCONTEXT context = 0;
  LONG result;

  yj_pcsc_run_expect (run, SERVICE_MSEC);
  result = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  if (result == SCARD_S_SUCCESS) {
    yj_pcsc_run_set_context (run, context);
    result = watch (run, context);
    yj_pcsc_run_set_context (run, 0);
    SCardReleaseContext (context);
  }
  return yj_pcsc_run_is_ended (run) ? NULL : describe (result);
}
