/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pairing of an envelope with the header draft that describes it from outside. */
#include "core/document/yj-submission.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/fields/yj-field-type.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include <string.h>

#define RECIPIENTS_MIN 2
#define PAGES_MAX 40

static json_t *
list_key_ids (const char *const *recipients)
{
  json_t *ids = json_array ();
  for (gsize i = 0; recipients[i] != NULL; i++) {
    g_autofree char *id = yj_age_recipient_key_id (recipients[i]);
    json_array_append_new (ids, json_string (id));
  }
  return ids;
}

/* Digests and sizes of every sealed page; NULL when there are too many. */
static json_t *
list_pages (const json_t *application)
{
  json_t *pages = json_array (), *material, *page;
  size_t m, p;

  json_array_foreach (json_object_get (application, "materials"), m, material)
    json_array_foreach (json_object_get (material, "pages"), p, page)
      json_array_append_new (pages, json_pack ("{s:O, s:O}", "sha256", json_object_get (page, "sha256"), "bytes",
                                               json_object_get (page, "bytes")));
  if (json_array_size (pages) <= PAGES_MAX)
    return pages;
  json_decref (pages);
  return NULL;
}

static GBytes *
seal_value (json_t *value, GBytes *signature_png, const char *const *recipients, GError **error)
{
  char *text = yj_json_to_text (value);
  g_autoptr (GBytes) plain = yj_secret_bytes_new_take (text, strlen (text));

  if (recipients == NULL || g_strv_length ((char **) recipients) < RECIPIENTS_MIN) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CRYPTO, "%d recipients are needed: service and escrow", RECIPIENTS_MIN);
    return NULL;
  }
  return yj_envelope_seal (plain, signature_png, recipients, error);
}

static json_t *
describe_envelope (GBytes *envelope)
{
  g_autofree char *digest = yj_sha256_hex (envelope);
  return json_pack ("{s:s, s:I}", "sha256", digest, "bytes", (json_int_t) g_bytes_get_size (envelope));
}

gboolean
yj_submission_seal (json_t *application, GBytes *signature_png, const char *const *recipients, const char *secret,
                    GBytes **envelope, char **draft_header, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (json_t) header = NULL;
  json_t *pages = list_pages (application);
  g_autofree char *secret_digest = yj_progress_secret_sha256 (secret);

  if (pages == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "an application has at most %d pages", PAGES_MAX);
    return FALSE;
  }
  sealed = seal_value (application, signature_png, recipients, error);
  header = sealed == NULL
             ? NULL
             : json_pack ("{s:i, s:O, s:s, s:O, s:O, s:O, s:O, s:o, s:O, s:o, s:s, s:s}", "schema", 1, "id",
                          json_object_get (application, "id"), "kind", "application", "item", json_object_get (application, "item"),
                          "catalogue", json_object_get (application, "catalogue"), "region", json_object_get (application, "region"),
                          "matters", json_object_get (application, "matters"), "envelope", describe_envelope (sealed), "materials",
                          pages, "recipients", list_key_ids (recipients), "suite", YJ_SUITE_INTL_1, "progress_secret_sha256",
                          secret_digest);
  json_decref (pages);
  if (header == NULL) {
    if (sealed != NULL)
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the application lacks id, item, catalogue, region or matters");
    return FALSE;
  }
  *draft_header = yj_json_to_text (header);
  *envelope = g_steal_pointer (&sealed);
  return TRUE;
}

gboolean
yj_submission_seal_evaluation (json_t *evaluation, YjItem *item, YjCatalogue *catalogue, const char *region,
                               const char *const *recipients, GBytes **envelope, char **draft_header, GError **error)
{
  g_autoptr (GBytes) sealed = seal_value (evaluation, NULL, recipients, error);
  g_autoptr (json_t) header = NULL;

  if (sealed == NULL)
    return FALSE;
  header = json_pack ("{s:i, s:O, s:s, s:O, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:[], s:o, s:[], s:o, s:s}", "schema", 1, "id",
                      json_object_get (evaluation, "id"), "kind", "evaluation", "application",
                      json_object_get (evaluation, "application"), "item", "id", item->id, "version", item->version, "catalogue", "id",
                      yj_catalogue_get_id (catalogue), "version", yj_catalogue_get_version (catalogue), "region",
                      region != NULL ? region : "000000", "matters", "envelope", describe_envelope (sealed), "materials",
                      "recipients", list_key_ids (recipients), "suite", YJ_SUITE_INTL_1);
  *draft_header = yj_json_to_text (header);
  *envelope = g_steal_pointer (&sealed);
  return TRUE;
}

static gboolean
fail (GError **error, const char *what, const char *id)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s %s", what, id != NULL ? id : "(none)");
  return FALSE;
}

static gboolean
validate_answer (const json_t *answer, YjItem *item, GDateTime *today, GError **error)
{
  const char *id = yj_json_string (answer, "id");
  const json_t *value = json_object_get (answer, "value");
  const YjField *field = id != NULL ? yj_item_get_field (item, id) : NULL;
  const YjFieldType *type = field != NULL ? yj_field_type_find (field->type) : NULL;
  g_autoptr (YjProblem) problem = NULL;

  if (id == NULL || value == NULL || (field == NULL && yj_item_get_question (item, id) == NULL))
    return fail (error, "the item does not ask", id);
  if (type != NULL)
    problem = type->validate (field, value, today);
  return problem == NULL || fail (error, problem->id, id);
}

gboolean
yj_submission_validate (const json_t *application, YjCatalogue *catalogue, GDateTime *today, GError **error)
{
  const char *id = yj_json_string (yj_json_object (application, "item"), "id");
  YjItem *item = id != NULL ? yj_catalogue_get_item (catalogue, id) : NULL;
  const json_t *member;
  size_t i;

  if (item == NULL)
    return fail (error, "the catalogue has no item", id);
  if (yj_json_string (application, "id") == NULL || !g_uuid_string_is_valid (yj_json_string (application, "id")))
    return fail (error, "\"id\" is not a UUID", NULL);
  if (json_array_size (json_object_get (application, "matters")) == 0)
    return fail (error, "no matter is chosen for", id);
  json_array_foreach (json_object_get (application, "matters"), i, member)
    if (!json_is_string (member) || yj_item_get_matter (item, json_string_value (member)) == NULL)
      return fail (error, "there is no matter", json_string_value (member));
  json_array_foreach (json_object_get (application, "answers"), i, member)
    if (!validate_answer (member, item, today, error))
      return FALSE;
  return TRUE;
}
