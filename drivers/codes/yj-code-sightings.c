/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the memory of a scanner: a digest and a time for each code. */
#include "drivers/codes/yj-code-sightings.h"
#include <string.h>

struct _YjCodeSightings {
  GHashTable *seen; /* digest -> gint64 * */
};

YjCodeSightings *
yj_code_sightings_new (void)
{
  YjCodeSightings *self = g_new (YjCodeSightings, 1);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
yj_code_sightings_free (YjCodeSightings *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->seen);
  g_free (self);
}

static char *
digest_of (const YjCode *code)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size;
  const guchar *payload = g_bytes_get_data (code->payload, &size);

  /* With the NUL, so that no name runs into a payload. */
  g_checksum_update (checksum, (const guchar *) code->symbology, (gssize) strlen (code->symbology) + 1);
  g_checksum_update (checksum, payload, (gssize) size);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
is_out_of_sight (gpointer key, gpointer value, gpointer user_data)
{
  return *(gint64 *) user_data - *(gint64 *) value >= YJ_CODE_OUT_OF_SIGHT_USEC;
}

gboolean
yj_code_sightings_note (YjCodeSightings *self, const YjCode *code, gint64 now_usec)
{
  char *digest = digest_of (code);

  g_hash_table_foreach_remove (self->seen, is_out_of_sight, &now_usec);
  return g_hash_table_replace (self->seen, digest, g_memdup2 (&now_usec, sizeof now_usec));
}

void
yj_code_sightings_clear (YjCodeSightings *self)
{
  g_hash_table_remove_all (self->seen);
}
