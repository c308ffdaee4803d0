/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the keys of certificates that were read lately: to read one takes as long as to verify ten headers with it. */
#include "sync/central/yj-central-header-keys.h"

/* About ten kilobytes each. Beyond that all are read anew. */
#define KEYS_MAX 1024u

struct _YjHeaderKeys {
  GMutex lock;
  GHashTable *keys; /* PEM to YjHeaderKey */
};

YjHeaderKeys *
yj_header_keys_new (void)
{
  YjHeaderKeys *self = g_new0 (YjHeaderKeys, 1);

  g_mutex_init (&self->lock);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) yj_header_key_free);
  return self;
}

void
yj_header_keys_free (YjHeaderKeys *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->keys);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static YjHeaderKey *
find (YjHeaderKeys *self, const char *certificate_pem)
{
  YjHeaderKey *key;

  g_mutex_lock (&self->lock);
  key = g_hash_table_lookup (self->keys, certificate_pem);
  if (key != NULL)
    yj_header_key_ref (key);
  g_mutex_unlock (&self->lock);
  return key;
}

YjHeaderKey *
yj_header_keys_get (YjHeaderKeys *self, const char *certificate_pem)
{
  YjHeaderKey *key = certificate_pem != NULL ? find (self, certificate_pem) : NULL;

  if (certificate_pem == NULL || key != NULL || (key = yj_header_key_new (certificate_pem, NULL)) == NULL)
    return key;
  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->keys) >= KEYS_MAX)
    g_hash_table_remove_all (self->keys);
  g_hash_table_replace (self->keys, g_strdup (certificate_pem), yj_header_key_ref (key));
  g_mutex_unlock (&self->lock);
  return key;
}
