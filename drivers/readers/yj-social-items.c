/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the forms that data items of social-security cards have: characters, packed digits, days. */
#include "drivers/readers/yj-social-items.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

#define NUMBER_MAX_BYTES 18
#define DAY_BYTES 4

/* Items that are shorter than their place are filled up with 00; cards with FF are about too. */
static gsize
trim (const guint8 *value, gsize size)
{
  while (size > 0 && (value[size - 1] == 0x00 || value[size - 1] == 0xFF))
    size--;
  return size;
}

static void
replace (char **text, char *with)
{
  yj_secret_text_free (*text);
  *text = with;
}

/* Packed digits as text. (transfer full) (nullable) when a half is no digit */
static char *
unpack_digits (const guint8 *value, gsize size)
{
  g_autoptr (YjSecretText) digits = g_malloc0 (2 * size + 1);

  for (gsize i = 0; i < size; i++) {
    if ((value[i] >> 4) > 9 || (value[i] & 0x0F) > 9)
      return NULL;
    digits[2 * i] = (char) ('0' + (value[i] >> 4));
    digits[2 * i + 1] = (char) ('0' + (value[i] & 0x0F));
  }
  return g_steal_pointer (&digits);
}

static char *
read_day (const guint8 *value, gsize size)
{
  g_autoptr (YjSecretText) digits = size == DAY_BYTES ? unpack_digits (value, size) : NULL;
  g_autoptr (YjSecretText) day = digits != NULL ? g_strdup_printf ("%.4s-%.2s-%.2s", digits, digits + 4, digits + 6) : NULL;

  return day != NULL && yj_date_is_real (day) ? g_steal_pointer (&day) : NULL;
}

static char *
read_number (const guint8 *value, gsize size)
{
  gsize n = trim (value, size);

  while (n > 0 && value[n - 1] == ' ')
    n--;
  if (n == 0 || n > NUMBER_MAX_BYTES)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (value[i]))
      return NULL;
  return g_strndup ((const char *) value, n);
}

static char *
read_ethnicity (const guint8 *value, gsize size)
{
  g_autofree char *code = size == 1 ? unpack_digits (value, size) : NULL;

  return code != NULL && yj_ethnicity_get_name (code, "zh") != NULL ? g_steal_pointer (&code) : NULL;
}

static gsize
read_name (const guint8 *value, gsize size, guint8 place[YJ_SOCIAL_NAME_MAX_BYTES])
{
  gsize n = trim (value, size);

  if (n > YJ_SOCIAL_NAME_MAX_BYTES)
    return 0;
  memcpy (place, value, n);
  return n;
}

static void
take_item (guint8 tag, const guint8 *value, gsize size, YjIdCard *card, YjSocialName *name)
{
  switch (tag) {
  case YJ_SOCIAL_ISSUED:
    replace (&card->valid_from, read_day (value, size));
    break;
  case YJ_SOCIAL_VALID_TO:
    replace (&card->valid_to, read_day (value, size));
    break;
  case YJ_SOCIAL_NUMBER:
    replace (&card->number, read_number (value, size));
    break;
  case YJ_SOCIAL_NAME:
    name->name_bytes = read_name (value, size, name->name);
    break;
  case YJ_SOCIAL_NAME_REST:
    name->name_rest_bytes = read_name (value, size, name->name_rest);
    break;
  case YJ_SOCIAL_SEX:
    card->sex = size == 1 && g_ascii_isdigit (value[0]) ? value[0] - '0' : 0;
    break;
  case YJ_SOCIAL_ETHNICITY:
    replace (&card->ethnicity, read_ethnicity (value, size));
    break;
  case YJ_SOCIAL_BIRTH:
    replace (&card->birth, read_day (value, size));
    break;
  default:
    break;
  }
}

void
yj_social_items_take (const guint8 *record, gsize size, YjIdCard *card, YjSocialName *name)
{
  gsize next = 0;

  while (size - next >= 2 && record[next] != 0x00 && record[next] != 0xFF) {
    gsize length = record[next + 1];

    if (length > size - next - 2)
      return;
    take_item (record[next], record + next + 2, length, card, name);
    next += 2 + length;
  }
}

/* Controls would survive into forms and paper; as spaces they do no harm. */
static void
blank_controls (char *text)
{
  for (char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_ascii_iscntrl (*at))
      *at = ' ';
    else if ((guchar) at[0] == 0xC2 && (guchar) at[1] < 0xA0)
      at[0] = at[1] = ' ';
  }
}

char *
yj_social_name_decode (const YjSocialName *name)
{
  guint8 bytes[2 * YJ_SOCIAL_NAME_MAX_BYTES];
  gsize size = name->name_bytes + name->name_rest_bytes, written = 0;
  char *text;

  memcpy (bytes, name->name, name->name_bytes);
  memcpy (bytes + name->name_bytes, name->name_rest, name->name_rest_bytes);
  text = g_convert ((const char *) bytes, (gssize) size, "UTF-8", "GB18030", NULL, &written, NULL);
  yj_secret_wipe (bytes, sizeof bytes);
  if (text == NULL)
    return NULL;
  /* A NUL inside is a control like any other. */
  for (gsize i = 0; i < written; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  blank_controls (text);
  g_strstrip (text);
  if (*text == '\0')
    g_clear_pointer (&text, yj_secret_text_free);
  return text;
}
