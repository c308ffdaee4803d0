/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how frames of card readers are written and found again. */
#include "drivers/readers/yj-sdt-frame.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define HEAD_BYTES (YJ_SDT_PREAMBLE_BYTES + 2)
#define HELD_MAX_BYTES (2 * YJ_SDT_MAX_FRAME_BYTES)

static const guint8 preamble[YJ_SDT_PREAMBLE_BYTES] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69 };

struct _YjSdtDecoder {
  YjSdtDirection direction;
  guint8 held[HELD_MAX_BYTES];
  gsize size;
  gsize done; /* bytes at the front that the last pop () handed out */
  gsize skipped;
};

YjSdtDecoder *
yj_sdt_decoder_new (YjSdtDirection direction)
{
  YjSdtDecoder *self = g_new0 (YjSdtDecoder, 1);
  self->direction = direction;
  return self;
}

void
yj_sdt_decoder_free (YjSdtDecoder *self)
{
  if (self == NULL)
    return;
  yj_secret_wipe (self, sizeof *self);
  g_free (self);
}

static void
drop_front (YjSdtDecoder *self, gsize n)
{
  gsize before = self->size;

  self->size -= n;
  memmove (self->held, self->held + n, self->size);
  yj_secret_wipe (self->held + self->size, before - self->size);
}

static void
skip (YjSdtDecoder *self, gsize n)
{
  self->skipped += n;
  drop_front (self, n);
}

void
yj_sdt_decoder_clear (YjSdtDecoder *self)
{
  self->done = 0;
  drop_front (self, self->size);
}

static void
drop_done (YjSdtDecoder *self)
{
  drop_front (self, self->done);
  self->done = 0;
}

void
yj_sdt_decoder_push (YjSdtDecoder *self, const guint8 *bytes, gsize size)
{
  drop_done (self);
  if (size > HELD_MAX_BYTES) {
    self->skipped += size - HELD_MAX_BYTES;
    bytes += size - HELD_MAX_BYTES;
    size = HELD_MAX_BYTES;
  }
  if (self->size + size > HELD_MAX_BYTES)
    skip (self, self->size + size - HELD_MAX_BYTES);
  memcpy (self->held + self->size, bytes, size);
  self->size += size;
}

/* Brings the next preamble, or what may become one, to the front. */
static void
find_preamble (YjSdtDecoder *self)
{
  gsize at = 0;

  while (at < self->size && memcmp (self->held + at, preamble, MIN (sizeof preamble, self->size - at)) != 0)
    at++;
  skip (self, at);
}

static guint8
compute_check (const guint8 *bytes, gsize size)
{
  guint8 check = 0;
  for (gsize i = 0; i < size; i++)
    check ^= bytes[i];
  return check;
}

const guint8 *
yj_sdt_decoder_pop (YjSdtDecoder *self, gsize *size)
{
  gsize length;

  drop_done (self);
  for (find_preamble (self); self->size >= HEAD_BYTES; find_preamble (self)) {
    length = (gsize) self->held[YJ_SDT_PREAMBLE_BYTES] << 8 | self->held[YJ_SDT_PREAMBLE_BYTES + 1];
    if (length >= (gsize) self->direction && length <= YJ_SDT_MAX_LENGTH) {
      if (self->size < HEAD_BYTES + length)
        return NULL;
      if (compute_check (self->held + YJ_SDT_PREAMBLE_BYTES, 2 + length) == 0) {
        self->done = HEAD_BYTES + length;
        *size = length - 1;
        return self->held + HEAD_BYTES;
      }
    }
    skip (self, 1); /* only one: a true frame may begin inside a false one */
  }
  return NULL;
}

gboolean
yj_sdt_decoder_give_up (YjSdtDecoder *self)
{
  drop_done (self);
  if (self->size > 0)
    skip (self, 1);
  return self->size > 0;
}

gsize
yj_sdt_decoder_get_skipped_bytes (YjSdtDecoder *self)
{
  return self->skipped;
}

void
yj_sdt_frame_append (GByteArray *out, const guint8 *body, gsize size)
{
  guint8 length[2] = { (guint8) ((size + 1) >> 8), (guint8) (size + 1) };
  guint8 check = compute_check (length, sizeof length) ^ compute_check (body, size);

  g_return_if_fail (size < YJ_SDT_MAX_LENGTH);
  g_byte_array_append (out, preamble, sizeof preamble);
  g_byte_array_append (out, length, sizeof length);
  g_byte_array_append (out, body, (guint) size);
  g_byte_array_append (out, &check, 1);
}

void
yj_sdt_request_write (guint8 command, guint8 parameter, guint8 out[YJ_SDT_REQUEST_BYTES])
{
  memcpy (out, preamble, sizeof preamble);
  out[5] = 0;
  out[6] = 3;
  out[7] = command;
  out[8] = parameter;
  out[9] = compute_check (out + YJ_SDT_PREAMBLE_BYTES, 4);
}
