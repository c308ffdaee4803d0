/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the form of the documents that are sealed: which members there are and what they look like. Knows
 * nothing of any item. Says where something is wrong, never what stood there. */
#include "core/base/yj-error.h"
#include "core/document/yj-submission-private.h"
#include "core/identity/yj-resident-id.h"
#include "core/seal/yj-envelope.h"
#include <string.h>

#define NAME_MAX_BYTES 64
#define ANSWERS_MAX 1000
#define MATERIALS_MAX 200
#define REASONS_MAX 16
#define TEXT_MAX_CHARS 200

typedef gboolean (*CheckValue) (const json_t *value);
typedef struct {
  const char *name;
  CheckValue check;
  gboolean optional;
} Member;

static gboolean
has_members (const json_t *object, const Member *members, gsize n)
{
  gsize found = 0;

  for (gsize i = 0; i < n; i++) {
    const json_t *value = json_object_get (object, members[i].name);
    if (value == NULL ? !members[i].optional : !members[i].check (value))
      return FALSE;
    found += value != NULL;
  }
  return json_is_object (object) && json_object_size (object) == found;
}

#define HAS_MEMBERS(object, members) has_members (object, members, G_N_ELEMENTS (members))

static gboolean
is_schema (const json_t *value)
{
  return json_is_integer (value) && json_integer_value (value) == 1;
}

/* A whole string of this pattern, without a NUL inside. */
static gboolean
is_like (const json_t *value, const char *pattern)
{
  const char *text = json_string_value (value);
  return text != NULL && strlen (text) == json_string_length (value) &&
         g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY | G_REGEX_ANCHORED, 0);
}

static gboolean
is_uuid (const json_t *value)
{
  return is_like (value, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
}

static gboolean
is_day (const json_t *value)
{
  return is_like (value, "[-0-9]{10}$") && yj_date_is_real (json_string_value (value));
}

static gboolean
is_valid_to (const json_t *value)
{
  return is_day (value) || is_like (value, "long-term$");
}

static gboolean
is_document_type (const json_t *value)
{
  return is_like (value, "[0-9]{3}$");
}

static gboolean
is_country (const json_t *value)
{
  return is_like (value, "[A-Z]{3}$");
}

static gboolean
is_language (const json_t *value)
{
  return is_like (value, "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$");
}

static gboolean
is_text (const json_t *value)
{
  const char *text = json_string_value (value);
  return text != NULL && strlen (text) == json_string_length (value) && *text != '\0' && g_utf8_strlen (text, -1) <= TEXT_MAX_CHARS;
}

static gboolean
is_name (const json_t *value)
{
  return is_text (value) && json_string_length (value) <= NAME_MAX_BYTES;
}

static gboolean
is_positive (const json_t *value)
{
  return json_is_integer (value) && json_integer_value (value) >= 1 && json_integer_value (value) <= G_MAXINT;
}

static gboolean
is_page_size (const json_t *value)
{
  return is_positive (value) && json_integer_value (value) <= YJ_MATERIAL_MAX_BYTES;
}

static gboolean
is_digest (const json_t *value)
{
  const char *text = json_string_value (value);
  return json_string_length (value) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static gboolean
is_region (const json_t *value)
{
  const char *text = json_string_value (value);
  gsize size = json_string_length (value);
  return (size == 6 || size == 9 || size == 12) && strspn (text, "0123456789") == size;
}

static gboolean
is_time (const json_t *value)
{
  g_autoptr (GDateTime) time = json_is_string (value) ? g_date_time_new_from_iso8601 (json_string_value (value), NULL) : NULL;
  return time != NULL && is_like (value, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$");
}

static gboolean
is_one_of (const json_t *value, const char *const *words)
{
  return json_is_string (value) && g_strv_contains (words, json_string_value (value));
}

static gboolean
is_clock (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "verified", "unverified", NULL });
}

static gboolean
is_versioned (const json_t *value)
{
  static const Member members[] = { { "id", is_name, FALSE }, { "version", is_positive, FALSE } };
  return HAS_MEMBERS (value, members);
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
    if (!is_name (member) || !g_hash_table_add (seen, (gpointer) json_string_value (member)))
      return FALSE;
  return TRUE;
}

static gboolean
is_matters (const json_t *value)
{
  return is_name_list (value, 64) && json_array_size (value) > 0;
}

static gboolean
is_reasons (const json_t *value)
{
  return is_name_list (value, REASONS_MAX);
}

/* A list of objects of one form, told apart by their "id". */
static gboolean
is_object_list (const json_t *value, gsize max, const Member *members, gsize n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t i;
  json_t *object;

  if (!json_is_array (value) || json_array_size (value) > max)
    return FALSE;
  json_array_foreach (value, i, object)
    if (!has_members (object, members, n) || !g_hash_table_add (seen, (gpointer) yj_json_string (object, "id")))
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
  return is_one_of (value, (const char *const[]){ "card", NULL });
}

static gboolean
is_answers (const json_t *value)
{
  static const Member members[] = {
    { "id", is_name, FALSE }, { "type", is_name, FALSE }, { "value", is_answer_value, FALSE }, { "from", is_answer_source, TRUE }
  };
  return is_object_list (value, ANSWERS_MAX, members, G_N_ELEMENTS (members));
}

static gboolean
is_how (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "photographed", "later", "not-given", "generated", "e-licence", "verified",
                                                  "personal-space", NULL });
}

