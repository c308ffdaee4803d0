/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making and reading of certificates with OpenSSL. Knows no files and no store. */
#include "sync/central/yj-central-x509.h"
#include "core/base/yj-error.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#define DAY_SECONDS (24 * 60 * 60)
#define AUTHORITY_DAYS (20 * 365)
#define LEAF_DAYS (5 * 365)
#define SERIAL_BYTES 16
#define URN_KIOSK "urn:yijian:kiosk:"
#define URN_DEPARTMENT "urn:yijian:department:"
#define MAX_PEM_BYTES 16384

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_EXTENSION, X509_EXTENSION_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)

void
yj_identity_free (YjIdentity *identity)
{
  if (identity == NULL)
    return;
  g_free (identity->code);
  g_free (identity->key_sha256);
  g_free (identity);
}

static gboolean
fail (GError **error, int code, const char *what)
{
  char reason[160] = "";
  unsigned long number = ERR_get_error ();

  if (number != 0)
    ERR_error_string_n (number, reason, sizeof reason);
  ERR_clear_error ();
  g_set_error (error, YJ_ERROR, code, "%s%s%s", what, number != 0 ? ": " : "", reason);
  return FALSE;
}

static char *
take_text (BIO *bio)
{
  char *data;
  long size = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) size);
}

static char *
key_to_pem (EVP_PKEY *key)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  return PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) == 1 ? take_text (bio) : NULL;
}

static char *
certificate_to_pem (X509 *certificate)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  return PEM_write_bio_X509 (bio, certificate) == 1 ? take_text (bio) : NULL;
}

static X509 *
certificate_from_pem (const char *pem)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  return PEM_read_bio_X509 (bio, NULL, NULL, NULL);
}

static gboolean
set_serial (X509 *certificate)
{
  guint8 bytes[SERIAL_BYTES];
  g_autoptr (BIGNUM) number = NULL;

  if (RAND_bytes (bytes, sizeof bytes) != 1)
    return FALSE;
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  return BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  g_autoptr (X509_EXTENSION) extension = NULL;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  return extension != NULL && X509_add_ext (certificate, extension, -1) == 1;
}

/* A certificate that lacks only its extensions and its signature. It begins a day ago, because the clocks
 * of kiosks are not to be trusted. */
static X509 *
begin_certificate (const char *common_name, EVP_PKEY *key, X509 *issuer, int days)
{
  g_autoptr (X509) certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);

  if (X509_set_version (certificate, X509_VERSION_3) != 1 || !set_serial (certificate) ||
      X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0) != 1 ||
      X509_gmtime_adj (X509_getm_notBefore (certificate), -DAY_SECONDS) == NULL ||
      X509_time_adj_ex (X509_getm_notAfter (certificate), days, 0, NULL) == NULL ||
      X509_set_issuer_name (certificate, issuer != NULL ? X509_get_subject_name (issuer) : name) != 1 ||
      X509_set_pubkey (certificate, key) != 1)
    return NULL;
  return g_steal_pointer (&certificate);
}

gboolean
yj_x509_new_authority (char **key_pem, char **certificate_pem, GError **error)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (X509) certificate = key != NULL ? begin_certificate ("Yijian central", key, NULL, AUTHORITY_DAYS) : NULL;

  if (certificate == NULL || !add_extension (certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !add_extension (certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !add_extension (certificate, certificate, NID_subject_key_identifier, "hash") ||
      X509_sign (certificate, key, EVP_sha256 ()) == 0)
    return fail (error, YJ_ERROR_CRYPTO, "an authority could not be made");
  *key_pem = key_to_pem (key);
  *certificate_pem = certificate_to_pem (certificate);
  return TRUE;
}

typedef struct {
  const char *common_name;
  const char *usage;      /* extendedKeyUsage */
  const char *names;      /* subjectAltName */
} Leaf;

static char *
sign_leaf (const YjAuthority *authority, EVP_PKEY *key, const Leaf *leaf, GError **error)
{
  g_autoptr (X509) issuer = certificate_from_pem (authority->certificate);
  g_autoptr (BIO) bio = BIO_new_mem_buf (authority->key, -1);
  g_autoptr (EVP_PKEY) issuer_key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);
  g_autoptr (X509) certificate = NULL;

  if (issuer == NULL || issuer_key == NULL) {
    fail (error, YJ_ERROR_CRYPTO, "the authority's key or certificate cannot be used");
    return NULL;
  }
  certificate = begin_certificate (leaf->common_name, key, issuer, LEAF_DAYS);
  if (certificate == NULL || !add_extension (certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension (certificate, issuer, NID_key_usage, "critical,digitalSignature") ||
      !add_extension (certificate, issuer, NID_ext_key_usage, leaf->usage) ||
      !add_extension (certificate, issuer, NID_subject_key_identifier, "hash") ||
      !add_extension (certificate, issuer, NID_authority_key_identifier, "keyid") ||
      !add_extension (certificate, issuer, NID_subject_alt_name, leaf->names) ||
      X509_sign (certificate, issuer_key, EVP_sha256 ()) == 0) {
    fail (error, YJ_ERROR_CRYPTO, "a certificate could not be signed");
    return NULL;
  }
  return certificate_to_pem (certificate);
}

gboolean
yj_x509_new_server (const YjAuthority *authority, const char *const *names, char **key_pem, char **certificate_pem,
                    GError **error)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (GString) list = g_string_new (NULL);
  Leaf leaf = { names[0], "serverAuth", NULL };

  for (guint i = 0; names[i] != NULL; i++) {
    if (strpbrk (names[i], ",\n:") != NULL && !g_hostname_is_ip_address (names[i])) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is neither a host name nor an address", names[i]);
      return FALSE;
    }
    g_string_append_printf (list, "%s%s:%s", i > 0 ? "," : "", g_hostname_is_ip_address (names[i]) ? "IP" : "DNS", names[i]);
  }
  leaf.names = list->str;
  *certificate_pem = key != NULL ? sign_leaf (authority, key, &leaf, error) : NULL;
  if (*certificate_pem == NULL)
    return FALSE;
  *key_pem = key_to_pem (key);
  return TRUE;
}

