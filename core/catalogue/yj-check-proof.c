/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the proof that something can happen, or never does: it answers the questions and fields that matter in every way that makes a
 * difference, each only where it is asked. */
#include "core/catalogue/yj-check-private.h"

#define STEPS_MAX 65536u

typedef struct {
  YjCheck *check;
  const YjCheckGoal *goal;
  GPtrArray *answers;    /* YjCheckAnswer: what the goal depends on, each behind what it depends on itself */
  GPtrArray *conditions; /* all that decide about goal and answers */
  GPtrArray *candidates; /* at the same positions: GPtrArray of json_t */
  GHashTable *met;       /* ids that stand in answers, or are being looked at */
  GHashTable *values;    /* id -> json_t: the answers of this trial */
  guint *known_at;       /* of each of goal->holds: how many answers decide it */
  guint steps;
} Trial;

static const json_t *
lookup (const char *id, gpointer user_data)
{
  return g_hash_table_lookup (((Trial *) user_data)->values, id);
}

static gboolean
holds (Trial *trial, const YjCondition *condition)
{
  return yj_condition_evaluate (condition, trial->check->today, lookup, trial) == YJ_TRUE;
}

/* ---- what the goal depends on ---- */

static void collect (gpointer data, gpointer user_data);
static void take_matters (Trial *trial, const char *const *codes);

static void
take_condition (gpointer condition, gpointer user_data)
{
  Trial *trial = user_data;

  if (condition != NULL)
    g_ptr_array_add (trial->conditions, condition);
  yj_condition_foreach_answer (condition, collect, trial);
}

/* Takes every condition that decides whether the answer is asked for, and what can be answered. What goes in a circle is reported
 * elsewhere; here it ends. */
static void
collect (gpointer data, gpointer user_data)
{
  Trial *trial = user_data;
  const YjCheckAnswer *answer = yj_check_get_answer (trial->check, data);
  GPtrArray *options = answer != NULL ? yj_check_get_options (answer) : NULL;

  if (answer == NULL || !g_hash_table_add (trial->met, (gpointer) answer->id))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (answer->conditions); i++)
    take_condition ((gpointer) answer->conditions[i], trial);
  for (guint i = 0; options != NULL && i < options->len; i++)
    take_condition ((gpointer) ((YjOption *) g_ptr_array_index (options, i))->when, trial);
  if (answer->field != NULL)
    take_matters (trial, answer->field->matters);
  g_ptr_array_add (trial->answers, (gpointer) answer);
}

static void
take_matters (Trial *trial, const char *const *codes)
{
  for (gsize i = 0; codes != NULL && codes[i] != NULL; i++) {
    const YjMatter *matter = yj_item_get_matter (trial->check->item, codes[i]);
    if (matter != NULL)
      take_condition ((gpointer) matter->when, trial);
  }
}

static void
take_goal (Trial *trial)
{
  for (gsize i = 0; i < trial->goal->n_holds; i++)
    take_condition ((gpointer) trial->goal->holds[i], trial);
  for (gsize i = 0; i < trial->goal->n_fails; i++)
    take_condition ((gpointer) trial->goal->fails[i], trial);
  take_matters (trial, trial->goal->matters);
}

/* ---- the search ---- */

/* Is one of the matters applied for? @surely: whatever a person leaves out. */
static gboolean
is_served (Trial *trial, const char *const *codes, gboolean surely)
{
  for (gsize i = 0; codes != NULL && codes[i] != NULL; i++) {
    const YjMatter *matter = yj_item_get_matter (trial->check->item, codes[i]);
    if (matter != NULL && holds (trial, matter->when) && !(surely && g_hash_table_contains (trial->check->leavable, matter)))
      return TRUE;
  }
  return codes == NULL || codes[0] == NULL;
}

static gboolean
is_asked (Trial *trial, const YjCheckAnswer *answer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answer->conditions); i++)
    if (!holds (trial, answer->conditions[i]))
      return FALSE;
  return answer->field == NULL || is_served (trial, answer->field->matters, FALSE);
}

static gboolean
must_be_answered (Trial *trial, const YjCheckAnswer *answer)
{
  return answer->field == NULL || (answer->field->required && is_served (trial, answer->field->matters, TRUE));
}

