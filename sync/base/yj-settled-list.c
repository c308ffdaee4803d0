/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the canonical line of a settled record. */
#include "sync/base/yj-settled-list.h"
#include <string.h>

void
yj_settled_list_add (GChecksum *sum, gint64 seq, const char *id, const char *digest, const char *verdict)
{
  char number[24];
  const char *const parts[] = { number, " ", id, " ", digest, " ", verdict, "\n" };

  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, seq);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_checksum_update (sum, (const guchar *) parts[i], (gssize) strlen (parts[i]));
}
