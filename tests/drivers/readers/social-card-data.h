/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a social-security card of nobody (area 000000), in the two arrangements of LD/T 32: shared by tests and the virtual card. */
#pragma once
#include <glib.h>
#include <string.h>

#define SOCIAL_CARD_RECORDS 8

typedef struct {
  gsize size; /* 0: no such record */
  guint8 bytes[40];
} SocialRecord;

typedef struct {
  SocialRecord card[SOCIAL_CARD_RECORDS];   /* EF05, from 0 */
  SocialRecord holder[SOCIAL_CARD_RECORDS]; /* EF06 */
} SocialFiles;

/* @edition 1: without the rest of the name; 2: with it. @name, @name_rest: in GB 18030. */
static inline void
social_record_put (SocialRecord *record, guint8 tag, const void *value, gsize size, gsize place)
{
  record->size = place + 2;
  record->bytes[0] = tag;
  record->bytes[1] = (guint8) place;
  for (gsize i = 0; i < place; i++)
    record->bytes[2 + i] = i < size ? ((const guint8 *) value)[i] : 0;
}

static inline SocialFiles
social_files_make (guint edition, const char *name, const char *name_rest)
{
  SocialFiles files = { 0 };
  guint n = 0;

  social_record_put (&files.card[0], 0x01, "\x00\x00\x00", 3, 16);
  social_record_put (&files.card[1], 0x02, "3", 1, 1);
  social_record_put (&files.card[2], 0x03, edition == 1 ? "1.00" : "2.00", 4, 4);
  social_record_put (&files.card[3], 0x04, "\x91", 1, 12);
  social_record_put (&files.card[4], 0x05, "\x20\x16\x03\x12", 4, 4);
  social_record_put (&files.card[5], 0x06, "\x20\x36\x03\x12", 4, 4);
  social_record_put (&files.card[6], 0x07, "A00000000", 9, 9);
  social_record_put (&files.holder[n++], 0x08, "000000199001010026", 18, 18);
  social_record_put (&files.holder[n++], 0x09, name, strlen (name), 30);
  if (edition > 1)
    social_record_put (&files.holder[n++], 0x4E, name_rest, strlen (name_rest), 20);
  social_record_put (&files.holder[n++], 0x0A, "2", 1, 1);
  social_record_put (&files.holder[n++], 0x0B, "\x01", 1, 1);
  social_record_put (&files.holder[n++], 0x0C, "\x00\x00\x00", 3, 3);
  social_record_put (&files.holder[n++], 0x0D, "\x19\x90\x01\x01", 4, 4);
  return files;
}

/* 王晓慧 in GB 2312. */
#define SOCIAL_NAME_GB "\xCD\xF5\xCF\xFE\xBB\xDB"
#define SOCIAL_NAME "王晓慧"
#define SOCIAL_NUMBER "000000199001010026"
