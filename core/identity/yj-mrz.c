/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the layouts and check digits of machine-readable zones. */
#include "core/identity/yj-mrz.h"
#include "core/base/yj-error.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
  int at, size; /* in the joined text */
} Span;

typedef struct {
  int lines, columns;
  Span number, birth, sex, expiry, nationality, names, optional;
  int number_check, birth_check, expiry_check, optional_check, composite_check;
  Span composite[4];
} Layout;

/* Positions count from 0 in the joined lines. */
static const Layout layouts[] = {
  { 3, 30, { 5, 9 }, { 30, 6 }, { 37, 1 }, { 38, 6 }, { 45, 3 }, { 60, 30 }, { 15, 15 }, 14, 36, 44, -1, 59,
    { { 5, 25 }, { 30, 7 }, { 38, 7 }, { 48, 11 } } },
  { 2, 36, { 36, 9 }, { 49, 6 }, { 56, 1 }, { 57, 6 }, { 46, 3 }, { 5, 31 }, { 64, 7 }, 45, 55, 63, -1, 71,
    { { 36, 10 }, { 49, 7 }, { 57, 14 } } },
  { 2, 44, { 44, 9 }, { 57, 6 }, { 64, 1 }, { 65, 6 }, { 54, 3 }, { 5, 39 }, { 72, 14 }, 53, 63, 71, 86, 87,
    { { 44, 10 }, { 57, 7 }, { 65, 22 } } },
};

static int
value_of (char c)
{
  return g_ascii_isdigit (c) ? c - '0' : g_ascii_isupper (c) ? c - 'A' + 10 : 0;
}

char
yj_mrz_compute_check (const char *text, gsize size)
{
  static const int weights[] = { 7, 3, 1 };
  int sum = 0;
  for (gsize i = 0; i < size; i++)
    sum += value_of (text[i]) * weights[i % 3];
  return (char) ('0' + sum % 10);
}

static char *
join_lines (const char *text)
{
  GString *joined = g_string_new (NULL);
  for (; *text != '\0' && joined->len < 128; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (joined, g_ascii_toupper (*text));
  return g_string_free (joined, FALSE);
}

static const Layout *
find_layout (const char *joined)
{
  gsize size = strlen (joined);
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (joined[i]) && joined[i] != '<')
      return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if ((gsize) (layouts[i].lines * layouts[i].columns) == size)
      return &layouts[i];
  return NULL;
}

/* Letters that a reader takes for digits. */
static void
repair_digits (char *text, gsize size)
{
  static const char wrong[] = "OQDILZSGB", right[] = "000112568";
  for (gsize i = 0; i < size; i++) {
    const char *found = strchr (wrong, text[i]);
    if (found != NULL && text[i] != '\0')
      text[i] = right[found - wrong];
  }
}

static gboolean
check_digit (const char *joined, Span span, int check)
{
  return yj_mrz_compute_check (joined + span.at, (gsize) span.size) == joined[check];
}

static gboolean
check_composite (const char *joined, const Layout *layout)
{
  char buffer[64];
  gsize n = 0;
  for (int i = 0; i < 4 && layout->composite[i].size > 0; i++) {
    memcpy (buffer + n, joined + layout->composite[i].at, (gsize) layout->composite[i].size);
    n += (gsize) layout->composite[i].size;
  }
  return yj_mrz_compute_check (buffer, n) == joined[layout->composite_check];
}

/* A long number in TD1 and TD2 has '<' for its check digit; the rest stands in the optional field,
 * ended by its check digit and '<'. (transfer full) (nullable) */
