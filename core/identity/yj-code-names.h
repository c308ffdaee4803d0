/* SPDX-License-Identifier: Apache-2.0 */
/* What the codes on documents mean: ethnicities (GB 3304-1991) and kinds of documents (GA/T 2000.156). Names are in
 * Chinese for a language tag that begins with "zh", else romanised as in GB 3304 or in English. (transfer none) */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

/* "01" -> "汉族", "Han". (nullable) for a code that does not exist */
const char *yj_ethnicity_get_name (const char *code, const char *language);
/* "111" -> "居民身份证". (nullable) */
const char *yj_document_type_get_name (const char *code, const char *language);
/* The same of a card, and the name of one that has no code of its own: a social-security card. (nullable) */
const char *yj_id_card_get_document_name (const YjIdCard *card, const char *language);

G_END_DECLS
