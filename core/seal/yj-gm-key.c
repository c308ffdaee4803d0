/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the form of SM2 keys; OpenSSL does the arithmetic. */
#include "core/seal/yj-gm-key.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-gm.h"
#include "core/seal/yj-jws.h"
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define POINT_BYTES 65
/* SM2Cipher of 48 bytes: two coordinates, a digest and the bytes, each with its tag. */
#define CIPHER_MAX_BYTES 256

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)

void
yj_gm_set_error (GError **error, const char *what)
{
  ERR_clear_error ();
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, what);
}

EVP_PKEY *
yj_gm_key_from_recipient (const char *recipient, GError **error)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, "SM2", NULL);
  const char *text = g_str_has_prefix (recipient, YJ_GM_RECIPIENT_PREFIX) ? recipient + strlen (YJ_GM_RECIPIENT_PREFIX) : "";
  g_autoptr (GBytes) point = yj_base64url_decode (text, strlen (text), POINT_BYTES);
  EVP_PKEY *key = NULL;

  if (point != NULL && g_bytes_get_size (point) == POINT_BYTES) {
    OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) "SM2", 0),
      OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, (void *) g_bytes_get_data (point, NULL), POINT_BYTES),
      OSSL_PARAM_construct_end (),
    };
    if (EVP_PKEY_fromdata_init (context) != 1 || EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
      key = NULL;
  }
  if (key == NULL)
    yj_gm_set_error (error, "a recipient is not an SM2 public key");
  return key;
}

EVP_PKEY *
yj_gm_key_from_identity (const char *identity, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (identity, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  if (key == NULL || !EVP_PKEY_is_a (key, "SM2")) {
    EVP_PKEY_free (key);
    yj_gm_set_error (error, "an identity is not an SM2 private key in PEM");
    return NULL;
  }
  return key;
}

char *
yj_gm_key_to_recipient (EVP_PKEY *key)
{
  guint8 point[POINT_BYTES];
  size_t size = 0;
  g_autofree char *text = NULL;

  EVP_PKEY_set_utf8_string_param (key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
  if (EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size) != 1 || size != sizeof point)
    return NULL;
  text = yj_base64url_encode (point, sizeof point);
  return g_strconcat (YJ_GM_RECIPIENT_PREFIX, text, NULL);
}

char *
yj_gm_key_to_identity (EVP_PKEY *key, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  char *data;
  long size;

  if (PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
    yj_gm_set_error (error, "an SM2 key could not be written");
    return NULL;
  }
  size = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) size);
}

GBytes *
yj_gm_key_encrypt (EVP_PKEY *key, const guint8 *secret, gsize size, GError **error)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);
  guint8 cipher[CIPHER_MAX_BYTES];
  size_t length = sizeof cipher;

  if (EVP_PKEY_encrypt_init (context) != 1 || EVP_PKEY_encrypt (context, cipher, &length, secret, size) != 1) {
    yj_gm_set_error (error, "SM2 could not encrypt");
    return NULL;
  }
  return g_bytes_new (cipher, length);
}

gboolean
yj_gm_key_decrypt (EVP_PKEY *key, GBytes *cipher, guint8 *secret, gsize size)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);
  guint8 plain[CIPHER_MAX_BYTES];
  size_t length = sizeof plain;
  gboolean fits = g_bytes_get_size (cipher) <= CIPHER_MAX_BYTES && EVP_PKEY_decrypt_init (context) == 1 &&
                  EVP_PKEY_decrypt (context, plain, &length, g_bytes_get_data (cipher, NULL), g_bytes_get_size (cipher)) == 1 &&
                  length == size;

  if (fits)
    memcpy (secret, plain, size);
  yj_secret_wipe (plain, sizeof plain);
  ERR_clear_error ();
  return fits;
}

gboolean
yj_gm_key_check_recipient (const char *recipient, GError **error)
{
  g_autoptr (EVP_PKEY) key = yj_gm_key_from_recipient (recipient, error);
  return key != NULL;
}
