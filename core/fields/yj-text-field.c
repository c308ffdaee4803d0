/* SPDX-License-Identifier: Apache-2.0 */
/* Owns free text: spec {"min_length", "max_length"} in characters, 1 and 100 by default. */
#include "core/fields/yj-field-common.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  return yj_field_check_text (value, (glong) yj_json_int (field->spec, "min_length", 1),
                              (glong) MIN (yj_json_int (field->spec, "max_length", 100), YJ_FIELD_TEXT_MAX_CHARS));
}

static json_t *
example (const YjField *field)
{
  return json_string ("青禾市妇幼保健院");
}

const YjFieldType yj_text_field = { "text", yj_field_normalise_text, validate, yj_field_mask_plain, example };
