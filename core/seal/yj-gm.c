/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sealed file of profile gm-1: who gets the file key, what the MAC covers, and the order in which it is opened. */
#include "core/seal/yj-gm.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-gm-key.h"
#include "core/seal/yj-seal.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#define CIPHER_KEY_BYTES 16
#define MAC_KEY_BYTES 32
#define FILE_KEY_BYTES (CIPHER_KEY_BYTES + MAC_KEY_BYTES)
#define IV_BYTES 16
#define MAC_BYTES 32
#define OPEN_MAX_BYTES (64u * 1024u * 1024u)
#define RECIPIENTS_MAX 16
#define MANIFEST "manifest.json"
#define BODY "body.sm4"
#define MAC "body.hmac"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MAC, EVP_MAC_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MAC_CTX, EVP_MAC_CTX_free)

gboolean
yj_gm_keygen (char **identity, char **recipient, GError **error)
{
  g_autoptr (EVP_PKEY) key = EVP_PKEY_Q_keygen (NULL, NULL, "SM2");

  if (key == NULL) {
    yj_gm_set_error (error, "an SM2 key could not be made");
    return FALSE;
  }
  *identity = yj_gm_key_to_identity (key, error);
  *recipient = *identity != NULL ? yj_gm_key_to_recipient (key) : NULL;
  return *recipient != NULL;
}

/* SM4-CTR both ways. */
static GBytes *
apply_cipher (const guint8 *file_key, const guint8 *iv, GBytes *in, GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  gsize size = g_bytes_get_size (in);
  guint8 *out = g_malloc (size + 1);
  int written = 0;

  if (size > G_MAXINT || EVP_EncryptInit_ex2 (context, EVP_sm4_ctr (), file_key, iv, NULL) != 1 ||
      EVP_EncryptUpdate (context, out, &written, g_bytes_get_data (in, NULL), (int) size) != 1) {
    g_free (out);
    yj_gm_set_error (error, "SM4-CTR cannot be used here");
    return NULL;
  }
  return yj_secret_bytes_new_take (out, size);
}

static gboolean
compute_mac (const guint8 *file_key, GBytes *manifest, GBytes *body, guint8 mac[MAC_BYTES], GError **error)
{
  g_autoptr (EVP_MAC) algorithm = EVP_MAC_fetch (NULL, "HMAC", NULL);
  g_autoptr (EVP_MAC_CTX) context = EVP_MAC_CTX_new (algorithm);
  OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) "SM3", 0), OSSL_PARAM_construct_end () };
  size_t size = 0;

  if (EVP_MAC_init (context, file_key + CIPHER_KEY_BYTES, MAC_KEY_BYTES, parameters) == 1 &&
      EVP_MAC_update (context, g_bytes_get_data (manifest, NULL), g_bytes_get_size (manifest)) == 1 &&
      EVP_MAC_update (context, g_bytes_get_data (body, NULL), g_bytes_get_size (body)) == 1 &&
      EVP_MAC_final (context, mac, &size, MAC_BYTES) == 1 && size == MAC_BYTES)
    return TRUE;
  yj_gm_set_error (error, "HMAC-SM3 cannot be used here");
  return FALSE;
}

static GBytes *
write_manifest (const guint8 *iv, const char *const *recipients)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  json_t *ids = json_array ();
  g_autoptr (json_t) manifest = NULL;

  for (guint i = 0; i < IV_BYTES; i++)
    g_string_append_printf (hex, "%02x", iv[i]);
  for (gsize i = 0; recipients[i] != NULL; i++) {
    g_autofree char *id = yj_seal_recipient_key_id (recipients[i]);
    json_array_append_new (ids, json_string (id));
  }
  manifest = json_pack ("{s:s, s:s, s:s, s:s, s:o}", "suite", YJ_SUITE_GM_1, "cipher", "SM4-CTR", "mac", "HMAC-SM3", "iv", hex->str,
                        "recipients", ids);
  return yj_json_to_bytes (manifest);
}

static gboolean
add_keys (GPtrArray *entries, const guint8 *file_key, const char *const *recipients, GError **error)
{
  for (gsize i = 0; recipients[i] != NULL; i++) {
    g_autoptr (EVP_PKEY) key = yj_gm_key_from_recipient (recipients[i], error);
    g_autoptr (GBytes) cipher = key != NULL ? yj_gm_key_encrypt (key, file_key, FILE_KEY_BYTES, error) : NULL;
    g_autofree char *id = yj_seal_recipient_key_id (recipients[i]);
    g_autofree char *name = g_strconcat (id, ".sm2", NULL);
    if (cipher == NULL)
      return FALSE;
    yj_archive_entries_add (entries, name, cipher);
  }
  return TRUE;
}

/* ---- opening ---- */

