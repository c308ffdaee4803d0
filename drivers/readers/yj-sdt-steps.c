/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of requests and status codes of card readers, and where an answer holds which part. */
#include "drivers/readers/yj-sdt-steps.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-id-record.h"

#define STATUS_BYTES 3
#define PARTS_MIN 2
#define PARTS_MAX 3
#define READ_HEAD_BYTES (STATUS_BYTES + 2 * PARTS_MIN)
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
  { 0x10, YJ_SDT_MEANS_GARBLED, "10: the request arrived damaged: check the reader's cable" },
  { 0x11, YJ_SDT_MEANS_GARBLED, "11: the request arrived cut short: check the reader's cable" },
  { 0x21, YJ_SDT_MEANS_REFUSED, "21: the reader does not know the request: it may need another framing" },
  { 0x23, YJ_SDT_MEANS_REFUSED, "23: the reader may not do this: call the maker's service" },
  { 0x24, YJ_SDT_MEANS_REFUSED, "24: the reader does not know the request: it may need another framing" },
  { 0x31, YJ_SDT_MEANS_CARD, "31: the card rejects this reader: lift it and place it again; if every card does, call the maker's service" },
  { 0x32, YJ_SDT_MEANS_CARD, "32: the reader rejects this card: lift it and place it again, or try it at the counter" },
  { 0x33, YJ_SDT_MEANS_CARD, "33: card and reader could not verify each other: lift the card and place it again" },
  { 0x40, YJ_SDT_MEANS_FOREIGN, "40: a card of another kind lies there: use a resident card or a permit" },
  { 0x41, YJ_SDT_MEANS_CARD, "41: the card was not read to its end: lift it and place it again" },
  { 0x47, YJ_SDT_MEANS_CARD, "47: the card gave no random number: lift it and place it again" },
  { 0x60, YJ_SDT_MEANS_FAULT, "60: the reader failed its self-test: switch it off and on, then call the maker's service" },
  { 0x66, YJ_SDT_MEANS_FAULT, "66: the security module in the reader is not authorised: call the maker's service" },
  { 0x80, YJ_SDT_MEANS_NO_CARD, "80: no card lies there: place one" },
  { 0x81, YJ_SDT_MEANS_CARD, "81: the card does not answer: lift it and lay it flat again" },
  { 0x90, YJ_SDT_MEANS_OK, "90: done" },
  { 0x91, YJ_SDT_MEANS_OK, "91: the card has no such item" },
  { 0x9F, YJ_SDT_MEANS_OK, "9F: a card lies there" },
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
  return YJ_SDT_MEANS_UNNAMED;
}

const char *
yj_sdt_status_describe (guint8 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].text;
  return "a status that GA 450 does not name: call the maker's service if it stays";
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

/* Text, photograph, and what some readers add unasked: fingerprints. Each has its length in front, two bytes big-endian. FALSE unless
 * @n lengths fill the answer. */
static gboolean
measure_parts (const guint8 *body, gsize size, guint n, gsize lengths[PARTS_MAX])
{
  gsize sum = STATUS_BYTES + 2 * n;

  if (size < sum)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    lengths[i] = (gsize) body[STATUS_BYTES + 2 * i] << 8 | body[STATUS_BYTES + 2 * i + 1];
    sum += lengths[i];
  }
  return sum == size && lengths[0] > 0;
}

/* The fingerprints are stepped over: nothing here keeps them, and the decoder wipes the answer. */
YjIdCard *
yj_sdt_read_parse (const guint8 *body, gsize size, GError **error)
{
  gsize lengths[PARTS_MAX];
  guint n = PARTS_MIN;
  const guint8 *text;
  YjIdCard *card;

  while (n <= PARTS_MAX && !measure_parts (body, size, n, lengths))
    n++;
  if (n > PARTS_MAX) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the lengths of text and photograph do not fill the answer");
    return NULL;
  }
  text = body + STATUS_BYTES + 2 * n;
  card = yj_id_record_parse (text, lengths[0], error);
  if (card != NULL && lengths[1] > 0)
    card->photo = yj_secret_bytes_new (text + lengths[0], lengths[1]);
  return card;
}

void
yj_sdt_address_apply (const guint8 *body, gsize size, YjIdCard *card)
{
  char *address;

  if (body[2] != YJ_SDT_OK || size != STATUS_BYTES + ADDRESS_BYTES)
    return;
  address = yj_id_record_read_text (body + STATUS_BYTES, ADDRESS_BYTES);
  if (*address == '\0') {
    yj_secret_text_free (address);
    return;
  }
  yj_secret_text_free (card->address);
  card->address = address;
}
