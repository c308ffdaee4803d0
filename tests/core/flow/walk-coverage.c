/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/flow/walk-coverage.h"

enum { QUESTIONS, OPTIONS, MATTERS, PAGES, FIELDS, MATERIALS, DELIVERIES, BRANCHES, N_KINDS };
static const char *const kinds[] = { "questions", "options", "matters", "pages", "fields", "materials", "deliveries", "branches" };

struct _WalkCoverage {
  YjItem *item;
  GHashTable *expected[N_KINDS], *met[N_KINDS]; /* sets of names */
};

static void
expect (WalkCoverage *self, guint kind, const char *name)
{
  g_hash_table_add (self->expected[kind], g_strdup (name));
}

static void
expect_pair (WalkCoverage *self, guint kind, const char *id, const char *more)
{
  g_hash_table_add (self->expected[kind], g_strdup_printf ("%s %s", id, more));
}

static void
meet (WalkCoverage *self, guint kind, const char *name)
{
  if (name != NULL && !g_hash_table_contains (self->met[kind], name))
    g_hash_table_add (self->met[kind], g_strdup (name));
}

static void
meet_pair (WalkCoverage *self, guint kind, const char *id, const char *more)
{
  g_autofree char *name = g_strdup_printf ("%s %s", id, more);
  meet (self, kind, name);
}

/* ---- every condition of the item ---- */

typedef void (*BranchFunc) (WalkCoverage *self, const char *id, const char *part, const YjCondition *when, gpointer user_data);

static void
foreach_branch_of_options (WalkCoverage *self, const char *id, GPtrArray *options, BranchFunc callback, gpointer user_data)
{
  for (guint i = 0; options != NULL && i < options->len; i++) {
    const YjOption *option = g_ptr_array_index (options, i);
    g_autofree char *name = g_strdup_printf ("%s/%s", id, option->id);
    callback (self, name, "option", option->when, user_data);
  }
}

static void
foreach_branch_of_form (WalkCoverage *self, BranchFunc callback, gpointer user_data)
{
  g_autoptr (GPtrArray) fields = yj_item_list_fields (self->item);

  for (guint s = 0; s < self->item->sections->len; s++) {
    const YjSection *section = g_ptr_array_index (self->item->sections, s);
    callback (self, section->id, "section", section->when, user_data);
    for (guint p = 0; p < section->pages->len; p++) {
      const YjPageGroup *page = g_ptr_array_index (section->pages, p);
      callback (self, page->id, "page", page->when, user_data);
    }
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    callback (self, field->id, "field", field->when, user_data);
    foreach_branch_of_options (self, field->id, field->options, callback, user_data);
  }
}

static void
foreach_branch (WalkCoverage *self, BranchFunc callback, gpointer user_data)
{
  YjItem *item = self->item;

  for (guint i = 0; i < item->questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (item->questions, i);
    callback (self, question->id, "question", question->when, user_data);
    foreach_branch_of_options (self, question->id, question->options, callback, user_data);
  }
  foreach_branch_of_form (self, callback, user_data);
  for (guint i = 0; i < item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (item->matters, i);
    callback (self, matter->code, "matter", matter->when, user_data);
  }
  for (guint i = 0; i < item->materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (item->materials, i);
    callback (self, material->id, "material", material->when, user_data);
  }
  for (guint i = 0; i < item->delivery->len; i++) {
    const YjDelivery *delivery = g_ptr_array_index (item->delivery, i);
    callback (self, delivery->id, "delivery", delivery->when, user_data);
  }
}

static void
note_id (gpointer id, gpointer user_data)
{
  *(const char **) user_data = id;
}

/* The first employee is there where the number is never below 1: that condition is not of the file. */
static gboolean
is_always_there (WalkCoverage *self, const char *id, const char *part)
{
  const char *count = NULL;

  for (guint s = 0; g_str_equal (part, "section") && s < self->item->sections->len; s++) {
    const YjSection *section = g_ptr_array_index (self->item->sections, s);
    const YjField *number;
    if (section->copy < 1 || !g_str_equal (section->id, id))
      continue;
    yj_condition_foreach_answer (section->when, note_id, &count);
    number = yj_item_get_field (self->item, count);
    return number != NULL && yj_json_int (number->spec, "min", 0) >= section->copy;
  }
  return FALSE;
}

static void
expect_branch (WalkCoverage *self, const char *id, const char *part, const YjCondition *when, gpointer user_data)
{
  g_autofree char *name = g_strdup_printf ("%s %s", part, id);

  if (when == NULL)
    return;
  expect_pair (self, BRANCHES, name, "holds");
  if (!is_always_there (self, id, part))
    expect_pair (self, BRANCHES, name, "does not hold");
}

static void
meet_branch (WalkCoverage *self, const char *id, const char *part, const YjCondition *when, gpointer user_data)
{
  g_autofree char *name = NULL;

  if (when == NULL)
    return;
  name = g_strdup_printf ("%s %s", part, id);
  meet_pair (self, BRANCHES, name, yj_session_is_visible (user_data, when) ? "holds" : "does not hold");
}

/* ---- everything else ---- */

static void
expect_options (WalkCoverage *self, const char *id, GPtrArray *options)
{
  for (guint i = 0; options != NULL && i < options->len; i++)
    expect_pair (self, OPTIONS, id, ((YjOption *) g_ptr_array_index (options, i))->id);
}

static void
expect_form (WalkCoverage *self)
{
  g_autoptr (GPtrArray) fields = yj_item_list_fields (self->item);

  for (guint s = 0; s < self->item->sections->len; s++) {
    const YjSection *section = g_ptr_array_index (self->item->sections, s);
    for (guint p = 0; p < section->pages->len; p++)
      expect (self, PAGES, ((YjPageGroup *) g_ptr_array_index (section->pages, p))->id);
  }
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    expect (self, FIELDS, field->id);
    expect_options (self, field->id, field->options);
  }
}

