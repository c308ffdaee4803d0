/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of withdrawals and the proof that who asks holds the receipt. */
#include "core/document/yj-withdrawal.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-document-parts.h"
#include "core/document/yj-form-members.h"
#include "core/document/yj-form-values.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-uuid7.h"
#include "core/seal/yj-hkdf.h"
#include <sodium.h>
#include <string.h>

#define DIGEST_BYTES 32

char *
yj_withdrawal_proof (const char *secret_sha256, const char *id)
{
  guint8 key[DIGEST_BYTES], mac[DIGEST_BYTES];
  gsize size = 0;
  char *hex;

  if (secret_sha256 == NULL || strlen (secret_sha256) != 2 * DIGEST_BYTES ||
      sodium_hex2bin (key, sizeof key, secret_sha256, 2 * DIGEST_BYTES, NULL, &size, NULL) != 0 || size != DIGEST_BYTES)
    return NULL;
  yj_hmac_sha256 (key, sizeof key, (const guint8 *) id, strlen (id), mac);
  hex = g_malloc (2 * DIGEST_BYTES + 1);
  sodium_bin2hex (hex, 2 * DIGEST_BYTES + 1, mac, sizeof mac);
  sodium_memzero (key, sizeof key);
  return hex;
}

gboolean
yj_withdrawal_is_proof (const char *secret_sha256, const char *id, const char *proof)
{
  g_autofree char *expected = id != NULL ? yj_withdrawal_proof (secret_sha256, id) : NULL;
  return expected != NULL && proof != NULL && strlen (proof) == strlen (expected) && sodium_memcmp (proof, expected, strlen (expected)) == 0;
}

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
