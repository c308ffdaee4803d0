/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a card reader remembers between requests, and its answers byte for byte. */
#include "drivers/virtual/yj-virtual-card-reader.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-id-card-json.h"
#include "core/identity/yj-id-record.h"
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/readers/yj-sdt-steps.h"
#include <string.h>

#define PHOTO_BYTES 1024
#define FINGERPRINT_BYTES 1024
#define NUMBER_OFFSET 122
#define NUMBER_BYTES 36
#define ADDRESS_UNITS 35

YjVirtualCardReader *
yj_virtual_card_reader_new (YjSdtFraming framing)
{
  YjVirtualCardReader *self = g_new0 (YjVirtualCardReader, 1);
  self->framing = framing;
  self->error = self->refusal = -1;
  self->pull_after_bytes = -1;
  return self;
}

void
yj_virtual_card_reader_reset (YjVirtualCardReader *self)
{
  self->found = self->selected = self->was_read = FALSE;
}

void
yj_virtual_card_reader_remove (YjVirtualCardReader *self)
{
  g_clear_pointer (&self->record, g_bytes_unref);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->new_address, g_bytes_unref);
  self->kind = NULL;
  self->mute = self->silent = self->foreign = self->pull_armed = FALSE;
  yj_virtual_card_reader_reset (self);
}

void
yj_virtual_card_reader_free (YjVirtualCardReader *self)
{
  yj_virtual_card_reader_remove (self);
  g_free (self);
}

gboolean
yj_virtual_card_reader_has_card (YjVirtualCardReader *self)
{
  return self->record != NULL || self->mute || self->foreign;
}

/* (transfer full) (nullable): NULL with @error unless @address fits into 35 units. */
static GBytes *
encode_address (const char *address, GError **error)
{
  glong n = 0;
  g_autofree gunichar2 *units = g_utf8_to_utf16 (address, -1, NULL, &n, NULL);
  guint8 bytes[2 * ADDRESS_UNITS];

  if (units == NULL || n > ADDRESS_UNITS) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/new_address: at most 35 characters are needed");
    return NULL;
  }
  for (glong i = 0; i < ADDRESS_UNITS; i++) {
    gunichar2 unit = i < n ? units[i] : ' ';
    bytes[2 * i] = (guint8) (unit & 0xff);
    bytes[2 * i + 1] = (guint8) (unit >> 8);
  }
  return yj_secret_bytes_new (bytes, sizeof bytes);
}

/* 1,024 bytes: what the card has, and zeros after it. */
static GBytes *
pad_photo (const YjIdCard *card)
{
  guint8 photo[PHOTO_BYTES] = { 0 };
  gsize size = 0;
  const guint8 *bytes = card->photo != NULL ? g_bytes_get_data (card->photo, &size) : NULL;

  if (bytes != NULL)
    memcpy (photo, bytes, MIN (size, sizeof photo));
  return yj_secret_bytes_new (photo, sizeof photo);
}

gboolean
yj_virtual_card_reader_insert (YjVirtualCardReader *self, const json_t *json, GError **error)
{
  g_autoptr (YjIdCard) card = NULL;
  g_autoptr (GBytes) address = NULL;
  const char *new_address = yj_json_string (json, "new_address");
  guint8 record[YJ_ID_RECORD_BYTES];

  if (yj_virtual_card_reader_has_card (self)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "a card lies there: REMOVE it first");
    return FALSE;
  }
  card = yj_id_card_from_json (json, error);
  if (card == NULL || !yj_id_record_write (card, record, error))
    return FALSE;
  if (new_address != NULL) {
    address = encode_address (new_address, error);
    if (address == NULL)
      return FALSE;
  }
  self->record = yj_secret_bytes_new (record, sizeof record);
  self->photo = pad_photo (card);
  self->new_address = g_steal_pointer (&address);
  self->kind = yj_id_kind_nick (card->kind);
  yj_secret_wipe (record, sizeof record);
  return TRUE;
}

