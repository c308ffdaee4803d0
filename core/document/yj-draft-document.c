/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of drafts from a session that has not come to its end. */
#include "core/document/yj-draft-document.h"
#include "core/base/yj-error.h"
#include "core/document/yj-document-parts.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission-private.h"

static json_t *
list_answers (YjSession *session)
{
  g_autoptr (GPtrArray) questions = yj_session_list_questions (session), fields = yj_session_list_asked_fields (session);
  json_t *answers = json_array ();

  for (guint i = 0; i < questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (questions, i);
    yj_document_add_answer (answers, session, question->id, question->multiple ? "choices" : "choice");
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    yj_document_add_answer (answers, session, field->id, field->type);
  }
  return answers;
}

static json_t *
list_materials (YjSession *session)
{
  g_autoptr (GPtrArray) materials = yj_session_list_enclosures (session);
  json_t *list = json_array ();

  for (guint i = 0; i < materials->len; i++)
    json_array_append_new (list, yj_document_describe_material (session, g_ptr_array_index (materials, i)));
  return list;
}

/* The boxes that were ticked, if the person came as far as that. */
static void
add_consents (json_t *document, YjSession *session)
{
  YjItem *item = yj_session_get_item (session);
  json_t *given = json_array ();

  for (guint i = 0; i < item->consents->len; i++)
    if (yj_session_get_consent (session, i))
      json_array_append_new (given, json_integer (i));
  if (json_array_size (given) > 0)
    json_object_set_new (document, "consents", json_pack ("{s:s, s:o}", "version", item->consent_version, "given", given));
  else
    json_decref (given);
}

static json_t *
collect (YjSession *session, const char *consent_text)
{
  const YjDelivery *delivery = yj_session_get_delivery (session);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, consent_text, -1);
  json_t *document = yj_document_describe_frame (session);

  json_object_set_new (document, "matters", yj_document_list_matter_codes (session));
  if (yj_session_get_card (session) != NULL || yj_session_get_enterprise (session, NULL) != NULL)
    yj_document_add_applicant (document, session);
  json_object_set_new (document, "answers", list_answers (session));
  json_object_set_new (document, "materials", list_materials (session));
  if (delivery != NULL && yj_session_is_visible (session, delivery->when))
    json_object_set_new (document, "delivery", json_pack ("{s:s}", "id", delivery->id));
  add_consents (document, session);
  json_object_set_new (document, "hand_over", json_pack ("{s:s, s:s}", "language", yj_session_get_language (session), "sha256", digest));
  return document;
}

json_t *
yj_draft_document_new (YjSession *session, const char *consent_text, GError **error)
{
  json_t *document;

  if (yj_session_get_item (session) == NULL || consent_text == NULL || *consent_text == '\0') {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                         yj_session_get_item (session) == NULL ? "nothing was chosen" : "nobody agreed to a hand-over");
    return NULL;
  }
  document = collect (session, consent_text);
  if (yj_submission_check_draft_form (document, error))
    return document;
  yj_json_wipe (document);
  return NULL;
}

static json_t *
draft_header_of (const json_t *document, YjSession *session, GBytes *sealed, const char *const *recipients)
{
  g_autofree char *secret_digest = yj_progress_secret_sha256 (yj_session_get_secret (session));
  json_t *header = yj_submission_draft_header (yj_json_string (document, "id"), "draft", yj_json_string (document, "region"), sealed, recipients);

  json_object_set (header, "item", json_object_get (document, "item"));
  json_object_set (header, "catalogue", json_object_get (document, "catalogue"));
  json_object_set_new (header, "keep_days", json_integer (yj_catalogue_get_draft_days (yj_session_get_catalogue (session))));
  json_object_set_new (header, "materials", yj_submission_list_pages (document));
  json_object_set_new (header, "progress_secret_sha256", json_string (secret_digest));
  return header;
}

gboolean
yj_draft_document_seal (YjSession *session, const char *consent_text, const char *const *recipients, GBytes **envelope,
                        char **draft_header, GError **error)
{
  json_t *document = yj_draft_document_new (session, consent_text, error);
  g_autoptr (GBytes) sealed = document != NULL ? yj_submission_seal_value (document, NULL, recipients, error) : NULL;
  g_autoptr (json_t) header = sealed != NULL ? draft_header_of (document, session, sealed, recipients) : NULL;

  if (header != NULL) {
    *draft_header = yj_json_to_text (header); /* before the wiping: header and document share what is public */
    *envelope = g_steal_pointer (&sealed);
  }
  yj_json_wipe (document);
  return header != NULL;
}
