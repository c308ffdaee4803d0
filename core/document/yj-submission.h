/* SPDX-License-Identifier: Apache-2.0 */
/* What is handed to the courier: a sealed envelope and the draft of its header
 * (assets/schema/header-draft.schema.json). The one way for kiosk and tools. Drafts, evaluations and
 * withdrawals have headers of their own beside this one. Thread: any. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-catalogue.h"

G_BEGIN_DECLS

/* Seals @application (application.json as a value) with @signature_png (nullable) to @recipients, at least
 * two, and makes the header draft from its public members. The document's form is checked, and that its
 * signature is that picture. @secret: progress secret.
 * YJ_ERROR_BAD_DATA, _LIMIT, _CRYPTO. *@envelope and *@draft_header are (transfer full). */
gboolean yj_submission_seal (json_t *application, GBytes *signature_png, const char *const *recipients, const char *secret,
                             GBytes **envelope, char **draft_header, GError **error);
/* Is @application whole and right for its item in @catalogue, loaded for the application's region, on day @today? Its form is that of the schema; item
 * and catalogue have these versions; matters, answers and materials are exactly those that follow from the
 * answers; every answer is right by its field type; a material came in a way the item allows; consent and
 * declaration are to these texts. Main thread only. YJ_ERROR_BAD_DATA names the member, never a value;
 * YJ_ERROR_LIMIT for too many pages. */
gboolean yj_submission_validate (const json_t *application, YjCatalogue *catalogue, GDateTime *today, GError **error);

G_END_DECLS
