/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rules of a hall's hours: how they are read and which one holds on a day. */
#include "core/catalogue/yj-opening-hours.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-opening-hours-private.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

#define MINUTES_A_DAY (24 * 60)

static const char *const day_names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static void
rule_free (YjHoursRule *rule)
{
  g_array_unref (rule->spans);
  g_free (rule);
}

void
yj_opening_hours_free (YjOpeningHours *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static gboolean
fail (GError **error, const char *pointer, const char *sentence)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: %s", pointer, sentence);
  return FALSE;
}

/* "05-01" as 501, "2026-05-01" as 20260501; 0: no such day. 29 February ends a season in every year. */
static guint
parse_day (const char *text)
{
  g_autofree char *in_leap_year = NULL;
  guint year = 0, month = 0, day = 0;

  if (text == NULL || (strlen (text) != 5 && strlen (text) != 10))
    return 0;
  in_leap_year = strlen (text) == 5 ? g_strconcat ("2024-", text, NULL) : g_strdup (text);
  if (!yj_date_is_real (in_leap_year) || sscanf (in_leap_year, "%4u-%2u-%2u", &year, &month, &day) != 3)
    return 0;
  return (strlen (text) == 10 ? year * 10000 : 0) + month * 100 + day;
}

static gboolean
parse_range (YjHoursRule *rule, const json_t *object, const char *pointer, GError **error)
{
  const char *from = yj_json_string (object, "from"), *to = yj_json_string (object, "to");

  if (from == NULL && to == NULL && json_object_get (object, "from") == NULL && json_object_get (object, "to") == NULL) {
    rule->from = 101;
    rule->to = 1231;
    return TRUE;
  }
  rule->from = parse_day (from);
  rule->to = parse_day (to);
  rule->dated = rule->from > 1231;
  if (rule->from == 0 || rule->to == 0 || rule->dated != (rule->to > 1231))
    return fail (error, pointer, "\"from\" and \"to\" are both MM-DD or both YYYY-MM-DD");
  if (rule->dated && rule->to < rule->from)
    return fail (error, pointer, "\"to\" lies before \"from\"");
  return TRUE;
}

static gboolean
parse_days (YjHoursRule *rule, const json_t *object, const char *pointer, GError **error)
{
  json_t *list = json_object_get (object, "days"), *name;
  size_t i;

  rule->days = list == NULL ? YJ_HOURS_EVERY_DAY : 0;
  json_array_foreach (list, i, name)
    for (guint d = 0; d < G_N_ELEMENTS (day_names); d++)
      if (g_strcmp0 (json_string_value (name), day_names[d]) == 0 && (rule->days & 1u << d) == 0) {
        rule->days |= 1u << d;
        break;
      } else if (d + 1 == G_N_ELEMENTS (day_names)) {
        return fail (error, pointer, "\"days\" are mon, tue, wed, thu, fri, sat, sun, each once");
      }
  return rule->days != 0 || fail (error, pointer, "\"days\" is a list of at least one day");
}

static gboolean
parse_span (YjHoursSpan *span, const char *text)
{
  guint hours[2], minutes[2];
  char more;

  if (text == NULL || strlen (text) != strlen ("09:00-12:00") ||
      sscanf (text, "%2u:%2u-%2u:%2u%c", &hours[0], &minutes[0], &hours[1], &minutes[1], &more) != 4 || minutes[0] > 59 || minutes[1] > 59)
    return FALSE;
  span->from = hours[0] * 60 + minutes[0];
  span->to = hours[1] * 60 + minutes[1];
  return span->from < span->to && span->to <= MINUTES_A_DAY;
}

static gboolean
parse_spans (YjHoursRule *rule, const json_t *object, const char *pointer, GError **error)
{
  json_t *list = json_object_get (object, "spans"), *text;
  guint end = 0;
  size_t i;

  if (!json_is_array (list))
    return fail (error, pointer, "\"spans\" is a list, empty where it is closed");
  json_array_foreach (list, i, text) {
    g_autofree char *place = g_strdup_printf ("%s/spans/%zu", pointer, i);
    YjHoursSpan span;
    if (!parse_span (&span, json_string_value (text)))
      return fail (error, place, "a span as HH:MM-HH:MM is expected");
    if (span.from < end)
      return fail (error, place, "begins before the one before it ends");
    end = span.to;
    g_array_append_val (rule->spans, span);
  }
  return TRUE;
}