static gboolean
may_be_chosen (Trial *trial, GPtrArray *options, const json_t *value)
{
  json_t *member;
  size_t i;

  json_array_foreach (value, i, member)
    if (!may_be_chosen (trial, options, member))
      return FALSE;
  for (guint n = 0; options != NULL && n < options->len; n++) {
    YjOption *option = g_ptr_array_index (options, n);
    if (g_strcmp0 (option->id, json_string_value (value)) == 0)
      return holds (trial, option->when);
  }
  return TRUE;
}

/* After the first @n answers of this trial: is the goal missed already? */
static gboolean
is_missed (Trial *trial, guint n)
{
  for (gsize i = 0; i < trial->goal->n_holds; i++)
    if (trial->known_at[i] == n && !holds (trial, trial->goal->holds[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_reached (Trial *trial)
{
  for (gsize i = 0; i < trial->goal->n_fails; i++)
    if (holds (trial, trial->goal->fails[i]))
      return FALSE;
  return is_served (trial, trial->goal->matters, FALSE);
}

static YjProof search (Trial *trial, guint n);

static YjProof
try_value (Trial *trial, guint n, json_t *value)
{
  const YjCheckAnswer *answer = g_ptr_array_index (trial->answers, n);
  YjProof proof;

  if (value != NULL)
    g_hash_table_insert (trial->values, (gpointer) answer->id, value);
  proof = is_missed (trial, n + 1) ? YJ_PROOF_NEVER : search (trial, n + 1);
  g_hash_table_remove (trial->values, answer->id);
  return proof;
}

/* The answers before the @n-th are given. */
static YjProof
search (Trial *trial, guint n)
{
  const YjCheckAnswer *answer = n < trial->answers->len ? g_ptr_array_index (trial->answers, n) : NULL;
  GPtrArray *candidates;
  YjProof proof = YJ_PROOF_NEVER;

  if (++trial->steps > STEPS_MAX)
    return YJ_PROOF_TOO_MUCH;
  if (answer == NULL)
    return is_reached (trial) ? YJ_PROOF_FOUND : YJ_PROOF_NEVER;
  if (!is_asked (trial, answer))
    return try_value (trial, n, NULL);
  if (!must_be_answered (trial, answer))
    proof = try_value (trial, n, NULL);
  candidates = g_ptr_array_index (trial->candidates, n);
  for (guint i = 0; proof == YJ_PROOF_NEVER && i < candidates->len; i++)
    if (may_be_chosen (trial, yj_check_get_options (answer), g_ptr_array_index (candidates, i)))
      proof = try_value (trial, n, g_ptr_array_index (candidates, i));
  return proof;
}

static void
find_last (gpointer id, gpointer user_data)
{
  gpointer *data = user_data;
  Trial *trial = data[0];
  guint *last = data[1];

  for (guint i = *last; i < trial->answers->len; i++)
    if (g_str_equal (((YjCheckAnswer *) g_ptr_array_index (trial->answers, i))->id, id))
      *last = i + 1;
}

static gboolean
prepare (Trial *trial)
{
  take_goal (trial);
  for (guint i = 0; i < trial->answers->len; i++) {
    GPtrArray *candidates = yj_check_list_candidates (trial->check, g_ptr_array_index (trial->answers, i), trial->conditions);
    if (candidates == NULL)
      return FALSE;
    g_ptr_array_add (trial->candidates, candidates);
  }
  for (gsize i = 0; i < trial->goal->n_holds; i++)
    yj_condition_foreach_answer (trial->goal->holds[i], find_last, (gpointer[]){ trial, &trial->known_at[i] });
  return TRUE;
}

YjProof
yj_check_find_answers (YjCheck *check, const YjCheckGoal *goal)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new (), candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) conditions = g_ptr_array_new ();
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal), values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *known_at = g_new0 (guint, goal->n_holds + 1);
  Trial trial = { check, goal, answers, conditions, candidates, met, values, known_at, 0 };

  if (!prepare (&trial))
    return YJ_PROOF_TOO_MUCH;
  return is_missed (&trial, 0) ? YJ_PROOF_NEVER : search (&trial, 0);
}
