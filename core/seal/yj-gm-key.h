/* SPDX-License-Identifier: Apache-2.0 */
/* SM2 keys as text, and SM2 encryption (GB/T 32918.4) of short secrets, for core/seal/yj-gm.c. */
#pragma once
#include <gio/gio.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

void yj_gm_set_error (GError **error, const char *what);
/* TRUE if @recipient names a point of the curve; else YJ_ERROR_CRYPTO. */
gboolean yj_gm_key_check_recipient (const char *recipient, GError **error);
/* YJ_ERROR_CRYPTO. (transfer full) (nullable) */
EVP_PKEY *yj_gm_key_from_recipient (const char *recipient, GError **error);
EVP_PKEY *yj_gm_key_from_identity (const char *identity, GError **error);
/* (transfer full) */
char *yj_gm_key_to_recipient (EVP_PKEY *key);
char *yj_gm_key_to_identity (EVP_PKEY *key, GError **error);
/* DER of an SM2Cipher. (transfer full) (nullable) */
GBytes *yj_gm_key_encrypt (EVP_PKEY *key, const guint8 *secret, gsize size, GError **error);
/* FALSE when @cipher is not for @key or does not hold exactly @size bytes. */
gboolean yj_gm_key_decrypt (EVP_PKEY *key, GBytes *cipher, guint8 *secret, gsize size);

G_END_DECLS
