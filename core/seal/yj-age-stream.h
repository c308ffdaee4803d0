/* SPDX-License-Identifier: Apache-2.0 */
/* The payload of an age file: STREAM with ChaCha20-Poly1305 in chunks of 64 KiB. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_AGE_FILE_KEY_BYTES 16
#define YJ_AGE_NONCE_BYTES 16

/* Appends nonce and sealed chunks to @out. */
void yj_age_stream_seal (const guint8 *file_key, const guint8 *plain, gsize size, GByteArray *out);
/* Opens what yj_age_stream_seal () appended. NULL with YJ_ERROR_UNVERIFIED, _BAD_DATA or _LIMIT.
 * The result wipes itself. (transfer full) */
GBytes *yj_age_stream_open (const guint8 *file_key, const guint8 *sealed, gsize size, gsize max_bytes, GError **error);

G_END_DECLS
