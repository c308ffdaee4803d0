/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions ("when") as data: {"all":[…]}, {"any":[…]}, {"not":…}, and on one answer {"answer":id,
 * "is":v}, {"answer","in":[…]}, {"answer","before":date}, {"answer","after":date}, {"answer","at_least":n},
 * {"answer","known":true}. Dates are YYYY-MM-DD or {"days_ago": n}. Three-valued: unknown while an
 * answer it needs is missing (Kleene), and whoever asks takes unknown for no. "known" alone is never unknown. Of several answers "is"
 * means contains, "in" that one of them is among the values. An answer of another kind than the operator compares (a text with
 * "at_least", a number with "before") is no match, and known. Thread: any; a condition never changes. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjCondition YjCondition;
typedef enum { YJ_FALSE = 0, YJ_TRUE = 1, YJ_UNKNOWN = 2 } YjTruth;

/* @pointer: JSON Pointer of @json, for messages. YJ_ERROR_BAD_DATA. (transfer full) */
YjCondition *yj_condition_parse (const json_t *json, const char *pointer, GError **error);
void yj_condition_free (YjCondition *condition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCondition, yj_condition_free)

/* (nullable): the answer's JSON value, or NULL while unanswered. */
typedef const json_t *(*YjAnswerFunc) (const char *answer_id, gpointer user_data);
/* Does it count days from today? FALSE: @today below may be NULL. */
gboolean yj_condition_needs_today (const YjCondition *condition);
/* NULL @condition is YJ_TRUE. */
YjTruth yj_condition_evaluate (const YjCondition *condition, GDateTime *today, YjAnswerFunc answers, gpointer user_data);
/* Calls @callback with each answer id used. */
void yj_condition_foreach_answer (const YjCondition *condition, GFunc callback, gpointer user_data);
/* What an operand is compared as: "is" and "in" (each of the list), "before" and "after", "at_least". */
typedef enum { YJ_OPERAND_EQUAL, YJ_OPERAND_DAY, YJ_OPERAND_NUMBER } YjOperandKind;
/* Calls @callback with each answer id and what it is compared with. */
typedef void (*YjConditionOperandFunc) (const char *answer_id, YjOperandKind kind, const json_t *operand, gpointer user_data);
void yj_condition_foreach_operand (const YjCondition *condition, YjConditionOperandFunc callback, gpointer user_data);

G_END_DECLS
