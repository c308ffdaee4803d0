/* SPDX-License-Identifier: Apache-2.0 */
/* The 256-byte text record of GA 450 cards in its four layouts (GA/T 490, GA/T 1012): UTF-16LE, fields
 * padded with spaces, told apart by the type flag at byte 248. */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

#define YJ_ID_RECORD_BYTES 256

/* Names and numbers are handed on character for character, privately used and rare ones too. YJ_ERROR_CARD_UNREADABLE: not 256 bytes, half
 * a surrogate pair in a name or the number, no name, number or real day of birth;
 * YJ_ERROR_CARD_FOREIGN: a flag outside the four. (transfer full) */
YjIdCard *yj_id_record_parse (const guint8 *record, gsize size, GError **error);
/* A field of such a record that is no name: @size bytes of UTF-16LE without the padding after it (U+0020, U+0000, U+3000); control
 * characters become spaces, half a surrogate pair U+FFFD. (transfer full), free with yj_secret_text_free () */
char *yj_id_record_read_text (const guint8 *bytes, gsize size);
/* The record that a card with these contents would hold: for virtual readers. FALSE with
 * YJ_ERROR_BAD_DATA when a field does not fit. */
gboolean yj_id_record_write (const YjIdCard *card, guint8 record[YJ_ID_RECORD_BYTES], GError **error);

G_END_DECLS
