/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of UUIDs of version 7 (RFC 9562 section 5.7). */
#include "core/document/yj-uuid7.h"
#include <sodium.h>

char *
yj_uuid7_new (gint64 wall_usec)
{
  guint8 b[16];
  guint64 msec = (guint64) MAX (wall_usec, 0) / 1000;

  randombytes_buf (b, sizeof b);
  for (int i = 0; i < 6; i++)
    b[i] = (guint8) (msec >> (8 * (5 - i)));
  b[6] = (b[6] & 0x0f) | 0x70;
  b[8] = (b[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
                          b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}