static gboolean
read_iv (const json_t *manifest, guint8 iv[IV_BYTES])
{
  const char *hex = yj_json_string (manifest, "iv");

  if (hex == NULL || strlen (hex) != 2 * IV_BYTES)
    return FALSE;
  for (guint i = 0; i < IV_BYTES; i++) {
    int high = g_ascii_xdigit_value (hex[2 * i]), low = g_ascii_xdigit_value (hex[2 * i + 1]);
    if (high < 0 || low < 0)
      return FALSE;
    iv[i] = (guint8) (high << 4 | low);
  }
  return TRUE;
}

/* The MAC is compared before a byte of the body is looked at. */
static GBytes *
open_with_key (GPtrArray *entries, const guint8 *file_key, GError **error)
{
  GBytes *manifest_bytes = yj_archive_entries_find (entries, MANIFEST), *body = yj_archive_entries_find (entries, BODY);
  GBytes *said = yj_archive_entries_find (entries, MAC);
  g_autoptr (json_t) manifest = NULL;
  guint8 mac[MAC_BYTES], iv[IV_BYTES];

  if (!compute_mac (file_key, manifest_bytes, body, mac, error))
    return NULL;
  if (g_bytes_get_size (said) != MAC_BYTES || CRYPTO_memcmp (mac, g_bytes_get_data (said, NULL), MAC_BYTES) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the sealed file was changed");
    return NULL;
  }
  manifest = yj_json_parse (g_bytes_get_data (manifest_bytes, NULL), g_bytes_get_size (manifest_bytes), 0, 4, error);
  if (manifest == NULL)
    return NULL;
  if (g_strcmp0 (yj_json_string (manifest, "suite"), YJ_SUITE_GM_1) != 0 || !read_iv (manifest, iv)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the sealed file's manifest is not one of " YJ_SUITE_GM_1);
    return NULL;
  }
  return apply_cipher (file_key, iv, body, error);
}

GBytes *
yj_gm_seal (GBytes *plain, const char *const *recipients, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (GBytes) manifest = NULL, body = NULL, mac_bytes = NULL, again = NULL;
  guint8 file_key[FILE_KEY_BYTES], iv[IV_BYTES], mac[MAC_BYTES];
  gboolean ok;

  if (RAND_priv_bytes (file_key, sizeof file_key) != 1 || RAND_bytes (iv, sizeof iv) != 1) {
    yj_gm_set_error (error, "there is no randomness");
    return NULL;
  }
  manifest = write_manifest (iv, recipients);
  body = apply_cipher (file_key, iv, plain, error);
  ok = body != NULL && compute_mac (file_key, manifest, body, mac, error);
  if (ok) {
    mac_bytes = g_bytes_new (mac, sizeof mac);
    yj_archive_entries_add (entries, MANIFEST, manifest);
    ok = add_keys (entries, file_key, recipients, error);
    yj_archive_entries_add (entries, BODY, body);
    yj_archive_entries_add (entries, MAC, mac_bytes);
  }
  again = ok ? open_with_key (entries, file_key, error) : NULL;
  yj_secret_wipe (file_key, sizeof file_key);
  if (again != NULL && g_bytes_equal (again, plain))
    return yj_archive_pack_tar (entries, error);
  if (again != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "what was sealed does not open again");
  return NULL;
}

static gboolean
find_file_key (GPtrArray *entries, const char *const *identities, guint8 file_key[FILE_KEY_BYTES], GError **error)
{
  for (gsize i = 0; identities[i] != NULL; i++) {
    g_autoptr (EVP_PKEY) key = yj_gm_key_from_identity (identities[i], error);
    g_autofree char *recipient = key != NULL ? yj_gm_key_to_recipient (key) : NULL;
    g_autofree char *id = recipient != NULL ? yj_seal_recipient_key_id (recipient) : NULL;
    g_autofree char *name = g_strconcat (id != NULL ? id : "", ".sm2", NULL);
    GBytes *cipher = yj_archive_entries_find (entries, name);

    if (id == NULL)
      return FALSE;
    if (cipher != NULL && yj_gm_key_decrypt (key, cipher, file_key, FILE_KEY_BYTES))
      return TRUE;
  }
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "no identity fits this file");
  return FALSE;
}

GBytes *
yj_gm_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_archive_unpack_tar (sealed, g_bytes_get_size (sealed), RECIPIENTS_MAX + 3, error);
  gsize limit = max_bytes > 0 ? max_bytes : OPEN_MAX_BYTES;
  guint8 file_key[FILE_KEY_BYTES];
  GBytes *plain;

  if (entries == NULL)
    return NULL;
  if (yj_archive_entries_find (entries, MANIFEST) == NULL || yj_archive_entries_find (entries, BODY) == NULL ||
      yj_archive_entries_find (entries, MAC) == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the sealed file lacks a part");
    return NULL;
  }
  if (g_bytes_get_size (yj_archive_entries_find (entries, BODY)) > limit) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the sealed file holds more than %" G_GSIZE_FORMAT " bytes", limit);
    return NULL;
  }
  if (!find_file_key (entries, identities, file_key, error))
    return NULL;
  plain = open_with_key (entries, file_key, error);
  yj_secret_wipe (file_key, sizeof file_key);
  return plain;
}
