/* SPDX-License-Identifier: Apache-2.0 */
/* Owns days as YYYY-MM-DD: spec {"not_before_days": n} how old at most, {"may_be_future": true}. */
#include "core/fields/yj-field-common.h"
#include "core/identity/yj-resident-id.h"
#include <stdio.h>
#include <string.h>

static json_t *
normalise (const json_t *raw)
{
  json_t *text = yj_field_normalise_text (raw);
  int year, month, day, used = 0;
  char date[40];

  if (!json_is_string (text) || json_string_length (text) > 20)
    return text;
  if (sscanf (json_string_value (text), "%d%*[-/.]%d%*[-/.]%d%n", &year, &month, &day, &used) != 3 ||
      (gsize) used != json_string_length (text) || year < 0 || month < 0 || day < 0)
    return text;
  g_snprintf (date, sizeof date, "%04d-%02d-%02d", year, month, day);
  json_decref (text);
  return json_string (date);
}

static char *
describe (GDateTime *day)
{
  return g_date_time_format (day, "%Y-%m-%d");
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  gint64 not_before = yj_json_int (field->spec, "not_before_days", 0);
  g_autofree char *today_text = describe (today), *earliest_text = NULL;
  g_autoptr (GDateTime) earliest = NULL;

  if (problem != NULL)
    return problem;
  if (!yj_date_is_real (json_string_value (value)))
    return yj_problem_new ("field.date.unreal", NULL);
  if (!yj_json_bool (field->spec, "may_be_future", FALSE) && strcmp (json_string_value (value), today_text) > 0)
    return yj_problem_new ("field.date.future", "today", today_text, NULL);
  if (not_before <= 0)
    return NULL;
  earliest = g_date_time_add_days (today, -(int) not_before);
  earliest_text = describe (earliest);
  return strcmp (json_string_value (value), earliest_text) < 0 ? yj_problem_new ("field.date.too-early", "earliest", earliest_text, NULL)
                                                               : NULL;
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