static gboolean
is_trust_level (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "A", "B", "C", "D", NULL });
}

static gboolean
is_pages (const json_t *value)
{
  static const Member members[] = { { "sha256", is_digest, FALSE }, { "bytes", is_page_size, FALSE } };
  size_t i;
  json_t *page;

  json_array_foreach (value, i, page)
    if (!HAS_MEMBERS (page, members))
      return FALSE;
  return json_is_array (value);
}

/* Pages go with what was photographed here, and with nothing else. */
static gboolean
is_materials (const json_t *value)
{
  static const Member members[] = {
    { "id", is_name, FALSE }, { "how", is_how, FALSE }, { "trust_level", is_trust_level, TRUE }, { "pages", is_pages, FALSE }
  };
  size_t i;
  json_t *material;

  if (!is_object_list (value, MATERIALS_MAX, members, G_N_ELEMENTS (members)))
    return FALSE;
  json_array_foreach (value, i, material) {
    gboolean photographed = g_str_equal (yj_json_string (material, "how"), "photographed");
    if (photographed != (json_array_size (json_object_get (material, "pages")) > 0))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_identified_by (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "card", "code", "mrz", "typed", NULL });
}

static gboolean
is_sex (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "male", "female", "unknown", "unstated", NULL });
}

static gboolean
is_applicant (const json_t *value)
{
  static const Member members[] = { { "identified_by", is_identified_by, FALSE },
                                    { "document_type", is_document_type, TRUE },
                                    { "name", is_text, TRUE },
                                    { "latin_name", is_text, TRUE },
                                    { "number", is_text, TRUE },
                                    { "sex", is_sex, TRUE },
                                    { "birth", is_day, TRUE },
                                    { "country", is_country, TRUE },
                                    { "valid_to", is_valid_to, TRUE } };
  return HAS_MEMBERS (value, members);
}

static gboolean
is_delivery (const json_t *value)
{
  static const Member members[] = { { "id", is_name, FALSE } };
  return HAS_MEMBERS (value, members);
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
  static const Member members[] = { { "version", is_name, FALSE }, { "given", is_given, FALSE } };
  return HAS_MEMBERS (value, members);
}

static gboolean
is_declaration (const json_t *value)
{
  static const Member members[] = { { "language", is_language, FALSE }, { "sha256", is_digest, FALSE } };
  return HAS_MEMBERS (value, members);
}

static gboolean
is_media_type (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "image/png", NULL });
}

static gboolean
is_signature (const json_t *value)
{
  static const Member members[] = { { "media_type", is_media_type, FALSE }, { "sha256", is_digest, FALSE } };
  return json_is_null (value) || HAS_MEMBERS (value, members);
}

static gboolean
is_grade (const json_t *value)
{
  return is_one_of (value, (const char *const[]){ "very-satisfied", "satisfied", "basically-satisfied", "dissatisfied",
                                                  "very-dissatisfied", NULL });
}

/* As has_members (), with a sentence that names the member. */
static gboolean
check_members (const json_t *object, const Member *members, gsize n, GError **error)
{
  gsize found = 0;

  for (gsize i = 0; i < n; i++) {
    const json_t *value = json_object_get (object, members[i].name);
    if (value == NULL ? !members[i].optional : !members[i].check (value)) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/%s is %s", members[i].name,
                   value == NULL ? "missing" : "not as the schema has it");
      return FALSE;
    }
    found += value != NULL;
  }
  if (json_object_size (object) == found)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the document has a member that the schema does not know");
  return FALSE;
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

gboolean
yj_submission_check_form (const json_t *application, GError **error)
{
  static const Member members[] = { { "schema", is_schema, FALSE },        { "id", is_uuid, FALSE },
                                    { "item", is_versioned, FALSE },       { "catalogue", is_versioned, FALSE },
                                    { "region", is_region, FALSE },        { "language", is_language, FALSE },
                                    { "started", is_time, FALSE },         { "finished", is_time, FALSE },
                                    { "clock", is_clock, FALSE },          { "matters", is_matters, FALSE },
                                    { "applicant", is_applicant, FALSE },  { "answers", is_answers, FALSE },
                                    { "materials", is_materials, FALSE },  { "delivery", is_delivery, TRUE },
                                    { "consents", is_consents, FALSE },    { "declaration", is_declaration, TRUE },
                                    { "signature", is_signature, FALSE } };

  if (!check_members (application, members, G_N_ELEMENTS (members), error))
    return FALSE;
  if (count_pages (application) <= YJ_SUBMISSION_PAGES_MAX)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "an application has at most %d pages", YJ_SUBMISSION_PAGES_MAX);
  return FALSE;
}

gboolean
yj_submission_check_evaluation_form (const json_t *evaluation, GError **error)
{
  static const Member members[] = { { "schema", is_schema, FALSE }, { "id", is_uuid, FALSE },
                                    { "application", is_uuid, FALSE }, { "grade", is_grade, FALSE },
                                    { "reasons", is_reasons, FALSE },  { "at", is_time, FALSE } };
  return check_members (evaluation, members, G_N_ELEMENTS (members), error);
}
