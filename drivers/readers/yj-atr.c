/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way through an answer to reset: which interface bytes follow which. */
#include "drivers/readers/yj-atr.h"
#include "core/base/yj-error.h"
#include <string.h>

enum { TS_DIRECT = 0x3B, TS_INVERSE = 0x3F };

/* Which of TA, TB, TC, TD follow: the upper half of T0 and of each TD. */
enum { HAS_TA = 0x10, HAS_TB = 0x20, HAS_TC = 0x40, HAS_TD = 0x80 };

/* T=15 stands for bytes that hold whatever the protocol. */
#define T_GLOBAL 15

typedef struct {
  const guint8 *bytes;
  gsize size, next;
} Reading;

static gboolean
take (Reading *reading, guint8 *byte)
{
  if (reading->next >= reading->size)
    return FALSE;
  *byte = reading->bytes[reading->next++];
  return TRUE;
}

static void
offer (YjAtr *atr, guint8 protocol, guint group)
{
  if (protocol != T_GLOBAL)
    atr->protocols |= (guint16) (1u << protocol);
  if (group == 1)
    atr->protocol = protocol;
}

/* All groups of TAi, TBi, TCi, TDi; the first is announced by T0. FALSE: it ends too early. */
static gboolean
take_interface_bytes (Reading *reading, guint8 announced, YjAtr *atr, gboolean *has_check)
{
  guint8 byte;

  for (guint group = 1; announced != 0; group++) {
    for (guint8 kind = HAS_TA; kind <= HAS_TC; kind <<= 1) {
      if ((announced & kind) == 0)
        continue;
      if (!take (reading, &byte))
        return FALSE;
      if (group == 2 && kind == HAS_TA) {
        atr->is_specific = TRUE;
        atr->protocol = byte & 0x0F;
      }
    }
    if ((announced & HAS_TD) == 0)
      return TRUE;
    if (!take (reading, &byte))
      return FALSE;
    offer (atr, byte & 0x0F, group);
    *has_check = *has_check || (byte & 0x0F) != 0;
    announced = byte & 0xF0;
  }
  return TRUE;
}

static const char *
find_fault (const guint8 *bytes, gsize size, YjAtr *atr)
{
  Reading reading = { bytes, size, 0 };
  guint8 ts, t0, check = 0;
  gboolean has_check = FALSE;

  if (size > YJ_ATR_MAX_BYTES)
    return "it is longer than 33 bytes";
  if (!take (&reading, &ts) || !take (&reading, &t0))
    return "it ends too early";
  if (ts != TS_DIRECT && ts != TS_INVERSE)
    return "its first byte is neither 3B nor 3F";
  if (!take_interface_bytes (&reading, t0 & 0xF0, atr, &has_check))
    return "it ends too early";
  atr->historical_bytes = t0 & 0x0F;
  if (size - reading.next != atr->historical_bytes + (has_check ? 1 : 0))
    return "its length is not what its bytes announce";
  memcpy (atr->historical, bytes + reading.next, atr->historical_bytes);
  for (gsize i = 1; i < size; i++)
    check ^= bytes[i];
  if (has_check && check != 0)
    return "its check byte does not fit";
  if (atr->protocols == 0)
    atr->protocols = 1;
  return NULL;
}

gboolean
yj_atr_parse (const guint8 *bytes, gsize size, YjAtr *atr, GError **error)
{
  const char *fault;

  memset (atr, 0, sizeof *atr);
  fault = find_fault (bytes, size, atr);
  if (fault != NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "an answer to reset of %" G_GSIZE_FORMAT " bytes: %s", size, fault);
  return fault == NULL;
}

char *
yj_atr_describe (const YjAtr *atr)
{
  GString *text = g_string_new (atr->is_specific ? "insists on" : "offers");

  for (guint t = 0; t < T_GLOBAL; t++)
    if (atr->is_specific ? atr->protocol == t : (atr->protocols >> t & 1) != 0)
      g_string_append_printf (text, " T=%u", t);
  g_string_append_printf (text, ", %" G_GSIZE_FORMAT " historical bytes", atr->historical_bytes);
  return g_string_free (text, FALSE);
}
