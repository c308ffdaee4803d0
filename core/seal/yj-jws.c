/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text form of signed JSON; the signatures are made elsewhere. */
#include "core/seal/yj-jws.h"
#include "core/base/yj-error.h"
#include <sodium.h>
#include <string.h>

#define JWS_MAX_BYTES (256u * 1024u)

char *
yj_base64url_encode (gconstpointer data, gsize size)
{
  gsize n = sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return sodium_bin2base64 (g_malloc (n), n, data, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

GBytes *
yj_base64url_decode (const char *text, gsize size, gsize max_bytes)
{
  gsize room = MIN (size, max_bytes);
  g_autofree guint8 *data = g_malloc (MAX (room, 1));
  size_t got = 0;
  const char *end = NULL;

  if (sodium_base642bin (data, room, text, size, NULL, &got, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text + size)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), got);
}

/* What each character stands for; more than 63 for those that stand for nothing. */
static const guint8 *
get_values (void)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static guint8 values[256];
  static gsize filled;

  if (g_once_init_enter (&filled)) {
    memset (values, 0xff, sizeof values);
    for (guint8 i = 0; i < 64; i++)
      values[(guint8) alphabet[i]] = i;
    g_once_init_leave (&filled, 1);
  }
  return values;
}

/* As yj_base64url_decode (), and as strict, for what is no secret: libsodium's takes the same time whatever it reads, and thirty times as
 * long, which with thousands of receipts is a tenth of all that is done. */
static GBytes *
decode_public (const char *text, gsize size, gsize max_bytes)
{
  const guint8 *values = get_values (), *in = (const guint8 *) text;
  gsize whole = size / 4, rest = size % 4, bytes = whole * 3 + (rest > 0 ? rest - 1 : 0);
  g_autofree guint8 *data = bytes <= max_bytes ? g_malloc (bytes + 1) : NULL;
  guint8 *out = data, strange = rest == 1 ? 0xff : 0;

  if (data == NULL)
    return NULL;
  for (gsize i = 0; i < whole; i++, in += 4) {
    guint8 a = values[in[0]], b = values[in[1]], c = values[in[2]], d = values[in[3]];
    strange |= a | b | c | d;
    *out++ = (guint8) (a << 2 | b >> 4);
    *out++ = (guint8) (b << 4 | c >> 2);
    *out++ = (guint8) (c << 6 | d);
  }
  if (rest >= 2) {
    guint8 a = values[in[0]], b = values[in[1]], c = rest == 3 ? values[in[2]] : 0;
    /* One text for the same bytes: what is left over of the last character is nothing. */
    strange |= a | b | c | ((rest == 3 ? c & 3 : b & 15) != 0 ? 0xff : 0);
    *out++ = (guint8) (a << 2 | b >> 4);
    if (rest == 3)
      *out++ = (guint8) (b << 4 | c >> 2);
  }
  return strange <= 63 ? g_bytes_new_take (g_steal_pointer (&data), bytes) : NULL;
}

void
yj_jws_clear (YjJws *jws)
{
  g_clear_pointer (&jws->protected_header, json_decref);
  g_clear_pointer (&jws->payload, g_bytes_unref);
  g_clear_pointer (&jws->signature, g_bytes_unref);
}

gboolean
yj_jws_parse (const char *text, YjJws *jws, GError **error)
{
  gsize size = strlen (text);
  const char *first = strchr (text, '.'), *second = first != NULL ? strchr (first + 1, '.') : NULL;
  g_autoptr (GBytes) header = NULL;

  memset (jws, 0, sizeof *jws);
  if (size <= JWS_MAX_BYTES && second != NULL && strchr (second + 1, '.') == NULL) {
    header = decode_public (text, (gsize) (first - text), 4096);
    jws->payload = decode_public (first + 1, (gsize) (second - first) - 1, JWS_MAX_BYTES);
    jws->signature = decode_public (second + 1, strlen (second + 1), 256);
    jws->signing_input_size = (gsize) (second - text);
  }
  if (header != NULL && jws->payload != NULL && jws->signature != NULL)
    jws->protected_header = yj_json_parse (g_bytes_get_data (header, NULL), g_bytes_get_size (header), 4096, 4, NULL);
  if (jws->protected_header != NULL)
    return TRUE;
  yj_jws_clear (jws);
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a compact JWS");
  return FALSE;
}

char *
yj_jws_signing_input (const char *protected_header, GBytes *payload)
{
  g_autofree char *header = yj_base64url_encode (protected_header, strlen (protected_header));
  g_autofree char *body = yj_base64url_encode (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  return g_strconcat (header, ".", body, NULL);
}

char *
yj_jws_finish (const char *signing_input, gconstpointer signature, gsize size)
{
  g_autofree char *text = yj_base64url_encode (signature, size);
  return g_strconcat (signing_input, ".", text, NULL);
}
