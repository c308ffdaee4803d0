/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-condition.h"
#include <string.h>

static json_t *
parse (const char *text)
{
  json_t *json = json_loads (text, 0, NULL);
  g_assert_nonnull (json);
  return json;
}

static const json_t *
lookup (const char *id, gpointer user_data)
{
  return json_object_get (user_data, id);
}

static YjTruth
judge (const char *condition_text, const char *answers_text)
{
  g_autoptr (json_t) json = parse (condition_text), answers = parse (answers_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCondition) condition = yj_condition_parse (json, "/when", &error);
  g_autoptr (GDateTime) today = g_date_time_new_utc (2026, 3, 1, 0, 0, 0);

  g_assert_no_error (error);
  return yj_condition_evaluate (condition, today, lookup, answers);
}

static char *
requote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

/* Every operator against every kind of answer there can be: the columns are the answers, a letter a verdict: true, false, unknown. */
static const char *const kinds_of_answer[] = {
  NULL,           /* not answered, or hidden */
  "'x'",          "'y'", "''",    "true",    "false",    "2",    "1",      "'2'", "'2026-02-28'", "'2026-03-01'",
  "'2026-02-30'", "'0'", "2.5",   "['w','x']", "['w']",  "[]",   "[2]",    "['2026-02-28']", "{'detail':'x'}", "null",
};
static const struct {
  const char *condition, *verdicts;
} matrix[] = {
  /*                                              -  x  y '' T  F  2  1 "2" d1 d2 30.2 0 2.5 wx w [] [2] [d] {} null */
  { "{'answer':'a','is':'x'}",                   "U  T  F  F  F  F  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F" },
  { "{'answer':'a','is':true}",                  "U  F  F  F  T  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','is':2}",                     "U  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F  T  F  F  F" },
  { "{'answer':'a','in':['x','y']}",             "U  T  T  F  F  F  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F" },
  { "{'answer':'a','in':['w',1,false]}",         "U  F  F  F  F  T  F  T  F  F  F  F  F  F  T  T  F  F  F  F  F" },
  { "{'answer':'a','before':'2026-03-01'}",      "U  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','after':'2026-02-28'}",       "U  F  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','before':{'days_ago':0}}",    "U  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','after':{'days_ago':1}}",     "U  F  F  F  F  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','at_least':2}",               "U  F  F  F  F  F  T  F  F  F  F  F  F  F  F  F  F  F  F  F  F" },
  { "{'answer':'a','known':true}",               "F  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T  T" },
  { "{'answer':'a','known':false}",              "T  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F  F" },
  { "{'not':{'answer':'a','is':'x'}}",           "U  F  T  T  T  T  T  T  T  T  T  T  T  T  F  T  T  T  T  T  T" },
  { "{'not':{'answer':'a','at_least':2}}",       "U  T  T  T  T  T  F  T  T  T  T  T  T  T  T  T  T  T  T  T  T" },
};

static void
check_cell (const char *condition, const char *answer, char expected, GString *row)
{
  static const char letters[] = "FTU";
  g_autofree char *when = requote (condition), *value = answer != NULL ? requote (answer) : NULL;
  g_autofree char *answers = value != NULL ? g_strdup_printf ("{\"a\":%s}", value) : g_strdup ("{}");
  char verdict = letters[judge (when, answers)];

  g_string_append_printf (row, "%c ", verdict);
  if (verdict != expected)
    g_test_fail_printf ("%s on %s is %c, not %c", when, answers, verdict, expected);
}

static void
test_matrix (void)
{
  for (guint r = 0; r < G_N_ELEMENTS (matrix); r++) {
    g_auto (GStrv) verdicts = g_strsplit (matrix[r].verdicts, "  ", 0);
    g_autoptr (GString) row = g_string_new (NULL);

    g_assert_cmpuint (g_strv_length (verdicts), ==, G_N_ELEMENTS (kinds_of_answer));
    for (guint c = 0; c < G_N_ELEMENTS (kinds_of_answer); c++)
      check_cell (matrix[r].condition, kinds_of_answer[c], verdicts[c][0], row);
    g_test_message ("%-42s %s", matrix[r].condition, row->str);
  }
}

