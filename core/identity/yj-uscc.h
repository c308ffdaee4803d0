/* SPDX-License-Identifier: Apache-2.0 */
/* Unified social credit codes (GB 32100-2015) and the organisation code inside (GB 11714-1997). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_USCC_VALID,
  YJ_USCC_LENGTH,
  YJ_USCC_CHARACTER,    /* not of the 31: I, O, S, V and Z are not used */
  YJ_USCC_CHECK,
  YJ_USCC_ORGANISATION, /* the inner check of characters 9 to 17 does not fit */
} YjUsccVerdict;

/* @code: upper case, 18 characters. */
YjUsccVerdict yj_uscc_check (const char *code);
/* Of a valid code: who registered it, in @language ("zh-CN", else English); by its first character (GB 32100 table 1).
 * (transfer none) (nullable) */
const char *yj_uscc_get_registrar (const char *code, const char *language);

G_END_DECLS
