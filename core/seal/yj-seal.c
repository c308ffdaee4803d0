/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which profile seals and opens: that of the recipients, and that of the sealed file. */
#include "core/seal/yj-seal.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-gm.h"
#include "core/seal/yj-seal-private.h"
#include <string.h>

#define IDENTITIES_MAX 16
#define AGE_IDENTITY_PREFIX "AGE-SECRET-KEY-1"
#define AGE_FILE_PREFIX "age-encryption.org/"
#define PEM_END "-----END PRIVATE KEY-----"

gboolean
yj_seal_keygen (const char *suite, char **identity, char **recipient, GError **error)
{
  if (!yj_seal_is_suite (suite))
    return yj_seal_refuse_suite (error);
  if (g_str_equal (suite, YJ_SUITE_GM_1))
    return yj_gm_keygen (identity, recipient, error);
  yj_age_keygen (identity, recipient);
  return TRUE;
}

GBytes *
yj_seal_bytes (GBytes *plain, const char *const *recipients, GError **error)
{
  const char *suite = yj_seal_get_suite (recipients);

  if (suite == NULL) {
    yj_seal_refuse_suite (error);
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
