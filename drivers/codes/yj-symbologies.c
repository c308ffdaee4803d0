/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names of the symbologies. */
#include "drivers/codes/yj-symbologies.h"

static const char *const names[] = {
  "qr-code", "ean-13", "ean-8", "upc-a", "upc-e", "code-128", "code-93", "code-39", "itf", "codabar",
};

const char *
yj_symbology_name (YjSymbologies one)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((guint) one == 1u << i)
      return names[i];
  return NULL;
}

YjSymbologies
yj_symbology_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return (YjSymbologies) (1u << i);
  return (YjSymbologies) 0;
}
