/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/document: what the kinds of records share on their way into an envelope. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

#define YJ_SUBMISSION_PAGES_MAX 40

/* Does @application have the members and forms of assets/schema/application.schema.json?
 * YJ_ERROR_BAD_DATA with a JSON Pointer, never a value; YJ_ERROR_LIMIT for too many pages. */
gboolean yj_submission_check_form (const json_t *application, GError **error);
/* The same for assets/schema/draft.schema.json. */
gboolean yj_submission_check_draft_form (const json_t *draft, GError **error);

/* The envelope around @value; YJ_ERROR_CRYPTO for fewer than two recipients. (transfer full) */
GBytes *yj_submission_seal_value (json_t *value, GBytes *signature_png, const char *const *recipients, GError **error);
/* What every header draft begins with: schema, id, kind, region ("000000" for NULL), no matters, no materials, envelope,
 * recipients, suite. (transfer full) */
json_t *yj_submission_draft_header (const char *id, const char *kind, const char *region, GBytes *sealed, const char *const *recipients);
/* Digests and sizes of every sealed page that @document names, for a header's "materials". (transfer full) */
json_t *yj_submission_list_pages (const json_t *document);

/* What a person signs: {"language", "sha256"} over @item's sentences in @language, each followed by a line
 * feed. (transfer full) */
json_t *yj_submission_describe_declaration (YjItem *item, const char *language);

G_END_DECLS
