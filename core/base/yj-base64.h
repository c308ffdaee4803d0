/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 (RFC 4648) of what is no secret: sealed bytes, signatures, signed JSON. For keys there is libsodium's, which takes the same time
 * whatever it reads, and ten times as long. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_BASE64_STANDARD, /* section 4, padded */
  YJ_BASE64_URL, /* section 5, not padded */
} YjBase64;

/* Characters that @size bytes take in either form at most. */
#define YJ_BASE64_ROOM(size) (((size) + 2) / 3 * 4)
/* Bytes that @size characters stand for at most. */
#define YJ_BASE64_BYTES(size) (((size) + 3) / 4 * 3)

/* Writes the characters of @size bytes to @text, without a NUL; @text has YJ_BASE64_ROOM (@size). Returns: how many. What was encoded in
 * pieces of whole threes of bytes is the encoding of the whole. */
gsize yj_base64_encode (YjBase64 form, gconstpointer data, gsize size, char *text);

/* Writes the bytes of @size characters to @data, which has YJ_BASE64_BYTES (@size). Strict: one text for the same bytes, nothing between
 * the characters. Returns: how many, or -1. */
gssize yj_base64_decode (YjBase64 form, const char *text, gsize size, guint8 *data);

G_END_DECLS