/* Each material in each way in which it can be had. */
static void
expect_material (WalkCoverage *self, const YjMaterial *material)
{
  static const char *const hows[] = { "photographed", "generated", "e-licence", "verified", "personal-space" };

  expect_pair (self, MATERIALS, material->id, hows[material->exemption]);
  if (material->exemption == YJ_EXEMPTION_NONE && material->necessity == YJ_NECESSITY_LATER)
    expect_pair (self, MATERIALS, material->id, "later");
}

WalkCoverage *
walk_coverage_new (YjItem *item)
{
  WalkCoverage *self = g_new0 (WalkCoverage, 1);

  self->item = item;
  for (guint kind = 0; kind < N_KINDS; kind++) {
    self->expected[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->met[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  for (guint i = 0; i < item->questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (item->questions, i);
    expect (self, QUESTIONS, question->id);
    expect_options (self, question->id, question->options);
  }
  for (guint i = 0; i < item->matters->len; i++)
    expect (self, MATTERS, ((YjMatter *) g_ptr_array_index (item->matters, i))->code);
  expect_form (self);
  for (guint i = 0; i < item->materials->len; i++)
    expect_material (self, g_ptr_array_index (item->materials, i));
  for (guint i = 0; i < item->delivery->len; i++)
    expect (self, DELIVERIES, ((YjDelivery *) g_ptr_array_index (item->delivery, i))->id);
  foreach_branch (self, expect_branch, NULL);
  return self;
}

void
walk_coverage_free (WalkCoverage *self)
{
  for (guint kind = 0; kind < N_KINDS; kind++) {
    g_hash_table_unref (self->expected[kind]);
    g_hash_table_unref (self->met[kind]);
  }
  g_free (self);
}

void
walk_coverage_note_place (WalkCoverage *self, const YjPlace *place)
{
  if (g_str_equal (place->page, "form"))
    meet (self, PAGES, place->subject);
  else if (g_str_equal (place->page, "guide-question"))
    meet (self, QUESTIONS, place->subject);
}

static void
note_answer (WalkCoverage *self, const char *id, const json_t *value)
{
  const YjField *field = yj_item_get_field (self->item, id);
  size_t i;
  json_t *member;

  if (field != NULL)
    meet (self, FIELDS, id);
  if (field != NULL && field->options == NULL)
    return;
  if (json_is_string (value))
    meet_pair (self, OPTIONS, id, json_string_value (value));
  json_array_foreach (value, i, member) meet_pair (self, OPTIONS, id, json_string_value (member));
}

void
walk_coverage_note_document (WalkCoverage *self, const json_t *document, YjSession *session)
{
  const YjDelivery *delivery = yj_session_get_delivery (session);
  json_t *entry;
  size_t i;

  json_array_foreach (json_object_get (document, "answers"), i, entry)
    note_answer (self, yj_json_string (entry, "id"), json_object_get (entry, "value"));
  json_array_foreach (json_object_get (document, "matters"), i, entry) meet (self, MATTERS, json_string_value (entry));
  json_array_foreach (json_object_get (document, "materials"), i, entry)
    meet_pair (self, MATERIALS, yj_json_string (entry, "id"), yj_json_string (entry, "how"));
  if (delivery != NULL)
    meet (self, DELIVERIES, delivery->id);
  foreach_branch (self, meet_branch, session);
}

const char *
walk_coverage_find_rare (WalkCoverage *self, const YjField *field)
{
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    const YjOption *option = g_ptr_array_index (field->options, i);
    g_autofree char *name = g_strdup_printf ("%s %s", field->id, option->id);
    if (!g_hash_table_contains (self->met[OPTIONS], name))
      return option->id;
  }
  return NULL;
}

static guint
count_met (WalkCoverage *self, guint kind, gboolean tell)
{
  GHashTableIter iter;
  gpointer name;
  guint met = 0;

  g_hash_table_iter_init (&iter, self->expected[kind]);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    gboolean is_met = g_hash_table_contains (self->met[kind], name);
    met += is_met;
    if (tell && !is_met)
      g_test_message ("%s: never met of %s: %s", self->item->id, kinds[kind], (char *) name);
  }
  return met;
}

gboolean
walk_coverage_is_whole (WalkCoverage *self)
{
  for (guint kind = 0; kind < N_KINDS; kind++)
    if (count_met (self, kind, FALSE) < g_hash_table_size (self->expected[kind]))
      return FALSE;
  return TRUE;
}

void
walk_coverage_tell_heading (void)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "%-18s %6s %7s %6s", "item", "people", "moves", "hidden");
  for (guint kind = 0; kind < N_KINDS; kind++)
    g_string_append_printf (line, " %11s", kinds[kind]);
  g_test_message ("%s   all", line->str);
}

void
walk_coverage_tell (WalkCoverage *self, guint people, guint64 moves, guint hidden)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint all = 0, all_met = 0;

  g_string_printf (line, "%-18s %6u %7" G_GUINT64_FORMAT " %6u", self->item->id, people, moves, hidden);
  for (guint kind = 0; kind < N_KINDS; kind++) {
    guint expected = g_hash_table_size (self->expected[kind]), met = count_met (self, kind, TRUE);
    g_autofree char *cell = g_strdup_printf ("%u/%u", met, expected);
    g_string_append_printf (line, " %11s", cell);
    all += expected;
    all_met += met;
  }
  g_test_message ("%s %5.1f %%", line->str, 100.0 * all_met / all);
}
