/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which command of ISO/IEC 7816-4 is answered how by the chip of a test. */
#include "tests/drivers/readers/chip.h"

static const guint8 application[] = { 0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF };

static gsize
say (guint8 *answer, guint16 status)
{
  answer[0] = (guint8) (status >> 8);
  answer[1] = (guint8) status;
  return 2;
}

static gsize
give (guint8 *answer, const guint8 *data, gsize size)
{
  memcpy (answer, data, size);
  return size + say (answer + size, 0x9000);
}

/* Over T=0 a command with data has no answer of its own: it is fetched. */
static gsize
offer (Chip *chip, guint8 *answer, const guint8 *data, gsize size)
{
  if (!chip->over_t0)
    return give (answer, data, size);
  memcpy (chip->pending, data, size);
  chip->pending_bytes = size;
  return say (answer, (guint16) (0x6100 | size));
}

static gsize
select_application (Chip *chip, const guint8 *command, gsize size, guint8 *answer)
{
  guint8 control[4 + sizeof application] = { 0x6F, 2 + sizeof application, 0x84, sizeof application };

  if (chip->kind == CHIP_FOREIGN || size < 5 + sizeof application || command[4] != sizeof application ||
      memcmp (command + 5, application, sizeof application) != 0)
    return say (answer, 0x6A82);
  memcpy (control + 4, application, sizeof application);
  chip->selected = TRUE;
  return offer (chip, answer, control, sizeof control);
}

static gsize
select_file (Chip *chip, const guint8 *command, gsize size, guint8 *answer)
{
  if (size < 7 || command[4] != 2 || command[5] != 0xEF || (command[6] != 0x05 && command[6] != 0x06))
    return say (answer, 0x6A82);
  chip->file = command[5] << 8 | command[6];
  return say (answer, 0x9000);
}

static gsize
read_record (Chip *chip, const guint8 *command, guint8 *answer)
{
  guint short_number = command[3] >> 3;
  guint file = short_number == 0 ? chip->file : 0xEF00 | short_number;
  const SocialRecord *record;

  if ((command[3] & 7) != 4 || (short_number != 0 && chip->no_short_numbers))
    return say (answer, 0x6A86);
  if (file != 0xEF05 && file != 0xEF06)
    return say (answer, 0x6A82);
  if (command[2] == 0 || command[2] > SOCIAL_CARD_RECORDS)
    return say (answer, 0x6A83);
  record = (file == 0xEF05 ? chip->files.card : chip->files.holder) + command[2] - 1;
  if (record->size == 0)
    return say (answer, 0x6A83);
  if (chip->kind == CHIP_LOCKED && file == 0xEF06)
    return say (answer, 0x6982);
  if (chip->over_t0 && command[4] != record->size)
    return say (answer, (guint16) (0x6C00 | record->size));
  return give (answer, record->bytes, record->size);
}

gsize
chip_answer (Chip *chip, const guint8 *command, gsize size, guint8 *answer)
{
  if (chip->kind == CHIP_GARBAGE) {
    answer[0] = 0x5A;
    return 1;
  }
  if (chip->kind == CHIP_ENDLESS)
    return say (answer, 0x6110);
  if (size < 5 || command[0] != 0x00)
    return say (answer, 0x6E00);
  if (command[1] == 0xC0)
    return command[4] == chip->pending_bytes && command[4] > 0 ? give (answer, chip->pending, chip->pending_bytes)
                                                               : say (answer, (guint16) (0x6C00 | chip->pending_bytes));
  if (command[1] == 0xA4 && command[2] == 0x04)
    return select_application (chip, command, size, answer);
  if (!chip->selected)
    return say (answer, 0x6A82);
  if (command[1] == 0xA4 && command[2] == 0x02)
    return select_file (chip, command, size, answer);
  return command[1] == 0xB2 ? read_record (chip, command, answer) : say (answer, 0x6D00);
}

void
chip_reset (Chip *chip)
{
  chip->selected = FALSE;
  chip->file = 0;
  chip->pending_bytes = 0;
}

gsize
chip_get_atr (const Chip *chip, guint8 atr[33])
{
  static const guint8 historical[] = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x90, 0x00 };
  gsize n = 0;

  atr[n++] = 0x3B;
  atr[n++] = chip->over_t0 ? 0x08 : 0x88;
  if (!chip->over_t0)
    atr[n++] = 0x01;
  memcpy (atr + n, historical, sizeof historical);
  n += sizeof historical;
  if (!chip->over_t0) {
    atr[n] = 0;
    for (gsize i = 1; i < n; i++)
      atr[n] ^= atr[i];
    n++;
  }
  return n;
}
