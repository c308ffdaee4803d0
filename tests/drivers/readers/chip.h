/* SPDX-License-Identifier: Apache-2.0 */
/* The chip of a contact card, without a reader: commands in, answers out, as the real one keeps them. */
#pragma once
#include "tests/drivers/readers/social-card-data.h"
#include <string.h>

typedef enum {
  CHIP_SOCIAL,  /* a social-security card */
  CHIP_FOREIGN, /* a card without that application */
  CHIP_LOCKED,  /* its holder only for a key, as in specification 3.0 */
  CHIP_GARBAGE, /* answers bytes without sense */
  CHIP_ENDLESS, /* says for ever that more is there */
} ChipKind;

typedef struct {
  ChipKind kind;
  gboolean over_t0;          /* answers are fetched, and lengths must fit */
  gboolean no_short_numbers; /* a file must be selected */
  SocialFiles files;
  guint file; /* 0xEF05, 0xEF06, or 0: none selected */
  gboolean selected;
  guint8 pending[256];
  gsize pending_bytes;
} Chip;

/* What it answers to @command; gives the number of bytes in @answer (at least 258). */
gsize chip_answer (Chip *chip, const guint8 *command, gsize size, guint8 *answer);
/* As after power off and on. */
void chip_reset (Chip *chip);
/* Its answer to reset. */
gsize chip_get_atr (const Chip *chip, guint8 atr[33]);
