/* SPDX-License-Identifier: Apache-2.0 */
/* A field type: one file in core/fields, found by its id through the generated registry.
 * Values are JSON as stored in the application document: strings (dates YYYY-MM-DD), booleans for
 * yes-no, integers for number, an array of option ids for choices, an object for address
 * {"province","city","county" codes, "detail"}.
 * Thread: any; nothing is kept between calls. */
#pragma once
#include "core/base/yj-json.h"
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

typedef struct {
  const char *id; /* "resident-id": the file's name without yj- and -field.c */
  /* What the person typed or touched -> the stored value, without judging it: full width to half width,
   * spaces out, x to X. Never @raw itself. (transfer full) */
  json_t *(*normalise) (const json_t *raw);
  /* NULL when @value is right for @field on day @today; else what is wrong, in words for the field.
   * A missing value never comes here. (transfer full) (nullable) */
  YjProblem *(*validate) (const YjField *field, const json_t *value, GDateTime *today);
  /* How the value is shown on check and receipt pages, masked where it is sensitive. (transfer full) */
  char *(*mask) (const YjField *field, const json_t *value, const char *language);
  /* A valid example with an invalid area or a published specimen number. (transfer full) */
  json_t *(*example) (const YjField *field);
  /* What spec {"kind"} may say, NULL-terminated; NULL where a type has no kinds. */
  const char *const *kinds;
} YjFieldType;

/* (nullable) */
const YjFieldType *yj_field_type_find (const char *id);
/* All of them, NULL-terminated. */
const YjFieldType *const *yj_field_type_list (void);

G_END_DECLS