static char *
hash_key (EVP_PKEY *key)
{
  guint8 *der = NULL;
  int size = i2d_PUBKEY (key, &der);
  char *digest = size > 0 ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize) size) : NULL;
  OPENSSL_free (der);
  return digest;
}

static gboolean
is_p256 (EVP_PKEY *key)
{
  char group[32] = "";
  return key != NULL && EVP_PKEY_is_a (key, "EC") && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1 &&
         (g_str_equal (group, "prime256v1") || g_str_equal (group, "P-256"));
}

/* The request's key, if the request proves that its sender holds it. */
static EVP_PKEY *
read_request (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = NULL;
  g_autoptr (X509_REQ) request = NULL;
  EVP_PKEY *key;

  if (strlen (pem) > MAX_PEM_BYTES) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "the certificate request is too large");
    return NULL;
  }
  bio = BIO_new_mem_buf (pem, -1);
  request = PEM_read_bio_X509_REQ (bio, NULL, NULL, NULL);
  key = request != NULL ? X509_REQ_get0_pubkey (request) : NULL;
  if (!is_p256 (key) || X509_REQ_verify (request, key) != 1) {
    fail (error, YJ_ERROR_BAD_DATA, "the certificate request is not one, is not signed by its key, or its key is not P-256");
    return NULL;
  }
  EVP_PKEY_up_ref (key);
  return key;
}

char *
yj_x509_check_request (const char *csr_pem, GError **error)
{
  g_autoptr (EVP_PKEY) key = read_request (csr_pem, error);
  return key != NULL ? hash_key (key) : NULL;
}

char *
yj_x509_sign_client (const YjAuthority *authority, const char *csr_pem, YjRole role, const char *code, GError **error)
{
  g_autoptr (EVP_PKEY) key = read_request (csr_pem, error);
  g_autofree char *names = g_strconcat ("URI:", role == YJ_ROLE_KIOSK ? URN_KIOSK : URN_DEPARTMENT, code, NULL);
  Leaf leaf = { code, "clientAuth", names };
  return key != NULL ? sign_leaf (authority, key, &leaf, error) : NULL;
}

static gboolean
verify_client (const char *authority_certificate, X509 *certificate, GError **error)
{
  g_autoptr (X509) authority = certificate_from_pem (authority_certificate);
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();

  if (authority == NULL || X509_STORE_add_cert (store, authority) != 1 ||
      X509_STORE_CTX_init (context, store, certificate, NULL) != 1 ||
      X509_STORE_CTX_set_purpose (context, X509_PURPOSE_SSL_CLIENT) != 1)
    return fail (error, YJ_ERROR_CRYPTO, "the authority's certificate cannot be used");
  if (X509_verify_cert (context) != 1) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the certificate is not accepted: %s",
                 X509_verify_cert_error_string (X509_STORE_CTX_get_error (context)));
    ERR_clear_error ();
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_code (const char *text)
{
  gsize size = strlen (text);
  return size >= 1 && size <= 64 && strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-") == size;
}

/* The one SAN URI of ours; two of them would leave open who is meant. */
static gboolean
read_names (X509 *certificate, YjIdentity *identity)
{
  g_autoptr (GENERAL_NAMES) names = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  guint found = 0;

  for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num (names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
    g_autofree char *uri = NULL;
    const char *code = NULL;
    if (name->type != GEN_URI)
      continue;
    uri = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.uniformResourceIdentifier),
                     (gsize) ASN1_STRING_length (name->d.uniformResourceIdentifier));
    if (g_str_has_prefix (uri, URN_KIOSK)) {
      identity->role = YJ_ROLE_KIOSK;
      code = uri + strlen (URN_KIOSK);
    } else if (g_str_has_prefix (uri, URN_DEPARTMENT)) {
      identity->role = YJ_ROLE_DEPARTMENT;
      code = uri + strlen (URN_DEPARTMENT);
    }
    if (code == NULL || !is_code (code) || found++ > 0)
      return FALSE;
    identity->code = g_strdup (code);
  }
  return found == 1;
}

YjIdentity *
yj_x509_identify (const char *authority_certificate, GBytes *der, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  g_autoptr (X509) certificate = size <= MAX_PEM_BYTES ? d2i_X509 (NULL, &data, (long) size) : NULL;
  g_autoptr (YjIdentity) identity = g_new0 (YjIdentity, 1);

  if (certificate == NULL) {
    fail (error, YJ_ERROR_UNVERIFIED, "the client certificate cannot be read");
    return NULL;
  }
  if (!verify_client (authority_certificate, certificate, error))
    return NULL;
  if (!read_names (certificate, identity)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the certificate does not say which kiosk or department it is for");
    return NULL;
  }
  identity->key_sha256 = hash_key (X509_get0_pubkey (certificate));
  return g_steal_pointer (&identity);
}
