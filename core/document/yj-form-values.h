/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/document: does a value look as the schema has it? NULL is never right. Thread: any. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

gboolean yj_form_is_schema (const json_t *value);
gboolean yj_form_is_uuid (const json_t *value);
gboolean yj_form_is_day (const json_t *value);
gboolean yj_form_is_valid_to (const json_t *value);
gboolean yj_form_is_document_type (const json_t *value);
gboolean yj_form_is_country (const json_t *value);
gboolean yj_form_is_language (const json_t *value);
gboolean yj_form_is_text (const json_t *value);
gboolean yj_form_is_name (const json_t *value);
gboolean yj_form_is_positive (const json_t *value);
gboolean yj_form_is_page_size (const json_t *value);
gboolean yj_form_is_digest (const json_t *value);
gboolean yj_form_is_region (const json_t *value);
/* As core/document/yj-reference.h has it; the check character is not judged. */
gboolean yj_form_is_reference (const json_t *value);
gboolean yj_form_is_time (const json_t *value);
gboolean yj_form_is_one_of (const json_t *value, const char *const *words);

G_END_DECLS
