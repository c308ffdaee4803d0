/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of requests and status codes of card readers, and where an answer holds which part. */
#include "drivers/readers/yj-sdt-steps.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-id-record.h"

#define STATUS_BYTES 3
#define READ_HEAD_BYTES (STATUS_BYTES + 4)
#define ADDRESS_BYTES 70
/* An answer to SELECT carries eight zeros; anything much longer answers a READ. */
#define SELECT_MAX_BYTES (STATUS_BYTES + 32)

static const YjSdtRequest requests[] = {
  [YJ_SDT_STEP_STATUS] = { "status", 0x11, 0xFF, 500, 800 },
  [YJ_SDT_STEP_FIND] = { "find", 0x20, 0x01, 500, 800 },
  [YJ_SDT_STEP_SELECT] = { "select", 0x20, 0x02, 800, 1000 },
  [YJ_SDT_STEP_READ] = { "read", 0x30, 0x01, 3000, 6000 },
  [YJ_SDT_STEP_ADDRESS] = { "address", 0x30, 0x03, 1000, 1500 },
  [YJ_SDT_STEP_WATCH] = { "watch", 0x30, 0x03, 1000, 1500 },
};

static const struct {
  guint8 status;
  YjSdtMeaning meaning;
  const char *text;
} statuses[] = {
  { 0x10, YJ_SDT_MEANS_GARBLED, "10: checksum error" },
  { 0x11, YJ_SDT_MEANS_GARBLED, "11: length error" },
  { 0x21, YJ_SDT_MEANS_REFUSED, "21: bad command" },
  { 0x23, YJ_SDT_MEANS_REFUSED, "23: no right" },
  { 0x24, YJ_SDT_MEANS_REFUSED, "24: unknown command" },
  { 0x31, YJ_SDT_MEANS_CARD, "31: card rejects reader" },
  { 0x32, YJ_SDT_MEANS_CARD, "32: reader rejects card" },
  { 0x33, YJ_SDT_MEANS_CARD, "33: verification failed" },
  { 0x40, YJ_SDT_MEANS_FOREIGN, "40: wrong card" },
  { 0x41, YJ_SDT_MEANS_CARD, "41: read failed" },
  { 0x47, YJ_SDT_MEANS_CARD, "47: random number failed" },
  { 0x60, YJ_SDT_MEANS_FAULT, "60: self-test failed" },
  { 0x66, YJ_SDT_MEANS_FAULT, "66: security module not authorised" },
  { 0x80, YJ_SDT_MEANS_NO_CARD, "80: no card" },
  { 0x81, YJ_SDT_MEANS_CARD, "81: select failed" },
  { 0x90, YJ_SDT_MEANS_OK, "90: ok" },
  { 0x91, YJ_SDT_MEANS_OK, "91: no such item" },
  { 0x9F, YJ_SDT_MEANS_OK, "9F: card found" },
};

const YjSdtRequest *
yj_sdt_step_get_request (YjSdtStep step)
{
  return &requests[step];
}

YjSdtMeaning
yj_sdt_status_get_meaning (guint8 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].meaning;
  return YJ_SDT_MEANS_REFUSED;
}

const char *
yj_sdt_status_describe (guint8 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].text;
  return "a status that GA 450 does not name";
}

gboolean
yj_sdt_step_accepts (YjSdtStep step, const guint8 *body, gsize size)
{
  guint8 status = body[2];
  gsize data = size - STATUS_BYTES;

  if (yj_sdt_status_get_meaning (status) != YJ_SDT_MEANS_OK)
    return data == 0;
  switch (step) {
  case YJ_SDT_STEP_STATUS:
    return status == YJ_SDT_OK && data == 0;
  case YJ_SDT_STEP_FIND:
    return status == YJ_SDT_CARD_FOUND;
  case YJ_SDT_STEP_SELECT:
    return status == YJ_SDT_OK && size <= SELECT_MAX_BYTES;
  case YJ_SDT_STEP_READ:
    return status == YJ_SDT_OK && size >= READ_HEAD_BYTES + YJ_ID_RECORD_BYTES;
  case YJ_SDT_STEP_ADDRESS:
  case YJ_SDT_STEP_WATCH:
    return status == YJ_SDT_NO_SUCH_ITEM || (status == YJ_SDT_OK && size < READ_HEAD_BYTES + YJ_ID_RECORD_BYTES);
  }
  return FALSE;
}

YjIdCard *
yj_sdt_read_parse (const guint8 *body, gsize size, GError **error)
{
  const guint8 *data = body + STATUS_BYTES;
  gsize text = size >= READ_HEAD_BYTES ? (gsize) data[0] << 8 | data[1] : 0;
  gsize photo = size >= READ_HEAD_BYTES ? (gsize) data[2] << 8 | data[3] : 0;
  YjIdCard *card;

  if (text == 0 || READ_HEAD_BYTES + text + photo != size) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE,
                 "the lengths of text (%" G_GSIZE_FORMAT ") and photograph (%" G_GSIZE_FORMAT ") do not fit the answer", text, photo);
    return NULL;
  }
  card = yj_id_record_parse (body + READ_HEAD_BYTES, text, error);
  if (card != NULL && photo > 0)
    card->photo = yj_secret_bytes_new (body + READ_HEAD_BYTES + text, photo);
  return card;
}

void
yj_sdt_address_apply (const guint8 *body, gsize size, YjIdCard *card)
{
  char *address;

  if (body[2] != YJ_SDT_OK || size != STATUS_BYTES + ADDRESS_BYTES)
    return;
  address = yj_id_record_read_text (body + STATUS_BYTES, ADDRESS_BYTES);
  if (address == NULL || *address == '\0') {
    yj_secret_text_free (address);
    return;
  }
  yj_secret_text_free (card->address);
  card->address = address;
}
