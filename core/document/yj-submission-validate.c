/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the judgement of a finished document: its answers are given to a session once more, and what then
 * belongs to the application must be what the document holds. So kiosk and import follow one rule. */
#include "core/base/yj-error.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-submission.h"
#include "core/flow/yj-session.h"
#include "core/seal/yj-suite.h"

static gboolean
fail (GError **error, const char *pointer, const char *sentence, const char *id)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: %s%s%s", pointer, sentence, id != NULL ? " " : "", id != NULL ? id : "");
  return FALSE;
}

json_t *
yj_submission_describe_declaration (YjItem *item, const char *language)
{
  g_autoptr (GString) sentences = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;

  for (guint i = 0; i < item->declarations->len; i++)
    g_string_append_printf (sentences, "%s\n", yj_text_get (g_ptr_array_index (item->declarations, i), language));
  bytes = g_bytes_new (sentences->str, sentences->len);
  digest = yj_sha256_hex (bytes);
  return json_pack ("{s:s, s:s}", "language", language, "sha256", digest);
}

/* The id of an element, or its own text for a list of strings. */
static const char *
id_of (const json_t *element)
{
  return json_is_string (element) ? json_string_value (element) : yj_json_string (element, "id");
}

/* @list holds exactly the ids of @expected; neither holds one twice. */
static gboolean
check_ids (const json_t *list, const char *pointer, GHashTable *expected, GError **error)
{
  size_t i;
  json_t *element;

  json_array_foreach (list, i, element)
    if (!g_hash_table_contains (expected, id_of (element)))
      return fail (error, pointer, "does not belong to this application:", id_of (element));
  return TRUE;
}

static const json_t *
find_by_id (const json_t *list, const char *id)
{
  size_t i;
  json_t *element;
  json_array_foreach (list, i, element)
    if (g_strcmp0 (id_of (element), id) == 0)
      return element;
  return NULL;
}

static gboolean
check_versions (const json_t *application, YjItem *item, YjCatalogue *catalogue, GError **error)
{
  const json_t *named = yj_json_object (application, "catalogue");

  if (g_strcmp0 (yj_json_string (yj_json_object (application, "item"), "id"), item->id) != 0)
    return fail (error, "/item/id", "an alias stands for", item->id);
  if (yj_json_int (yj_json_object (application, "item"), "version", 0) != item->version)
    return fail (error, "/item/version", "the catalogue has another version of", item->id);
  if (g_strcmp0 (yj_json_string (named, "id"), yj_catalogue_get_id (catalogue)) != 0 ||
      yj_json_int (named, "version", 0) != yj_catalogue_get_version (catalogue))
    return fail (error, "/catalogue", "another catalogue is loaded:", yj_catalogue_get_id (catalogue));
  if (yj_catalogue_get_region (catalogue) != NULL &&
      g_strcmp0 (yj_json_string (application, "region"), yj_catalogue_get_region (catalogue)) != 0)
    return fail (error, "/region", "the catalogue is loaded for the hall of", yj_catalogue_get_region (catalogue));
  return TRUE;
}

/* Gives the session what the document says. */
static void
replay (YjSession *session, const json_t *application)
{
  YjItem *item = yj_session_get_item (session);
  const json_t *matters = json_object_get (application, "matters");
  size_t i;
  json_t *member;

  json_array_foreach (json_object_get (application, "answers"), i, member)
    yj_session_set_answer (session, yj_json_string (member, "id"), json_object_get (member, "value"));
  for (guint m = 0; m < item->matters->len; m++) {
    const char *code = ((YjMatter *) g_ptr_array_index (item->matters, m))->code;
    yj_session_set_matter_chosen (session, code, find_by_id (matters, code) != NULL);
  }
  yj_session_set_delivery (session, yj_json_string (yj_json_object (application, "delivery"), "id"));
}

