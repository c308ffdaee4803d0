/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the layouts and check digits of machine-readable zones. */
#include "core/identity/yj-mrz.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

typedef struct {
  int at, size; /* in the joined text */
} Span;

typedef struct {
  int lines, columns;
  const char *types; /* (nullable) the document codes of two letters that have this layout; NULL: any */
  Span number, birth, sex, expiry, nationality, names, optional;
  int number_check, birth_check, expiry_check, optional_check, composite_check;
  Span composite[4];
} Layout;

#define PERMITS "CS CD CR CT"

/* Positions count from 0 in the joined lines. */
static const Layout layouts[] = {
  { 3, 30, NULL, { 5, 9 }, { 30, 6 }, { 37, 1 }, { 38, 6 }, { 45, 3 }, { 60, 30 }, { 15, 15 }, 14, 36, 44, -1, 59,
    { { 5, 25 }, { 30, 7 }, { 38, 7 }, { 48, 11 } } },
  { 2, 36, NULL, { 36, 9 }, { 49, 6 }, { 56, 1 }, { 57, 6 }, { 46, 3 }, { 5, 31 }, { 64, 7 }, 45, 55, 63, -1, 71,
    { { 36, 10 }, { 49, 7 }, { 57, 14 } } },
  { 2, 44, NULL, { 44, 9 }, { 57, 6 }, { 64, 1 }, { 65, 6 }, { 54, 3 }, { 5, 39 }, { 72, 14 }, 53, 63, 71, 86, 87,
    { { 44, 10 }, { 57, 7 }, { 65, 22 } } },
  /* The electronic permits of China have an order of their own: on the card one line, without a name, in the chip three. */
  { 3, 30, PERMITS, { 2, 9 }, { 21, 6 }, { 60, 1 }, { 13, 6 }, { 0, 0 }, { 42, 18 }, { 0, 0 }, 11, 27, 19, -1, 29,
    { { 2, 10 }, { 13, 7 }, { 21, 7 } } },
  { 1, 30, PERMITS, { 2, 9 }, { 21, 6 }, { 0, 0 }, { 13, 6 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, 11, 27, 19, -1, 29,
    { { 2, 10 }, { 13, 7 }, { 21, 7 } } },
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

static gboolean
is_zone (const char *joined)
{
  for (; *joined != '\0'; joined++)
    if (!g_ascii_isalnum (*joined) && *joined != '<')
      return FALSE;
  return TRUE;
}

static gboolean
has_layout (const char *joined, const Layout *layout)
{
  const char type[] = { joined[0], joined[1], '\0' };

  return strlen (joined) == (gsize) (layout->lines * layout->columns) &&
         (layout->types == NULL || (g_ascii_isalpha (type[1]) && strstr (layout->types, type) != NULL));
}

/* What a reader takes for something else, put right where only digits, or only letters, can stand. */
static void
repair (char *text, gsize size, const char *wrong, const char *right)
{
  for (gsize i = 0; i < size; i++) {
    const char *found = strchr (wrong, text[i]);
    if (found != NULL && text[i] != '\0')
      text[i] = right[found - wrong];
  }
}

static void
repair_digits (char *text, gsize size)
{
  repair (text, size, "OQDILZSGB", "000112568");
}

static void
repair_letters (char *text, gsize size)
{
  repair (text, size, "012568", "OIZSGB");
}

static gboolean
check_digit (const char *joined, Span span, int check)
{
  return yj_mrz_compute_check (joined + span.at, (gsize) span.size) == joined[check];
}

/* China's own documents, whoever holds them. */
static gboolean
is_chinese (const char *joined, const Layout *layout)
{
  return layout->types != NULL || strncmp (joined + 2, "CHN", 3) == 0;
}

/* How numbers of China's documents are built: A a letter, N a digit, X either, but neither I nor O. (nullable) of any other document */
static const char *
get_number_form (const char *joined, const Layout *layout)
{
  if (!is_chinese (joined, layout) || (joined[0] != 'P' && joined[0] != 'C'))
    return NULL;
  return joined[0] == 'C' && joined[1] == 'T' ? "NNNNNNNN<" : "AXNNNNNNN";
}

/* Letters and digits stand mixed in a number: it is put right only where its form is known, and only if it then fits its check digit. */
static void
repair_number (char *joined, const Layout *layout)
{
  const char *form = get_number_form (joined, layout);
  char tried[9], *number = joined + layout->number.at;

  if (form == NULL || check_digit (joined, layout->number, layout->number_check))
    return;
  memcpy (tried, number, sizeof tried);
  for (gsize i = 0; i < sizeof tried; i++) {
    if (form[i] == 'N')
      repair_digits (tried + i, 1);
    else if (form[i] == 'A')
      repair_letters (tried + i, 1);
    else if (form[i] == 'X')
      repair (tried + i, 1, "OI", "01");
  }
  if (yj_mrz_compute_check (tried, sizeof tried) == joined[layout->number_check])
    memcpy (number, tried, sizeof tried);
  yj_secret_wipe (tried, sizeof tried);
}

static void
repair_fields (char *joined, const Layout *layout)
{
  repair_digits (joined + layout->birth.at, 7);
  repair_digits (joined + layout->expiry.at, 7);
  repair_digits (joined + layout->number_check, 1);
  repair_digits (joined + layout->composite_check, 1);
  if (layout->optional_check >= 0)
    repair_digits (joined + layout->optional_check, 1);
  if (layout->types == NULL)
    repair_letters (joined + 2, 3);
  repair_letters (joined + layout->nationality.at, (gsize) layout->nationality.size);
  repair_letters (joined + layout->names.at, (gsize) layout->names.size);
  repair_number (joined, layout);
}

/* TD3 has a check digit over its optional field, which may be missing when that is empty. */
static gboolean
check_optional (const char *joined, const Layout *layout)
{
  gsize filled = (gsize) layout->optional.size;

  if (layout->optional_check < 0)
    return TRUE;
  while (filled > 0 && joined[layout->optional.at + (int) filled - 1] == '<')
    filled--;
  if (filled == 0 && joined[layout->optional_check] == '<')
    return TRUE;
  return yj_mrz_compute_check (joined + layout->optional.at, (gsize) layout->optional.size) == joined[layout->optional_check];
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
  g_autoptr (YjSecretText) number = g_strndup (joined + layout->number.at, (gsize) layout->number.size);
  const char *rest = joined + layout->optional.at;
  gsize n = 0;

  if (joined[layout->number_check] != '<' || layout->optional_check >= 0 || layout->optional.size == 0) {
    if (!check_digit (joined, layout->number, layout->number_check))
      return NULL;
    number[strcspn (number, "<")] = '\0';
    return g_steal_pointer (&number);
  }
  while (n < (gsize) layout->optional.size && rest[n] != '<')
    n++;
  if (n < 2)
    return NULL;
  g_autoptr (YjSecretText) whole = g_strdup_printf ("%s%.*s", number, (int) n - 1, rest);
  return yj_mrz_compute_check (whole, strlen (whole)) == rest[n - 1] ? g_steal_pointer (&whole) : NULL;
}

/* (transfer full) (nullable): NULL when there is no such day. */
static char *
expand_date (const char *yymmdd, GDateTime *today, gboolean birth)
{
  int number = 0, year, this_year = g_date_time_get_year (today);
  g_autofree char *date = NULL, *now = g_date_time_format (today, "%Y-%m-%d");

  for (int i = 0; i < 6; i++) {
    if (!g_ascii_isdigit (yymmdd[i]))
      return NULL;
    number = number * 10 + yymmdd[i] - '0';
  }
  year = number / 10000 + this_year / 100 * 100;
  if (!birth && year > this_year + 50)
    year -= 100;
  else if (!birth && year < this_year - 50)
    year += 100;
  date = g_strdup_printf ("%04d-%02d-%02d", year, number / 100 % 100, number % 100);
  if (birth && strcmp (date, now) > 0) {
    g_free (date);
    date = g_strdup_printf ("%04d-%02d-%02d", year - 100, number / 100 % 100, number % 100);
  }
  return yj_date_is_real (date) ? g_steal_pointer (&date) : NULL;
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
document_type (const char *joined, const Layout *layout)
{
  static const char *const permits[][2] = { { "CS", "513" }, { "CD", "517" }, { "CR", "516" }, { "C<", "516" }, { "CT", "511" } };

  if (joined[0] == 'P')
    return joined[1] == 'D' ? "411" : "414";
  for (guint i = 0; is_chinese (joined, layout) && i < G_N_ELEMENTS (permits); i++)
    if (g_str_has_prefix (joined, permits[i][0]))
      return permits[i][1];
  return "990";
}

static gboolean
fill_card (YjIdCard *card, const char *joined, const Layout *layout, GDateTime *today, GError **error)
{
  char sex = joined[layout->sex.at];

  card->birth = expand_date (joined + layout->birth.at, today, TRUE);
  card->valid_to = expand_date (joined + layout->expiry.at, today, FALSE);
  card->latin_name = take_name (joined, layout);
  card->name = g_strdup (card->latin_name);
  card->sex = sex == 'M' ? 1 : sex == 'F' ? 2 : 0;
  card->country = layout->types != NULL ? g_strdup ("CHN") : g_strndup (joined + layout->nationality.at, (gsize) layout->nationality.size);
  card->country[strcspn (card->country, "<")] = '\0';
  card->document_type = g_strdup (document_type (joined, layout));
  if (card->birth != NULL && card->valid_to != NULL && *card->name != '\0')
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                       "the machine-readable zone lacks a name, or its birth or expiry is no day");
  return FALSE;
}

static gboolean
check_digits (const char *joined, const Layout *layout)
{
  return check_digit (joined, layout->birth, layout->birth_check) && check_digit (joined, layout->expiry, layout->expiry_check) &&
         check_optional (joined, layout) && check_composite (joined, layout);
}

/* The zone put right and read by @layout. (transfer full) (nullable): NULL when a check digit does not fit */
static YjIdCard *
read_zone (const char *text, const Layout *layout, char **zone)
{
  g_autoptr (YjSecretText) joined = g_strdup (text);
  g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_MRZ);

  repair_fields (joined, layout);
  card->number = check_digits (joined, layout) ? take_number (joined, layout) : NULL;
  if (card->number == NULL || *card->number == '\0')
    return NULL;
  *zone = g_steal_pointer (&joined);
  return g_steal_pointer (&card);
}

YjIdCard *
yj_mrz_parse (const char *text, GDateTime *today, GError **error)
{
  g_autoptr (YjSecretText) joined = join_lines (text), zone = NULL;
  const Layout *layout = NULL;
  g_autoptr (YjIdCard) card = NULL;

  repair_letters (joined, MIN (strlen (joined), 2)); /* the document code, which decides the layout */
  for (guint i = 0; is_zone (joined) && card == NULL && i < G_N_ELEMENTS (layouts); i++)
    if (has_layout (joined, &layouts[i])) {
      layout = &layouts[i];
      card = joined[0] != 'V' ? read_zone (joined, layout, &zone) : NULL;
    }
  if (layout == NULL || (card == NULL && layout->lines == 1))
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a machine-readable zone of 3 × 30, 2 × 36 or 2 × 44 characters");
  else if (joined[0] == 'V')
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "the machine-readable zone of a visa");
  else if (card == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "a check digit of the machine-readable zone does not fit");
  else if (layout->names.size == 0)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "the one line of this permit has no name: use the identity card");
  else if (fill_card (card, zone, layout, today, error))
    return g_steal_pointer (&card);
  return NULL;
}
