/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which profile a key and a sealed file belong to. */
#include "core/seal/yj-seal.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-gm.h"
#include <string.h>

#define KEY_ID_DIGITS 16
#define IDENTITIES_MAX 16
#define AGE_RECIPIENT_PREFIX "age1"
#define AGE_IDENTITY_PREFIX "AGE-SECRET-KEY-1"
#define AGE_FILE_PREFIX "age-encryption.org/"
#define PEM_END "-----END PRIVATE KEY-----"

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

static gboolean
refuse_suite (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "recipients are keys of one suite: " YJ_SUITE_INTL_1 " or " YJ_SUITE_GM_1);
  return FALSE;
}

gboolean
yj_seal_keygen (const char *suite, char **identity, char **recipient, GError **error)
{
  if (!yj_seal_is_suite (suite))
    return refuse_suite (error);
  if (g_str_equal (suite, YJ_SUITE_GM_1))
    return yj_gm_keygen (identity, recipient, error);
  yj_age_keygen (identity, recipient);
  return TRUE;
}

gboolean
yj_seal_check_recipient (const char *recipient, GError **error)
{
  const char *suite = suite_of (recipient);

  if (suite == NULL)
    return refuse_suite (error);
  return g_str_equal (suite, YJ_SUITE_GM_1) ? yj_gm_check_recipient (recipient, error) : yj_age_check_recipient (recipient, error);
}

char *
yj_seal_recipient_key_id (const char *recipient)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, recipient, -1);
  return g_strndup (digest, KEY_ID_DIGITS);
}

GBytes *
yj_seal_bytes (GBytes *plain, const char *const *recipients, GError **error)
{
  const char *suite = yj_seal_get_suite (recipients);

  if (suite == NULL) {
    refuse_suite (error);
    return NULL;
  }
  return g_str_equal (suite, YJ_SUITE_GM_1) ? yj_gm_seal (plain, recipients, error) : yj_age_seal (plain, recipients, error);
}

static GPtrArray *
pick_identities (const char *const *identities, gboolean age)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (gsize i = 0; identities[i] != NULL; i++)
    if (g_str_has_prefix (identities[i], AGE_IDENTITY_PREFIX) == age)
      g_ptr_array_add (picked, (gpointer) identities[i]);
  g_ptr_array_add (picked, NULL);
  return picked;
}

GBytes *
yj_seal_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (sealed, &size);
  gboolean age = size < strlen (AGE_FILE_PREFIX) || memcmp (data, AGE_FILE_PREFIX, strlen (AGE_FILE_PREFIX)) == 0;
  g_autoptr (GPtrArray) picked = pick_identities (identities, age);

  return age ? yj_age_open (sealed, (const char *const *) picked->pdata, max_bytes, error)
             : yj_gm_open (sealed, (const char *const *) picked->pdata, max_bytes, error);
}

/* The identity that begins at @text; *@end is set behind it. */
static char *
take_identity (const char *text, const char **end)
{
  const char *stop;

  if (g_str_has_prefix (text, AGE_IDENTITY_PREFIX)) {
    *end = text + strcspn (text, " \t\r\n");
    return g_strndup (text, (gsize) (*end - text));
  }
  stop = g_str_has_prefix (text, YJ_GM_IDENTITY_PREFIX) ? strstr (text, PEM_END) : NULL;
  if (stop == NULL)
    return NULL;
  *end = stop + strlen (PEM_END);
  return g_strndup (text, (gsize) (*end - text));
}

GPtrArray *
yj_seal_read_identities (const char *text)
{
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_secret_text_free);

  while (*text != '\0' && identities->len < IDENTITIES_MAX) {
    char *identity;
    text += strspn (text, " \t\r\n");
    identity = take_identity (text, &text);
    if (identity != NULL)
      g_ptr_array_add (identities, identity);
    else
      text += strcspn (text, "\n");
  }
  if (identities->len == 0)
    return NULL;
  g_ptr_array_add (identities, NULL);
  return g_steal_pointer (&identities);
}
