/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the vocabulary of evaluations, their form and their header. */
#include "core/document/yj-evaluation.h"
#include "core/base/yj-error.h"
#include "core/document/yj-document-parts.h"
#include "core/document/yj-form-members.h"
#include "core/document/yj-form-values.h"
#include "core/document/yj-submission-private.h"
#include <sodium.h>
#include <string.h>

#define ID_LABEL "yijian-evaluation:"
#define FIRST_NEGATIVE 3

static const char *const grades[] = { "very-satisfied", "satisfied", "basically-satisfied", "dissatisfied", "very-dissatisfied", NULL };
static const char *const praise[] = { "fast", "clear", "easy", "helpful", NULL };
static const char *const blame[] = { "slow", "unclear", "difficult", "unhelpful", "too-many-papers", "other", NULL };

const char *const *
yj_evaluation_list_grades (void)
{
  return grades;
}

gboolean
yj_evaluation_is_negative (const char *grade)
{
  return g_strv_contains (grades + FIRST_NEGATIVE, grade);
}

const char *const *
yj_evaluation_list_reasons (const char *grade)
{
  return yj_evaluation_is_negative (grade) ? blame : praise;
}

/* A UUID of version 8 (RFC 9562 section 5.8). */
static char *
make_id (const char *application_id)
{
  g_autofree char *text = g_strconcat (ID_LABEL, application_id, NULL);
  guint8 b[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (b, (const guint8 *) text, strlen (text));
  b[6] = (b[6] & 0x0f) | 0x80;
  b[8] = (b[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
                          b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

json_t *
yj_evaluation_document_new (const char *application_id, const char *grade, const char *const *reasons, gboolean call_back,
                            gint64 wall_usec)
{
  g_autofree char *id = make_id (application_id), *at = yj_document_format_time (wall_usec);
  json_t *list = json_array (), *document;

  for (gsize i = 0; reasons != NULL && reasons[i] != NULL; i++)
    json_array_append_new (list, json_string (reasons[i]));
  document = json_pack ("{s:i, s:s, s:s, s:s, s:o}", "schema", 1, "id", id, "application", application_id, "grade", grade, "reasons", list);
  if (call_back && yj_evaluation_is_negative (grade))
    json_object_set_new (document, "call_back", json_true ());
  json_object_set_new (document, "at", json_string (at));
  return document;
}

static gboolean
is_grade (const json_t *value)
{
  return yj_form_is_one_of (value, grades);
}

static gboolean
is_list (const json_t *value)
{
  return json_is_array (value);
}

static gboolean
is_true (const json_t *value)
{
  return json_is_true (value);
}

/* Each of those of the grade, none twice. */
static gboolean
are_reasons (const json_t *reasons, const char *grade)
{
  const char *const *known = yj_evaluation_list_reasons (grade);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t i;
  json_t *reason;

  json_array_foreach (reasons, i, reason)
    if (!yj_form_is_one_of (reason, known) || !g_hash_table_add (seen, (gpointer) json_string_value (reason)))
      return FALSE;
  return TRUE;
}

gboolean
yj_evaluation_check_form (const json_t *evaluation, GError **error)
{
  static const YjFormMember members[] = {
    { "schema", yj_form_is_schema, FALSE }, { "id", yj_form_is_uuid, FALSE }, { "application", yj_form_is_uuid, FALSE },
    { "grade", is_grade, FALSE },           { "reasons", is_list, FALSE },    { "call_back", is_true, TRUE },
    { "at", yj_form_is_time, FALSE }
  };
  const json_t *reasons = json_object_get (evaluation, "reasons");
  const char *grade = yj_json_string (evaluation, "grade");

  if (!yj_form_check_members (evaluation, members, G_N_ELEMENTS (members), error))
    return FALSE;
  if (!are_reasons (reasons, grade))
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/reasons are not those of the grade");
  else if (yj_evaluation_is_negative (grade) && json_array_size (reasons) == 0)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/reasons is empty: one of the two lowest grades needs a reason");
  else if (!yj_evaluation_is_negative (grade) && json_object_get (evaluation, "call_back") != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/call_back goes with the two lowest grades only");
  else
    return TRUE;
  return FALSE;
}

gboolean
yj_evaluation_seal (json_t *evaluation, YjItem *item, YjCatalogue *catalogue, const char *region, const char *const *recipients,
                    GBytes **envelope, char **draft_header, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (json_t) header = NULL;

  if (yj_evaluation_check_form (evaluation, error))
    sealed = yj_submission_seal_value (evaluation, NULL, recipients, error);
  if (sealed == NULL)
    return FALSE;
  header = yj_submission_draft_header (yj_json_string (evaluation, "id"), "evaluation", region, sealed, recipients);
  json_object_set (header, "application", json_object_get (evaluation, "application"));
  json_object_set_new (header, "item", json_pack ("{s:s, s:i}", "id", item->id, "version", item->version));
  json_object_set_new (header, "catalogue",
                       json_pack ("{s:s, s:i}", "id", yj_catalogue_get_id (catalogue), "version", yj_catalogue_get_version (catalogue)));
  *draft_header = yj_json_to_text (header);
  *envelope = g_steal_pointer (&sealed);
  return TRUE;
}
