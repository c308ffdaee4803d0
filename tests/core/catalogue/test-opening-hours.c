/* SPDX-License-Identifier: Apache-2.0 */
/* A hall's hours: which rule holds on a day, how it is said, and what is no rule. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-opening-hours.h"

static void
setup (YjMessages **messages, gconstpointer data)
{
  g_autofree char *texts = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  *messages = yj_messages_new (texts, NULL);
}

static void
teardown (YjMessages **messages, gconstpointer data)
{
  g_object_unref (*messages);
}

static YjOpeningHours *
make_hours (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (json_t) json = json_loads (quoted, JSON_DECODE_ANY, NULL);
  g_autoptr (GError) error = NULL;
  YjOpeningHours *hours;

  g_assert_nonnull (json);
  hours = yj_opening_hours_new (json, &error);
  g_assert_no_error (error);
  return hours;
}

#define SEASONS \
  "[{'from':'05-01','to':'09-30','days':['mon','tue','wed','thu','fri'],'spans':['09:00-12:00','15:00-18:00']}," \
  "{'from':'10-01','to':'04-30','days':['mon','tue','wed','thu','fri'],'spans':['09:00-12:00','13:30-17:00']}," \
  "{'days':['sat'],'spans':['09:00-12:00']},{'from':'2027-02-05','to':'2027-02-11','spans':[]}," \
  "{'from':'2027-02-13','to':'2027-02-14','spans':['08:30-24:00']}]"

static void
test_today (YjMessages **messages, gconstpointer data)
{
  static const struct {
    int year, month, day;
    const char *zh, *en;
  } days[] = {
    { 2026, 7, 1, "今天 9:00–\u206012:00、15:00–\u206018:00", "Today 9:00–\u206012:00, 15:00–\u206018:00" },   /* Wednesday, summer */
    { 2026, 9, 30, "今天 9:00–\u206012:00、15:00–\u206018:00", "Today 9:00–\u206012:00, 15:00–\u206018:00" },  /* its last day */
    { 2026, 10, 1, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },  /* the first of winter */
    { 2027, 1, 1, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },   /* over the year's end */
    { 2028, 2, 29, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2027, 4, 30, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2026, 7, 4, "今天 9:00–\u206012:00", "Today 9:00–\u206012:00" },                               /* Saturday */
    { 2026, 7, 5, "今天不开放", "Closed today" },                                        /* Sunday: no rule */
    { 2027, 2, 5, "今天不开放", "Closed today" },                                        /* a Friday of the holiday */
    { 2027, 2, 11, "今天不开放", "Closed today" },
    { 2027, 2, 12, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2027, 2, 14, "今天 8:30–\u206024:00", "Today 8:30–\u206024:00" },                              /* a Sunday that is worked */
  };
  g_autoptr (YjOpeningHours) hours = make_hours (SEASONS);

  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autoptr (GDateTime) day = g_date_time_new_local (days[i].year, days[i].month, days[i].day, 12, 0, 0);
    g_autofree char *zh = yj_opening_hours_format_day (hours, *messages, "zh-CN", day);
    g_autofree char *en = yj_opening_hours_format_day (hours, *messages, "en", day);
    g_assert_cmpstr (zh, ==, days[i].zh);
    g_assert_cmpstr (en, ==, days[i].en);
  }
}

