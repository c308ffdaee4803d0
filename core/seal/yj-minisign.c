/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text formats of minisign (jedisct1.github.io/minisign): keys without a password, signatures
 * over the file ("Ed") or over its BLAKE2b-512 ("ED"), and the global signature over the comment. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include <sodium.h>
#include <string.h>

#define KEY_ID_BYTES 8
#define TRUSTED_PREFIX "trusted comment: "

#pragma pack(push, 1)
typedef struct {
  char algorithm[2];
  guint8 key_id[KEY_ID_BYTES];
  guint8 key[crypto_sign_PUBLICKEYBYTES];
} PublicKey;

typedef struct {
  char algorithm[2];
  guint8 key_id[KEY_ID_BYTES];
  guint8 signature[crypto_sign_BYTES];
} Signature;

typedef struct {
  char algorithm[2];       /* "Ed" */
  char kdf[2];             /* "\0\0": no password */
  char checksum_kind[2];   /* "B2" */
  guint8 kdf_salt[32];
  guint8 ops_limit[8];
  guint8 memory_limit[8];
  guint8 key_id[KEY_ID_BYTES];
  guint8 key[crypto_sign_SECRETKEYBYTES];
  guint8 checksum[32];     /* BLAKE2b-256 of algorithm, key_id, key */
} SecretKey;
#pragma pack(pop)

static gboolean
decode64 (const char *text, gpointer data, gsize size)
{
  size_t got = 0;
  const char *end = NULL;
  return text != NULL && sodium_base642bin (data, size, text, strlen (text), "\r", &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
         got == size && *end == '\0';
}

static char *
encode64 (gconstpointer data, gsize size)
{
  gsize n = sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_ORIGINAL);
  return sodium_bin2base64 (g_malloc (n), n, data, size, sodium_base64_VARIANT_ORIGINAL);
}

static void
hash_bundle (GBytes *bundle, guint8 hash[crypto_generichash_BYTES_MAX])
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bundle, &size);
  crypto_generichash (hash, crypto_generichash_BYTES_MAX, data, size, NULL, 0);
}

static gboolean
verify_parts (GBytes *bundle, const Signature *signature, const PublicKey *key, const char *comment,
              const guint8 global[crypto_sign_BYTES])
{
  guint8 hash[crypto_generichash_BYTES_MAX];
  gsize size, comment_size = strlen (comment);
  const guint8 *data = g_bytes_get_data (bundle, &size);
  g_autofree guint8 *signed_comment = g_malloc (sizeof signature->signature + comment_size);

  if (memcmp (key->algorithm, "Ed", 2) != 0 || memcmp (key->key_id, signature->key_id, KEY_ID_BYTES) != 0)
    return FALSE;
  if (memcmp (signature->algorithm, "ED", 2) == 0) {
    hash_bundle (bundle, hash);
    data = hash;
    size = sizeof hash;
  } else if (memcmp (signature->algorithm, "Ed", 2) != 0) {
    return FALSE;
  }
  memcpy (signed_comment, signature->signature, sizeof signature->signature);
  memcpy (signed_comment + sizeof signature->signature, comment, comment_size);
  return crypto_sign_verify_detached (signature->signature, data, size, key->key) == 0 &&
         crypto_sign_verify_detached (global, signed_comment, sizeof signature->signature + comment_size, key->key) == 0;
}

gboolean
yj_suite_verify_catalogue (GBytes *bundle, const char *signature_text, const char *public_key, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (signature_text, "\n", 0);
  Signature signature;
  PublicKey key;
  guint8 global[crypto_sign_BYTES];

  if (!decode64 (public_key, &key, sizeof key)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "the catalogue's public key is not a minisign key");
    return FALSE;
  }
  if (g_strv_length (lines) < 4 || !decode64 (lines[1], &signature, sizeof signature) ||
      !g_str_has_prefix (lines[2], TRUSTED_PREFIX) || !decode64 (lines[3], global, sizeof global)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a minisign signature");
    return FALSE;
  }
  if (!verify_parts (bundle, &signature, &key, lines[2] + strlen (TRUSTED_PREFIX), global)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the catalogue's signature does not hold");
    return FALSE;
  }
  return TRUE;
}

