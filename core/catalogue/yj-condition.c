/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the meaning of "when": parsing to a tree, and evaluation in Kleene's three-valued logic. */
#include "core/catalogue/yj-condition.h"
#include "core/base/yj-error.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

#define DAYS_AGO_MAX 73050 /* two hundred years */

typedef enum { ALL, ANY, NOT, IS, IN, BEFORE, AFTER, AT_LEAST, KNOWN } Kind;

struct _YjCondition {
  Kind kind;
  GPtrArray *children; /* ALL, ANY, NOT */
  char *answer;        /* the others */
  json_t *operand;
  gboolean needs_today;  /* itself or one of its children counts days from today */
};

static const struct {
  const char *key;
  Kind kind;
} operators[] = { { "is", IS }, { "in", IN }, { "before", BEFORE }, { "after", AFTER }, { "at_least", AT_LEAST }, { "known", KNOWN } };

void
yj_condition_free (YjCondition *condition)
{
  if (condition == NULL)
    return;
  g_clear_pointer (&condition->children, g_ptr_array_unref);
  g_clear_pointer (&condition->operand, json_decref);
  g_free (condition->answer);
  g_free (condition);
}

static YjCondition *
condition_new (Kind kind)
{
  YjCondition *condition = g_new0 (YjCondition, 1);
  condition->kind = kind;
  condition->children = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_condition_free);
  return condition;
}

static gboolean
add_child (YjCondition *parent, const json_t *json, const char *pointer, GError **error)
{
  YjCondition *child = yj_condition_parse (json, pointer, error);
  if (child == NULL)
    return FALSE;
  g_ptr_array_add (parent->children, child);
  parent->needs_today |= child->needs_today;
  return TRUE;
}

static YjCondition *
parse_list (Kind kind, const json_t *list, const char *pointer, GError **error)
{
  g_autoptr (YjCondition) condition = condition_new (kind);
  size_t i;
  json_t *member;

  if (!json_is_array (list) || json_array_size (list) == 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: a list of conditions is expected", pointer);
    return NULL;
  }
  json_array_foreach (list, i, member) {
    g_autofree char *place = g_strdup_printf ("%s/%zu", pointer, i);
    if (!add_child (condition, member, place, error))
      return NULL;
  }
  return g_steal_pointer (&condition);
}

static gboolean
is_date_operand (const json_t *operand)
{
  gint64 days = yj_json_int (operand, "days_ago", -1);
  if (json_is_string (operand))
    return yj_date_is_real (json_string_value (operand));
  return json_object_size (operand) == 1 && days >= 0 && days <= DAYS_AGO_MAX;
}

static gboolean
is_operand (Kind kind, const json_t *operand)
{
  switch (kind) {
  case IN:
    return json_array_size (operand) > 0;
  case BEFORE:
  case AFTER:
    return is_date_operand (operand);
  case AT_LEAST:
    return json_is_integer (operand);
  case KNOWN:
    return json_is_boolean (operand);
  default:
    return json_is_string (operand) || json_is_boolean (operand) || json_is_integer (operand);
  }
}

static YjCondition *
parse_comparison (const json_t *json, const char *pointer, GError **error)
{
  const char *answer = yj_json_string (json, "answer");

  for (guint i = 0; answer != NULL && json_object_size (json) == 2 && i < G_N_ELEMENTS (operators); i++) {
    json_t *operand = json_object_get (json, operators[i].key);
    if (operand == NULL || !is_operand (operators[i].kind, operand))
      continue;
    YjCondition *condition = condition_new (operators[i].kind);
    condition->answer = g_strdup (answer);
    condition->operand = json_incref (operand);
    condition->needs_today = json_is_object (operand);
    return condition;
  }
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: not a condition: an answer and one of is, in, before and after (with a real day), at_least, known is expected", pointer);
  return NULL;
}

YjCondition *
yj_condition_parse (const json_t *json, const char *pointer, GError **error)
{
  if (json_is_object (json) && json_object_size (json) == 1) {
    g_autofree char *all = g_strconcat (pointer, "/all", NULL), *any = g_strconcat (pointer, "/any", NULL),
                    *not= g_strconcat (pointer, "/not", NULL);
    if (json_object_get (json, "all") != NULL)
      return parse_list (ALL, json_object_get (json, "all"), all, error);
    if (json_object_get (json, "any") != NULL)
      return parse_list (ANY, json_object_get (json, "any"), any, error);
    if (json_object_get (json, "not") != NULL) {
      g_autoptr (YjCondition) condition = condition_new (NOT);
      return add_child (condition, json_object_get (json, "not"), not, error) ? g_steal_pointer (&condition) : NULL;
    }
  }
  return parse_comparison (json, pointer, error);
}

