/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text form of age keys. */
#include "core/seal/yj-bech32.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define CHECKSUM_CHARS 6
#define MAX_VALUES 128

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static guint32
polymod (guint32 chk, guint8 value)
{
  static const guint32 generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
  guint8 top = chk >> 25;

  chk = ((chk & 0x1ffffff) << 5) ^ value;
  for (int i = 0; i < 5; i++)
    if ((top >> i) & 1)
      chk ^= generator[i];
  return chk;
}

static guint32
polymod_hrp (const char *hrp)
{
  guint32 chk = 1;
  for (const char *p = hrp; *p != '\0'; p++)
    chk = polymod (chk, g_ascii_tolower (*p) >> 5);
  chk = polymod (chk, 0);
  for (const char *p = hrp; *p != '\0'; p++)
    chk = polymod (chk, g_ascii_tolower (*p) & 31);
  return chk;
}

char *
yj_bech32_encode (const char *hrp, const guint8 *data, gsize size)
{
  guint32 chk = polymod_hrp (hrp);
  gsize hrp_size = strlen (hrp), n_values = (size * 8 + 4) / 5;
  char *text = g_malloc0 (hrp_size + 1 + n_values + CHECKSUM_CHARS + 1), *out = text + hrp_size + 1;
  guint32 bits = 0;
  int n_bits = 0;

  memcpy (text, hrp, hrp_size);
  text[hrp_size] = '1';
  for (gsize i = 0, done = 0; done < n_values; done++) {
    if (n_bits < 5) {
      bits = (bits << 8) | (i < size ? data[i] : 0);
      i++;
      n_bits += 8;
    }
    n_bits -= 5;
    guint8 value = (bits >> n_bits) & 31;
    chk = polymod (chk, value);
    *out++ = charset[value];
  }
  for (int i = 0; i < CHECKSUM_CHARS; i++)
    chk = polymod (chk, 0);
  chk ^= 1;
  for (int i = 0; i < CHECKSUM_CHARS; i++)
    *out++ = charset[(chk >> (5 * (5 - i))) & 31];
  return text;
}

static gboolean
is_one_case (const char *text)
{
  gboolean lower = FALSE, upper = FALSE;
  for (; *text != '\0'; text++) {
    lower |= g_ascii_islower (*text);
    upper |= g_ascii_isupper (*text);
  }
  return !(lower && upper);
}

gboolean
yj_bech32_decode (const char *text, const char *hrp, guint8 *data, gsize size)
{
  gsize hrp_size = strlen (hrp), n_values = (size * 8 + 4) / 5, total = strlen (text), filled = 0;
  guint32 chk = polymod_hrp (hrp), bits = 0;
  int n_bits = 0;

  if (total != hrp_size + 1 + n_values + CHECKSUM_CHARS || n_values > MAX_VALUES || !is_one_case (text) ||
      g_ascii_strncasecmp (text, hrp, hrp_size) != 0 || text[hrp_size] != '1')
    return FALSE;
  for (gsize i = hrp_size + 1; i < total; i++) {
    const char *found = strchr (charset, g_ascii_tolower (text[i]));
    if (found == NULL)
      return FALSE;
    guint8 value = found - charset;
    chk = polymod (chk, value);
    if (i >= total - CHECKSUM_CHARS)
      continue;
    bits = (bits << 5) | value;
    n_bits += 5;
    if (n_bits >= 8) {
      n_bits -= 8;
      data[filled++] = (bits >> n_bits) & 0xff;
    }
  }
  /* What is left over is padding and must be zero. */
  return chk == 1 && filled == size && (bits & ((1u << n_bits) - 1)) == 0;
}
