/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of code characters (ISO/IEC 15424:2008, table 1) and the modifiers that tell apart what the kiosk tells apart. */
#include "drivers/codes/yj-aim-identifier.h"

#define IDENTIFIER_BYTES 3

static const struct {
  char code;
  char modifier; /* '\0': any */
  const char *symbology;
} table[] = {
  { 'A', '\0', "code-39" }, { 'C', '1', "gs1-128" },        { 'C', '\0', "code-128" },    { 'd', '\0', "data-matrix" },
  { 'E', '4', "ean-8" },    { 'E', '\0', "ean-13" },        { 'e', '\0', "gs1-databar" }, { 'F', '\0', "codabar" },
  { 'G', '\0', "code-93" }, { 'h', '\0', "han-xin-code" },  { 'I', '\0', "itf" },         { 'L', '\0', "pdf417" },
  { 'Q', '\0', "qr-code" }, { 'U', '\0', "maxicode" },      { 'z', '\0', "aztec-code" },
};

const char *
yj_aim_identifier_get_symbology (const guint8 *bytes, gsize size)
{
  if (size < IDENTIFIER_BYTES || bytes[0] != ']' || !g_ascii_isalpha (bytes[1]) || !g_ascii_isalnum (bytes[2]))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].code == (char) bytes[1] && (table[i].modifier == '\0' || table[i].modifier == (char) bytes[2]))
      return table[i].symbology;
  return "other";
}
