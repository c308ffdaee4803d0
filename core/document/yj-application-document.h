/* SPDX-License-Identifier: Apache-2.0 */
/* Makes application.json (assets/schema/application.schema.json) and the header draft from a finished
 * session. Symbolic values only. The document leaves the kiosk sealed, never otherwise. */
#pragma once
#include "core/document/yj-uuid7.h"
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* The document of @session: only answers that are visible now. Free with yj_json_wipe ().
 * YJ_ERROR_BAD_DATA names what is still missing or no longer right. (transfer full) */
json_t *yj_application_document_new (YjSession *session, GError **error);

/* Validates and seals a whole submission for hand-over: application.json and signature into an envelope
 * (core/seal/yj-envelope.h), and the draft header that goes with it. @session's progress secret goes into
 * the header as a digest. @recipients: age recipients, at least two. On success *@envelope and
 * *@draft_header are set (transfer full). */
gboolean yj_application_document_seal (YjSession *session,
                                       const char *const *recipients,
                                       GBytes **envelope,
                                       char **draft_header,
                                       GError **error);

G_END_DECLS
