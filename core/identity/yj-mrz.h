/* SPDX-License-Identifier: Apache-2.0 */
/* Machine-readable zones, ICAO 9303 parts 4 to 6: TD1 (3 × 30), TD2 (2 × 36), TD3 (2 × 44); and those of China's electronic permits
 * (codes CS, CD, CR, CT), whose first line is TYPE NUMBER check < EXPIRY check < BIRTH check < composite, whose second has the Chinese
 * name as GBK in letters and the Latin one, whose third begins with the sex. That order is what public readers of these permits take it
 * for; GA/T 704.14, which orders the older C<CHN, was seen in part, GA/T 704.16 not. The Latin name is what is taken: no check digit
 * covers the Chinese one, and its field is cut after three characters. */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

/* @text: lines joined or parted by line feeds, any case. OCR mistakes are put right by the class of a
 * field (O for 0 among digits) and only if the check digits then fit; in a number only where its form is known (China's documents). @today decides the century.
 * A birth lies at or before @today; an expiry within 50 years of it.
 * NULL with YJ_ERROR_BAD_DATA (form, or a day that does not exist), YJ_ERROR_CARD_UNREADABLE (a check digit: read it
 * again) or YJ_ERROR_CARD_FOREIGN (a visa, which is no identity document; a permit's one line, which has no name). (transfer full) */
YjIdCard *yj_mrz_parse (const char *text, GDateTime *today, GError **error);
/* The check digit of ICAO 9303 part 3 section 4.9 over @size characters, '0' to '9'. */
char yj_mrz_compute_check (const char *text, gsize size);

G_END_DECLS
