/* SPDX-License-Identifier: Apache-2.0 */
/* Citizen identification numbers (GB 11643-1999): 18 characters, check by ISO 7064 MOD 11-2. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_RESIDENT_ID_VALID,
  YJ_RESIDENT_ID_LENGTH,    /* not 18 characters */
  YJ_RESIDENT_ID_OLD,       /* 15 digits: void since 2013 */
  YJ_RESIDENT_ID_CHARACTER, /* a character that is not a digit, or X elsewhere than last */
  YJ_RESIDENT_ID_DATE,      /* no such day */
  YJ_RESIDENT_ID_FUTURE,    /* born after @today */
  YJ_RESIDENT_ID_CHECK,     /* the check character does not fit */
} YjResidentIdVerdict;

/* Half width, no spaces, X upper case. (transfer full) free with yj_secret_text_free () */
char *yj_resident_id_normalise (const char *typed);
/* @number: normalised. @today: nothing is judged as future when NULL. Area codes are never refused:
 * abolished ones live on. */
YjResidentIdVerdict yj_resident_id_check (const char *number, GDateTime *today);
/* Who is numbered so: by the area, and by the first digit 9 of the foreigner's card of 2023. */
typedef enum {
  YJ_AREA_MAINLAND,
  YJ_AREA_HONG_KONG, /* 81: residence permit */
  YJ_AREA_MACAO,     /* 82 */
  YJ_AREA_TAIWAN,    /* 83 */
  YJ_AREA_FOREIGNER, /* 9 */
} YjAreaKind;
/* Of a number that is valid. */
YjAreaKind yj_resident_id_get_area_kind (const char *number);
/* "mainland", "hong-kong", "macao", "taiwan", "foreigner". */
const char *yj_area_kind_nick (YjAreaKind kind);
/* Of a number that is valid: GB/T 2261.1 (1 male, 2 female). */
int yj_resident_id_get_sex (const char *number);
/* Of a number that is valid: YYYY-MM-DD. (transfer full) */
char *yj_resident_id_get_birth (const char *number);
/* The check character for the first 17 characters, which are digits. */
char yj_resident_id_compute_check (const char *first17);
/* TRUE for a real day since 1800 written YYYY-MM-DD. */
gboolean yj_date_is_real (const char *date);

G_END_DECLS