static gboolean
check_members (const json_t *object, const char *pointer, GError **error)
{
  static const char *const members[] = { "from", "to", "days", "spans", "source", NULL };
  const char *key;
  json_t *member;

  if (!json_is_object (object))
    return fail (error, pointer, "an object is expected");
  json_object_foreach ((json_t *) object, key, member)
    if (!g_strv_contains (members, key))
      return fail (error, pointer, "has a member that nobody reads");
  return TRUE;
}

YjOpeningHours *
yj_opening_hours_new (const json_t *rules, GError **error)
{
  g_autoptr (YjOpeningHours) self = g_new0 (YjOpeningHours, 1);
  json_t *object;
  size_t i;

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  if (json_array_size (rules) == 0) {
    fail (error, "", "a list of rules is expected");
    return NULL;
  }
  json_array_foreach (rules, i, object) {
    g_autofree char *pointer = g_strdup_printf ("/%zu", i);
    YjHoursRule *rule = g_new0 (YjHoursRule, 1);
    rule->spans = g_array_new (FALSE, FALSE, sizeof (YjHoursSpan));
    g_ptr_array_add (self->rules, rule);
    if (!check_members (object, pointer, error) || !parse_range (rule, object, pointer, error) ||
        !parse_days (rule, object, pointer, error) || !parse_spans (rule, object, pointer, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

gboolean
yj_hours_rule_holds_season (const YjHoursRule *rule, guint month_day)
{
  if (rule->from <= rule->to)
    return rule->from <= month_day && month_day <= rule->to;
  return month_day >= rule->from || month_day <= rule->to;
}

static gboolean
holds_date (const YjHoursRule *rule, guint date)
{
  return rule->from <= date && date <= rule->to;
}

const YjHoursRule *
yj_opening_hours_find_rule (YjOpeningHours *self, GDateTime *day)
{
  guint month_day = (guint) (g_date_time_get_month (day) * 100 + g_date_time_get_day_of_month (day));
  guint date = (guint) g_date_time_get_year (day) * 10000 + month_day, weekday = 1u << (g_date_time_get_day_of_week (day) - 1);
  const YjHoursRule *found = NULL;

  for (guint i = 0; i < self->rules->len; i++) {
    const YjHoursRule *rule = g_ptr_array_index (self->rules, i);
    if ((rule->days & weekday) == 0)
      continue;
    if (rule->dated && holds_date (rule, date))
      return rule;
    if (!rule->dated && found == NULL && yj_hours_rule_holds_season (rule, month_day))
      found = rule;
  }
  return found;
}

/* Every day that a year can have; "30 February" belongs to no rule's end and does no harm. */
#define FOREACH_MONTH_DAY(day) for (guint day = 101; day <= 1231; day = day % 100 < 31 ? day + 1 : day - 31 + 101)

static gboolean
share_a_day (const YjHoursRule *one, const YjHoursRule *other)
{
  if (one->dated != other->dated || (one->days & other->days) == 0)
    return FALSE;
  if (one->dated)
    return one->from <= other->to && other->from <= one->to;
  FOREACH_MONTH_DAY (day)
    if (yj_hours_rule_holds_season (one, day) && yj_hours_rule_holds_season (other, day))
      return TRUE;
  return FALSE;
}

gboolean
yj_opening_hours_find_overlap (YjOpeningHours *self, guint *one, guint *other)
{
  for (*other = 1; *other < self->rules->len; (*other)++)
    for (*one = 0; *one < *other; (*one)++)
      if (share_a_day (g_ptr_array_index (self->rules, *one), g_ptr_array_index (self->rules, *other)))
        return TRUE;
  return FALSE;
}

static gboolean
is_in_a_season (YjOpeningHours *self, guint month_day)
{
  for (guint i = 0; i < self->rules->len; i++) {
    const YjHoursRule *rule = g_ptr_array_index (self->rules, i);
    if (!rule->dated && yj_hours_rule_holds_season (rule, month_day))
      return TRUE;
  }
  return FALSE;
}

char *
yj_opening_hours_find_gap (YjOpeningHours *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->rules->len; i++)
    any |= !((YjHoursRule *) g_ptr_array_index (self->rules, i))->dated;
  FOREACH_MONTH_DAY (day) {
    g_autofree char *text = g_strdup_printf ("%02u-%02u", day / 100, day % 100);
    if (any && parse_day (text) != 0 && !is_in_a_season (self, day))
      return g_steal_pointer (&text);
  }
  return NULL;
}
