/* SPDX-License-Identifier: Apache-2.0 */
/* A pcscd of its own with the virtual reader vpcd, and cards to put into its two slots. pcscd has one fixed socket below /run, and vpcd
 * listens on fixed ports: so a test program that calls pcsc_rig_isolate () has its own /run and its own network. */
#pragma once
#include "tests/drivers/readers/chip.h"
#include <gio/gio.h>

typedef struct {
  GSubprocess *service; /* NULL while it is not running */
} PcscRig;

/* Before the program has a second thread. FALSE, and a word for g_test_skip () in @why, where this account may not. */
gboolean pcsc_rig_isolate (const char **why);
PcscRig *pcsc_rig_new (void);
/* Kills pcscd. */
void pcsc_rig_free (PcscRig *rig);
/* Starts pcscd, which is there a moment later; @with_reader: its virtual reader. */
void pcsc_rig_start (PcscRig *rig, gboolean with_reader);
/* As a crash does, and waited for. */
void pcsc_rig_kill (PcscRig *rig);
void pcsc_rig_signal (PcscRig *rig, int number);

/* A card in one of the slots (0 and 1). It is served by the main context, and gets into the slot as soon as pcscd is there. */
typedef struct {
  Chip chip;
  guint slot;
  gboolean mute;       /* no answer to reset that could be one */
  guint slow_msec;     /* before each answer to a command */
  guint tear_after;    /* taken out instead of the answer to this command, counted from 1; 0: never */
  guint commands;      /* so many came */
  guint powered;       /* so often it was powered */
  GSocketConnection *connection; /* (nullable) */
  GCancellable *cancellable;
  guint timer;
  guint8 frame[2 + 0xFFFF];
} PcscCard;

/* Puts a card in; @setup is copied. */
PcscCard *pcsc_card_insert (const PcscCard *setup);
/* Takes it out. */
void pcsc_card_remove (PcscCard *card);