static void
compute_checksum (const SecretKey *key, guint8 checksum[32])
{
  crypto_generichash_state state;
  crypto_generichash_init (&state, NULL, 0, 32);
  crypto_generichash_update (&state, (const guint8 *) key->algorithm, sizeof key->algorithm);
  crypto_generichash_update (&state, key->key_id, sizeof key->key_id);
  crypto_generichash_update (&state, key->key, sizeof key->key);
  crypto_generichash_final (&state, checksum, 32);
}

static gboolean
parse_secret_key (const char *text, SecretKey *key, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);
  guint8 checksum[32];

  if (g_strv_length (lines) < 2 || !decode64 (lines[1], key, sizeof *key) || memcmp (key->algorithm, "Ed", 2) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "not a minisign secret key");
    return FALSE;
  }
  if (key->kdf[0] != '\0' || key->kdf[1] != '\0') {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "the minisign secret key has a password: sign with minisign itself");
    return FALSE;
  }
  compute_checksum (key, checksum);
  if (!sodium_is_zero (key->checksum, sizeof key->checksum) && sodium_memcmp (checksum, key->checksum, sizeof checksum) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "the minisign secret key is damaged");
    return FALSE;
  }
  return TRUE;
}

char *
yj_suite_sign_catalogue (GBytes *bundle, const char *secret_key, const char *trusted_comment, GError **error)
{
  SecretKey key;
  Signature signature = { .algorithm = { 'E', 'D' } };
  guint8 hash[crypto_generichash_BYTES_MAX], global[crypto_sign_BYTES];
  gsize comment_size = strlen (trusted_comment);
  g_autofree guint8 *signed_comment = g_malloc (crypto_sign_BYTES + comment_size);
  g_autofree char *signature_text = NULL, *global_text = NULL;

  if (!parse_secret_key (secret_key, &key, error))
    return NULL;
  memcpy (signature.key_id, key.key_id, KEY_ID_BYTES);
  hash_bundle (bundle, hash);
  crypto_sign_detached (signature.signature, NULL, hash, sizeof hash, key.key);
  memcpy (signed_comment, signature.signature, crypto_sign_BYTES);
  memcpy (signed_comment + crypto_sign_BYTES, trusted_comment, comment_size);
  crypto_sign_detached (global, NULL, signed_comment, crypto_sign_BYTES + comment_size, key.key);
  sodium_memzero (&key, sizeof key);
  signature_text = encode64 (&signature, sizeof signature);
  global_text = encode64 (global, sizeof global);
  return g_strdup_printf ("untrusted comment: signature from a yijian catalogue key\n%s\n" TRUSTED_PREFIX "%s\n%s\n", signature_text,
                          trusted_comment, global_text);
}

void
yj_suite_catalogue_key_new (char **secret_key, char **public_key)
{
  SecretKey secret = { .algorithm = { 'E', 'd' }, .checksum_kind = { 'B', '2' } };
  PublicKey public = { .algorithm = { 'E', 'd' } };
  g_autofree char *secret_text = NULL;

  randombytes_buf (secret.key_id, sizeof secret.key_id);
  crypto_sign_keypair (public.key, secret.key);
  memcpy (public.key_id, secret.key_id, KEY_ID_BYTES);
  compute_checksum (&secret, secret.checksum);
  secret_text = encode64 (&secret, sizeof secret);
  *secret_key = g_strdup_printf ("untrusted comment: yijian catalogue secret key\n%s\n", secret_text);
  *public_key = encode64 (&public, sizeof public);
  yj_secret_wipe (secret_text, strlen (secret_text));
  sodium_memzero (&secret, sizeof secret);
}
