/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the kiosk's device key: ES256 signatures over headers, and the request for a certificate. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-jws.h"
#include "core/seal/yj-sha256.h"
#include "core/seal/yj-suite.h"
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define PROTECTED_HEADER "{\"alg\":\"ES256\",\"typ\":\"yijian-header+jws\"}"
#define HALF_BYTES 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

static void
set_crypto_error (GError **error, const char *what)
{
  char reason[160] = "";
  unsigned long code = ERR_get_error ();

  if (code != 0)
    ERR_error_string_n (code, reason, sizeof reason);
  ERR_clear_error ();
  g_set_error (error, YJ_ERROR, YJ_ERROR_CRYPTO, "%s%s%s", what, code != 0 ? ": " : "", reason);
}

static char *
take_text (BIO *bio)
{
  char *data;
  long size = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) size);
}

char *
yj_suite_device_key_new (GError **error)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());

  if (key == NULL || PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
    set_crypto_error (error, "a device key could not be made");
    return NULL;
  }
  return take_text (bio);
}

static EVP_PKEY *
load_key (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  if (key == NULL || !EVP_PKEY_is_a (key, "EC")) {
    EVP_PKEY_free (key);
    set_crypto_error (error, "the device key cannot be used");
    return NULL;
  }
  return key;
}

char *
yj_suite_device_csr_new (const char *device_key_pem, const char *common_name, GError **error)
{
  g_autoptr (EVP_PKEY) key = load_key (device_key_pem, error);
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  X509_NAME *name = X509_REQ_get_subject_name (request);

  if (key == NULL)
    return NULL;
  if (X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0) != 1 ||
      X509_REQ_set_pubkey (request, key) != 1 || X509_REQ_sign (request, key, EVP_sha256 ()) == 0 ||
      PEM_write_bio_X509_REQ (bio, request) != 1) {
    set_crypto_error (error, "a certificate request could not be made");
    return NULL;
  }
  return take_text (bio);
}

/* DER as OpenSSL makes it -> r || s as RFC 7518 section 3.4 wants it. */
static gboolean
der_to_raw (const guint8 *der, gsize size, guint8 raw[2 * HALF_BYTES])
{
  g_autoptr (ECDSA_SIG) signature = d2i_ECDSA_SIG (NULL, &der, (long) size);
  return signature != NULL && BN_bn2binpad (ECDSA_SIG_get0_r (signature), raw, HALF_BYTES) == HALF_BYTES &&
         BN_bn2binpad (ECDSA_SIG_get0_s (signature), raw + HALF_BYTES, HALF_BYTES) == HALF_BYTES;
}

static int
raw_to_der (const guint8 raw[2 * HALF_BYTES], guint8 **der)
{
  g_autoptr (ECDSA_SIG) signature = ECDSA_SIG_new ();
  if (ECDSA_SIG_set0 (signature, BN_bin2bn (raw, HALF_BYTES, NULL), BN_bin2bn (raw + HALF_BYTES, HALF_BYTES, NULL)) != 1)
    return -1;
  return i2d_ECDSA_SIG (signature, der);
}

/* The key that this thread signed with last: OpenSSL takes fifteen times as long to read one as to sign with it. */
typedef struct {
  char *pem;
  EVP_PKEY *key;
} KeptKey;

static void
kept_key_free (gpointer data)
{
  KeptKey *kept = data;
  yj_secret_text_free (kept->pem);
  EVP_PKEY_free (kept->key);
  g_free (kept);
}
static GPrivate kept_key = G_PRIVATE_INIT (kept_key_free);

/* (transfer none) */
static EVP_PKEY *
find_key (const char *pem, GError **error)
{
  KeptKey *kept = g_private_get (&kept_key);
  EVP_PKEY *key;

  if (kept != NULL && g_str_equal (kept->pem, pem))
    return kept->key;
  key = load_key (pem, error);
  if (key == NULL)
    return NULL;
  kept = g_new (KeptKey, 1);
  *kept = (KeptKey){ g_strdup (pem), key };
  g_private_replace (&kept_key, kept);
  return key;
}

