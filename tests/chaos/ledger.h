/* SPDX-License-Identifier: Apache-2.0 */
/* A random life of an outbox, and what must be there after each step of it. A step is one call that answered; until it has
 * answered, all of it may be there, or nothing of it. */
#pragma once
#include "tests/sync/courier/outbox-rig.h"

/* A moment of the disk; the caller says what it counts. */
typedef guint (*LedgerNow) (gpointer data);

typedef struct {
  OutboxRig rig;
  GRand *rand;
  GArray *bytes; /* guint: size of each record's envelope */
  GPtrArray *steps; /* of struct Step */
  GPtrArray *marks; /* what the file of the numbers' mark held, and since when */
  LedgerNow now;
  gpointer now_data;
} Ledger;

typedef struct {
  guint lost; /* of what was answered */
  guint doubled; /* numbers that would be given out again */
  guint open; /* records that were answered at that moment */
} LedgerFindings;

/* Opens an outbox in a folder of its own and lives @steps steps. */
Ledger *ledger_new (GRand *rand, guint steps, guint max_bytes, LedgerNow now, gpointer now_data);
void ledger_free (Ledger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ledger, ledger_free)

/* @count more records. */
void ledger_seal (Ledger *ledger, guint count, guint max_bytes);

/* Puts the mark beside the database as it was at @moment. */
void ledger_restore_mark (Ledger *ledger, guint moment);
/* Opens what the disk holds and holds it against everything that was answered before @moment. Adds to @findings. */
void ledger_check (Ledger *ledger, guint moment, LedgerFindings *findings);
/* The outbox, opened by the caller, shows exactly what was there after some step. */
gboolean ledger_is_prefix (Ledger *ledger, YjOutbox *outbox);
/* The records after the last step. */
guint ledger_get_records (Ledger *ledger);
/* Size of record @n's envelope. */
guint ledger_get_bytes (Ledger *ledger, guint n);
