/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which profile a recipient's key belongs to, and how headers name it. Apart from sealing and opening, so that the courier, which may
 * do neither, does not even carry their code. */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-gm-key.h"
#include "core/seal/yj-gm.h"
#include "core/seal/yj-seal-private.h"
#include "core/seal/yj-seal.h"

#define KEY_ID_DIGITS 16
#define AGE_RECIPIENT_PREFIX "age1"

static const char *
suite_of (const char *recipient)
{
  if (g_str_has_prefix (recipient, AGE_RECIPIENT_PREFIX))
    return YJ_SUITE_INTL_1;
  return g_str_has_prefix (recipient, YJ_GM_RECIPIENT_PREFIX) ? YJ_SUITE_GM_1 : NULL;
}

gboolean
yj_seal_is_suite (const char *suite)
{
  return g_strcmp0 (suite, YJ_SUITE_INTL_1) == 0 || g_strcmp0 (suite, YJ_SUITE_GM_1) == 0;
}

const char *
yj_seal_get_suite (const char *const *recipients)
{
  const char *suite = recipients != NULL && recipients[0] != NULL ? suite_of (recipients[0]) : NULL;

  for (gsize i = 0; suite != NULL && recipients[i] != NULL; i++)
    if (g_strcmp0 (suite_of (recipients[i]), suite) != 0)
      return NULL;
  return suite;
}

gboolean
yj_seal_refuse_suite (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "recipients are keys of one suite: " YJ_SUITE_INTL_1 " or " YJ_SUITE_GM_1);
  return FALSE;
}

gboolean
yj_seal_check_recipient (const char *recipient, GError **error)
{
  const char *suite = suite_of (recipient);

  if (suite == NULL)
    return yj_seal_refuse_suite (error);
  return g_str_equal (suite, YJ_SUITE_GM_1) ? yj_gm_key_check_recipient (recipient, error) : yj_age_check_recipient (recipient, error);
}

char *
yj_seal_recipient_key_id (const char *recipient)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, recipient, -1);
  return g_strndup (digest, KEY_ID_DIGITS);
}
