/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the titles of problems. */
#include "sync/central/yj-central-problem.h"

static const struct {
  const char *name;
  const char *title;
} titles[] = {
  { "bad-request", "The request breaks its format" },
  { "busy", "Too much work at the moment" },
  { "case-closed", "The case is closed" },
  { "case-number-foreign", "The official number was not reserved for this kiosk" },
  { "catalogue-expired", "The catalogue version was no longer valid" },
  { "catalogue-unpublished", "The catalogue version is not published here yet" },
  { "certificate-refused", "The client certificate is not accepted" },
  { "certificate-required", "A client certificate is needed" },
  { "digest-mismatch", "The digest is another" },
  { "foreign-case", "The case belongs to another department" },
  { "foreign-source", "The record names another source than its sender" },
  { "header-unverified", "The header's signature does not hold" },
  { "id-taken", "The id is taken by other content" },
  { "internal", "A fault of central" },
  { "item-version", "The item has another version in this catalogue" },
  { "malformed", "The record breaks its format" },
  { "materials-missing", "Materials have not arrived" },
  { "method-not-allowed", "The method is not allowed here" },
  { "not-found", "There is no such resource" },
  { "offset-mismatch", "The upload stands at another offset" },
  { "sequence-taken", "The sequence number is taken by another record" },
  { "store-unavailable", "The store cannot be written" },
  { "not-ready", "This instance should not be sent kiosks" },
  { "token-refused", "The enrolment token is not valid" },
  { "too-large", "More than is allowed" },
  { "too-many-keys", "The kiosk has had too many keys" },
  { "too-many-requests", "Too many requests of one certificate" },
  { "too-many-uploads", "Too many unfinished uploads" },
  { "unknown-item", "The catalogue has no such item" },
  { "unknown-matter", "The item has no such matter" },
  { "unknown-recipient", "The record is not sealed to a key of this central" },
  { "unknown-type", "Central does not know this kind of record" },
  { "unsupported-media", "Content type or coding is not supported" },
};

json_t *
yj_problem_json_new (guint status, const char *name, const char *detail)
{
  const char *title = name;
  json_t *problem;
  g_autofree char *type = g_strconcat ("urn:yijian:problem:", name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, name))
      title = titles[i].title;
  problem = json_pack ("{s:s, s:s}", "type", type, "title", title);
  if (status != 0)
    json_object_set_new (problem, "status", json_integer (status));
  if (detail != NULL)
    json_object_set_new (problem, "detail", json_string (detail));
  return problem;
}

gboolean
yj_problem_json_set (json_t **problem, const char *name, const char *detail_format, ...)
{
  g_autofree char *detail = NULL;
  va_list arguments;

  va_start (arguments, detail_format);
  detail = g_strdup_vprintf (detail_format, arguments);
  va_end (arguments);
  json_decref (*problem);
  *problem = yj_problem_json_new (0, name, detail);
  return FALSE;
}
