/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text form of signed JSON; the signatures are made elsewhere. */
#include "core/seal/yj-jws.h"
#include "core/base/yj-base64.h"
#include "core/base/yj-error.h"
#include <sodium.h>
#include <string.h>

#define JWS_MAX_BYTES (256u * 1024u)
#define HEADER_MAX_BYTES 4096u

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

  if (sodium_base642bin (data, room, text, size, NULL, &got, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || end != text + size)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), got);
}

static GBytes *
decode_public (const char *text, gsize size, gsize max_bytes)
{
  g_autofree guint8 *data = g_malloc (YJ_BASE64_BYTES (size) + 1);
  gssize bytes = yj_base64_decode (YJ_BASE64_URL, text, size, data);

  return bytes >= 0 && (gsize) bytes <= max_bytes ? g_bytes_new_take (g_steal_pointer (&data), (gsize) bytes) : NULL;
}

/* The protected header that this thread read last: those of one signer are all the same. */
typedef struct {
  char *text;
  json_t *header;
} KeptHeader;

static void
kept_header_free (gpointer data)
{
  KeptHeader *kept = data;
  g_free (kept->text);
  json_decref (kept->header);
  g_free (kept);
}
static GPrivate kept_header = G_PRIVATE_INIT (kept_header_free);

/* (transfer full) (nullable) */
static json_t *
read_header (const char *text, gsize size)
{
  KeptHeader *kept = g_private_get (&kept_header);
  g_autoptr (GBytes) bytes = NULL;
  json_t *header;

  if (kept != NULL && strncmp (kept->text, text, size) == 0 && kept->text[size] == '\0')
    return json_incref (kept->header);
  bytes = decode_public (text, size, HEADER_MAX_BYTES);
  header = bytes != NULL ? yj_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), HEADER_MAX_BYTES, 4, NULL) : NULL;
  if (header == NULL)
    return NULL;
  kept = g_new (KeptHeader, 1);
  *kept = (KeptHeader){ g_strndup (text, size), header };
  g_private_replace (&kept_header, kept);
  return json_incref (header);
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

  memset (jws, 0, sizeof *jws);
  if (size <= JWS_MAX_BYTES && second != NULL && strchr (second + 1, '.') == NULL) {
    jws->payload = decode_public (first + 1, (gsize) (second - first) - 1, JWS_MAX_BYTES);
    jws->signature = decode_public (second + 1, (gsize) (text + size - second) - 1, 256);
    jws->signing_input_size = (gsize) (second - text);
  }
  if (jws->payload != NULL && jws->signature != NULL)
    jws->protected_header = read_header (text, (gsize) (first - text));
  if (jws->protected_header != NULL)
    return TRUE;
  yj_jws_clear (jws);
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a compact JWS");
  return FALSE;
}

char *
yj_jws_signing_input (const char *protected_header, GBytes *payload)
{
  gsize header_size = strlen (protected_header), size;
  const guint8 *data = g_bytes_get_data (payload, &size);
  char *text = g_malloc (YJ_BASE64_ROOM (header_size) + YJ_BASE64_ROOM (size) + 2);
  char *at = text + yj_base64_encode (YJ_BASE64_URL, protected_header, header_size, text);

  *at++ = '.';
  at += yj_base64_encode (YJ_BASE64_URL, data, size, at);
  *at = '\0';
  return text;
}

char *
yj_jws_finish (const char *signing_input, gconstpointer signature, gsize size)
{
  gsize input_size = strlen (signing_input);
  char *text = g_malloc (input_size + YJ_BASE64_ROOM (size) + 2), *at = text + input_size;

  memcpy (text, signing_input, input_size);
  *at++ = '.';
  at += yj_base64_encode (YJ_BASE64_URL, signature, size, at);
  *at = '\0';
  return text;
}
