/* SPDX-License-Identifier: Apache-2.0 */
/* Machine-readable zones, ICAO 9303 parts 4 to 6: TD1 (3 × 30), TD2 (2 × 36), TD3 (2 × 44). */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

/* @text: lines joined or parted by line feeds, any case. OCR mistakes are put right by the class of a
 * field (O for 0 among digits) and only if the check digits then fit. @today decides the century.
 * A birth lies at or before @today; an expiry within 50 years of it.
 * NULL with YJ_ERROR_BAD_DATA (form, or a day that does not exist), YJ_ERROR_CARD_UNREADABLE (a check digit: read it
 * again) or YJ_ERROR_CARD_FOREIGN (a visa, which is no identity document). (transfer full) */
YjIdCard *yj_mrz_parse (const char *text, GDateTime *today, GError **error);
/* The check digit of ICAO 9303 part 3 section 4.9 over @size characters, '0' to '9'. */
char yj_mrz_compute_check (const char *text, gsize size);

G_END_DECLS