char *
yj_suite_sign_header (GBytes *payload, const char *device_key_pem, GError **error)
{
  EVP_PKEY *key = find_key (device_key_pem, error);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree char *input = NULL;
  guint8 der[128], raw[2 * HALF_BYTES];
  size_t size = sizeof der;

  if (key == NULL)
    return NULL;
  input = yj_jws_signing_input (PROTECTED_HEADER, payload);
  if (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) != 1 ||
      EVP_DigestSign (context, der, &size, (const guint8 *) input, strlen (input)) != 1 || !der_to_raw (der, size, raw)) {
    set_crypto_error (error, "the header could not be signed");
    return NULL;
  }
  return yj_jws_finish (input, raw, sizeof raw);
}

YjHeaderKey *
yj_header_key_new (const char *certificate_pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (certificate_pem, -1);
  g_autoptr (X509) certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  EVP_PKEY *key = certificate != NULL ? X509_get_pubkey (certificate) : NULL;

  if (key == NULL || !EVP_PKEY_is_a (key, "EC")) {
    EVP_PKEY_free (key);
    set_crypto_error (error, "the device certificate cannot be used");
    return NULL;
  }
  return (YjHeaderKey *) key;
}

YjHeaderKey *
yj_header_key_ref (YjHeaderKey *key)
{
  EVP_PKEY_up_ref ((EVP_PKEY *) key);
  return key;
}

void
yj_header_key_free (YjHeaderKey *key)
{
  EVP_PKEY_free ((EVP_PKEY *) key);
}

/* The key that this thread verified with last, ready for the next header: those of one kiosk follow each other. */
static void
verifier_free (gpointer data)
{
  EVP_PKEY_CTX_free (data);
}
static GPrivate kept_verifier = G_PRIVATE_INIT (verifier_free);

/* (transfer none) (nullable) */
static EVP_PKEY_CTX *
find_verifier (EVP_PKEY *key)
{
  EVP_PKEY_CTX *kept = g_private_get (&kept_verifier);

  if (kept != NULL && EVP_PKEY_CTX_get0_pkey (kept) == key)
    return kept;
  kept = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);
  if (kept == NULL || EVP_PKEY_verify_init (kept) != 1) {
    EVP_PKEY_CTX_free (kept);
    return NULL;
  }
  g_private_replace (&kept_verifier, kept);
  return kept;
}

static gboolean
verify (EVP_PKEY *key, const char *input, gsize size, const guint8 raw[2 * HALF_BYTES])
{
  EVP_PKEY_CTX *verifier = find_verifier (key);
  guint8 digest[YJ_SHA256_BYTES], *der = NULL;
  int der_size = raw_to_der (raw, &der), verdict = 0;

  yj_sha256 (input, size, digest);
  if (verifier != NULL && der_size > 0)
    verdict = EVP_PKEY_verify (verifier, der, (size_t) der_size, digest, sizeof digest);
  OPENSSL_free (der);
  return verdict == 1;
}

GBytes *
yj_suite_verify_header (const char *jws_text, YjHeaderKey *key, GError **error)
{
  g_auto (YjJws) jws = { 0 };
  gboolean holds;

  if (!yj_jws_parse (jws_text, &jws, error))
    return NULL;
  holds = g_strcmp0 (yj_json_string (jws.protected_header, "alg"), "ES256") == 0 &&
          json_object_get (jws.protected_header, "crit") == NULL && g_bytes_get_size (jws.signature) == 2 * HALF_BYTES &&
          verify ((EVP_PKEY *) key, jws_text, jws.signing_input_size, g_bytes_get_data (jws.signature, NULL));
  ERR_clear_error ();
  if (holds)
    return g_bytes_ref (jws.payload);
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the header's signature does not hold");
  return NULL;
}