static gboolean
check_matters (YjSession *session, const json_t *application, GError **error)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (session);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  const json_t *matters = json_object_get (application, "matters");

  for (guint i = 0; i < chosen->len; i++) {
    const char *code = ((YjMatter *) g_ptr_array_index (chosen, i))->code;
    if (find_by_id (matters, code) == NULL)
      return fail (error, "/matters", "may not be left out:", code);
    g_hash_table_add (codes, (gpointer) code);
  }
  return check_ids (matters, "/matters", codes, error);
}

static gboolean
check_question (YjSession *session, const YjQuestion *question, const json_t *answer, GError **error)
{
  if (answer == NULL)
    return fail (error, "/answers", "is not answered:", question->id);
  if (g_strcmp0 (yj_json_string (answer, "type"), question->multiple ? "choices" : "choice") != 0)
    return fail (error, "/answers", "has another type:", question->id);
  return yj_session_is_question_answered (session, question) ||
         fail (error, "/answers", "names an option that is not offered:", question->id);
}

static gboolean
check_field (YjSession *session, const YjField *field, const json_t *answer, GError **error)
{
  g_autoptr (YjProblem) problem = NULL;
  g_autofree char *sentence = NULL;

  if (answer == NULL)
    return !field->required || fail (error, "/answers", "is not answered:", field->id);
  if (g_strcmp0 (yj_json_string (answer, "type"), field->type) != 0)
    return fail (error, "/answers", "has another type:", field->id);
  problem = yj_session_validate_field (session, field, json_object_get (answer, "value"));
  if (problem == NULL)
    return TRUE;
  sentence = g_strconcat ("is not right (", problem->id, "):", NULL);
  return fail (error, "/answers", sentence, field->id);
}

static gboolean
check_answers (YjSession *session, const json_t *application, GError **error)
{
  const json_t *answers = json_object_get (application, "answers");
  g_autoptr (GPtrArray) questions = yj_session_list_questions (session), fields = yj_session_list_asked_fields (session);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (questions, i);
    if (!check_question (session, question, find_by_id (answers, question->id), error))
      return FALSE;
    g_hash_table_add (ids, (gpointer) question->id);
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (!check_field (session, field, find_by_id (answers, field->id), error))
      return FALSE;
    g_hash_table_add (ids, (gpointer) field->id);
  }
  return check_ids (answers, "/answers", ids, error);
}

/* May @material have come in this way? */
static gboolean
is_how_allowed (const YjMaterial *material, const char *how)
{
  static const char *const exempt[] = { NULL, "generated", "e-licence", "verified", "personal-space" };

  if (material->exemption != YJ_EXEMPTION_NONE)
    return g_str_equal (how, exempt[material->exemption]);
  if (material->of_field != NULL)
    return g_str_equal (how, g_str_equal (material->of_field, "signature") ? "signed" : "photographed");
  return g_str_equal (how, "photographed") || (g_str_equal (how, "later") && material->necessity == YJ_NECESSITY_LATER) ||
         (g_str_equal (how, "not-given") && material->necessity == YJ_NECESSITY_OPTIONAL);
}

/* The picture that a field asked for is the one that its answer names. */
static gboolean
is_answered_by (YjSession *session, const YjMaterial *material, const json_t *given)
{
  const json_t *page = json_array_get (json_object_get (given, "pages"), 0);
  return material->of_field == NULL || json_equal (json_object_get (page, "sha256"), yj_session_get_answer (session, material->id));
}

