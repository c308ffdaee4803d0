/* SPDX-License-Identifier: Apache-2.0 */
/* age v1 files (age-encryption.org/v1): X25519 recipients, ChaCha20-Poly1305 STREAM in 64 KiB chunks,
 * HKDF-SHA-256, HMAC-SHA-256 over the header, Bech32 keys. The age program opens what this writes. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* The human-readable parts (BIP 173) of a recipient and of an identity. */
#define YJ_AGE_RECIPIENT_HRP "age"
#define YJ_AGE_IDENTITY_HRP "age-secret-key-"

/* A new key pair: *@identity "AGE-SECRET-KEY-1…" (free with yj_secret_text_free ()), *@recipient "age1…". */
void yj_age_keygen (char **identity, char **recipient);
/* TRUE if @recipient is a well-formed age1… string; else YJ_ERROR_CRYPTO. */
gboolean yj_age_check_recipient (const char *recipient, GError **error);

/* Seals @plain to every recipient (NULL-terminated, at least one). Before it returns, it opens the
 * result once more with the file key still in memory and compares. YJ_ERROR_CRYPTO. (transfer full) */
GBytes *yj_age_seal (GBytes *plain, const char *const *recipients, GError **error);
/* Opens with any of @identities. At most @max_bytes of plain text (0: 64 MiB).
 * YJ_ERROR_BAD_DATA, _UNVERIFIED, _CRYPTO (no identity fits), _LIMIT. The result wipes itself. */
GBytes *yj_age_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error);

G_END_DECLS
