/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one of a field's options, stored as its id. */
#include "core/fields/yj-field-common.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  return yj_field_check_option (field, value);
}

static json_t *
example (const YjField *field)
{
  const YjOption *option = field->options != NULL && field->options->len > 0 ? g_ptr_array_index (field->options, 0) : NULL;
  return option != NULL ? json_string (option->id) : json_null ();
}

const YjFieldType yj_choice_field = { "choice", yj_field_normalise_same, validate, yj_field_mask_option, example };