static char *
take_number (const char *joined, const Layout *layout)
{
  g_autofree char *number = g_strndup (joined + layout->number.at, (gsize) layout->number.size);
  const char *rest = joined + layout->optional.at;
  gsize n = 0;

  if (joined[layout->number_check] != '<' || layout->optional_check >= 0) {
    if (!check_digit (joined, layout->number, layout->number_check))
      return NULL;
    number[strcspn (number, "<")] = '\0';
    return g_steal_pointer (&number);
  }
  while (n < (gsize) layout->optional.size && rest[n] != '<')
    n++;
  if (n < 2)
    return NULL;
  g_autofree char *whole = g_strdup_printf ("%s%.*s", number, (int) n - 1, rest);
  return yj_mrz_compute_check (whole, strlen (whole)) == rest[n - 1] ? g_steal_pointer (&whole) : NULL;
}

static char *
expand_date (const char *yymmdd, GDateTime *today, gboolean birth)
{
  int this_year = g_date_time_get_year (today), year = atoi ((char[]){ yymmdd[0], yymmdd[1], '\0' });
  int month = (yymmdd[2] - '0') * 10 + yymmdd[3] - '0', day = (yymmdd[4] - '0') * 10 + yymmdd[5] - '0';

  year += this_year / 100 * 100;
  if (birth && year > this_year)
    year -= 100;
  else if (!birth && year > this_year + 50)
    year -= 100;
  else if (!birth && year < this_year - 50)
    year += 100;
  return g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)
           ? g_strdup_printf ("%04d-%02d-%02d", year, month, day)
           : NULL;
}

static char *
take_name (const char *joined, const Layout *layout)
{
  g_autofree char *field = g_strndup (joined + layout->names.at, (gsize) layout->names.size);
  g_auto (GStrv) halves = g_strsplit (field, "<<", 2);
  for (gsize i = 0; halves[i] != NULL; i++) {
    g_strdelimit (halves[i], "<", ' ');
    g_strstrip (halves[i]);
  }
  return g_strstrip (g_strjoinv (" ", halves));
}

static const char *
document_type (const char *joined)
{
  if (joined[0] == 'P')
    return "414";
  if (g_str_has_prefix (joined, "CR") || g_str_has_prefix (joined, "C<"))
    return "516";
  return g_str_has_prefix (joined, "CT") ? "511" : "990";
}

static gboolean
fill_card (YjIdCard *card, const char *joined, const Layout *layout, GDateTime *today)
{
  char sex = joined[layout->sex.at];

  card->number = take_number (joined, layout);
  card->birth = expand_date (joined + layout->birth.at, today, TRUE);
  card->valid_to = expand_date (joined + layout->expiry.at, today, FALSE);
  card->latin_name = take_name (joined, layout);
  card->name = g_strdup (card->latin_name);
  card->sex = sex == 'M' ? 1 : sex == 'F' ? 2 : 0;
  card->country = g_strndup (joined + layout->nationality.at, 3);
  card->country[strcspn (card->country, "<")] = '\0';
  card->document_type = g_strdup (document_type (joined));
  return card->number != NULL && card->birth != NULL && card->valid_to != NULL && *card->name != '\0';
}

YjIdCard *
yj_mrz_parse (const char *text, GDateTime *today, GError **error)
{
  g_autofree char *joined = join_lines (text);
  const Layout *layout = find_layout (joined);
  g_autoptr (YjIdCard) card = NULL;

  if (layout == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a machine-readable zone of 3 × 30, 2 × 36 or 2 × 44 characters");
    return NULL;
  }
  repair_digits (joined + layout->birth.at, 7);
  repair_digits (joined + layout->expiry.at, 7);
  repair_digits (joined + layout->composite_check, 1);
  if (joined[layout->number_check] != '<')
    repair_digits (joined + layout->number_check, 1);
  card = yj_id_card_new (YJ_ID_MRZ);
  if (!check_digit (joined, layout->birth, layout->birth_check) || !check_digit (joined, layout->expiry, layout->expiry_check) ||
      !check_composite (joined, layout) || !fill_card (card, joined, layout, today)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "a check digit of the machine-readable zone does not fit");
    return NULL;
  }
  return g_steal_pointer (&card);
}
