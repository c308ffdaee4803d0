/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the words for the number of copies of a material, and where they stand beside its note. */
#include "core/flow/yj-copies.h"

char *
yj_copies_format (const YjMaterial *material, YjMessages *messages, const char *language, const char *note)
{
  g_autofree char *n = g_strdup_printf ("%d", material->copies);
  g_autofree char *copies = NULL;

  if (material->copies <= 1 || material->exemption != YJ_EXEMPTION_NONE)
    return g_strdup (note);
  copies = yj_messages_format (messages, language, "material.copies", "n", n, NULL);
  return note != NULL ? g_strdup_printf ("%s · %s", copies, note) : g_steal_pointer (&copies);
}
