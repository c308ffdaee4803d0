/* SPDX-License-Identifier: Apache-2.0 */
/* HKDF with SHA-256 (RFC 5869), for outputs of 32 bytes. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_HKDF_BYTES 32

void yj_hkdf_sha256 (const guint8 *ikm, gsize ikm_size, const guint8 *salt, gsize salt_size, const char *info,
                     guint8 out[YJ_HKDF_BYTES]);
/* HMAC-SHA-256. */
void yj_hmac_sha256 (const guint8 *key, gsize key_size, const guint8 *data, gsize size, guint8 out[32]);

G_END_DECLS