static void
test_week (YjMessages **messages, gconstpointer data)
{
  g_autoptr (YjOpeningHours) hours = make_hours (SEASONS), odd = make_hours ("[{'days':['mon','wed','thu'],'spans':['08:00-09:00']},{'days':['sun'],'spans':[]}]");
  g_autoptr (YjOpeningHours) always = make_hours ("[{'spans':['00:00-24:00']}]");
  g_autoptr (GDateTime) summer = g_date_time_new_local (2026, 7, 1, 12, 0, 0);
  g_autofree char *week = yj_opening_hours_format_week (hours, *messages, "en", summer);
  g_autofree char *all = yj_opening_hours_format_week (hours, *messages, "en", NULL);
  g_autofree char *zh = yj_opening_hours_format_week (hours, *messages, "zh-CN", NULL);
  g_autofree char *strange = yj_opening_hours_format_week (odd, *messages, "en", summer);
  g_autofree char *round = yj_opening_hours_format_week (always, *messages, "en", NULL);

  g_assert_cmpstr (week, ==, "Mon–Fri 9:00–\u206012:00, 15:00–\u206018:00; Sat 9:00–\u206012:00");
  g_assert_cmpstr (all, ==, "1 May to 30 September: Mon–Fri 9:00–\u206012:00, 15:00–\u206018:00; 1 October to 30 April: Mon–Fri 9:00–\u206012:00, 13:30–\u206017:00; "
                            "Sat 9:00–\u206012:00");
  g_assert_cmpstr (zh, ==, "5 月 1 日至 9 月 30 日：周一至周五 9:00–\u206012:00、15:00–\u206018:00；10 月 1 日至 4 月 30 日：周一至周五 9:00–\u206012:00、13:30–\u206017:00；"
                           "周六 9:00–\u206012:00");
  g_assert_cmpstr (strange, ==, "Mon, Wed, Thu 8:00–\u20609:00; Sun closed");
  g_assert_cmpstr (round, ==, "Every day 0:00–\u206024:00");
}

static void
test_bad_hours (YjMessages **messages, gconstpointer data)
{
  static const struct {
    const char *rules, *says;
  } cases[] = {
    { "[]", ": a list of rules" },
    { "{}", ": a list of rules" },
    { "['always']", "/0: an object" },
    { "[{'days':['mon']}]", "/0: \"spans\"" },
    { "[{'spans':[],'open':true}]", "/0: has a member" },
    { "[{'spans':['09:00-09:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['12:00-09:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['09:60-10:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['23:00-24:01']}]", "/0/spans/0: a span" },
    { "[{'spans':[9]}]", "/0/spans/0: a span" },
    { "[{'spans':['09:00-12:00','11:00-13:00']}]", "/0/spans/1: begins before" },
    { "[{'days':[],'spans':[]}]", "/0: \"days\"" },
    { "[{'days':['monday'],'spans':[]}]", "/0: \"days\"" },
    { "[{'days':['mon','mon'],'spans':[]}]", "/0: \"days\"" },
    { "[{'from':'05-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'02-30','to':'03-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'2026-05-01','to':'06-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'2026-05-02','to':'2026-05-01','spans':[]}]", "/0: \"to\" lies before" },
    { "[{'from':'2027-02-29','to':'2027-03-01','spans':[]}]", "/0: \"from\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *quoted = g_strdelimit (g_strdup (cases[i].rules), "'", '"');
    g_autoptr (json_t) json = json_loads (quoted, JSON_DECODE_ANY, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_opening_hours_new (json, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (!g_str_has_prefix (error->message, cases[i].says))
      g_test_fail_printf ("%s: \"%s\" does not say \"%s\"", cases[i].rules, error->message, cases[i].says);
  }
}

static void
test_overlap (YjMessages **messages, gconstpointer data)
{
  g_autoptr (YjOpeningHours) good = make_hours (SEASONS);
  g_autoptr (YjOpeningHours) twice = make_hours ("[{'from':'10-01','to':'04-30','spans':[]},{'from':'05-01','to':'09-30','days':['mon'],'spans':[]},"
                                                 "{'from':'04-30','to':'05-02','days':['sun'],'spans':[]}]");
  g_autoptr (YjOpeningHours) gap = make_hours ("[{'from':'10-01','to':'04-29','spans':[]},{'from':'05-01','to':'09-30','days':['mon'],'spans':[]}]");
  g_autofree char *none = yj_opening_hours_find_gap (good), *found = yj_opening_hours_find_gap (gap);
  guint one, other;

  g_assert_false (yj_opening_hours_find_overlap (good, &one, &other));
  g_assert_true (yj_opening_hours_find_overlap (twice, &one, &other));
  g_assert_cmpuint (one, ==, 0);
  g_assert_cmpuint (other, ==, 2);
  g_assert_null (none);
  g_assert_cmpstr (found, ==, "04-30");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/opening-hours/" name, YjMessages *, NULL, setup, function, teardown)
  ADD ("today's hours follow season, weekday and holidays", test_today);
  ADD ("a week's hours are said in both languages", test_week);
  ADD ("bad hours are refused with their place", test_bad_hours);
  ADD ("rules that share a day and days without a rule are found", test_overlap);
  return g_test_run ();
}
