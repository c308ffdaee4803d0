/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a session's answers mean: what is visible, what applies, what a card fills in. */
#include "core/flow/yj-session-private.h"
#include <string.h>

static const json_t *
lookup_answer (const char *id, gpointer user_data)
{
  return json_object_get (((YjSession *) user_data)->answers, id);
}

static gboolean is_asked (YjSession *self, const char *id);

/* An answer whose own question is hidden now counts as not given. What is being judged already does not
 * depend on itself: "catalog check" refuses such a circle, and here it ends. */
static const json_t *
lookup_visible_answer (const char *id, gpointer user_data)
{
  YjSession *self = user_data;
  const json_t *answer = lookup_answer (id, self);
  gboolean asked;

  if (answer == NULL || !g_hash_table_add (self->judged, (gpointer) id))
    return NULL;
  asked = is_asked (self, id);
  g_hash_table_remove (self->judged, id);
  return asked ? answer : NULL;
}

static YjTruth
evaluate (YjSession *self, const YjCondition *condition)
{
  g_autoptr (GDateTime) today = NULL;
  if (condition == NULL)
    return YJ_TRUE;
  if (yj_condition_needs_today (condition))
    today = yj_session_get_today (self);
  return yj_condition_evaluate (condition, today, lookup_visible_answer, self);
}

static gboolean
is_on_visible_page (YjSession *self, const YjField *field)
{
  const YjPageGroup *page = yj_item_get_page_of_field (self->item, field);
  const YjDelivery *delivery;

  if (page != NULL)
    return yj_session_is_page_visible (self, page);
  delivery = yj_session_get_delivery (self);
  return delivery != NULL && g_ptr_array_find (delivery->fields, field, NULL) && evaluate (self, delivery->when) == YJ_TRUE;
}

static gboolean
is_asked (YjSession *self, const char *id)
{
  const YjQuestion *question = self->item != NULL ? yj_item_get_question (self->item, id) : NULL;
  const YjField *field;

  if (question != NULL)
    return evaluate (self, question->when) == YJ_TRUE;
  field = self->item != NULL ? yj_item_get_field (self->item, id) : NULL;
  return field != NULL && evaluate (self, field->when) == YJ_TRUE && is_on_visible_page (self, field) &&
         yj_session_serves_chosen (self, field->matters);
}

const json_t *
yj_session_get_answer (YjSession *self, const char *id)
{
  return lookup_answer (id, self);
}

/* FALSE when @value stood there already. */
static gboolean
store_answer (YjSession *self, const char *id, const json_t *value)
{
  json_t *old = json_object_get (self->answers, id);

  if (old == value || (old != NULL && value != NULL && json_equal (old, value)))
    return FALSE;
  if (old != NULL) {
    json_incref (old);
    json_object_del (self->answers, id);
    yj_json_wipe (old);
  }
  if (value != NULL)
    json_object_set_new (self->answers, id, json_deep_copy (value));
  g_hash_table_remove (self->prefilled, id);
  return TRUE;
}

/* Proposes the answer to @id to every field that wants it, unless the person has answered there. */
static void
propose (YjSession *self, const char *id)
{
  g_autofree char *wanted = g_strconcat ("answer:", id, NULL);
  g_autoptr (GPtrArray) fields = self->item != NULL ? yj_item_list_fields (self->item) : g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (g_strcmp0 (field->prefill, wanted) != 0 ||
        (lookup_answer (field->id, self) != NULL && !g_hash_table_contains (self->proposed, field->id)))
      continue;
    if (!store_answer (self, field->id, lookup_answer (id, self)))
      continue;
    g_hash_table_add (self->proposed, g_strdup (field->id));
    propose (self, field->id);
  }
}

void
yj_session_set_answer (YjSession *self, const char *id, json_t *value)
{
  g_hash_table_remove (self->proposed, id);
  if (!store_answer (self, id, value))
    return;
  propose (self, id);
  yj_session_emit_changed (self);
}

void
yj_session_follow_picture (YjSession *self, const char *material_id)
{
  const YjMaterial *material = self->item != NULL ? yj_item_get_material (self->item, material_id) : NULL;
  GPtrArray *pages = yj_session_get_material_pages (self, material_id);
  g_autoptr (json_t) digest = NULL;

  if (material == NULL || material->of_field == NULL)
    return;
  if (pages != NULL && pages->len > 0)
    digest = json_string (((YjMaterialPage *) g_ptr_array_index (pages, 0))->sha256);
  yj_session_set_answer (self, material_id, digest);
}

static gboolean
is_empty (const json_t *value)
{
  return value == NULL || json_is_null (value) || (json_is_string (value) && json_string_length (value) == 0) ||
         (json_is_array (value) && json_array_size (value) == 0) ||
         (json_is_object (value) && is_empty (json_object_get (value, "detail")));
}

static gboolean
is_problem (const YjProblem *problem, const char *const *ids)
{
  return problem != NULL && g_strv_contains (ids, problem->id);
}

/* The last day that it can be while the clock is not believed: a year after the later of what it says and the
 * floor. That catches a slip in the year, and refuses nobody who was born since the floor. */
static GDateTime *
get_latest_today (YjSession *self)
{
  gint64 usec = MAX (yj_clock_get_wall_usec (self->clock), yj_clock_get_floor_usec (self->clock));
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (usec / G_USEC_PER_SEC);
  return day != NULL ? g_date_time_add_years (day, 1) : yj_session_get_today (self);
}

/* Today is the floor's day or later, so that a day is surely too long ago when it is by the floor, and is surely
 * to come only when it is after the last day that it can be. */
