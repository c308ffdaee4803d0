/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/fields: what several types share. */
#pragma once
#include "core/fields/yj-field-type.h"

G_BEGIN_DECLS

#define YJ_FIELD_TEXT_MAX_CHARS 200

/* Half width, outer spaces off, runs of spaces to one. Not a string: a copy of it. */
json_t *yj_field_normalise_text (const json_t *raw);
/* The same without any space or dash, upper case. */
json_t *yj_field_normalise_code (const json_t *raw);
/* Keeps digits only (and half width before). */
json_t *yj_field_normalise_digits (const json_t *raw);
/* A copy of the value: whoever wipes it does not wipe what was typed. */
json_t *yj_field_normalise_same (const json_t *raw);

/* Problem "field.wrong-kind" unless a string without control or bidi characters, of @min to @max characters;
 * "field.too-short" / "field.too-long" with {n}. */
YjProblem *yj_field_check_text (const json_t *value, glong min, glong max);
/* @text matches the anchored regular expression. */
gboolean yj_field_matches (const char *text, const char *pattern);

char *yj_field_mask_plain (const YjField *field, const json_t *value, const char *language);
char *yj_field_mask_number (const YjField *field, const json_t *value, const char *language);
/* The label of the option(s) whose id the value is. */
char *yj_field_mask_option (const YjField *field, const json_t *value, const char *language);
/* NULL, or "field.choice.unknown". */
YjProblem *yj_field_check_option (const YjField *field, const json_t *value);

/* A picture: the SHA-256 of its sealed bytes, 64 lower-case hex digits; shown as "kept". */
YjProblem *yj_field_validate_digest (const YjField *field, const json_t *value, GDateTime *today);
char *yj_field_mask_digest (const YjField *field, const json_t *value, const char *language);
json_t *yj_field_example_digest (const YjField *field);

G_END_DECLS
