/* SPDX-License-Identifier: Apache-2.0 */
/* Bech32 (BIP 173) as age uses it: no length limit of 90. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* @hrp: lower case. (transfer full) lower-case text; free with yj_secret_text_free () when secret. */
char *yj_bech32_encode (const char *hrp, const guint8 *data, gsize size);
/* @text in one case throughout, with prefix @hrp (any case), holding exactly @size bytes. */
gboolean yj_bech32_decode (const char *text, const char *hrp, guint8 *data, gsize size);

G_END_DECLS
