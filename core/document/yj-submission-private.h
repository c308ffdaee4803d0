/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/document: the form of application.json, checked before it is sealed or judged. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

#define YJ_SUBMISSION_PAGES_MAX 40

/* Does @application have the members and forms of assets/schema/application.schema.json?
 * YJ_ERROR_BAD_DATA with a JSON Pointer, never a value; YJ_ERROR_LIMIT for too many pages. */
gboolean yj_submission_check_form (const json_t *application, GError **error);
/* The same for assets/schema/evaluation.schema.json. */
gboolean yj_submission_check_evaluation_form (const json_t *evaluation, GError **error);

/* What a person signs: {"language", "sha256"} over @item's sentences in @language, each followed by a line
 * feed. (transfer full) */
json_t *yj_submission_describe_declaration (YjItem *item, const char *language);

G_END_DECLS
