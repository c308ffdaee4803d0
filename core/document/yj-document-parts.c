/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the parts of which documents about a session are made. */
#include "core/document/yj-document-parts.h"
#include "core/document/yj-submission-private.h"
#include "core/seal/yj-suite.h"

char *
yj_document_format_time (gint64 usec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  return g_date_time_format_iso8601 (time);
}

void
yj_document_add_answer (json_t *answers, YjSession *session, const char *id, const char *type)
{
  json_t *value = (json_t *) yj_session_get_answer (session, id);
  if (value == NULL)
    return;
  json_t *answer = json_pack ("{s:s, s:s, s:o}", "id", id, "type", type, "value", json_deep_copy (value));
  if (yj_session_is_prefilled (session, id))
    json_object_set_new (answer, "from", json_string ("card"));
  json_array_append_new (answers, answer);
}

json_t *
yj_document_describe_material (YjSession *session, const YjMaterial *material)
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
void
yj_document_add_applicant (json_t *document, YjSession *session)
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

json_t *
yj_document_list_matter_codes (YjSession *session)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (session);
  json_t *codes = json_array ();
  for (guint i = 0; i < matters->len; i++)
    json_array_append_new (codes, json_string (((YjMatter *) g_ptr_array_index (matters, i))->code));
  return codes;
}

json_t *
yj_document_describe_frame (YjSession *session)
{
  YjItem *item = yj_session_get_item (session);
  YjCatalogue *catalogue = yj_session_get_catalogue (session);
  YjClock *clock = yj_session_get_clock (session);
  const char *region = yj_session_get_region (session);
  g_autofree char *started = yj_document_format_time (yj_session_get_started_usec (session));
  g_autofree char *finished = yj_document_format_time (yj_clock_get_wall_usec (clock));

  return json_pack ("{s:i, s:s, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:s}", "schema", 1, "id",
                    yj_session_get_id (session), "item", "id", item->id, "version", item->version, "catalogue", "id",
                    yj_catalogue_get_id (catalogue), "version", yj_catalogue_get_version (catalogue), "region",
                    region != NULL ? region : "000000", "language", yj_session_get_language (session), "started", started,
                    "finished", finished, "clock", yj_clock_is_verified (clock) ? "verified" : "unverified");
}
