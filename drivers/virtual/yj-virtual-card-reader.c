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
#define ADDRESS_UNITS 35

YjVirtualCardReader *
yj_virtual_card_reader_new (void)
{
  YjVirtualCardReader *self = g_new0 (YjVirtualCardReader, 1);
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
append_answer (GByteArray *out, guint8 status, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  const guint8 head[] = { 0, 0, status };

  g_byte_array_append (body, head, sizeof head);
  if (size > 0)
    g_byte_array_append (body, data, (guint) size);
  yj_sdt_frame_append (out, body->data, body->len);
  yj_secret_wipe (body->data, body->len);
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

/* Lengths, then text, photograph, and fingerprints of nobody. */
static void
answer_with_card (YjVirtualCardReader *self, guint fingerprint_bytes, GByteArray *out)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  append_length (data, YJ_ID_RECORD_BYTES);
  append_length (data, PHOTO_BYTES);
  if (fingerprint_bytes > 0)
    append_length (data, fingerprint_bytes);
  g_byte_array_append (data, g_bytes_get_data (self->record, NULL), YJ_ID_RECORD_BYTES);
  g_byte_array_append (data, g_bytes_get_data (self->photo, NULL), PHOTO_BYTES);
  for (guint i = 0; i < fingerprint_bytes; i++)
    g_byte_array_append (data, (const guint8 *) "\xAA\xAA\xAA\x96\x69" + i % 5, 1); /* a parser must not stop at these */
  append_answer (out, YJ_SDT_OK, data->data, data->len);
  yj_secret_wipe (data->data, data->len);
  self->was_read = TRUE;
  self->reads++;
}

static void
answer_read (YjVirtualCardReader *self, guint fingerprint_bytes, GByteArray *out)
{
  guint before = out->len;
  int cut = self->pull_after_bytes;

  if (!self->selected || self->mute || (self->pull_armed && cut < 0)) {
    append_answer (out, YJ_SDT_READ_FAILED, NULL, 0);
    if (self->pull_armed)
      yj_virtual_card_reader_remove (self);
    return;
  }
  answer_with_card (self, fingerprint_bytes, out);
  if (!self->pull_armed)
    return;
  yj_virtual_card_reader_remove (self);
  g_byte_array_set_size (out, MIN (out->len, before + (guint) cut));
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

void
yj_virtual_card_reader_answer (YjVirtualCardReader *self, const guint8 *body, gsize size, GByteArray *out)
{
  static const guint8 sam_id[16] = { 0x05, 0x03 };
  guint16 request = (guint16) (body[0] << 8 | (size > 1 ? body[1] : 0));

  self->requests++;
  if (self->error >= 0) {
    append_answer (out, (guint8) self->error, NULL, 0);
    if (self->error_times > 0 && --self->error_times == 0)
      self->error = -1;
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
