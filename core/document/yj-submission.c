/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pairing of an envelope with the header draft that describes it from outside. */
#include "core/document/yj-submission.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission-private.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include <string.h>

#define RECIPIENTS_MIN 2

static json_t *
list_key_ids (const char *const *recipients)
{
  json_t *ids = json_array ();
  for (gsize i = 0; recipients[i] != NULL; i++) {
    g_autofree char *id = yj_seal_recipient_key_id (recipients[i]);
    json_array_append_new (ids, json_string (id));
  }
  return ids;
}

json_t *
yj_submission_list_pages (const json_t *document)
{
  json_t *pages = json_array (), *material, *page;
  size_t m, p;

  json_array_foreach (json_object_get (document, "materials"), m, material)
    json_array_foreach (json_object_get (material, "pages"), p, page)
      json_array_append_new (pages, json_pack ("{s:O, s:O}", "sha256", json_object_get (page, "sha256"), "bytes",
                                               json_object_get (page, "bytes")));
  return pages;
}

GBytes *
yj_submission_seal_value (json_t *value, GBytes *signature_png, const char *const *recipients, GError **error)
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

json_t *
yj_submission_draft_header (const char *id, const char *kind, const char *region, GBytes *sealed, const char *const *recipients)
{
  return json_pack ("{s:i, s:s, s:s, s:s, s:[], s:o, s:[], s:o, s:s}", "schema", 1, "id", id, "kind", kind, "region",
                    region != NULL ? region : "000000", "matters", "envelope", describe_envelope (sealed), "materials", "recipients",
                    list_key_ids (recipients), "suite", yj_seal_get_suite (recipients));
}

/* The digest in the document is that of the picture that goes along. */
static gboolean
check_signature (const json_t *application, GBytes *png, GError **error)
{
  const char *said = yj_json_string (yj_json_object (application, "signature"), "sha256");
  g_autofree char *digest = png != NULL ? yj_sha256_hex (png) : NULL;

  if (g_strcmp0 (said, digest) == 0)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/signature is not that of the picture that goes along");
  return FALSE;
}

static json_t *
draft_application_header (const json_t *application, GBytes *sealed, const char *const *recipients, const char *secret)
{
  g_autofree char *secret_digest = yj_progress_secret_sha256 (secret);
  json_t *header = yj_submission_draft_header (yj_json_string (application, "id"), "application", yj_json_string (application, "region"),
                                               sealed, recipients);

  json_object_set (header, "item", json_object_get (application, "item"));
  json_object_set (header, "catalogue", json_object_get (application, "catalogue"));
  json_object_set (header, "matters", json_object_get (application, "matters"));
  json_object_set_new (header, "materials", yj_submission_list_pages (application));
  json_object_set_new (header, "progress_secret_sha256", json_string (secret_digest));
  return header;
}

gboolean
yj_submission_seal (json_t *application, GBytes *signature_png, const char *const *recipients, const char *secret,
                    GBytes **envelope, char **draft_header, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (json_t) header = NULL;

  if (!yj_submission_check_form (application, error) || !check_signature (application, signature_png, error))
    return FALSE;
  sealed = yj_submission_seal_value (application, signature_png, recipients, error);
  if (sealed == NULL)
    return FALSE;
  header = draft_application_header (application, sealed, recipients, secret);
  *draft_header = yj_json_to_text (header);
  *envelope = g_steal_pointer (&sealed);
  return TRUE;
}
