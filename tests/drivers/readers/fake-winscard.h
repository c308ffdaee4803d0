/* SPDX-License-Identifier: Apache-2.0 */
/* libpcsclite without pcscd, for what no virtual reader does: its functions take the place of the library's in the program that links this. */
#pragma once
#include "tests/drivers/readers/chip.h"
#include <winscard.h>

/* From any thread. */
/* @name NULL: pulled out. */
void fake_winscard_set_reader (const char *name);
/* A reader that is listed and out of order. */
void fake_winscard_set_broken (gboolean broken);
/* @chip NULL: taken out. Each call counts as one change; the chip is copied. */
void fake_winscard_set_card (const Chip *chip);
/* Two changes at once: a card is changed for another between two looks. */
void fake_winscard_swap_card (const Chip *chip);
/* Changes are kept from who waits, as a driver does that loses them; a look by somebody who does not wait sees them. */
void fake_winscard_lose_changes (gboolean lose);
/* The next commands get no answer, or (@result 0) they do. */
void fake_winscard_fail_transmit (LONG result);
/* Commands are not answered, and their calls do not come back, as long as the card is there. */
void fake_winscard_hold_transmit (gboolean hold);
/* Each answer takes so long. */
void fake_winscard_slow_transmit (guint msec);
/* Every call of SCardEstablishContext () has this result; 0: it works. */
void fake_winscard_refuse (LONG result);
/* SCardGetStatusChange () does not come back, whatever is asked. */
void fake_winscard_hang (gboolean hang);
/* So often the state was asked for, and so many threads are in there now. */
guint fake_winscard_get_looks (void);
guint fake_winscard_get_waiting (void);
