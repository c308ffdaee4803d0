/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rule of GB 11643 and of its check character. */
#include "core/identity/yj-resident-id.h"
#include <stdlib.h>
#include <string.h>

char *
yj_resident_id_normalise (const char *typed)
{
  GString *number = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c >= 0xff01 && c <= 0xff5e) /* full width forms */
      c -= 0xff01 - '!';
    if (!g_unichar_isspace (c))
      g_string_append_unichar (number, g_unichar_toupper (c));
  }
  return g_string_free (number, FALSE);
}

char
yj_resident_id_compute_check (const char *first17)
{
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (first17[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

static gboolean
has_digits (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

gboolean
yj_date_is_real (const char *date)
{
  int year, month, day;
  if (strlen (date) != 10 || !has_digits (date, 4) || date[4] != '-' || !has_digits (date + 5, 2) || date[7] != '-' ||
      !has_digits (date + 8, 2))
    return FALSE;
  year = atoi (date);
  month = atoi (date + 5);
  day = atoi (date + 8);
  return year >= 1800 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

char *
yj_resident_id_get_birth (const char *number)
{
  return g_strdup_printf ("%.4s-%.2s-%.2s", number + 6, number + 10, number + 12);
}

int
yj_resident_id_get_sex (const char *number)
{
  return (number[16] - '0') % 2 == 1 ? 1 : 2;
}

YjAreaKind
yj_resident_id_get_area_kind (const char *number)
{
  if (number[0] == '9')
    return YJ_AREA_FOREIGNER;
  if (number[0] != '8' || number[1] < '1' || number[1] > '3')
    return YJ_AREA_MAINLAND;
  return (YjAreaKind) (YJ_AREA_HONG_KONG + number[1] - '1');
}

const char *
yj_area_kind_nick (YjAreaKind kind)
{
  static const char *const nicks[] = { "mainland", "hong-kong", "macao", "taiwan", "foreigner" };
  return nicks[kind];
}

YjResidentIdVerdict
yj_resident_id_check (const char *number, GDateTime *today)
{
  gsize size = strlen (number);
  g_autofree char *birth = NULL, *day = NULL;

  if (size == 15 && has_digits (number, 15))
    return YJ_RESIDENT_ID_OLD;
  if (size != 18)
    return YJ_RESIDENT_ID_LENGTH;
  if (!has_digits (number, 17) || !(g_ascii_isdigit (number[17]) || number[17] == 'X'))
    return YJ_RESIDENT_ID_CHARACTER;
  birth = yj_resident_id_get_birth (number);
  if (!yj_date_is_real (birth))
    return YJ_RESIDENT_ID_DATE;
  day = today != NULL ? g_date_time_format (today, "%Y-%m-%d") : NULL;
  if (day != NULL && strcmp (birth, day) > 0)
    return YJ_RESIDENT_ID_FUTURE;
  return yj_resident_id_compute_check (number) == number[17] ? YJ_RESIDENT_ID_VALID : YJ_RESIDENT_ID_CHECK;
}