static void
append_body (YjSdtFraming framing, GByteArray *out, const guint8 *status, guint status_bytes, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, status, status_bytes);
  if (size > 0)
    g_byte_array_append (body, data, (guint) size);
  yj_sdt_frame_append (framing, out, body->data, body->len);
  yj_secret_wipe (body->data, body->len);
}

static void
append_answer (GByteArray *out, guint8 status, const guint8 *data, gsize size)
{
  const guint8 head[] = { 0, 0, status };
  append_body (YJ_SDT_FRAMING_GA450, out, head, sizeof head, data, size);
}

static void
answer_find (YjVirtualCardReader *self, GByteArray *out)
{
  static const guint8 zeros[4] = { 0 };

  self->selected = FALSE;
  self->found = yj_virtual_card_reader_has_card (self) && !self->was_read;
  append_answer (out, self->found ? YJ_SDT_CARD_FOUND : YJ_SDT_NO_CARD, zeros, self->found ? sizeof zeros : 0);
}

static void
answer_select (YjVirtualCardReader *self, GByteArray *out)
{
  static const guint8 zeros[8] = { 0 };
  guint8 refusal = self->refusal >= 0 ? (guint8) self->refusal : self->foreign ? YJ_SDT_WRONG_CARD : YJ_SDT_SELECT_FAILED;

  self->selected = self->found && self->record != NULL && !self->mute && !self->foreign && self->refusal < 0;
  if (self->mute && self->silent)
    return;
  append_answer (out, self->selected ? YJ_SDT_OK : refusal, zeros, self->selected ? sizeof zeros : 0);
}

static void
append_length (GByteArray *data, gsize size)
{
  const guint8 length[] = { (guint8) (size >> 8), (guint8) size };
  g_byte_array_append (data, length, sizeof length);
}

/* Lengths, then text, photograph, and fingerprints of nobody. (transfer full) */
static GByteArray *
gather_card (YjVirtualCardReader *self, guint fingerprint_bytes)
{
  GByteArray *data = g_byte_array_new ();

  append_length (data, YJ_ID_RECORD_BYTES);
  append_length (data, PHOTO_BYTES);
  if (fingerprint_bytes > 0)
    append_length (data, fingerprint_bytes);
  g_byte_array_append (data, g_bytes_get_data (self->record, NULL), YJ_ID_RECORD_BYTES);
  g_byte_array_append (data, g_bytes_get_data (self->photo, NULL), PHOTO_BYTES);
  for (guint i = 0; i < fingerprint_bytes; i++)
    g_byte_array_append (data, (const guint8 *) "\xAA\xAA\xAA\x96\x69" + i % 5, 1); /* a parser must not stop at these */
  return data;
}

static void
answer_with_card (YjVirtualCardReader *self, guint fingerprint_bytes, GByteArray *out)
{
  g_autoptr (GByteArray) data = gather_card (self, fingerprint_bytes);

  append_answer (out, YJ_SDT_OK, data->data, data->len);
  yj_secret_wipe (data->data, data->len);
  self->was_read = TRUE;
  self->reads++;
}

/* What a pull in the middle of a read leaves of the answer that began at @before. */
static void
pull_card (YjVirtualCardReader *self, GByteArray *out, guint before)
{
  int cut = self->pull_after_bytes;

  yj_virtual_card_reader_remove (self);
  g_byte_array_set_size (out, MIN (out->len, before + (guint) cut));
}

static void
answer_read (YjVirtualCardReader *self, guint fingerprint_bytes, GByteArray *out)
{
  guint before = out->len;

  if (!self->selected || self->mute || (self->pull_armed && self->pull_after_bytes < 0)) {
    append_answer (out, YJ_SDT_READ_FAILED, NULL, 0);
    if (self->pull_armed)
      yj_virtual_card_reader_remove (self);
    return;
  }
  answer_with_card (self, fingerprint_bytes, out);
  if (self->pull_armed)
    pull_card (self, out, before);
}

