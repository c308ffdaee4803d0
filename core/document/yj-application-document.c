/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of application.json from a session. */
#include "core/document/yj-application-document.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-document-parts.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-submission.h"
#include "core/seal/yj-suite.h"

static gboolean
is_right (YjSession *session, const YjField *field)
{
  const json_t *answer = yj_session_get_answer (session, field->id);
  g_autoptr (YjProblem) problem = answer != NULL ? yj_session_validate_field (session, field, answer) : NULL;
  return answer != NULL ? problem == NULL : !field->required;
}

static json_t *
collect_answers (YjSession *session, GError **error)
{
  g_autoptr (GPtrArray) questions = yj_session_list_questions (session), fields = yj_session_list_asked_fields (session);
  json_t *answers = json_array ();
  const char *missing = NULL;

  for (guint i = 0; i < questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (questions, i);
    if (!yj_session_is_question_answered (session, question))
      missing = question->id;
    yj_document_add_answer (answers, session, question->id, question->multiple ? "choices" : "choice");
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (!is_right (session, field))
      missing = field->id;
    yj_document_add_answer (answers, session, field->id, field->type);
  }
  if (missing == NULL)
    return answers;
  yj_json_wipe (answers);
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is not answered, or not right", missing);
  return NULL;
}

static json_t *
collect_materials (YjSession *session, GError **error)
{
  g_autoptr (json_t) list = json_array ();
  g_autoptr (GPtrArray) materials = yj_session_list_enclosures (session);

  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    if (!yj_session_is_material_done (session, material)) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the material %s is still missing", material->id);
      return NULL;
    }
    json_array_append_new (list, yj_document_describe_material (session, material));
  }
  return g_steal_pointer (&list);
}

static json_t *
collect_consents (YjSession *session, GError **error)
{
  YjItem *item = yj_session_get_item (session);
  json_t *given = json_array ();

  for (guint i = 0; i < item->consents->len; i++)
    if (yj_session_get_consent (session, i))
      json_array_append_new (given, json_integer (i));
  if (item->consents->len > 0 && !yj_session_get_consent (session, 0)) {
    json_decref (given);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the first consent is not given");
    return NULL;
  }
  return json_pack ("{s:s, s:o}", "version", item->consent_version, "given", given);
}

static json_t *
describe_signature (YjSession *session)
{
  GBytes *png = yj_session_get_signature (session);
  g_autofree char *digest = png != NULL ? yj_sha256_hex (png) : NULL;
  return digest != NULL ? json_pack ("{s:s, s:s}", "media_type", "image/png", "sha256", digest) : json_null ();
}

/* FALSE with @error when the item delivers something and nothing was chosen. */
static gboolean
add_delivery (json_t *document, YjSession *session, GError **error)
{
  YjItem *item = yj_session_get_item (session);
  const YjDelivery *delivery = yj_session_get_delivery (session);
  gboolean offered = FALSE;

  for (guint i = 0; i < item->delivery->len; i++)
    offered = offered || yj_session_is_visible (session, ((YjDelivery *) g_ptr_array_index (item->delivery, i))->when);
  if (delivery != NULL && yj_session_is_visible (session, delivery->when)) {
    json_object_set_new (document, "delivery", json_pack ("{s:s}", "id", delivery->id));
    return TRUE;
  }
  if (offered)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the delivery is not chosen");
  return !offered;
}

static json_t *
collect_all (YjSession *session, GError **error)
{
  json_t *answers = collect_answers (session, error);
  json_t *materials = answers != NULL ? collect_materials (session, error) : NULL;
  json_t *consents = materials != NULL ? collect_consents (session, error) : NULL;
  json_t *document;

  if (consents == NULL) {
    yj_json_wipe (answers);
    yj_json_wipe (materials);
    return NULL;
  }
  document = yj_document_describe_frame (session);
  json_object_set_new (document, "matters", yj_document_list_matter_codes (session));
  yj_document_add_applicant (document, session);
  json_object_set_new (document, "answers", answers);
  json_object_set_new (document, "materials", materials);
  json_object_set_new (document, "consents", consents);
  json_object_set_new (document, "declaration",
                       yj_submission_describe_declaration (yj_session_get_item (session), yj_session_get_language (session)));
  json_object_set_new (document, "signature", describe_signature (session));
  return document;
}

json_t *
yj_application_document_new (YjSession *session, GError **error)
{
  json_t *document;

  if (yj_session_get_item (session) == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "nothing was chosen");
    return NULL;
  }
  document = collect_all (session, error);
  if (document == NULL || (add_delivery (document, session, error) && yj_submission_check_form (document, error)))
    return document;
  yj_json_wipe (document);
  return NULL;
}

gboolean
yj_application_document_seal (YjSession *session,
                              const char *const *recipients,
                              GBytes **envelope,
                              char **draft_header,
                              GError **error)
{
  json_t *document = yj_application_document_new (session, error);
  gboolean sealed;

  if (document == NULL)
    return FALSE;
  sealed = yj_submission_seal (document, yj_session_get_signature (session), recipients, yj_session_get_secret (session),
                               envelope, draft_header, error);
  yj_json_wipe (document);
  return sealed;
}
