/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which answers to a question or field make a difference to conditions: what they name, and one that stands for all the rest. */
#include "core/catalogue/yj-check-private.h"
#include "core/fields/yj-field-type.h"
#include <stdlib.h>

#define SEVERAL_MAX 6u /* options of a multiple choice that conditions name: every subset is tried */

typedef struct {
  YjCheck *check;
  const YjCheckAnswer *answer;
  GPtrArray *named; /* operands that the answer is compared with, and numbers and days beside them */
} Naming;

static void
add_named (Naming *naming, json_t *value)
{
  for (guint i = 0; value != NULL && i < naming->named->len; i++)
    if (json_equal (g_ptr_array_index (naming->named, i), value))
      g_clear_pointer (&value, json_decref);
  if (value != NULL)
    g_ptr_array_add (naming->named, value);
}

/* The day of the operand moved by @days. */
static json_t *
make_day (YjCheck *check, const json_t *operand, int days)
{
  g_auto (GStrv) parts = json_is_string (operand) ? g_strsplit (json_string_value (operand), "-", 3) : NULL;
  g_autoptr (GDateTime) day = NULL, moved = NULL;
  g_autofree char *text = NULL;

  if (parts == NULL)
    day = g_date_time_add_days (check->today, -(int) yj_json_int (operand, "days_ago", 0));
  else
    day = g_date_time_new_utc (atoi (parts[0]), atoi (parts[1]), atoi (parts[2]), 0, 0, 0);
  moved = day != NULL ? g_date_time_add_days (day, days) : NULL;
  text = moved != NULL ? g_date_time_format (moved, "%Y-%m-%d") : NULL;
  return text != NULL ? json_string (text) : NULL;
}

static void
name_operand (const char *id, YjOperandKind kind, const json_t *operand, gpointer user_data)
{
  Naming *naming = user_data;

  if (!g_str_equal (id, naming->answer->id))
    return;
  if (kind == YJ_OPERAND_EQUAL)
    add_named (naming, json_deep_copy (operand));
  for (int beside = -1; beside <= 1; beside++)
    if (kind == YJ_OPERAND_DAY)
      add_named (naming, make_day (naming->check, operand, beside));
    else if (json_is_integer (operand))
      add_named (naming, json_integer (json_integer_value (operand) + beside));
}

static gboolean
is_named (GPtrArray *named, const char *id)
{
  for (guint i = 0; i < named->len; i++)
    if (g_strcmp0 (json_string_value (g_ptr_array_index (named, i)), id) == 0)
      return TRUE;
  return FALSE;
}

/* Options that are named or have a condition of their own, and one that stands for all others. */
static GPtrArray *
pick_options (GPtrArray *options, GPtrArray *named)
{
  GPtrArray *picked = g_ptr_array_new ();
  gboolean other = FALSE;

  for (guint i = 0; i < options->len; i++) {
    YjOption *option = g_ptr_array_index (options, i);
    if (is_named (named, option->id) || option->when != NULL || !other)
      g_ptr_array_add (picked, option);
    other |= !is_named (named, option->id) && option->when == NULL;
  }
  return picked;
}

static GPtrArray *
make_choices (GPtrArray *options, GPtrArray *named, gboolean several)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  g_autoptr (GPtrArray) picked = pick_options (options, named);

  if (several && picked->len > SEVERAL_MAX)
    return NULL;
  for (guint i = 0; !several && i < picked->len; i++)
    g_ptr_array_add (list, json_string (((YjOption *) g_ptr_array_index (picked, i))->id));
  for (guint subset = 1; several && subset < 1u << picked->len; subset++) {
    json_t *chosen = json_array ();
    for (guint i = 0; i < picked->len; i++)
      if (subset & 1u << i)
        json_array_append_new (chosen, json_string (((YjOption *) g_ptr_array_index (picked, i))->id));
    g_ptr_array_add (list, chosen);
  }
  return list;
}

static gboolean
is_right (YjCheck *check, const YjField *field, const json_t *value)
{
  YjProblem *problem = yj_field_type_find (field->type)->validate (field, value, check->today);
  gboolean right = problem == NULL;

  g_clear_pointer (&problem, yj_problem_free);
  return right;
}

/* What is compared, if the field takes it, and something else. */
static GPtrArray *
make_values (YjCheck *check, const YjField *field, GPtrArray *named)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);

  for (guint i = 0; i < named->len; i++)
    if (is_right (check, field, g_ptr_array_index (named, i)))
      g_ptr_array_add (list, json_incref (g_ptr_array_index (named, i)));
  if (g_str_equal (field->type, "yes-no")) {
    g_ptr_array_set_size (list, 0);
    g_ptr_array_add (list, json_true ());
    g_ptr_array_add (list, json_false ());
  } else {
    g_ptr_array_add (list, yj_field_type_find (field->type)->example (field));
  }
  return list;
}

GPtrArray *
yj_check_get_options (const YjCheckAnswer *answer)
{
  return answer->question != NULL ? answer->question->options : answer->field->options;
}

GPtrArray *
yj_check_list_candidates (YjCheck *check, const YjCheckAnswer *answer, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  Naming naming = { check, answer, named };
  GPtrArray *options = yj_check_get_options (answer);

  for (guint i = 0; i < conditions->len; i++)
    yj_condition_foreach_operand (g_ptr_array_index (conditions, i), name_operand, &naming);
  if (options == NULL)
    return make_values (check, answer->field, named);
  return make_choices (options, named, answer->question != NULL ? answer->question->multiple : g_str_equal (answer->field->type, "choices"));
}
