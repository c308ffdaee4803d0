/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the form of applications and drafts: which members there are and what they look like. Knows
 * nothing of any item. Says where something is wrong, never what stood there. */
#include "core/base/yj-error.h"
#include "core/document/yj-form-members.h"
#include "core/document/yj-form-values.h"
#include "core/document/yj-submission-private.h"

#define ANSWERS_MAX 1000
#define MATERIALS_MAX 200

static gboolean
is_clock (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "verified", "unverified", NULL });
}

static gboolean
is_versioned (const json_t *value)
{
  static const YjFormMember members[] = { { "id", yj_form_is_name, FALSE }, { "version", yj_form_is_positive, FALSE } };
  return YJ_FORM_HAS_MEMBERS (value, members);
}

/* A list of names in which none comes twice. */
static gboolean
is_name_list (const json_t *value, gsize max)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t i;
  json_t *member;

  if (!json_is_array (value) || json_array_size (value) > max)
    return FALSE;
  json_array_foreach (value, i, member)
    if (!yj_form_is_name (member) || !g_hash_table_add (seen, (gpointer) json_string_value (member)))
      return FALSE;
  return TRUE;
}

static gboolean
is_chosen_matters (const json_t *value)
{
  return is_name_list (value, 64);
}

static gboolean
is_matters (const json_t *value)
{
  return is_chosen_matters (value) && json_array_size (value) > 0;
}

/* A list of objects of one form, told apart by their "id". */
static gboolean
is_object_list (const json_t *value, gsize max, const YjFormMember *members, gsize n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t i;
  json_t *object;

  if (!json_is_array (value) || json_array_size (value) > max)
    return FALSE;
  json_array_foreach (value, i, object)
    if (!yj_form_has_members (object, members, n) || !g_hash_table_add (seen, (gpointer) yj_json_string (object, "id")))
      return FALSE;
  return TRUE;
}

static gboolean
is_answer_value (const json_t *value)
{
  return !json_is_null (value);
}

static gboolean
is_answer_source (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "card", NULL });
}

static gboolean
is_answers (const json_t *value)
{
  static const YjFormMember members[] = {
    { "id", yj_form_is_name, FALSE }, { "type", yj_form_is_name, FALSE }, { "value", is_answer_value, FALSE }, { "from", is_answer_source, TRUE }
  };
  return is_object_list (value, ANSWERS_MAX, members, G_N_ELEMENTS (members));
}

static gboolean
is_how (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "photographed", "signed", "later", "not-given", "generated", "e-licence", "verified",
                                                  "personal-space", NULL });
}

static gboolean
is_trust_level (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "A", "B", "C", "D", NULL });
}

static gboolean
is_pages (const json_t *value)
{
  static const YjFormMember members[] = { { "sha256", yj_form_is_digest, FALSE }, { "bytes", yj_form_is_page_size, FALSE } };
  size_t i;
  json_t *page;

  json_array_foreach (value, i, page)
    if (!YJ_FORM_HAS_MEMBERS (page, members))
      return FALSE;
  return json_is_array (value);
}

/* Pages go with what was photographed or signed here, and with nothing else. */
static gboolean
is_materials (const json_t *value)
{
  static const YjFormMember members[] = {
    { "id", yj_form_is_name, FALSE }, { "how", is_how, FALSE }, { "trust_level", is_trust_level, TRUE }, { "pages", is_pages, FALSE }
  };
  size_t i;
  json_t *material;

  if (!is_object_list (value, MATERIALS_MAX, members, G_N_ELEMENTS (members)))
    return FALSE;
  json_array_foreach (value, i, material) {
    gboolean made_here = yj_form_is_one_of (json_object_get (material, "how"), (const char *const[]){ "photographed", "signed", NULL });
    if (made_here != (json_array_size (json_object_get (material, "pages")) > 0))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_identified_by (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "card", "code", "mrz", "typed", NULL });
}

static gboolean
is_sex (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "male", "female", "unknown", "unstated", NULL });
}

static gboolean
is_person (const json_t *value)
{
  static const YjFormMember members[] = { { "identified_by", is_identified_by, FALSE },
                                    { "document_type", yj_form_is_document_type, TRUE },
                                    { "name", yj_form_is_text, TRUE },
                                    { "latin_name", yj_form_is_text, TRUE },
                                    { "number", yj_form_is_text, TRUE },
                                    { "sex", is_sex, TRUE },
                                    { "birth", yj_form_is_day, TRUE },
                                    { "country", yj_form_is_country, TRUE },
                                    { "valid_to", yj_form_is_valid_to, TRUE } };
  return YJ_FORM_HAS_MEMBERS (value, members);
}

/* A person, or the enterprise that an agent applies for. */
static gboolean
is_applicant (const json_t *value)
{
  static const YjFormMember members[] = { { "enterprise", yj_form_is_text, FALSE }, { "uscc", yj_form_is_text, TRUE } };
  return is_person (value) || YJ_FORM_HAS_MEMBERS (value, members);
}

