/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of age's key pairs, and what a well-formed recipient is. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-bech32.h"
#include <sodium.h>

void
yj_age_keygen (char **identity, char **recipient)
{
  guint8 secret[32], public[32];
  char *lower;

  randombytes_buf (secret, sizeof secret);
  crypto_scalarmult_base (public, secret);
  lower = yj_bech32_encode (YJ_AGE_IDENTITY_HRP, secret, sizeof secret);
  *identity = g_ascii_strup (lower, -1);
  *recipient = yj_bech32_encode (YJ_AGE_RECIPIENT_HRP, public, sizeof public);
  yj_secret_text_free (lower);
  sodium_memzero (secret, sizeof secret);
}

gboolean
yj_age_check_recipient (const char *recipient, GError **error)
{
  guint8 public[32];
  if (recipient != NULL && yj_bech32_decode (recipient, YJ_AGE_RECIPIENT_HRP, public, sizeof public))
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "not an age recipient");
  return FALSE;
}
