/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the turns between a command and its whole answer. */
#include "drivers/readers/yj-apdu.h"
#include "core/base/yj-secret.h"
#include <string.h>

/* An answer of 2 KiB needs 8; a card that gives a byte each time is not waited for. */
#define TURNS_MAX 24

enum { INS_GET_RESPONSE = 0xC0 };
enum { SW1_MORE = 0x61, SW1_WRONG_LE = 0x6C };

static void
compose (YjApdu *self, guint8 ins, guint8 p1, guint8 p2)
{
  const guint8 header[] = { 0x00, ins, p1, p2 };

  memcpy (self->command, header, sizeof header);
  self->command_bytes = sizeof header;
}

static void
append_le (YjApdu *self, guint8 le)
{
  self->command[self->command_bytes++] = le;
  self->has_le = TRUE;
}

void
yj_apdu_begin (YjApdu *self, guint8 ins, guint8 p1, guint8 p2, const guint8 *data, gsize size, int le)
{
  g_return_if_fail (size <= 255);
  yj_apdu_wipe (self);
  compose (self, ins, p1, p2);
  if (size > 0) {
    self->command[self->command_bytes++] = (guint8) size;
    memcpy (self->command + self->command_bytes, data, size);
    self->command_bytes += size;
  }
  if (le >= 0)
    append_le (self, (guint8) le);
}

static gboolean
keep (YjApdu *self, const guint8 *bytes, gsize size)
{
  if (size > sizeof self->answer - self->answer_bytes)
    return FALSE;
  memcpy (self->answer + self->answer_bytes, bytes, size);
  self->answer_bytes += size;
  return TRUE;
}

YjApduTurn
yj_apdu_take (YjApdu *self, const guint8 *bytes, gsize size)
{
  guint8 sw1, sw2;

  if (size < 2 || ++self->turns > TURNS_MAX || !keep (self, bytes, size - 2))
    return YJ_APDU_BROKEN;
  sw1 = bytes[size - 2];
  sw2 = bytes[size - 1];
  if (sw1 == SW1_WRONG_LE) {
    if (!self->has_le || size > 2 || self->command[self->command_bytes - 1] == sw2)
      return YJ_APDU_BROKEN;
    self->command[self->command_bytes - 1] = sw2;
    return YJ_APDU_MORE;
  }
  if (sw1 == SW1_MORE) {
    compose (self, INS_GET_RESPONSE, 0, 0);
    append_le (self, sw2);
    return YJ_APDU_MORE;
  }
  self->status = (guint16) (sw1 << 8 | sw2);
  return YJ_APDU_WHOLE;
}

void
yj_apdu_wipe (YjApdu *self)
{
  yj_secret_wipe (self, sizeof *self);
}