static gboolean
is_delivery (const json_t *value)
{
  static const YjFormMember members[] = { { "id", yj_form_is_name, FALSE } };
  return YJ_FORM_HAS_MEMBERS (value, members);
}

static gboolean
is_given (const json_t *value)
{
  guint seen = 0;
  size_t i;
  json_t *index;

  json_array_foreach (value, i, index) {
    json_int_t n = json_is_integer (index) ? json_integer_value (index) : -1;
    if (n < 0 || n > 31 || (seen >> n & 1u) != 0)
      return FALSE;
    seen |= 1u << n;
  }
  return json_is_array (value);
}

static gboolean
is_consents (const json_t *value)
{
  static const YjFormMember members[] = { { "version", yj_form_is_name, FALSE }, { "given", is_given, FALSE } };
  return YJ_FORM_HAS_MEMBERS (value, members);
}

static gboolean
is_declaration (const json_t *value)
{
  static const YjFormMember members[] = { { "language", yj_form_is_language, FALSE }, { "sha256", yj_form_is_digest, FALSE } };
  return YJ_FORM_HAS_MEMBERS (value, members);
}

static gboolean
is_media_type (const json_t *value)
{
  return yj_form_is_one_of (value, (const char *const[]){ "image/png", NULL });
}

static gboolean
is_signature (const json_t *value)
{
  static const YjFormMember members[] = { { "media_type", is_media_type, FALSE }, { "sha256", yj_form_is_digest, FALSE } };
  return json_is_null (value) || YJ_FORM_HAS_MEMBERS (value, members);
}

static gsize
count_pages (const json_t *application)
{
  gsize n = 0;
  size_t i;
  json_t *material;

  json_array_foreach (json_object_get (application, "materials"), i, material)
    n += json_array_size (json_object_get (material, "pages"));
  return n;
}

/* A person applies for themselves; an enterprise through somebody. */
static gboolean
check_agent (const json_t *application, GError **error)
{
  gboolean enterprise = json_object_get (json_object_get (application, "applicant"), "enterprise") != NULL;

  if (enterprise == (json_object_get (application, "agent") != NULL))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, enterprise ? "/agent is missing: an enterprise applies" : "/agent: a person applies for themselves");
  return FALSE;
}

static gboolean
check_page_count (const json_t *document, GError **error)
{
  if (count_pages (document) <= YJ_SUBMISSION_PAGES_MAX)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "an application has at most %d pages", YJ_SUBMISSION_PAGES_MAX);
  return FALSE;
}

gboolean
yj_submission_check_form (const json_t *application, GError **error)
{
  static const YjFormMember members[] = {
    { "schema", yj_form_is_schema, FALSE },   { "id", yj_form_is_uuid, FALSE },       { "item", is_versioned, FALSE },
    { "catalogue", is_versioned, FALSE },     { "region", yj_form_is_region, FALSE }, { "language", yj_form_is_language, FALSE },
    { "started", yj_form_is_time, FALSE },    { "finished", yj_form_is_time, FALSE }, { "clock", is_clock, FALSE },
    { "matters", is_matters, FALSE },         { "applicant", is_applicant, FALSE },   { "agent", is_person, TRUE },
    { "answers", is_answers, FALSE },         { "materials", is_materials, FALSE },   { "delivery", is_delivery, TRUE },
    { "consents", is_consents, FALSE },       { "declaration", is_declaration, TRUE }, { "signature", is_signature, FALSE }
  };

  return yj_form_check_members (application, members, G_N_ELEMENTS (members), error) && check_agent (application, error) &&
         check_page_count (application, error);
}

gboolean
yj_submission_check_draft_form (const json_t *draft, GError **error)
{
  static const YjFormMember members[] = {
    { "schema", yj_form_is_schema, FALSE },    { "id", yj_form_is_uuid, FALSE },       { "item", is_versioned, FALSE },
    { "catalogue", is_versioned, FALSE },      { "region", yj_form_is_region, FALSE }, { "language", yj_form_is_language, FALSE },
    { "started", yj_form_is_time, FALSE },     { "finished", yj_form_is_time, FALSE }, { "clock", is_clock, FALSE },
    { "matters", is_chosen_matters, FALSE },   { "applicant", is_applicant, TRUE },    { "agent", is_person, TRUE },
    { "answers", is_answers, FALSE },          { "materials", is_materials, FALSE },   { "delivery", is_delivery, TRUE },
    { "consents", is_consents, TRUE },         { "hand_over", is_declaration, FALSE }
  };

  return yj_form_check_members (draft, members, G_N_ELEMENTS (members), error) && check_agent (draft, error) &&
         check_page_count (draft, error);
}
