/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of application.json from a session. */
#include "core/document/yj-application-document.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-submission.h"
#include "core/seal/yj-suite.h"

static char *
format_time (gint64 usec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  return g_date_time_format_iso8601 (time);
}

static void
add_answer (json_t *answers, YjSession *session, const char *id, const char *type)
{
  json_t *value = (json_t *) yj_session_get_answer (session, id);
  if (value == NULL)
    return;
  json_t *answer = json_pack ("{s:s, s:s, s:o}", "id", id, "type", type, "value", json_deep_copy (value));
  if (yj_session_is_prefilled (session, id))
    json_object_set_new (answer, "from", json_string ("card"));
  json_array_append_new (answers, answer);
}

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
    add_answer (answers, session, question->id, question->multiple ? "choices" : "choice");
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (!is_right (session, field))
      missing = field->id;
    add_answer (answers, session, field->id, field->type);
  }
  if (missing == NULL)
    return answers;
  yj_json_wipe (answers);
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is not answered, or not right", missing);
  return NULL;
}

static json_t *
describe_material (YjSession *session, const YjMaterial *material)
{
  static const char *const hows[] = { "photographed", "generated", "e-licence", "verified", "personal-space" };
  GPtrArray *pages = yj_session_get_material_pages (session, material->id);
  json_t *list = json_array ();
  const char *how = g_strcmp0 (material->of_field, "signature") == 0 ? "signed" : hows[material->exemption];

  for (guint i = 0; pages != NULL && i < pages->len; i++) {
    YjMaterialPage *page = g_ptr_array_index (pages, i);
    json_array_append_new (list, json_pack ("{s:s, s:I}", "sha256", page->sha256, "bytes", (json_int_t) page->bytes));
  }
  if (material->exemption == YJ_EXEMPTION_NONE && json_array_size (list) == 0)
    how = yj_session_get_material_later (session, material->id) ? "later" : "not-given";
  json_t *description = json_pack ("{s:s, s:s, s:o}", "id", material->id, "how", how, "pages", list);
  if (material->trust_level != NULL)
    json_object_set_new (description, "trust_level", json_string (material->trust_level));
  return description;
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
    json_array_append_new (list, describe_material (session, material));
  }
  return g_steal_pointer (&list);
}

static void
set_text (json_t *object, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_new (object, key, json_string (text));
}

/* GB/T 2261.1 as words. */
static const char *
name_sex (int sex)
{
  return sex == 1 ? "male" : sex == 2 ? "female" : sex == 9 ? "unstated" : "unknown";
}

/* Whoever showed a document here. */
static json_t *
describe_person (YjSession *session)
{
  const YjIdCard *card = yj_session_get_card (session);
  const char *how = yj_session_get_identified_by (session);
  json_t *person = json_pack ("{s:s}", "identified_by", how != NULL ? how : "typed");

  if (card == NULL)
    return person;
  set_text (person, "document_type", card->document_type);
  set_text (person, "name", card->name);
  set_text (person, "latin_name", card->latin_name);
  set_text (person, "number", card->number);
  set_text (person, "sex", name_sex (card->sex));
  set_text (person, "birth", card->birth);
  set_text (person, "country", card->country);
  set_text (person, "valid_to", card->valid_to);
  return person;
}

/* An enterprise applies through its agent, a person for themselves. */
static void
add_applicant (json_t *document, YjSession *session)
{
  const char *code, *enterprise = yj_session_get_enterprise (session, &code);
  json_t *applicant;

  if (enterprise == NULL) {
    json_object_set_new (document, "applicant", describe_person (session));
    return;
  }
  applicant = json_pack ("{s:s}", "enterprise", enterprise);
  set_text (applicant, "uscc", code);
  json_object_set_new (document, "applicant", applicant);
  json_object_set_new (document, "agent", describe_person (session));
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

static json_t *
list_matter_codes (YjSession *session)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (session);
  json_t *codes = json_array ();
  for (guint i = 0; i < matters->len; i++)
    json_array_append_new (codes, json_string (((YjMatter *) g_ptr_array_index (matters, i))->code));
  return codes;
}

static json_t *
describe_frame (YjSession *session)
{
  YjItem *item = yj_session_get_item (session);
  YjCatalogue *catalogue = yj_session_get_catalogue (session);
  YjClock *clock = yj_session_get_clock (session);
  const char *region = yj_session_get_region (session);
  g_autofree char *started = format_time (yj_session_get_started_usec (session));
  g_autofree char *finished = format_time (yj_clock_get_wall_usec (clock));

  return json_pack ("{s:i, s:s, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:s}", "schema", 1, "id",
                    yj_session_get_id (session), "item", "id", item->id, "version", item->version, "catalogue", "id",
                    yj_catalogue_get_id (catalogue), "version", yj_catalogue_get_version (catalogue), "region",
                    region != NULL ? region : "000000", "language", yj_session_get_language (session), "started", started,
                    "finished", finished, "clock", yj_clock_is_verified (clock) ? "verified" : "unverified");
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
  document = describe_frame (session);
  json_object_set_new (document, "matters", list_matter_codes (session));
  add_applicant (document, session);
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

json_t *
yj_evaluation_document_new (const char *application_id, const char *grade, const char *const *reasons, gint64 wall_usec)
{
  g_autofree char *id = yj_uuid7_new (wall_usec), *at = format_time (wall_usec);
  json_t *list = json_array ();

  for (gsize i = 0; reasons != NULL && reasons[i] != NULL; i++)
    json_array_append_new (list, json_string (reasons[i]));
  return json_pack ("{s:i, s:s, s:s, s:s, s:o, s:s}", "schema", 1, "id", id, "application", application_id, "grade", grade,
                    "reasons", list, "at", at);
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
