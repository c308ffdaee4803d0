/* SPDX-License-Identifier: Apache-2.0 */
/* A half-filled application that the person hands over to the staffed counter: sealed to central as an application is
 * (assets/schema/draft.schema.json), opened there by `yijian-central unseal`, deleted when its days are over. It makes no case. Thread: main.
 *
 * The kiosk hands it to the courier with yj_courier_submit_async (), its photographed pages having gone before with
 * yj_courier_put_material_async (). The reference that comes back, and the session's progress secret, are what the person takes to the
 * counter; yj_courier_progress_async () answers to both. */
#pragma once
#include "core/base/yj-json.h"
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* What @session holds now: every visible answer, what was photographed, who showed a document. Free with yj_json_wipe ().
 * @consent_text: the sentence to which the person has just agreed, as it was shown, in the session's language: who does not agree hands
 * nothing over. YJ_ERROR_BAD_DATA: nothing was begun, or no sentence. YJ_ERROR_LIMIT: too many pages. (transfer full) */
json_t *yj_draft_document_new (YjSession *session, const char *consent_text, GError **error);

/* Makes and seals it to @recipients, at least two, with the header draft that goes with it: item, catalogue,
 * days (yj_catalogue_get_draft_days ()), pages, digest of the progress secret. YJ_ERROR_BAD_DATA, _LIMIT, _CRYPTO. *@envelope and *@draft_header
 * are (transfer full). */
gboolean yj_draft_document_seal (YjSession *session, const char *consent_text, const char *const *recipients, GBytes **envelope,
                                 char **draft_header, GError **error);

G_END_DECLS
