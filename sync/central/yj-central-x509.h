/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 as central needs it (RFC 5280): one authority, its server certificate, and certificates for kiosks and
 * departments. All keys are ECDSA P-256. Who somebody is stands in the SAN URI. Thread: any.
 * Errors: YJ_ERROR_CRYPTO for keys of our own, YJ_ERROR_BAD_DATA and YJ_ERROR_UNVERIFIED for what others sent. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { YJ_ROLE_KIOSK, YJ_ROLE_DEPARTMENT } YjRole;

typedef struct {
  YjRole role;
  char *code;           /* kiosk or department code */
  char *key_sha256;     /* of the public key (SubjectPublicKeyInfo, DER), 64 hex digits */
} YjIdentity;
void yj_identity_free (YjIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjIdentity, yj_identity_free)

/* What signs: both in PEM, borrowed. */
typedef struct {
  const char *certificate;
  const char *key;
} YjAuthority;

/* A new self-signed authority, 20 years. (transfer full); free *@key with yj_secret_text_free (). */
gboolean yj_x509_new_authority (char **key, char **certificate, GError **error);
/* A server certificate for @names (DNS names and IP addresses), 5 years. */
gboolean yj_x509_new_server (const YjAuthority *authority, const char *const *names, char **key, char **certificate,
                             GError **error);
/* The SHA-256 of a request's public key, after its own signature held and the key is P-256. (transfer full) */
char *yj_x509_check_request (const char *csr_pem, GError **error);
/* A client certificate for the key of @csr_pem, 5 years; the request's subject is not used. (transfer full) */
char *yj_x509_sign_client (const YjAuthority *authority, const char *csr_pem, YjRole role, const char *code,
                           GError **error);
/* Who a client certificate (DER) is for, if @authority signed it for clients and it is valid now.
 * YJ_ERROR_UNVERIFIED. (transfer full) */
YjIdentity *yj_x509_identify (const char *authority_certificate, GBytes *der, GError **error);

G_END_DECLS
