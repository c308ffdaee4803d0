/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of withdrawals. */
#include "core/document/yj-withdrawal.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-document-parts.h"
#include "core/document/yj-form-members.h"
#include "core/document/yj-form-values.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-uuid7.h"

gboolean
yj_withdrawal_check_form (const json_t *withdrawal, GError **error)
{
  static const YjFormMember members[] = { { "schema", yj_form_is_schema, FALSE },
                                          { "id", yj_form_is_uuid, FALSE },
                                          { "reference", yj_form_is_reference, FALSE },
                                          { "language", yj_form_is_language, FALSE },
                                          { "at", yj_form_is_time, FALSE } };
  return yj_form_check_members (withdrawal, members, G_N_ELEMENTS (members), error);
}

static json_t *
make_document (const char *reference, const char *language, gint64 wall_usec)
{
  g_autofree char *id = yj_uuid7_new (wall_usec), *at = yj_document_format_time (wall_usec);
  return json_pack ("{s:i, s:s, s:s, s:s, s:s}", "schema", 1, "id", id, "reference", reference, "language", language, "at", at);
}

gboolean
yj_withdrawal_seal (const char *reference, const char *secret, const char *language, const char *region, gint64 wall_usec,
                    const char *const *recipients, GBytes **envelope, char **draft_header, GError **error)
{
  g_autofree char *number = yj_reference_normalise (reference, error);
  g_autoptr (YjSecretText) code = number != NULL ? yj_progress_secret_normalise (secret, error) : NULL;
  g_autoptr (json_t) document = code != NULL ? make_document (number, language, wall_usec) : NULL, header = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *digest = NULL, *proof = NULL;

  if (document == NULL || !yj_withdrawal_check_form (document, error))
    return FALSE;
  sealed = yj_submission_seal_value (document, NULL, recipients, error);
  if (sealed == NULL)
    return FALSE;
  digest = yj_progress_secret_sha256 (code);
  proof = yj_withdrawal_proof (digest, yj_json_string (document, "id"));
  header = yj_submission_draft_header (yj_json_string (document, "id"), "withdrawal", region, sealed, recipients);
  json_object_set_new (header, "withdraws", json_pack ("{s:s, s:s}", "reference", number, "proof", proof));
  *draft_header = yj_json_to_text (header);
  *envelope = g_steal_pointer (&sealed);
  return TRUE;
}
