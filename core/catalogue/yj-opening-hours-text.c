/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a hall's hours are said: today's, and those of a week or of every season. */
#include "core/catalogue/yj-opening-hours-private.h"

typedef struct {
  YjMessages *messages;
  const char *language;
} Words;

static const char *
word (const Words *words, const char *id)
{
  return yj_messages_get (words->messages, words->language, id);
}

/* A line does not end behind the dash: U+2060 is a word joiner. */
#define DASH "–\u2060"

/* (transfer full) (nullable): closed */
static char *
format_spans (const Words *words, const GArray *spans)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < spans->len; i++) {
    const YjHoursSpan *span = &g_array_index (spans, YjHoursSpan, i);
    g_autofree char *text = g_strdup_printf ("%u:%02u" DASH "%u:%02u", span->from / 60, span->from % 60, span->to / 60, span->to % 60);
    g_strv_builder_add (builder, text);
  }
  parts = g_strv_builder_end (builder);
  return parts[0] != NULL ? g_strjoinv (word (words, "list.separator"), parts) : NULL;
}

char *
yj_opening_hours_format_day (YjOpeningHours *self, YjMessages *messages, const char *language, GDateTime *day)
{
  const Words words = { messages, language };
  const YjHoursRule *rule = yj_opening_hours_find_rule (self, day);
  g_autofree char *spans = rule != NULL ? format_spans (&words, rule->spans) : NULL;

  if (spans == NULL)
    return g_strdup (word (&words, "hours.today.closed"));
  return yj_messages_format (messages, language, "hours.today", "spans", spans, NULL);
}

/* Three and more days that follow each other are a range: Mon–Fri. */
static char *
format_days (const Words *words, guint days)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (days == YJ_HOURS_EVERY_DAY)
    return g_strdup (word (words, "hours.every-day"));
  for (guint first = 0; first < 7; first++) {
    guint last = first;
    g_autofree char *from = g_strdup_printf ("hours.day.%u", first + 1), *to = NULL, *range = NULL;
    if ((days & 1u << first) == 0)
      continue;
    while (last < 6 && (days & 1u << (last + 1)) != 0)
      last++;
    if (last < first + 2) {
      g_strv_builder_add (builder, word (words, from));
      continue;
    }
    to = g_strdup_printf ("hours.day.%u", last + 1);
    range = yj_messages_format (words->messages, words->language, "hours.days", "from", word (words, from), "to", word (words, to), NULL);
    g_strv_builder_add (builder, range);
    first = last;
  }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (word (words, "list.separator"), parts);
}

static char *
format_rule (const Words *words, const YjHoursRule *rule)
{
  g_autofree char *days = format_days (words, rule->days), *spans = format_spans (words, rule->spans);
  return yj_messages_format (words->messages, words->language, "hours.rule", "days", days, "spans",
                             spans != NULL ? spans : word (words, "hours.closed"), NULL);
}

static char *
format_month_day (const Words *words, guint month_day)
{
  g_autofree char *month = g_strdup_printf ("date.month.%u", month_day / 100), *day = g_strdup_printf ("%u", month_day % 100);
  return yj_messages_format (words->messages, words->language, "hours.month-day", "month", word (words, month), "day", day, NULL);
}

/* The rules of the season that begins and ends like @first. */
static char *
format_season (const Words *words, YjOpeningHours *self, const YjHoursRule *first, gboolean named)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *from = format_month_day (words, first->from), *to = format_month_day (words, first->to), *rules = NULL;
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < self->rules->len; i++) {
    const YjHoursRule *rule = g_ptr_array_index (self->rules, i);
    g_autofree char *text = format_rule (words, rule);
    if (!rule->dated && rule->from == first->from && rule->to == first->to)
      g_strv_builder_add (builder, text);
  }
  parts = g_strv_builder_end (builder);
  rules = g_strjoinv (word (words, "hours.separator"), parts);
  if (!named || (first->from == 101 && first->to == 1231))
    return g_steal_pointer (&rules);
  return yj_messages_format (words->messages, words->language, "hours.season", "from", from, "to", to, "rules", rules, NULL);
}

static gboolean
is_first_of_season (YjOpeningHours *self, guint place)
{
  const YjHoursRule *rule = g_ptr_array_index (self->rules, place);

  for (guint i = 0; i < place; i++) {
    const YjHoursRule *before = g_ptr_array_index (self->rules, i);
    if (!before->dated && before->from == rule->from && before->to == rule->to)
      return FALSE;
  }
  return !rule->dated;
}

char *
yj_opening_hours_format_week (YjOpeningHours *self, YjMessages *messages, const char *language, GDateTime *day)
{
  const Words words = { messages, language };
  guint month_day = day != NULL ? (guint) (g_date_time_get_month (day) * 100 + g_date_time_get_day_of_month (day)) : 0;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < self->rules->len; i++) {
    const YjHoursRule *rule = g_ptr_array_index (self->rules, i);
    g_autofree char *season = NULL;
    if (!is_first_of_season (self, i) || (day != NULL && !yj_hours_rule_holds_season (rule, month_day)))
      continue;
    season = format_season (&words, self, rule, day == NULL);
    g_strv_builder_add (builder, season);
  }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (word (&words, "hours.separator"), parts);
}