static YjProblem *
validate_value (YjSession *self, const YjField *field, const json_t *value)
{
  static const char *const future[] = { "field.date.future", "field.date.too-late", "field.resident-id.future", NULL };
  static const char *const past[] = { "field.date.too-early", NULL };
  const YjFieldType *type = yj_field_type_find (field->type);
  g_autoptr (GDateTime) today = yj_session_get_today (self), latest = NULL;
  YjProblem *problem = type->validate (field, value, today);

  if (!is_problem (problem, future) || self->today != NULL || yj_clock_is_verified (self->clock))
    return problem;
  yj_problem_free (problem);
  latest = get_latest_today (self);
  problem = type->validate (field, value, latest);
  if (is_problem (problem, past))
    g_clear_pointer (&problem, yj_problem_free);
  return problem;
}

/* @other: the id of a field, or a list of ids. */
static gboolean
is_taken (YjSession *self, const json_t *other, const json_t *value)
{
  const json_t *taken = json_is_string (other) ? lookup_visible_answer (json_string_value (other), self) : NULL;
  size_t i;
  json_t *member;

  json_array_foreach (other, i, member)
    if (is_taken (self, member, value))
      return TRUE;
  return taken != NULL && json_equal (taken, value);
}

/* Days are written so that they sort. */
static gboolean
is_before (YjSession *self, const char *other, const json_t *value)
{
  const char *earlier = other != NULL ? json_string_value (lookup_visible_answer (other, self)) : NULL;
  return earlier != NULL && json_is_string (value) && strcmp (json_string_value (value), earlier) < 0;
}

static const YjOption *
find_option (GPtrArray *options, const char *id)
{
  for (guint i = 0; options != NULL && i < options->len; i++)
    if (g_strcmp0 (((YjOption *) g_ptr_array_index (options, i))->id, id) == 0)
      return g_ptr_array_index (options, i);
  return NULL;
}

/* An option that is not offered now was chosen before another answer took it away. @value: of one, or a list. */
static gboolean
has_hidden_option (YjSession *self, const YjField *field, const json_t *value)
{
  const YjOption *option = find_option (field->options, json_string_value (value));
  size_t i;
  json_t *member;

  json_array_foreach (value, i, member)
    if (has_hidden_option (self, field, member))
      return TRUE;
  return option != NULL && evaluate (self, option->when) != YJ_TRUE;
}

YjProblem *
yj_session_validate_field (YjSession *self, const YjField *field, const json_t *value)
{
  YjProblem *problem = validate_value (self, field, value);

  if (problem == NULL && is_taken (self, json_object_get (field->spec, "differs_from"), value))
    problem = yj_problem_new ("field.differs", NULL);
  if (problem == NULL && is_before (self, yj_json_string (field->spec, "not_before"), value))
    problem = yj_problem_new ("field.date.order", NULL);
  if (problem == NULL && has_hidden_option (self, field, value))
    problem = yj_problem_new ("field.choice.unknown", NULL);
  return problem;
}

static json_t *
normalise (const YjField *field, const json_t *raw)
{
  return raw != NULL ? yj_field_type_find (field->type)->normalise (raw) : NULL;
}

static YjProblem *
check_value (YjSession *self, const YjField *field, const json_t *value)
{
  if (!is_empty (value))
    return yj_session_validate_field (self, field, value);
  return field->required ? yj_problem_new ("field.missing", NULL) : NULL;
}

YjProblem *
yj_session_check_raw (YjSession *self, const YjField *field, const json_t *raw)
{
  json_t *value = normalise (field, raw);
  YjProblem *problem = check_value (self, field, value);
  yj_json_wipe (value);
  return problem;
}

YjProblem *
yj_session_answer_field (YjSession *self, const YjField *field, const json_t *raw)
{
  json_t *value = normalise (field, raw);
  YjProblem *problem = check_value (self, field, value);

  if (problem == NULL)
    yj_session_set_answer (self, field->id, is_empty (value) ? NULL : value);
  yj_json_wipe (value);
  return problem;
}

gboolean
yj_session_is_visible (YjSession *self, const YjCondition *condition)
{
  return evaluate (self, condition) == YJ_TRUE;
}

gboolean
yj_session_is_prefilled (YjSession *self, const char *id)
{
  return g_hash_table_contains (self->prefilled, id);
}

static const char *
card_member (const YjIdCard *card, const char *name)
{
  if (g_str_equal (name, "card.name"))
    return card->name;
  if (g_str_equal (name, "card.number"))
    return card->number;
  if (g_str_equal (name, "card.birth"))
    return card->birth;
  if (g_str_equal (name, "card.address"))
    return card->address;
  if (g_str_equal (name, "card.ethnicity"))
    return card->ethnicity;
  if (g_str_equal (name, "card.sex"))
    return card->sex == 1 ? "male" : card->sex == 2 ? "female" : NULL;
  return NULL;
}

static void
take_from_card (YjSession *self, const YjField *field)
{
  const char *text = field->prefill != NULL ? card_member (self->card, field->prefill) : NULL;
  g_autoptr (json_t) raw = text != NULL ? json_string (text) : NULL;
  YjProblem *problem;

  if (raw == NULL)
    return;
  problem = yj_session_answer_field (self, field, raw);
  if (problem == NULL)
    g_hash_table_add (self->prefilled, g_strdup (field->id));
  /* What the card says in another form than the field wants is asked instead. */
  yj_problem_free (problem);
}

void
yj_session_prefill_from_card (YjSession *self)
{
  g_autoptr (GPtrArray) fields = self->item != NULL ? yj_item_list_fields (self->item) : g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (yj_session_is_prefilled (self, field->id))
      yj_session_set_answer (self, field->id, NULL);
    if (self->card != NULL)
      take_from_card (self, field);
  }
}
