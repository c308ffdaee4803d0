/* SPDX-License-Identifier: Apache-2.0 */
/* Owns central's signature on receipts: Ed25519 as JWS EdDSA (RFC 8037). */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-jws.h"
#include "core/seal/yj-suite.h"
#include <sodium.h>
#include <string.h>

void
yj_suite_receipt_key_new (char **secret, char **public_key, char **kid)
{
  guint8 seed[crypto_sign_SEEDBYTES], public[crypto_sign_PUBLICKEYBYTES], pair[crypto_sign_SECRETKEYBYTES];
  g_autofree char *digest = NULL;

  randombytes_buf (seed, sizeof seed);
  crypto_sign_seed_keypair (public, pair, seed);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, public, sizeof public);
  *secret = yj_base64url_encode (seed, sizeof seed);
  *public_key = yj_base64url_encode (public, sizeof public);
  *kid = g_strndup (digest, 16);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (pair, sizeof pair);
}

/* The key that this thread signed with last: to make the pair out of its seed takes as long as to sign. */
typedef struct {
  char *secret, *kid;
  guint8 pair[crypto_sign_SECRETKEYBYTES];
  char *header; /* the protected one */
} KeptKey;

static void
kept_key_free (gpointer data)
{
  KeptKey *kept = data;
  yj_secret_text_free (kept->secret);
  sodium_memzero (kept->pair, sizeof kept->pair);
  g_free (kept->kid);
  g_free (kept->header);
  g_free (kept);
}
static GPrivate kept_key = G_PRIVATE_INIT (kept_key_free);

static KeptKey *
kept_key_new (const char *secret, const char *kid, GError **error)
{
  g_autoptr (GBytes) seed = yj_base64url_decode (secret, strlen (secret), crypto_sign_SEEDBYTES);
  g_autoptr (json_t) protected_header = NULL;
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  KeptKey *kept;

  if (seed == NULL || g_bytes_get_size (seed) != crypto_sign_SEEDBYTES) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "the receipt key is not 32 bytes of base64url");
    return NULL;
  }
  kept = g_new0 (KeptKey, 1);
  kept->secret = g_strdup (secret);
  kept->kid = g_strdup (kid);
  crypto_sign_seed_keypair (public, kept->pair, g_bytes_get_data (seed, NULL));
  protected_header = json_pack ("{s:s, s:s, s:s}", "alg", "EdDSA", "kid", kid, "typ", "yijian-receipt+jws");
  kept->header = yj_json_to_text (protected_header);
  return kept;
}

char *
yj_suite_sign_receipt (GBytes *payload, const char *secret, const char *kid, GError **error)
{
  KeptKey *kept = g_private_get (&kept_key);
  guint8 signature[crypto_sign_BYTES];
  g_autofree char *input = NULL;

  if (kept == NULL || !g_str_equal (kept->secret, secret) || !g_str_equal (kept->kid, kid)) {
    kept = kept_key_new (secret, kid, error);
    if (kept == NULL)
      return NULL;
    g_private_replace (&kept_key, kept);
  }
  input = yj_jws_signing_input (kept->header, payload);
  crypto_sign_detached (signature, NULL, (const guint8 *) input, strlen (input), kept->pair);
  return yj_jws_finish (input, signature, sizeof signature);
}

GBytes *
yj_suite_verify_receipt (const char *jws_text, GHashTable *keys, GError **error)
{
  g_auto (YjJws) jws = { 0 };
  const char *kid, *key_text;
  g_autoptr (GBytes) key = NULL;

  if (!yj_jws_parse (jws_text, &jws, error))
    return NULL;
  kid = yj_json_string (jws.protected_header, "kid");
  key_text = kid != NULL ? g_hash_table_lookup (keys, kid) : NULL;
  key = key_text != NULL ? yj_base64url_decode (key_text, strlen (key_text), crypto_sign_PUBLICKEYBYTES) : NULL;
  if (key == NULL || g_bytes_get_size (key) != crypto_sign_PUBLICKEYBYTES ||
      g_strcmp0 (yj_json_string (jws.protected_header, "alg"), "EdDSA") != 0 ||
      json_object_get (jws.protected_header, "crit") != NULL || g_bytes_get_size (jws.signature) != crypto_sign_BYTES ||
      crypto_sign_verify_detached (g_bytes_get_data (jws.signature, NULL), (const guint8 *) jws_text,
                                   jws.signing_input_size, g_bytes_get_data (key, NULL)) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the receipt is not signed by a key of central");
    return NULL;
  }
  return g_bytes_ref (jws.payload);
}

GBytes *
yj_suite_peek_payload (const char *jws_text, GError **error)
{
  g_auto (YjJws) jws = { 0 };
  return yj_jws_parse (jws_text, &jws, error) ? g_bytes_ref (jws.payload) : NULL;
}
