/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/fields: what several types share. */
#pragma once
#include "core/fields/yj-field-type.h"

G_BEGIN_DECLS

#define YJ_FIELD_TEXT_MAX_CHARS 200

/* Half width, outer spaces off, runs of spaces of any kind to one. Not a string, or one with a NUL: a copy of it. */
json_t *yj_field_normalise_text (const json_t *raw);
/* The same without any space or dash, upper case. */
json_t *yj_field_normalise_code (const json_t *raw);
/* Half width, no spaces, upper case, and every kind of dash to a hyphen. */
json_t *yj_field_normalise_number (const json_t *raw);
/* Half width without any space or dash; what is no digit stays, to be refused. */
json_t *yj_field_normalise_digits (const json_t *raw);
/* The same without brackets and dots, and without the country code of China; @trunk stands before the national number. */
json_t *yj_field_normalise_phone (const json_t *raw, const char *trunk);
/* A copy of the value: whoever wipes it does not wipe what was typed. */
json_t *yj_field_normalise_same (const json_t *raw);

/* The text of @value; NULL unless it is a string without a NUL, which would end it too early. (transfer none) (nullable) */
const char *yj_field_get_text (const json_t *value);
/* "field.wrong-kind" unless a string; "field.character" for controls, NUL, what turns the direction, and what is not seen
 * (joiners stand where a script needs them); "field.too-short" / "field.too-long" with {n}. */
YjProblem *yj_field_check_text (const json_t *value, glong min, glong max);
/* @text matches the anchored regular expression. */
gboolean yj_field_matches (const char *text, const char *pattern);

/* What spec {"kind"} may ask a number to look like. */
typedef struct {
  const char *kind, *pattern; /* anchored, as yj_field_matches () takes it */
  const char *problem, *example;
} YjFieldKind;
/* The one of @n @kinds that @field's spec names; the first one where it names none of them. (transfer none) */
const YjFieldKind *yj_field_find_kind (const YjField *field, const YjFieldKind *kinds, gsize n);

char *yj_field_mask_plain (const YjField *field, const json_t *value, const char *language);
char *yj_field_mask_number (const YjField *field, const json_t *value, const char *language);
char *yj_field_mask_phone (const YjField *field, const json_t *value, const char *language);
/* The label of the option(s) whose id the value is. */
char *yj_field_mask_option (const YjField *field, const json_t *value, const char *language);
/* NULL, or "field.choice.unknown". */
YjProblem *yj_field_check_option (const YjField *field, const json_t *value);

/* A picture: the SHA-256 of its sealed bytes, 64 lower-case hex digits; shown as "kept". */
YjProblem *yj_field_validate_digest (const YjField *field, const json_t *value, GDateTime *today);
char *yj_field_mask_digest (const YjField *field, const json_t *value, const char *language);
json_t *yj_field_example_digest (const YjField *field);

G_END_DECLS
