/* SPDX-License-Identifier: Apache-2.0 */
/* Owns amounts of yuan as text with two decimals, n..16,2 (GB/T 39046), never as binary fractions; spec {"min", "max"} in
 * whole yuan. */
#include "core/fields/yj-field-common.h"
#include <string.h>

#define CENTS 100

/* Signs that people put before or behind an amount. */
static const char *
skip_sign (const char *text, gsize *bytes)
{
  static const char *const before[] = { "¥", "￥", "RMB", "CNY" }, *const behind[] = { "元", "圆" };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    if (g_str_has_prefix (text, before[i]))
      text += strlen (before[i]);
  *bytes = strlen (text);
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    if (g_str_has_suffix (text, behind[i]))
      *bytes = strlen (text) - strlen (behind[i]);
  return text;
}

/* @amount: digits, with a comma after each group of three or without, and up to two decimals. */
static char *
write_amount (const char *amount)
{
  g_auto (GStrv) parts = g_strsplit (amount, ".", 2), groups = g_strsplit (parts[0], ",", 0);
  g_autofree char *joined = g_strjoinv ("", groups);
  const char *whole = joined + strspn (joined, "0"), *decimals = parts[1] != NULL ? parts[1] : "";
  static const char *const zeros[] = { "00", "0", "" };

  return g_strdup_printf ("%s%s.%s%s", *whole == '\0' ? "0" : "", whole, decimals, zeros[MIN (strlen (decimals), 2)]);
}

static json_t *
normalise (const json_t *raw)
{
  json_t *text = yj_field_normalise_number (raw);
  g_autofree char *plain = NULL, *amount = NULL;
  const char *from;
  gsize bytes;

  if (yj_field_get_text (text) == NULL)
    return text;
  from = skip_sign (json_string_value (text), &bytes);
  plain = g_strndup (from, bytes);
  if (!yj_field_matches (plain, "^(\\d{1,3}(,\\d{3})+|\\d{1,40})(\\.\\d{0,2})?$"))
    return text;
  amount = write_amount (plain);
  json_decref (text);
  return json_string (amount);
}

static gint64
to_cents (const char *amount)
{
  return g_ascii_strtoll (amount, NULL, 10) * CENTS + g_ascii_strtoll (amount + strlen (amount) - 2, NULL, 10);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  gint64 min = yj_json_int (field->spec, "min", 0), max = yj_json_int (field->spec, "max", G_MAXINT64 / CENTS);
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, min), *most = g_strdup_printf ("%" G_GINT64_FORMAT, max);

  if (problem != NULL)
    return problem;
  if (!yj_field_matches (json_string_value (value), "^(0|[1-9]\\d{0,13})\\.\\d{2}$"))
    return yj_problem_new ("field.money.form", NULL);
  gint64 cents = to_cents (json_string_value (value));
  return cents >= min * CENTS && cents <= max * CENTS ? NULL : yj_problem_new ("field.money.range", "min", least, "max", most, NULL);
}

/* Nine places are not counted at a glance: 1,200,000.00 */
static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  const char *amount = json_string_value (value);
  gsize whole = amount != NULL ? strcspn (amount, ".") : 0;
  GString *shown = g_string_new (NULL);

  for (gsize i = 0; amount != NULL && amount[i] != '\0'; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0)
      g_string_append_c (shown, ',');
    g_string_append_c (shown, amount[i]);
  }
  return g_string_free (shown, FALSE);
}

static json_t *
example (const YjField *field)
{
  return json_sprintf ("%" G_GINT64_FORMAT ".00", MAX (yj_json_int (field->spec, "min", 1200), 0));
}

const YjFieldType yj_money_field = { "money", normalise, validate, mask, example };
