/* SPDX-License-Identifier: Apache-2.0 */
/* The number a citizen takes home, and the secret that goes with it.
 * Reference: 4 characters kiosk code + at least 4 characters sequence number, both in Crockford
 * Base32 (0-9 A-Z without I L O U), + 1 check character ISO 7064 MOD 37,36 over all before it. Shown
 * in groups of four: "7K3M 00F4 C". Unique without a network because central hands out kiosk codes.
 * Secret: 60 random bits as 12 characters Crockford Base32. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* @kiosk_code: 4 characters; @seq from 1. (transfer full) */
char *yj_reference_new (const char *kiosk_code, guint64 seq);
/* Accepts what a person types: lower case, spaces, dashes, O for 0, I and L for 1. Gives the stored
 * form, or NULL with YJ_ERROR_BAD_DATA when the length, a character or the check is wrong. */
char *yj_reference_normalise (const char *typed, GError **error);
/* "7K3M 00F4 C" (transfer full) */
char *yj_reference_to_display (const char *reference);

/* (transfer full) free with yj_secret_text_free () */
char *yj_progress_secret_new (void);
char *yj_progress_secret_normalise (const char *typed, GError **error);
/* SHA-256 of the secret's 12 characters, 64 lower-case hex digits. (transfer full) */
char *yj_progress_secret_sha256 (const char *secret);

/* "YJ1:" reference ":" secret — the payload of the receipt's QR. (transfer full) */
char *yj_reference_to_qr_text (const char *reference, const char *secret);
/* YJ_ERROR_CARD_FOREIGN if @text is not a Yijian receipt. */
gboolean yj_reference_parse_qr_text (const char *text, char **reference, char **secret, GError **error);

G_END_DECLS
