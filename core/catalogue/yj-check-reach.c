/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the proof that something can be reached, and that something always remains: it tries every combination of
 * answers to the choices that the conditions depend on. */
#include "core/catalogue/yj-check-private.h"

#define COMBINATIONS_MAX 65536u

typedef struct {
  YjItem *item;
  GPtrArray *ids;      /* of the choices that matter */
  GPtrArray *options;  /* their options, at the same positions */
  guint *picked;       /* 0 unanswered, else option number from 1 */
  GHashTable *judged;  /* ids whose own condition is being tried */
  gboolean undecidable;
} Trial;

static const YjCondition *
find_choice (YjItem *item, const char *id, GPtrArray **options)
{
  const YjQuestion *question = yj_item_get_question (item, id);
  const YjField *field = yj_item_get_field (item, id);

  *options = NULL;
  if (question != NULL && !question->multiple)
    *options = question->options;
  else if (question == NULL && field != NULL && g_str_equal (field->type, "choice"))
    *options = field->options;
  return question != NULL ? question->when : field != NULL ? field->when : NULL;
}

static void
collect (gpointer data, gpointer user_data)
{
  const char *id = data;
  Trial *trial = user_data;
  GPtrArray *options;
  const YjCondition *when = find_choice (trial->item, id, &options);

  if (g_ptr_array_find_with_equal_func (trial->ids, id, g_str_equal, NULL))
    return;
  if (options == NULL) { /* a date, a number, several choices: too many answers to try */
    trial->undecidable = TRUE;
    return;
  }
  g_ptr_array_add (trial->ids, (gpointer) id);
  g_ptr_array_add (trial->options, options);
  yj_condition_foreach_answer (when, collect, trial);
}

static const json_t *
answer (const char *id, gpointer user_data)
{
  Trial *trial = user_data;
  GPtrArray *options;
  const YjCondition *when = find_choice (trial->item, id, &options);
  gboolean asked;
  guint at;

  if (!g_ptr_array_find_with_equal_func (trial->ids, id, g_str_equal, &at) || trial->picked[at] == 0 ||
      !g_hash_table_add (trial->judged, (gpointer) id))
    return NULL;
  asked = yj_condition_evaluate (when, NULL, answer, trial) == YJ_TRUE;
  g_hash_table_remove (trial->judged, id);
  if (!asked)
    return NULL;
  return json_object_get (((YjOption *) g_ptr_array_index (options, trial->picked[at] - 1))->json, "id");
}

/* The next combination; FALSE after the last. */
static gboolean
advance (Trial *trial)
{
  for (guint i = 0; i < trial->ids->len; i++) {
    if (++trial->picked[i] <= ((GPtrArray *) g_ptr_array_index (trial->options, i))->len)
      return TRUE;
    trial->picked[i] = 0;
  }
  return FALSE;
}

static gboolean
hold_together (Trial *trial, const YjCondition *const *conditions, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (yj_condition_evaluate (conditions[i], NULL, answer, trial) != YJ_TRUE)
      return FALSE;
  return TRUE;
}

static gboolean
is_too_much (const Trial *trial)
{
  guint64 combinations = 1;

  for (guint i = 0; i < trial->options->len && combinations <= COMBINATIONS_MAX; i++)
    combinations *= ((GPtrArray *) g_ptr_array_index (trial->options, i))->len + 1;
  return trial->undecidable || combinations > COMBINATIONS_MAX;
}

gboolean
yj_check_can_hold (YjItem *item, const YjCondition *const *conditions, gsize n)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), options = g_ptr_array_new ();
  g_autoptr (GHashTable) judged = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *picked = NULL;
  Trial trial = { item, ids, options, NULL, judged, FALSE };

  for (gsize i = 0; i < n; i++)
    yj_condition_foreach_answer (conditions[i], collect, &trial);
  if (is_too_much (&trial))
    return TRUE;
  trial.picked = picked = g_new0 (guint, ids->len + 1);
  do {
    if (hold_together (&trial, conditions, n))
      return TRUE;
  } while (advance (&trial));
  return FALSE;
}

/* Is every choice that is asked in this combination answered? */
static gboolean
is_answered (Trial *trial)
{
  for (guint i = 0; i < trial->ids->len; i++) {
    GPtrArray *options;
    const YjCondition *when = find_choice (trial->item, g_ptr_array_index (trial->ids, i), &options);
    if (trial->picked[i] == 0 && yj_condition_evaluate (when, NULL, answer, trial) == YJ_TRUE)
      return FALSE;
  }
  return TRUE;
}

/* A matter that nobody may leave out, and that needs none which may be: what it needs stands before it and is checked to be
 * such itself. */
static gboolean
has_matter (Trial *trial)
{
  for (guint i = 0; i < trial->item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (trial->item->matters, i);
    if (!matter->optional && yj_condition_evaluate (matter->when, NULL, answer, trial) == YJ_TRUE)
      return TRUE;
  }
  return FALSE;
}

gboolean
yj_check_matter_remains (YjItem *item)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), options = g_ptr_array_new ();
  g_autoptr (GHashTable) judged = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *picked = NULL;
  Trial trial = { item, ids, options, NULL, judged, FALSE };

  for (guint i = 0; i < item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (item->matters, i);
    if (!matter->optional)
      yj_condition_foreach_answer (matter->when, collect, &trial);
  }
  trial.picked = picked = g_new0 (guint, ids->len + 1);
  if (is_too_much (&trial))
    return TRUE;
  do {
    if (is_answered (&trial) && !has_matter (&trial))
      return FALSE;
  } while (advance (&trial));
  return TRUE;
}
