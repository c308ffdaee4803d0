/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/document: the parts of which an application and a draft are made, from the same session. */
#pragma once
#include "core/base/yj-json.h"
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* RFC 3339 in UTC, whole seconds. (transfer full) */
char *yj_document_format_time (gint64 usec);
/* schema, id, item, catalogue, region, language, started, finished, clock. (transfer full) */
json_t *yj_document_describe_frame (YjSession *session);
/* Codes of the chosen matters. (transfer full) */
json_t *yj_document_list_matter_codes (YjSession *session);
/* Appends the answer to @id, if there is one. */
void yj_document_add_answer (json_t *answers, YjSession *session, const char *id, const char *type);
/* (transfer full) */
json_t *yj_document_describe_material (YjSession *session, const YjMaterial *material);
/* Sets "applicant", and "agent" where an enterprise applies. */
void yj_document_add_applicant (json_t *document, YjSession *session);

G_END_DECLS
