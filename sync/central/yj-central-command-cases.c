/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the commands about cases: all of them, those of one printed number, what has become of one. */
#include "sync/central/yj-central-commands.h"

#define PAGE_ROWS 500

static void
print_case (const json_t *row)
{
  g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", yj_json_string (row, "case"), yj_json_string (row, "status"), yj_json_string (row, "reason"),
           yj_json_string (row, "department"), yj_json_string (row, "matter"), yj_json_string (row, "since"));
}

/* The rows of every page. */
static json_t *
list_all (YjCentralLine *line, const char *command, const json_t *filter, GError **error)
{
  g_autoptr (json_t) all = json_array ();
  json_int_t after = 0;

  for (;;) {
    json_t *arguments = json_deep_copy (filter);
    g_autoptr (json_t) page = NULL;
    json_object_set_new (arguments, "after", json_integer (after));
    page = yj_central_line_ask (line, command, arguments, error);
    if (page == NULL)
      return NULL;
    json_array_extend (all, page);
    if (json_array_size (page) < PAGE_ROWS)
      return g_steal_pointer (&all);
    after = yj_json_int (json_array_get (page, json_array_size (page) - 1), "n", 0);
  }
}

/* All, or those of what a person has in hand: the number that was printed. */
static json_t *
ask_for_cases (YjCentralLine *line, const YjCommandOptions *options, GError **error)
{
  json_t *filter = json_pack ("{s:s*, s:s*, s:s*}", "status", options->status, "department", options->department, "number", options->number);
  g_autoptr (json_t) owned = NULL;

  if (options->number != NULL)
    return yj_central_line_ask (line, "case-find", filter, error);
  owned = filter;
  return list_all (line, "case-list", filter, error);
}

gboolean
yj_command_case_list (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) rows = line != NULL ? ask_for_cases (line, options, error) : NULL;

  return yj_command_print_answer (options, rows, print_case);
}

gboolean
yj_command_case_set (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) outcome = NULL;

  if (line == NULL)
    return FALSE;
  outcome = yj_central_line_ask (line, "case-set", json_pack ("{s:s, s:s*, s:s*}", "case", rest[0], "status", options->status, "reason",
                                                              options->reason), error);
  return yj_command_print_answer (options, outcome, print_case);
}