static gboolean
check_materials (YjSession *session, const json_t *application, GError **error)
{
  const json_t *list = json_object_get (application, "materials");
  g_autoptr (GPtrArray) materials = yj_session_list_enclosures (session);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    const json_t *given = find_by_id (list, material->id);
    if (given == NULL)
      return fail (error, "/materials", "is missing:", material->id);
    if (!is_how_allowed (material, yj_json_string (given, "how")))
      return fail (error, "/materials", "may not be given in this way:", material->id);
    if (json_array_size (json_object_get (given, "pages")) > (gsize) MAX (material->max_pages, 0))
      return fail (error, "/materials", "has too many pages:", material->id);
    if (g_strcmp0 (yj_json_string (given, "trust_level"), material->trust_level) != 0)
      return fail (error, "/materials", "has another trust level:", material->id);
    if (!is_answered_by (session, material, given))
      return fail (error, "/materials", "is not the picture of its answer:", material->id);
    g_hash_table_add (ids, (gpointer) material->id);
  }
  return check_ids (list, "/materials", ids, error);
}

static gboolean
check_delivery (YjSession *session, const json_t *application, GError **error)
{
  YjItem *item = yj_session_get_item (session);
  const YjDelivery *chosen = yj_session_get_delivery (session);
  gboolean offered = FALSE;

  for (guint i = 0; i < item->delivery->len; i++)
    offered = offered || yj_session_is_visible (session, ((YjDelivery *) g_ptr_array_index (item->delivery, i))->when);
  if (chosen != NULL ? !yj_session_is_visible (session, chosen->when) : offered || json_object_get (application, "delivery") != NULL)
    return fail (error, "/delivery", "is not one of those offered", NULL);
  return TRUE;
}

static gboolean
check_consents (YjItem *item, const json_t *application, GError **error)
{
  const json_t *consents = json_object_get (application, "consents"), *declaration = json_object_get (application, "declaration");
  const json_t *given = json_object_get (consents, "given");
  gboolean first = item->consents->len == 0;
  size_t i;
  json_t *index;

  if (g_strcmp0 (yj_json_string (consents, "version"), item->consent_version) != 0)
    return fail (error, "/consents/version", "another text was consented to", NULL);
  json_array_foreach (given, i, index) {
    first = first || json_integer_value (index) == 0;
    if (json_integer_value (index) >= (json_int_t) item->consents->len)
      return fail (error, "/consents/given", "there is no such box", NULL);
  }
  if (!first)
    return fail (error, "/consents/given", "the first consent is not given", NULL);
  if (declaration != NULL) {
    g_autoptr (json_t) expected = yj_submission_describe_declaration (item, yj_json_string (declaration, "language"));
    if (!json_equal (declaration, expected))
      return fail (error, "/declaration", "other sentences were signed", NULL);
  }
  return TRUE;
}

/* Who applies is the enterprise that the answers name, or a person. */
static gboolean
check_applicant (YjSession *session, const json_t *application, GError **error)
{
  const json_t *applicant = json_object_get (application, "applicant");
  const char *code, *enterprise = yj_session_get_enterprise (session, &code);

  if (g_strcmp0 (yj_json_string (applicant, "enterprise"), enterprise) != 0)
    return fail (error, "/applicant", enterprise != NULL ? "is not the enterprise that the answers name" : "a person applies", NULL);
  if (g_strcmp0 (yj_json_string (applicant, "uscc"), code) != 0)
    return fail (error, "/applicant", "does not have the unified social credit code that was answered", NULL);
  return TRUE;
}

gboolean
yj_submission_validate (const json_t *application, YjCatalogue *catalogue, GDateTime *today, GError **error)
{
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (YjSession) session = yj_session_new (clock);
  const char *id;

  if (!yj_submission_check_form (application, error))
    return FALSE;
  id = yj_json_string (yj_json_object (application, "item"), "id");
  if (!yj_session_begin (session, catalogue, id, NULL))
    return fail (error, "/item/id", "the catalogue has no item", id);
  yj_session_set_today (session, today);
  replay (session, application);
  return check_versions (application, yj_session_get_item (session), catalogue, error) && check_matters (session, application, error) &&
         check_delivery (session, application, error) && check_answers (session, application, error) &&
         check_applicant (session, application, error) && check_materials (session, application, error) &&
         check_consents (yj_session_get_item (session), application, error);
}