static const struct {
  const char *condition, *answers;
  YjTruth truth;
} operators[] = {
  { "{'answer':'a','is':'x'}", "{'a':'x'}", YJ_TRUE },
  { "{'answer':'a','is':'x'}", "{'a':'y'}", YJ_FALSE },
  { "{'answer':'a','is':'x'}", "{}", YJ_UNKNOWN },
  { "{'answer':'a','is':true}", "{'a':true}", YJ_TRUE },
  { "{'answer':'a','is':true}", "{'a':'true'}", YJ_FALSE },
  { "{'answer':'a','is':3}", "{'a':3}", YJ_TRUE },
  { "{'answer':'a','is':'x'}", "{'a':['w','x']}", YJ_TRUE },
  { "{'answer':'a','is':'x'}", "{'a':['w']}", YJ_FALSE },
  { "{'answer':'a','in':['x','y']}", "{'a':'y'}", YJ_TRUE },
  { "{'answer':'a','in':['x','y']}", "{'a':'z'}", YJ_FALSE },
  { "{'answer':'a','in':['x','y']}", "{'a':['z','x']}", YJ_TRUE },
  { "{'answer':'a','in':['x','y']}", "{'a':[]}", YJ_FALSE },
  { "{'answer':'a','in':['x']}", "{}", YJ_UNKNOWN },
  { "{'answer':'a','before':'2026-01-02'}", "{'a':'2026-01-01'}", YJ_TRUE },
  { "{'answer':'a','before':'2026-01-02'}", "{'a':'2026-01-02'}", YJ_FALSE },
  { "{'answer':'a','after':'2026-01-02'}", "{'a':'2026-01-03'}", YJ_TRUE },
  { "{'answer':'a','after':'2026-01-02'}", "{'a':'2026-01-02'}", YJ_FALSE },
  { "{'answer':'a','after':'2026-01-02'}", "{'a':7}", YJ_FALSE },
  { "{'answer':'a','before':'2026-01-02'}", "{}", YJ_UNKNOWN },
  /* today is 1 March 2026: one day ago is the last day of February */
  { "{'answer':'a','after':{'days_ago':1}}", "{'a':'2026-02-28'}", YJ_FALSE },
  { "{'answer':'a','after':{'days_ago':1}}", "{'a':'2026-03-01'}", YJ_TRUE },
  { "{'answer':'a','before':{'days_ago':0}}", "{'a':'2026-02-28'}", YJ_TRUE },
  { "{'answer':'a','before':{'days_ago':365}}", "{'a':'2025-03-01'}", YJ_FALSE },
  { "{'answer':'a','at_least':2}", "{'a':2}", YJ_TRUE },
  { "{'answer':'a','at_least':2}", "{'a':1}", YJ_FALSE },
  { "{'answer':'a','at_least':2}", "{'a':'2'}", YJ_FALSE },
  { "{'answer':'a','at_least':2}", "{}", YJ_UNKNOWN },
  { "{'answer':'a','known':true}", "{}", YJ_FALSE },
  { "{'answer':'a','known':true}", "{'a':false}", YJ_TRUE },
  { "{'answer':'a','known':false}", "{}", YJ_TRUE },
  { "{'answer':'a','known':false}", "{'a':1}", YJ_FALSE },
};


static void
test_operators (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++) {
    g_autofree char *condition = requote (operators[i].condition), *answers = requote (operators[i].answers);
    YjTruth truth = judge (condition, answers);
    if (truth != operators[i].truth)
      g_test_fail_printf ("%s on %s is %d, not %d", condition, answers, truth, operators[i].truth);
  }
  g_test_message ("%zu comparisons", G_N_ELEMENTS (operators));
}

/* All 27 cases of two operands and a negation, against the tables of Kleene's strong logic. */
static void
test_kleene (void)
{
  static const char *const operands[] = { "{\"answer\":\"f\",\"is\":1}", "{\"answer\":\"t\",\"is\":1}", "{\"answer\":\"u\",\"is\":1}" };
  static const char answers[] = "{\"f\":0,\"t\":1}";
  static const YjTruth all[3][3] = { { 0, 0, 0 }, { 0, 1, 2 }, { 0, 2, 2 } }, any[3][3] = { { 0, 1, 2 }, { 1, 1, 1 }, { 2, 1, 2 } };
  static const YjTruth not[3] = { 1, 0, 2 };
  static const char letters[] = "FTU";

  for (int a = 0; a < 3; a++) {
    for (int b = 0; b < 3; b++) {
      g_autofree char *both = g_strdup_printf ("{\"all\":[%s,%s]}", operands[a], operands[b]);
      g_autofree char *either = g_strdup_printf ("{\"any\":[%s,%s]}", operands[a], operands[b]);
      g_autofree char *neither = g_strdup_printf ("{\"not\":%s}", either);
      g_assert_cmpint (judge (both, answers), ==, all[a][b]);
      g_assert_cmpint (judge (either, answers), ==, any[a][b]);
      g_assert_cmpint (judge (neither, answers), ==, not[any[a][b]]);
      g_test_message ("%c and %c: %c   or: %c   not (or): %c", letters[a], letters[b], letters[all[a][b]], letters[any[a][b]],
                      letters[not[any[a][b]]]);
    }
  }
}

