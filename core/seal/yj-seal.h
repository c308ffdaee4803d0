/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing to public keys, whatever the profile: the recipients decide. "age1…" seals as an age file (profile "intl-1",
 * core/seal/yj-age.h), "sm2:…" as a file of profile "gm-1" (core/seal/yj-gm.h); both kinds at once are refused. The only door
 * to sealing for everybody outside this folder. Thread: any. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_SUITE_INTL_1 "intl-1"
#define YJ_SUITE_GM_1 "gm-1"

/* A new pair for @suite. *@identity: a line or a PEM text, free with yj_secret_text_free (). YJ_ERROR_CRYPTO: also for a suite that is
 * not known. */
gboolean yj_seal_keygen (const char *suite, char **identity, char **recipient, GError **error);
/* TRUE if @recipient is well formed; else YJ_ERROR_CRYPTO. */
gboolean yj_seal_check_recipient (const char *recipient, GError **error);
/* First 16 hex digits of SHA-256 of the recipient string: how headers name a key. (transfer full) */
char *yj_seal_recipient_key_id (const char *recipient);
/* The suite of which all @recipients are, or NULL. */
const char *yj_seal_get_suite (const char *const *recipients);
/* Whether @suite is one of those above. */
gboolean yj_seal_is_suite (const char *suite);

/* Seals @plain to every recipient (NULL-terminated, at least one), and opens the result once more with the file key still in memory before
 * it returns. YJ_ERROR_CRYPTO. (transfer full) */
GBytes *yj_seal_bytes (GBytes *plain, const char *const *recipients, GError **error);
/* Opens with any of @identities, of either kind. At most @max_bytes of plain text (0: 64 MiB). YJ_ERROR_BAD_DATA, _UNVERIFIED, _CRYPTO
 * (no identity fits), _LIMIT. The result wipes itself. (transfer full) */
GBytes *yj_seal_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error);

/* The identities in the text of a key file: lines "AGE-SECRET-KEY-1…", PEM blocks of SM2 keys; comments between them. At most 16. Every
 * element wipes itself. (transfer full) (element-type utf8), NULL-terminated; NULL when there is none. */
GPtrArray *yj_seal_read_identities (const char *text);

G_END_DECLS
