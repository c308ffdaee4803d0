/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver with a real pcscd of its own and a card in a virtual reader, for tests that are tables of cases. */
#pragma once
#include "tests/drivers/readers/pcsc-rig.h"
#include "tests/drivers/readers/reader-events.h"

#define PCSC_READ "read:" SOCIAL_NAME ":" SOCIAL_NUMBER " "

typedef struct {
  PcscRig *rig;
  PcscCard *card; /* (nullable) */
  ReaderEvents events;
} PcscFixture;

typedef struct {
  void (*run) (PcscFixture *f);
  const char *name;
} PcscCase;

/* Runs @cases below /readers/@path, each with a pcscd that has just begun; skipped where nobody may have one. For main (), before
 * anything has a thread. */
int pcsc_fixture_run (int argc, char **argv, const char *path, const PcscCase *cases, guint n);
/* Opens @port; nothing is awaited. */
void pcsc_fixture_start (PcscFixture *f, const char *port);
/* The service is away at first where it was started a moment ago. */
void pcsc_fixture_await_ready (PcscFixture *f);
/* Exactly @awaited is said, from the last call on. */
void pcsc_fixture_await (PcscFixture *f, const char *awaited);
/* A card that is read; what it is, not yet in a reader. */
PcscCard pcsc_fixture_make_card (void);
/* In place of the one that is there. */
void pcsc_fixture_insert (PcscFixture *f, const PcscCard *card);
void pcsc_fixture_take_out (PcscFixture *f);
/* Whether the environment asks for the long forms. */
gboolean pcsc_fixture_is_long (void);
