/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a check says about conditions: what they name, what they compare, circles, and whether they can hold. */
#include "core/catalogue/yj-check-private.h"

typedef struct {
  YjCheck *check;
  const char *pointer; /* of the condition */
  guint position;   /* only answers before it may be named */
  const char *self; /* (nullable) the answer whose condition this is */
} Use;

typedef struct {
  YjCheck *check;
  GHashTable *met;
  const char *target;
  gboolean found;
} Circle;

static void
follow (gpointer data, gpointer user_data)
{
  Circle *circle = user_data;
  const YjCheckAnswer *answer = yj_check_get_answer (circle->check, data);

  circle->found |= g_str_equal (data, circle->target);
  if (answer == NULL || circle->found || !g_hash_table_add (circle->met, (gpointer) answer->id))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (answer->conditions); i++)
    yj_condition_foreach_answer (answer->conditions[i], follow, circle);
}

/* Is @id asked only by what @target decides? */
static gboolean
leads_back (YjCheck *check, const char *id, const char *target)
{
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  Circle circle = { check, met, target, FALSE };

  follow ((gpointer) id, &circle);
  return circle.found;
}

static void
check_answer_use (gpointer data, gpointer user_data)
{
  const char *id = data;
  Use *use = user_data;
  const YjCheckAnswer *answer = yj_check_get_answer (use->check, id);

  if (answer == NULL)
    yj_check_report (use->check, YJ_FINDING_UNKNOWN_ANSWER, use->pointer, "the condition names %s, which is not asked anywhere", id);
  else if (answer->position >= use->position && use->self != NULL && leads_back (use->check, id, use->self))
    yj_check_report (use->check, YJ_FINDING_CYCLE, use->pointer, "the condition goes in a circle: %s is asked only after %s", id, use->self);
  else if (answer->position >= use->position)
    yj_check_report (use->check, YJ_FINDING_UNKNOWN_ANSWER, use->pointer,
                     "the condition names %s, which is not asked before: move one of the two", id);
}

static gboolean
has_option (GPtrArray *options, const json_t *value)
{
  for (guint i = 0; i < options->len; i++)
    if (g_strcmp0 (((YjOption *) g_ptr_array_index (options, i))->id, json_string_value (value)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
takes_kind (const YjCheckAnswer *answer, YjOperandKind kind, const json_t *operand)
{
  const char *type = answer->field != NULL ? answer->field->type : "";

  if (kind == YJ_OPERAND_DAY)
    return g_str_equal (type, "date");
  if (kind == YJ_OPERAND_NUMBER || json_is_integer (operand))
    return g_str_equal (type, "number");
  return json_is_boolean (operand) == g_str_equal (type, "yes-no") && !g_str_equal (type, "number");
}

static void
check_operand (const char *id, YjOperandKind kind, const json_t *operand, gpointer user_data)
{
  Use *use = user_data;
  const YjCheckAnswer *answer = yj_check_get_answer (use->check, id);
  GPtrArray *options = answer != NULL ? yj_check_get_options (answer) : NULL;

  if (options != NULL && kind == YJ_OPERAND_EQUAL && !has_option (options, operand))
    yj_check_report (use->check, YJ_FINDING_UNKNOWN_OPTION, use->pointer, "the condition compares %s with what is not among its options", id);
  else if (answer != NULL && !takes_kind (answer, kind, operand))
    yj_check_report (use->check, YJ_FINDING_UNKNOWN_OPTION, use->pointer, "the condition compares %s with what it never is: %s", id,
                     kind == YJ_OPERAND_DAY      ? "it is no day"
                     : kind == YJ_OPERAND_NUMBER ? "it is no number"
                                                 : "it is of another kind");
}

static void
check_when (YjCheck *check, const YjCondition *when, const char *pointer, guint position, const char *self)
{
  Use use = { check, pointer, position, self };

  yj_condition_foreach_answer (when, check_answer_use, &use);
  yj_condition_foreach_operand (when, check_operand, &use);
}

static void
say_unproven (YjCheck *check, const char *pointer)
{
  yj_check_report (check, YJ_FINDING_UNPROVEN, pointer,
                   "there are too many combinations of answers to prove that it can be reached: let its condition depend on fewer");
}

/* Where the condition itself is wrong, that has been said. */
static void
check_reach (YjCheck *check, const YjCheckGoal *goal, const char *pointer)
{
  YjCheckGoal without = *goal;
  YjProof proof;

  without.matters = NULL;
  proof = yj_check_find_answers (check, &without);
  if (proof == YJ_PROOF_NEVER) {
    yj_check_report (check, YJ_FINDING_UNREACHABLE, pointer, "can never be reached: no answers make its condition hold together with those of "
                                                             "what it stands in");
    return;
  }
  if (proof == YJ_PROOF_FOUND && goal->matters != NULL && goal->matters[0] != NULL)
    proof = yj_check_find_answers (check, goal);
  if (proof == YJ_PROOF_NEVER)
    yj_check_report (check, YJ_FINDING_NEVER_ASKED, pointer, "can never be asked: whenever its condition holds, none of its matters is applied for");
  else if (proof == YJ_PROOF_TOO_MUCH)
    say_unproven (check, pointer);
}

/* Is one of the conditions wrong in itself? That has been said, and what follows from it is no news. */
static gboolean
is_one_wrong (YjCheck *check, const YjCondition *const *conditions, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (conditions[i] != NULL && g_hash_table_contains (check->wrong, conditions[i]))
      return TRUE;
  return FALSE;
}

void
yj_check_reach (YjCheck *check, const YjCondition *const *conditions, gsize n, const char *const *matters, const char *pointer, guint position,
                const char *self)
{
  const YjCondition *own = conditions[n - 1];
  guint before = check->findings->len;
  YjCheckGoal goal = { conditions, n, NULL, 0, matters };
  g_autofree char *place = g_strconcat (pointer, own != NULL ? "/when" : "", NULL);

  check_when (check, own, place, position, self);
  if (check->findings->len > before)
    g_hash_table_add (check->wrong, (gpointer) own);
  if ((own != NULL || (matters != NULL && matters[0] != NULL)) && !is_one_wrong (check, conditions, n))
    check_reach (check, &goal, place);
}
