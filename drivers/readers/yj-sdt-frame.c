/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how frames of card readers are written and found again. */
#include "drivers/readers/yj-sdt-frame.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define LENGTH_BYTES 2
#define HELD_MAX_BYTES (2 * YJ_SDT_MAX_FRAME_BYTES)

/* What a frame is made of, and where its parts begin. */
typedef struct {
  guint8 preamble[5];
  gsize preamble_bytes;
  gsize length_surplus;     /* what the length counts besides the body */
  gsize checked_from;       /* the check covers all from here to itself */
  guint8 end[1];
  gsize end_bytes;          /* after the check */
  gsize body_min_bytes[2];  /* of a request, of an answer */
} Form;

static const Form forms[] = {
  [YJ_SDT_FRAMING_GA450] = { { 0xAA, 0xAA, 0xAA, 0x96, 0x69 }, 5, 1, 5, { 0 }, 0, { 2, 3 } },
  [YJ_SDT_FRAMING_STX] = { { 0x02 }, 1, 0, 1 + LENGTH_BYTES, { 0x03 }, 1, { 3, 2 } },
};

struct _YjSdtDecoder {
  const Form *form;
  gsize body_min_bytes;
  guint8 held[HELD_MAX_BYTES];
  gsize size;
  gsize done; /* bytes at the front that the last pop () handed out */
  gsize skipped;
};

YjSdtDecoder *
yj_sdt_decoder_new (YjSdtFraming framing, YjSdtDirection direction)
{
  YjSdtDecoder *self = g_new0 (YjSdtDecoder, 1);
  self->form = &forms[framing];
  self->body_min_bytes = self->form->body_min_bytes[direction];
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

  while (at < self->size && memcmp (self->held + at, self->form->preamble, MIN (self->form->preamble_bytes, self->size - at)) != 0)
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

/* The frame at the front is whole: are its check and its end right? */
static gboolean
is_right (YjSdtDecoder *self, gsize frame_bytes)
{
  const Form *form = self->form;
  gsize checked = frame_bytes - form->checked_from - form->end_bytes;

  return compute_check (self->held + form->checked_from, checked) == 0 &&
         memcmp (self->held + frame_bytes - form->end_bytes, form->end, form->end_bytes) == 0;
}

const guint8 *
yj_sdt_decoder_pop (YjSdtDecoder *self, gsize *size)
{
  const Form *form = self->form;
  gsize head = form->preamble_bytes + LENGTH_BYTES, length, whole;

  drop_done (self);
  for (find_preamble (self); self->size >= head; find_preamble (self)) {
    length = (gsize) self->held[head - 2] << 8 | self->held[head - 1];
    if (length >= self->body_min_bytes + form->length_surplus && length <= YJ_SDT_MAX_LENGTH) {
      *size = length - form->length_surplus;
      whole = head + *size + 1 + form->end_bytes;
      if (self->size < whole)
        return NULL;
      if (is_right (self, whole)) {
        self->done = whole;
        return self->held + head;
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
yj_sdt_frame_append (YjSdtFraming framing, GByteArray *out, const guint8 *body, gsize size)
{
  const Form *form = &forms[framing];
  guint begin = out->len;
  gsize length = size + form->length_surplus;
  const guint8 length_bytes[LENGTH_BYTES] = { (guint8) (length >> 8), (guint8) length };
  guint8 check;

  g_return_if_fail (size < YJ_SDT_MAX_LENGTH);
  g_byte_array_append (out, form->preamble, (guint) form->preamble_bytes);
  g_byte_array_append (out, length_bytes, sizeof length_bytes);
  g_byte_array_append (out, body, (guint) size);
  check = compute_check (out->data + begin + form->checked_from, out->len - begin - form->checked_from);
  g_byte_array_append (out, &check, 1);
  g_byte_array_append (out, form->end, (guint) form->end_bytes);
}