static void
test_nested (void)
{
  static const char text[] = "{\"all\":[{\"not\":{\"any\":[{\"answer\":\"a\",\"is\":\"x\"},{\"answer\":\"b\",\"known\":true}]}},"
                             "{\"answer\":\"c\",\"in\":[\"p\",\"q\"]}]}";
  g_assert_cmpint (judge (text, "{\"a\":\"y\",\"c\":\"q\"}"), ==, YJ_TRUE);
  g_assert_cmpint (judge (text, "{\"a\":\"y\",\"b\":1,\"c\":\"q\"}"), ==, YJ_FALSE);
  g_assert_cmpint (judge (text, "{\"c\":\"q\"}"), ==, YJ_UNKNOWN);
  g_assert_cmpint (judge (text, "{\"c\":\"r\"}"), ==, YJ_FALSE);
}

static void
test_absent (void)
{
  g_assert_cmpint (yj_condition_evaluate (NULL, NULL, lookup, NULL), ==, YJ_TRUE);
}

static const struct {
  const char *condition, *pointer;
} bad[] = {
  { "7", "/w: " },
  { "[]", "/w: " },
  { "{}", "/w: " },
  { "{'answer':'a'}", "/w: " },
  { "{'answer':7,'is':'x'}", "/w: " },
  { "{'answer':'a','is':null}", "/w: " },
  { "{'answer':'a','is':'x','in':['y']}", "/w: " },
  { "{'answer':'a','equals':'x'}", "/w: " },
  { "{'answer':'a','in':'x'}", "/w: " },
  { "{'answer':'a','in':[]}", "/w: " },
  { "{'answer':'a','before':'soon'}", "/w: " },
  { "{'answer':'a','before':'2026-02-30'}", "/w: " },
  { "{'answer':'a','after':{'days_ago':-1}}", "/w: " },
  { "{'answer':'a','after':{'days_ago':9223372036854775807}}", "/w: " },
  { "{'answer':'a','after':{'weeks_ago':1}}", "/w: " },
  { "{'answer':'a','at_least':'2'}", "/w: " },
  { "{'answer':'a','known':'yes'}", "/w: " },
  { "{'all':[]}", "/w/all: " },
  { "{'all':{'answer':'a','is':'x'}}", "/w/all: " },
  { "{'any':[{'answer':'a','is':'x'},{'not':{'any':[]}}]}", "/w/any/1/not/any: " },
  { "{'all':[{'answer':'a','is':'x'},7]}", "/w/all/1: " },
  { "{'not':[]}", "/w/not: " },
  { "{'all':[{'answer':'a','is':'x'}],'not':{'answer':'a','is':'x'}}", "/w: " },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = requote (bad[i].condition);
    g_autoptr (json_t) json = json_loads (text, JSON_DECODE_ANY, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_nonnull (json);
    if (yj_condition_parse (json, "/w", &error) != NULL)
      g_test_fail_printf ("%s was taken", text);
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (!g_str_has_prefix (error->message, bad[i].pointer))
      g_test_fail_printf ("%s: \"%s\" does not begin with \"%s\"", text, error->message, bad[i].pointer);
  }
  g_test_message ("%zu bad forms refused, each with its place", G_N_ELEMENTS (bad));
}

static void
note_answer (gpointer id, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", (char *) id);
}

static void
note_value (const char *id, YjOperandKind kind, const json_t *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s=%s ", id, json_string_value (value));
}

static void
test_walk (void)
{
  g_autoptr (json_t) json = parse ("{\"all\":[{\"answer\":\"a\",\"is\":\"x\"},{\"not\":{\"answer\":\"b\",\"in\":[\"y\",\"z\"]}},"
                                   "{\"answer\":\"c\",\"known\":true}]}");
  g_autoptr (YjCondition) condition = yj_condition_parse (json, "", NULL);
  g_autoptr (GString) answers = g_string_new (NULL), values = g_string_new (NULL);

  yj_condition_foreach_answer (condition, note_answer, answers);
  yj_condition_foreach_operand (condition, note_value, values);
  g_assert_cmpstr (answers->str, ==, "a b c ");
  g_assert_cmpstr (values->str, ==, "a=x b=y b=z ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conditions/every operator judges every kind of answer", test_matrix);
  g_test_add_func ("/conditions/every operator judges given and missing answers", test_operators);
  g_test_add_func ("/conditions/all, any and not follow Kleene's tables", test_kleene);
  g_test_add_func ("/conditions/nest", test_nested);
  g_test_add_func ("/conditions/none holds always", test_absent);
  g_test_add_func ("/conditions/bad forms are refused with their JSON Pointer", test_bad);
  g_test_add_func ("/conditions/name the answers and values they use", test_walk);
  return g_test_run ();
}