gboolean
yj_condition_needs_today (const YjCondition *condition)
{
  return condition != NULL && condition->needs_today;
}

static char *
date_operand_to_text (const json_t *operand, GDateTime *today)
{
  g_autoptr (GDateTime) day = NULL;
  if (json_is_string (operand))
    return g_strdup (json_string_value (operand));
  day = g_date_time_add_days (today, -(int) yj_json_int (operand, "days_ago", 0));
  return g_date_time_format (day, "%Y-%m-%d");
}

static gboolean
is_in (const json_t *value, const json_t *allowed)
{
  size_t i;
  json_t *member;
  if (!json_is_array (value))
    return yj_json_has_element (allowed, value);
  json_array_foreach (value, i, member)
    if (yj_json_has_element (allowed, member))
      return TRUE;
  return FALSE;
}

static YjTruth
compare (const YjCondition *condition, const json_t *value, GDateTime *today)
{
  g_autofree char *date = NULL;

  switch (condition->kind) {
  case IS:
    return json_is_array (value) ? yj_json_has_element (value, condition->operand) : json_equal (value, condition->operand);
  case IN:
    return is_in (value, condition->operand);
  case AT_LEAST:
    return json_is_integer (value) && json_integer_value (value) >= json_integer_value (condition->operand);
  default:
    if (!json_is_string (value) || !yj_date_is_real (json_string_value (value)))
      return YJ_FALSE; /* what is no day lies neither before nor after one */
    date = date_operand_to_text (condition->operand, today);
    return condition->kind == BEFORE ? strcmp (json_string_value (value), date) < 0
                                     : strcmp (json_string_value (value), date) > 0;
  }
}

static YjTruth
combine (const YjCondition *condition, GDateTime *today, YjAnswerFunc answers, gpointer user_data)
{
  YjTruth decisive = condition->kind == ALL ? YJ_FALSE : YJ_TRUE;
  YjTruth result = condition->kind == ALL ? YJ_TRUE : YJ_FALSE;

  for (guint i = 0; i < condition->children->len; i++) {
    YjTruth truth = yj_condition_evaluate (g_ptr_array_index (condition->children, i), today, answers, user_data);
    if (truth == decisive)
      return decisive;
    if (truth == YJ_UNKNOWN)
      result = YJ_UNKNOWN;
  }
  return result;
}

YjTruth
yj_condition_evaluate (const YjCondition *condition, GDateTime *today, YjAnswerFunc answers, gpointer user_data)
{
  const json_t *value;
  YjTruth truth;

  if (condition == NULL)
    return YJ_TRUE;
  switch (condition->kind) {
  case ALL:
  case ANY:
    return combine (condition, today, answers, user_data);
  case NOT:
    truth = yj_condition_evaluate (g_ptr_array_index (condition->children, 0), today, answers, user_data);
    return truth == YJ_UNKNOWN ? YJ_UNKNOWN : truth == YJ_TRUE ? YJ_FALSE : YJ_TRUE;
  default:
    value = answers (condition->answer, user_data);
    if (condition->kind == KNOWN)
      return (value != NULL) == json_is_true (condition->operand);
    return value == NULL ? YJ_UNKNOWN : compare (condition, value, today);
  }
}

static YjOperandKind
get_operand_kind (Kind kind)
{
  return kind == AT_LEAST ? YJ_OPERAND_NUMBER : kind == BEFORE || kind == AFTER ? YJ_OPERAND_DAY : YJ_OPERAND_EQUAL;
}

void
yj_condition_foreach_operand (const YjCondition *condition, YjConditionOperandFunc callback, gpointer user_data)
{
  size_t i;
  json_t *member;

  if (condition == NULL)
    return;
  if (condition->kind == IN)
    json_array_foreach (condition->operand, i, member) callback (condition->answer, YJ_OPERAND_EQUAL, member, user_data);
  else if (condition->answer != NULL && condition->kind != KNOWN)
    callback (condition->answer, get_operand_kind (condition->kind), condition->operand, user_data);
  for (guint c = 0; c < condition->children->len; c++)
    yj_condition_foreach_operand (g_ptr_array_index (condition->children, c), callback, user_data);
}

void
yj_condition_foreach_answer (const YjCondition *condition, GFunc callback, gpointer user_data)
{
  if (condition == NULL)
    return;
  if (condition->answer != NULL)
    callback (condition->answer, user_data);
  for (guint i = 0; i < condition->children->len; i++)
    yj_condition_foreach_answer (g_ptr_array_index (condition->children, i), callback, user_data);
}
