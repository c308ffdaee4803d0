/* SPDX-License-Identifier: Apache-2.0 */
/* The four uses of cryptography behind one interface, so that a national profile can replace all of
 * them: seal (core/seal/yj-seal.h), header signature, receipt signature, catalogue signature.
 * Profile "intl-1": age v1; profile "gm-1" seals with SM2, SM4-CTR and HMAC-SM3. Both sign alike today: JWS compact
 * (RFC 7515) ES256 for headers and EdDSA (RFC 8037) for receipts; minisign for catalogues. Thread: any. Errors: YJ_ERROR_CRYPTO for keys, YJ_ERROR_UNVERIFIED for
 * signatures, YJ_ERROR_BAD_DATA for form. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* ---- header: ECDSA P-256 with SHA-256, the kiosk's device key ---- */
/* A new P-256 key as PKCS#8 PEM. Free with yj_secret_text_free (). */
char *yj_suite_device_key_new (GError **error);
/* A PKCS#10 request in PEM for @device_key_pem with CN=@common_name. (transfer full) */
char *yj_suite_device_csr_new (const char *device_key_pem, const char *common_name, GError **error);
/* JWS compact over exactly @payload; protected header {"alg":"ES256","typ":"yijian-header+jws"}. */
char *yj_suite_sign_header (GBytes *payload, const char *device_key_pem, GError **error);
/* The public key of a device, read once for any number of headers. Thread: any, several at once. */
typedef struct _YjHeaderKey YjHeaderKey;
/* @certificate_pem: X.509 of the device. */
YjHeaderKey *yj_header_key_new (const char *certificate_pem, GError **error);
/* Another owner of the same one, who frees it too. */
YjHeaderKey *yj_header_key_ref (YjHeaderKey *key);
void yj_header_key_free (YjHeaderKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjHeaderKey, yj_header_key_free)
/* Gives the payload bytes as they were signed. */
GBytes *yj_suite_verify_header (const char *jws, YjHeaderKey *key, GError **error);

/* ---- receipt: Ed25519, central's key; the protected header carries "kid" ---- */
/* *@secret: 43 characters base64url seed; *@public_key: base64url; *@kid: first 16 hex digits of
 * SHA-256 of the 32 public bytes. */
void yj_suite_receipt_key_new (char **secret, char **public_key, char **kid);
char *yj_suite_sign_receipt (GBytes *payload, const char *secret, const char *kid, GError **error);
/* @keys: kid -> base64url public key (GHashTable of strings). */
GBytes *yj_suite_verify_receipt (const char *jws, GHashTable *keys, GError **error);

/* The payload of a compact JWS without any check, for display. */
GBytes *yj_suite_peek_payload (const char *jws, GError **error);

/* ---- catalogue: minisign (prehashed "ED" and legacy "Ed" signatures) ---- */
/* @signature: text of a .minisig file; @public_key: the base64 line "RW…". */
gboolean yj_suite_verify_catalogue (GBytes *bundle, const char *signature, const char *public_key, GError **error);
/* @secret_key: text of an unencrypted minisign secret key file (minisign -G -W). (transfer full) */
char *yj_suite_sign_catalogue (GBytes *bundle, const char *secret_key, const char *trusted_comment, GError **error);
/* Makes such a pair. */
void yj_suite_catalogue_key_new (char **secret_key, char **public_key);

/* 64 lower-case hex digits. (transfer full) */
char *yj_sha256_hex (GBytes *bytes);

G_END_DECLS
