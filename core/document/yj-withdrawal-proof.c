/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the proof that who withdraws holds the receipt. */
#include "core/document/yj-withdrawal.h"
#include "core/seal/yj-hkdf.h"
#include <sodium.h>
#include <string.h>

#define DIGEST_BYTES 32

char *
yj_withdrawal_proof (const char *secret_sha256, const char *id)
{
  guint8 key[DIGEST_BYTES], mac[DIGEST_BYTES];
  gsize size = 0;
  char *hex;

  if (secret_sha256 == NULL || strlen (secret_sha256) != 2 * DIGEST_BYTES ||
      sodium_hex2bin (key, sizeof key, secret_sha256, 2 * DIGEST_BYTES, NULL, &size, NULL) != 0 || size != DIGEST_BYTES)
    return NULL;
  yj_hmac_sha256 (key, sizeof key, (const guint8 *) id, strlen (id), mac);
  hex = g_malloc (2 * DIGEST_BYTES + 1);
  sodium_bin2hex (hex, 2 * DIGEST_BYTES + 1, mac, sizeof mac);
  sodium_memzero (key, sizeof key);
  return hex;
}

gboolean
yj_withdrawal_is_proof (const char *secret_sha256, const char *id, const char *proof)
{
  g_autofree char *expected = id != NULL ? yj_withdrawal_proof (secret_sha256, id) : NULL;
  return expected != NULL && proof != NULL && strlen (proof) == strlen (expected) && sodium_memcmp (proof, expected, strlen (expected)) == 0;
}