static void
answer_address (YjVirtualCardReader *self, GByteArray *out)
{
  gsize size = 0;
  const guint8 *bytes = self->new_address != NULL ? g_bytes_get_data (self->new_address, &size) : NULL;

  if (!self->selected || self->mute)
    append_answer (out, YJ_SDT_READ_FAILED, NULL, 0);
  else
    append_answer (out, bytes != NULL ? YJ_SDT_OK : YJ_SDT_NO_SUCH_ITEM, bytes, size);
}

static gboolean
is_readable (YjVirtualCardReader *self)
{
  return self->record != NULL && !self->mute && !self->foreign && self->refusal < 0 && self->error < 0 &&
         !(self->pull_armed && self->pull_after_bytes < 0);
}

/* One request reads all, or, CA 01 02, the number alone; a card is read as often as it is asked for. What such readers say when there
 * is none is not published: anything but 90 00 will do. */
static void
answer_stx (YjVirtualCardReader *self, const guint8 *body, gsize size, GByteArray *out)
{
  static const guint8 done[] = { 0x90, 0x00 }, no_card[] = { 0x00, 0x80 }, unknown[] = { 0x00, 0x24 };
  gboolean known = size == 3 && body[0] == 0xCA && body[1] == 0x01 && (body[2] == 0x00 || body[2] == 0x02);
  g_autoptr (GByteArray) data = NULL;
  guint before = out->len;

  if (!known || !is_readable (self)) {
    append_body (self->framing, out, known ? no_card : unknown, 2, NULL, 0);
    if (self->pull_armed && known)
      yj_virtual_card_reader_remove (self);
    return;
  }
  data = gather_card (self, self->fingerprint_bytes);
  if (body[2] == 0x02)
    append_body (self->framing, out, done, 2, data->data + 4 + NUMBER_OFFSET, NUMBER_BYTES);
  else
    append_body (self->framing, out, done, 2, data->data, data->len);
  yj_secret_wipe (data->data, data->len);
  self->reads++;
  if (self->pull_armed)
    pull_card (self, out, before);
}

static gboolean
answer_as_told (YjVirtualCardReader *self, GByteArray *out)
{
  const guint8 words[] = { 0, 0, (guint8) self->error };
  gboolean stx = self->framing == YJ_SDT_FRAMING_STX;

  if (self->error < 0)
    return FALSE;
  append_body (self->framing, out, stx ? words + 1 : words, stx ? 2 : 3, NULL, 0);
  if (self->error_times > 0 && --self->error_times == 0)
    self->error = -1;
  return TRUE;
}

void
yj_virtual_card_reader_answer (YjVirtualCardReader *self, const guint8 *body, gsize size, GByteArray *out)
{
  static const guint8 sam_id[16] = { 0x05, 0x03 };
  guint16 request = (guint16) (body[0] << 8 | (size > 1 ? body[1] : 0));

  self->requests++;
  if (answer_as_told (self, out))
    return;
  if (self->framing == YJ_SDT_FRAMING_STX) {
    answer_stx (self, body, size, out);
    return;
  }
  switch (request) {
  case 0x10FF: /* reset */
    yj_virtual_card_reader_reset (self);
    append_answer (out, YJ_SDT_OK, NULL, 0);
    break;
  case 0x11FF:
    append_answer (out, YJ_SDT_OK, NULL, 0);
    break;
  case 0x12FF:
    append_answer (out, YJ_SDT_OK, sam_id, sizeof sam_id);
    break;
  case 0x2001:
    answer_find (self, out);
    break;
  case 0x2002:
    answer_select (self, out);
    break;
  case 0x3001:
    answer_read (self, self->fingerprint_bytes, out);
    break;
  case 0x3010: /* with fingerprints */
    answer_read (self, self->fingerprint_bytes > 0 ? self->fingerprint_bytes : FINGERPRINT_BYTES, out);
    break;
  case 0x3003:
    answer_address (self, out);
    break;
  default:
    append_answer (out, 0x24, NULL, 0); /* unknown command */
  }
}
