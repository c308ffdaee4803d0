/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the chunks of an age payload; knows nothing of recipients. */
#include "core/seal/yj-age-stream.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-hkdf.h"
#include <sodium.h>
#include <string.h>

#define CHUNK_BYTES 65536u
#define TAG_BYTES crypto_aead_chacha20poly1305_ietf_ABYTES
#define SEALED_CHUNK_BYTES (CHUNK_BYTES + TAG_BYTES)

/* 11 bytes big-endian counter and one byte that marks the last chunk. */
static void
make_nonce (guint64 counter, gboolean last, guint8 nonce[12])
{
  memset (nonce, 0, 12);
  for (int i = 0; i < 8; i++)
    nonce[10 - i] = (guint8) (counter >> (8 * i));
  nonce[11] = last ? 1 : 0;
}

void
yj_age_stream_seal (const guint8 *file_key, const guint8 *plain, gsize size, GByteArray *out)
{
  guint8 nonce[YJ_AGE_NONCE_BYTES], key[YJ_HKDF_BYTES], chunk_nonce[12];
  guint64 counter = 0;
  gsize done = 0;

  randombytes_buf (nonce, sizeof nonce);
  yj_hkdf_sha256 (file_key, YJ_AGE_FILE_KEY_BYTES, nonce, sizeof nonce, "payload", key);
  g_byte_array_append (out, nonce, sizeof nonce);
  do {
    gsize piece = MIN (CHUNK_BYTES, size - done), at = out->len;
    gboolean last = done + piece == size;

    make_nonce (counter++, last, chunk_nonce);
    g_byte_array_set_size (out, at + piece + TAG_BYTES);
    crypto_aead_chacha20poly1305_ietf_encrypt (out->data + at, NULL, plain + done, piece, NULL, 0, NULL, chunk_nonce, key);
    done += piece;
  } while (done < size);
  sodium_memzero (key, sizeof key);
}

static gboolean
open_chunks (const guint8 *key, const guint8 *sealed, gsize size, guint8 *plain, gsize *plain_size)
{
  guint8 nonce[12];
  guint64 counter = 0;
  gsize done = 0;

  *plain_size = 0;
  while (done < size) {
    gsize piece = MIN (SEALED_CHUNK_BYTES, size - done);
    gboolean last = done + piece == size;

    /* An empty chunk is allowed only as the whole of an empty file. */
    if (piece < TAG_BYTES || (piece == TAG_BYTES && counter > 0))
      return FALSE;
    make_nonce (counter++, last, nonce);
    if (crypto_aead_chacha20poly1305_ietf_decrypt (plain + *plain_size, NULL, NULL, sealed + done, piece, NULL, 0, nonce,
                                                   key) != 0)
      return FALSE;
    *plain_size += piece - TAG_BYTES;
    done += piece;
  }
  return counter > 0;
}

GBytes *
yj_age_stream_open (const guint8 *file_key, const guint8 *sealed, gsize size, gsize max_bytes, GError **error)
{
  guint8 key[YJ_HKDF_BYTES];
  guint8 *plain;
  gsize plain_size;
  gboolean opened;

  if (size < YJ_AGE_NONCE_BYTES + TAG_BYTES) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the age file is cut off before its payload");
    return NULL;
  }
  if (size - YJ_AGE_NONCE_BYTES > max_bytes + (max_bytes / CHUNK_BYTES + 1) * TAG_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the age file holds more than %" G_GSIZE_FORMAT " bytes", max_bytes);
    return NULL;
  }
  yj_hkdf_sha256 (file_key, YJ_AGE_FILE_KEY_BYTES, sealed, YJ_AGE_NONCE_BYTES, "payload", key);
  plain = g_malloc (size);
  opened = open_chunks (key, sealed + YJ_AGE_NONCE_BYTES, size - YJ_AGE_NONCE_BYTES, plain, &plain_size);
  sodium_memzero (key, sizeof key);
  if (!opened) {
    yj_secret_wipe (plain, size);
    g_free (plain);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the age file's payload was changed or cut off");
    return NULL;
  }
  return yj_secret_bytes_new_take (plain, plain_size);
}
