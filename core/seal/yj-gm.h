/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed files of profile "gm-1": a pax tar of
 *   manifest.json   {"suite":"gm-1","cipher":"SM4-CTR","mac":"HMAC-SM3","iv":32 hex digits,"recipients":[key id]}
 *   <key id>.sm2    for each recipient: 48 random bytes under SM2 (GB/T 32918.4), an SM2Cipher in DER (GB/T 35276
 *                   clause 7.2): 16 bytes SM4 key, then 32 bytes HMAC key
 *   body.sm4        the content under SM4-CTR (GB/T 32907, GB/T 17964) with that iv
 *   body.hmac       HMAC-SM3 (GB/T 32905, GB/T 15852.2) over the bytes of manifest.json, then of body.sm4
 * OpenSSL does all of it (its SM2, SM3 and SM4 are not a certified module); OpenSSL 3.0 has neither SM4-GCM nor SM2 in CMS,
 * therefore encrypt-then-MAC and a tar. tar and the openssl command open such a file without this program.
 *
 * A recipient is "sm2:" and base64url of the 65 bytes of the uncompressed point; an identity is PKCS#8 PEM.
 * Errors and ownership as in core/seal/yj-age.h. Thread: any. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_GM_RECIPIENT_PREFIX "sm2:"
#define YJ_GM_IDENTITY_PREFIX "-----BEGIN PRIVATE KEY-----"

/* *@identity: free with yj_secret_text_free (). YJ_ERROR_CRYPTO. */
gboolean yj_gm_keygen (char **identity, char **recipient, GError **error);
GBytes *yj_gm_seal (GBytes *plain, const char *const *recipients, GError **error);
GBytes *yj_gm_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error);

G_END_DECLS
