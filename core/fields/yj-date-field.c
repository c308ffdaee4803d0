/* SPDX-License-Identifier: Apache-2.0 */
/* Owns days as YYYY-MM-DD: spec {"not_before_days": n} how long ago at most, {"may_be_future": true}, {"not_after_days": n} how far
 * ahead at most. Without them a day lies within 150 years before today, or 100 after. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include <stdlib.h>
#include <string.h>

#define PAST_MAX_YEARS 150
#define FUTURE_MAX_YEARS 100
#define DAYS_MAX 73050 /* two hundred years */

/* 2028-2-9, 2028/02/09, 2028.2.9, 2028年2月9日, 20280209 */
#define TYPED "^(\\d{4})(?:\\s?[-/.年]\\s?|(?=\\d{4}$))(\\d{1,2})(?:\\s?[-/.月]\\s?|(?=\\d{2}$))(\\d{1,2})\\s?日?$"

static json_t *
normalise (const json_t *raw)
{
  json_t *text = yj_field_normalise_text (raw);
  g_autoptr (GRegex) typed = g_regex_new (TYPED, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;

  if (yj_field_get_text (text) == NULL || !g_regex_match (typed, json_string_value (text), 0, &found))
    return text;
  g_autoptr (YjSecretText) year = g_match_info_fetch (found, 1), month = g_match_info_fetch (found, 2), day = g_match_info_fetch (found, 3);
  json_t *date = json_sprintf ("%s-%02d-%02d", year, atoi (month), atoi (day));
  g_clear_pointer (&found, g_match_info_unref);
  yj_json_wipe (text);
  return date;
}

static char *
describe (GDateTime *day)
{
  return g_date_time_format (day, "%Y-%m-%d");
}

static char *
find_earliest (const YjField *field, GDateTime *today)
{
  gint64 days = yj_json_int (field->spec, "not_before_days", 0);
  g_autoptr (GDateTime) day =
      days > 0 ? g_date_time_add_days (today, -(int) MIN (days, DAYS_MAX)) : g_date_time_add_years (today, -PAST_MAX_YEARS);
  return describe (day);
}

static char *
find_latest (const YjField *field, GDateTime *today)
{
  gint64 days = yj_json_int (field->spec, "not_after_days", 0);
  g_autoptr (GDateTime) day =
      days > 0 ? g_date_time_add_days (today, (int) MIN (days, DAYS_MAX)) : g_date_time_add_years (today, FUTURE_MAX_YEARS);
  return describe (day);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  gboolean may_be_future = yj_json_bool (field->spec, "may_be_future", FALSE) || yj_json_int (field->spec, "not_after_days", 0) > 0;
  g_autofree char *today_text = describe (today), *earliest = NULL, *latest = NULL;
  const char *day = json_string_value (value);

  if (problem != NULL)
    return problem;
  if (!yj_date_is_real (day))
    return yj_problem_new ("field.date.unreal", NULL);
  if (!may_be_future && strcmp (day, today_text) > 0)
    return yj_problem_new ("field.date.future", "today", today_text, NULL);
  latest = find_latest (field, today);
  if (strcmp (day, latest) > 0)
    return yj_problem_new ("field.date.too-late", "latest", latest, NULL);
  earliest = find_earliest (field, today);
  return strcmp (day, earliest) < 0 ? yj_problem_new ("field.date.too-early", "earliest", earliest, NULL) : NULL;
}

static json_t *
example (const YjField *field)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -20);
  g_autofree char *text = describe (day);
  return json_string (text);
}

const YjFieldType yj_date_field = { "date", normalise, validate, yj_field_mask_plain, example };
