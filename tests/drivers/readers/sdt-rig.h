/* SPDX-License-Identifier: Apache-2.0 */
/* A reader driver on the line of a virtual reader, and what it says. */
#pragma once
#include "core/ports/yj-id-reader.h"
#include "tests/support/reader-rig.h"

G_BEGIN_DECLS

#define SDT_RIG_PATIENCE_SECONDS 60

/* What a reader said, in order: "state:ready", "found", "read:NAME", "failed:card-removed", "removed". */
typedef struct {
  YjIdReader *reader;
  GPtrArray *events;
  YjIdCard *last; /* (nullable) */
  const char *awaited;
  gboolean stop_when_found;
} SdtRig;

/* For main (): what the driver logs is kept. */
void sdt_rig_init (int *argc, char ***argv);
/* A test to come last: what was logged in all before has no name, number or address in it. */
void sdt_rig_test_log (void);

/* Created, listened to and started. (transfer full) */
SdtRig *sdt_rig_new (const char *port);
/* The same with one more setting, or another one than that a card is looked for every 30 ms. */
SdtRig *sdt_rig_new_set (const char *port, const char *key, const char *value);
/* Asserts that nobody else holds the reader. */
void sdt_rig_free (SdtRig *fixture);

/* Waits for an event that begins so, and forgets all up to now. */
void sdt_rig_await (SdtRig *fixture, const char *event);
/* Waits for @last; asserts that all up to now are @events, and forgets them. */
void sdt_rig_expect (SdtRig *fixture, const char *last, const char *events);

void sdt_rig_insert (ReaderRig *rig, const char *card);
/* "requests" or "reads", so far. */
gint64 sdt_rig_count (ReaderRig *rig, const char *what);
/* Runs until the reader was asked @n times more. */
void sdt_rig_let_poll (ReaderRig *rig, int n);

G_END_DECLS
