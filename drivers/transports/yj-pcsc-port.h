/* SPDX-License-Identifier: Apache-2.0 */
/* A line to the contact card in a PC/SC reader, by the service pcscd. Addresses: pcsc:PATTERN uses the card alone, pcsc-shared:PATTERN in a
 * transaction beside other programs. PATTERN is one for the reader's name ("*" and "?"; all of them when empty); of several readers that
 * fit, the first in pcscd's order is used.
 *
 * Here, one piece is one message, in both directions; its first byte says what it is (below). Nothing on the opening thread waits for
 * pcscd, and yj_port_open () always succeeds: a service that is not there, refuses this account, goes away or hangs is told by "closed"
 * with YJ_ERROR_DEVICE_ABSENT, other troubles with _DEVICE_FAILED. */
#pragma once
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

/* From the reader. */
enum {
  YJ_PCSC_NO_READER = 'N', /* none whose name fits; waited for */
  YJ_PCSC_EMPTY = 'E',     /* no card; the name of the reader follows */
  YJ_PCSC_INSERTED = 'I',  /* a card, and it is ours: its protocol (0 or 1), how often cards were changed here (2 bytes, big-endian, as pcscd
                            * counts) and its answer to reset follow. Commands are waited for */
  YJ_PCSC_MUTE = 'M',      /* a card that gives no answer to reset; it is let go */
  YJ_PCSC_TAKEN = 'B',     /* a card that another program uses; tried again until it is free */
  YJ_PCSC_ANSWER = 'A',    /* to YJ_PCSC_TRANSMIT: answer and status follow */
  YJ_PCSC_FAILED = 'F',    /* to YJ_PCSC_TRANSMIT: none came, though the card is still there */
};

/* To the reader, each only after INSERTED, ANSWER or FAILED. */
enum {
  YJ_PCSC_TRANSMIT = 'T', /* a command (ISO/IEC 7816-4) follows */
  YJ_PCSC_RESET = 'R',    /* the card's power off and on; answered by INSERTED, MUTE or EMPTY */
  YJ_PCSC_DONE = 'D',     /* the card is let go and watched until it is gone */
};

#define YJ_TYPE_PCSC_PORT (yj_pcsc_port_get_type ())
G_DECLARE_FINAL_TYPE (YjPcscPort, yj_pcsc_port, YJ, PCSC_PORT, YjPort)

/* @address: pcsc:… or pcsc-shared:… (transfer full) */
YjPort *yj_pcsc_port_new (const char *address);
/* TRUE for the addresses above. */
gboolean yj_pcsc_port_is_address (const char *address);

G_END_DECLS
