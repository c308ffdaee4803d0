/* SPDX-License-Identifier: Apache-2.0 */
/* Owns base64 by tables: two characters for each twelve bits, and the bits of each character at each of its four places. */
#include "core/base/yj-base64.h"
#include <string.h>

#define PAIRS 4096u
#define STRANGE (1u << 24) /* beyond the bits of three bytes */

typedef struct {
  char pairs[PAIRS][2];
  guint32 bits[4][256];
} Tables;

static void
fill (Tables *tables, const char *last_two)
{
  char alphabet[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  memcpy (alphabet + 62, last_two, 3);
  for (guint i = 0; i < PAIRS; i++) {
    tables->pairs[i][0] = alphabet[i >> 6];
    tables->pairs[i][1] = alphabet[i & 63];
  }
  for (guint place = 0; place < 4; place++) {
    for (guint c = 0; c < 256; c++)
      tables->bits[place][c] = STRANGE;
    for (guint i = 0; i < 64; i++)
      tables->bits[place][(guint8) alphabet[i]] = i << (18 - 6 * place);
  }
}

static const Tables *
get_tables (YjBase64 form)
{
  static Tables tables[2];
  static gsize filled;

  if (g_once_init_enter (&filled)) {
    fill (&tables[YJ_BASE64_STANDARD], "+/");
    fill (&tables[YJ_BASE64_URL], "-_");
    g_once_init_leave (&filled, 1);
  }
  return &tables[form];
}

static void
encode_three (const Tables *tables, guint32 bits, char *text)
{
  memcpy (text, tables->pairs[bits >> 12], 2);
  memcpy (text + 2, tables->pairs[bits & (PAIRS - 1)], 2);
}

gsize
yj_base64_encode (YjBase64 form, gconstpointer data, gsize size, char *text)
{
  const Tables *tables = get_tables (form);
  const guint8 *in = data, *whole = in + size / 3 * 3;
  guint rest = (guint) (size % 3);
  char *out = text, last[4];

  for (; in < whole; in += 3, out += 4)
    encode_three (tables, (guint32) in[0] << 16 | (guint32) in[1] << 8 | in[2], out);
  if (rest > 0) {
    encode_three (tables, (guint32) in[0] << 16 | (rest == 2 ? (guint32) in[1] << 8 : 0), last);
    memset (last + rest + 1, '=', 3 - rest);
    memcpy (out, last, form == YJ_BASE64_STANDARD ? 4 : rest + 1);
    out += form == YJ_BASE64_STANDARD ? 4 : rest + 1;
  }
  return (gsize) (out - text);
}

/* The two or three characters at the end. Nothing is left over of the last one. */
static gboolean
decode_rest (const Tables *tables, const guint8 *in, guint rest, guint8 *out)
{
  guint32 bits = tables->bits[0][in[0]] | tables->bits[1][in[1]] | (rest == 3 ? tables->bits[2][in[2]] : 0);

  out[0] = (guint8) (bits >> 16);
  if (rest == 3)
    out[1] = (guint8) (bits >> 8);
  return (bits & (STRANGE | (rest == 3 ? 0xffu : 0xffffu))) == 0;
}

gssize
yj_base64_decode (YjBase64 form, const char *text, gsize size, guint8 *data)
{
  const Tables *tables = get_tables (form);
  const guint8 *in = (const guint8 *) text, *whole;
  guint8 *out = data;
  guint32 strange = 0;
  guint rest;

  if (form == YJ_BASE64_STANDARD && size % 4 != 0)
    return -1;
  for (guint pads = 0; form == YJ_BASE64_STANDARD && pads < 2 && size > 0 && text[size - 1] == '='; pads++)
    size--;
  rest = (guint) (size % 4);
  for (whole = in + size / 4 * 4; in < whole; in += 4, out += 3) {
    guint32 bits = tables->bits[0][in[0]] | tables->bits[1][in[1]] | tables->bits[2][in[2]] | tables->bits[3][in[3]];
    strange |= bits;
    out[0] = (guint8) (bits >> 16);
    out[1] = (guint8) (bits >> 8);
    out[2] = (guint8) bits;
  }
  if ((strange & STRANGE) != 0 || rest == 1 || (rest > 1 && !decode_rest (tables, in, rest, out)))
    return -1;
  return out - data + (rest > 1 ? (gssize) rest - 1 : 0);
}
