/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two forms of base64 on OpenSSL's: the URL's two other characters, the missing padding, and what OpenSSL lets pass. */
#include "core/base/yj-base64.h"
#include <openssl/evp.h>
#include <string.h>

/* What OpenSSL is given at once. Whole groups of four characters and of three bytes, so that pieces join. */
#define PIECE_CHARACTERS 4096u
#define PIECE_BYTES (PIECE_CHARACTERS / 4 * 3)

static void
swap (char *text, gsize size, const char *from, const char *to)
{
  for (gsize i = 0; i < size; i++)
    text[i] = text[i] == from[0] ? to[0] : text[i] == from[1] ? to[1] : text[i];
}

static gsize
encode_piece (YjBase64 form, const guint8 *data, gsize size, char *text)
{
  guint8 piece[PIECE_CHARACTERS + 1]; /* OpenSSL ends it with NUL */
  gsize characters = (gsize) EVP_EncodeBlock (piece, data, (int) size);

  while (form == YJ_BASE64_URL && characters > 0 && piece[characters - 1] == '=')
    characters--;
  memcpy (text, piece, characters);
  if (form == YJ_BASE64_URL)
    swap (text, characters, "+/", "-_");
  return characters;
}

gsize
yj_base64_encode (YjBase64 form, gconstpointer data, gsize size, char *text)
{
  const guint8 *bytes = data;
  char *out = text;

  for (gsize done = 0; done < size; done += PIECE_BYTES)
    out += encode_piece (form, bytes + done, MIN (size - done, PIECE_BYTES), out);
  return (gsize) (out - text);
}

/* OpenSSL takes spaces, and padding in the middle, for something. One piece holds nothing but the alphabet, and is padded by us. */
static gboolean
is_pure (YjBase64 form, const char *text, gsize size)
{
  enum { URL = 1, STANDARD = 2, BOTH = URL | STANDARD };
  static const guint8 forms[256] = {
    ['A' ... 'Z'] = BOTH, ['a' ... 'z'] = BOTH, ['0' ... '9'] = BOTH, ['-'] = URL, ['_'] = URL, ['+'] = STANDARD, ['/'] = STANDARD,
  };
  guint8 common = form == YJ_BASE64_URL ? URL : STANDARD;

  for (gsize i = 0; i < size; i++)
    common &= forms[(guint8) text[i]];
  return common != 0;
}

/* @size: up to a piece, without padding. Nothing may be left over of the last character: the same bytes have one text. */
static gssize
decode_piece (YjBase64 form, const char *text, gsize size, guint8 *data)
{
  char piece[PIECE_CHARACTERS], again[PIECE_CHARACTERS];
  guint8 bytes[PIECE_BYTES];
  gsize padded = (size + 3) / 4 * 4, count = size / 4 * 3 + (size % 4 > 0 ? size % 4 - 1 : 0), last = size / 4 * 4;

  if (size % 4 == 1 || !is_pure (form, text, size))
    return -1;
  memcpy (piece, text, size);
  memset (piece + size, '=', padded - size);
  if (form == YJ_BASE64_URL)
    swap (piece, size, "-_", "+/");
  if (EVP_DecodeBlock (bytes, (const guint8 *) piece, (int) padded) < 0)
    return -1;
  if (last < size && (encode_piece (form, bytes + last / 4 * 3, count - last / 4 * 3, again) < size - last || memcmp (again, text + last, size - last) != 0))
    return -1;
  memcpy (data, bytes, count);
  return (gssize) count;
}

gssize
yj_base64_decode (YjBase64 form, const char *text, gsize size, guint8 *data)
{
  gssize total = 0;

  if (form == YJ_BASE64_STANDARD && size % 4 != 0)
    return -1;
  for (guint pads = 0; form == YJ_BASE64_STANDARD && pads < 2 && size > 0 && text[size - 1] == '='; pads++)
    size--;
  for (gsize done = 0; done < size; done += PIECE_CHARACTERS) {
    gssize got = decode_piece (form, text + done, MIN (size - done, PIECE_CHARACTERS), data + total);
    if (got < 0)
      return -1;
    total += got;
  }
  return total;
}
