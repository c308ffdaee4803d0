/* SPDX-License-Identifier: Apache-2.0 */
/* Owns key derivation over libsodium's HMAC-SHA-256, which takes keys of any length. */
#include "core/seal/yj-hkdf.h"
#include <sodium.h>
#include <string.h>

void
yj_hmac_sha256 (const guint8 *key, gsize key_size, const guint8 *data, gsize size, guint8 out[32])
{
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init (&state, key, key_size);
  crypto_auth_hmacsha256_update (&state, data, size);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (&state, sizeof state);
}

void
yj_hkdf_sha256 (const guint8 *ikm, gsize ikm_size, const guint8 *salt, gsize salt_size, const char *info,
                guint8 out[YJ_HKDF_BYTES])
{
  static const guint8 no_salt[32] = { 0 };
  crypto_auth_hmacsha256_state state;
  guint8 prk[32], one = 1;

  yj_hmac_sha256 (salt_size > 0 ? salt : no_salt, salt_size > 0 ? salt_size : sizeof no_salt, ikm, ikm_size, prk);
  crypto_auth_hmacsha256_init (&state, prk, sizeof prk);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) info, strlen (info));
  crypto_auth_hmacsha256_update (&state, &one, 1);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (prk, sizeof prk);
  sodium_memzero (&state, sizeof state);
}
