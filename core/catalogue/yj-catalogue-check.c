/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what "catalog check" finds beyond what makes a file unreadable. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/fields/yj-field-type.h"
#include "core/seal/yj-archive.h"
#include <string.h>

typedef struct {
  GPtrArray *findings;
  const char *file;
  const json_t *catalogue;
  YjItem *item;
  GHashTable *answers; /* id -> YjQuestion or YjField pointer: everything a condition may name */
  GHashTable *order;   /* id -> position, from 1 */
} Check;

void
yj_catalogue_finding_free (YjCatalogueFinding *finding)
{
  g_free (finding->file);
  g_free (finding->pointer);
  g_free (finding->sentence);
  g_free (finding);
}

static void G_GNUC_PRINTF (4, 5)
report (Check *check, gboolean is_error, const char *pointer, const char *format, ...)
{
  YjCatalogueFinding *finding = g_new0 (YjCatalogueFinding, 1);
  va_list args;

  va_start (args, format);
  finding->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  finding->file = g_strdup (check->file);
  finding->pointer = g_strdup (pointer);
  finding->error = is_error;
  g_ptr_array_add (check->findings, finding);
}

/* Every object that has zh-CN has every language of the catalogue. */
static void
check_languages (Check *check, const json_t *value, const char *pointer)
{
  const char *key;
  json_t *member, *language;
  size_t i;

  if (json_is_object (value) && json_object_get (value, "zh-CN") != NULL) {
    json_array_foreach (json_object_get (check->catalogue, "languages"), i, language)
      if (!yj_text_has ((const YjText *) value, json_string_value (language)))
        report (check, TRUE, pointer, "the text in %s is missing", json_string_value (language));
  } else if (json_is_object (value)) {
    json_object_foreach ((json_t *) value, key, member) {
      g_autofree char *place = g_strdup_printf ("%s/%s", pointer, key);
      check_languages (check, member, place);
    }
  } else if (json_is_array (value)) {
    json_array_foreach (value, i, member) {
      g_autofree char *place = g_strdup_printf ("%s/%zu", pointer, i);
      check_languages (check, member, place);
    }
  }
}

static void
know_answer (Check *check, const char *id, gconstpointer what, const char *pointer)
{
  if (!g_hash_table_insert (check->answers, (gpointer) id, (gpointer) what))
    report (check, TRUE, pointer, "the id %s is used twice", id);
  g_hash_table_insert (check->order, (gpointer) id, GUINT_TO_POINTER (g_hash_table_size (check->answers)));
}

typedef struct {
  Check *check;
  const char *pointer;
  const char *self;
} Use;

static void
check_answer_use (gpointer data, gpointer user_data)
{
  const char *id = data;
  Use *use = user_data;
  guint own = use->self != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (use->check->order, use->self)) : G_MAXUINT;
  guint other = GPOINTER_TO_UINT (g_hash_table_lookup (use->check->order, id));

  if (other == 0)
    report (use->check, TRUE, use->pointer, "the condition names %s, which nobody asks", id);
  else if (other >= own)
    report (use->check, TRUE, use->pointer, "the condition names %s, which is asked no earlier: a cycle", id);
}

static void
check_when (Check *check, const YjCondition *when, const char *pointer, const char *self)
{
  Use use = { check, pointer, self };
  yj_condition_foreach_answer (when, check_answer_use, &use);
}

static void
check_department (Check *check, const char *code, const char *pointer)
{
  if (json_object_get (json_object_get (check->catalogue, "departments"), code) == NULL)
    report (check, TRUE, pointer, "the department %s is not in catalog.json", code);
}

static void
check_matter_codes (Check *check, const char *const *codes, const char *pointer)
{
  for (gsize i = 0; codes[i] != NULL; i++)
    if (yj_item_get_matter (check->item, codes[i]) == NULL)
      report (check, TRUE, pointer, "there is no matter %s", codes[i]);
}

/* Follows "needs" at most as deep as there are matters. */
static gboolean
reaches (YjItem *item, const YjMatter *from, const char *code, guint depth)
{
  for (gsize i = 0; depth > 0 && from->needs[i] != NULL; i++) {
    const YjMatter *next = yj_item_get_matter (item, from->needs[i]);
    if (g_str_equal (from->needs[i], code) || (next != NULL && reaches (item, next, code, depth - 1)))
      return TRUE;
  }
  return FALSE;
}

static void
check_matters (Check *check)
{
  for (guint i = 0; i < check->item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (check->item->matters, i);
    g_autofree char *pointer = g_strdup_printf ("/matters/%u", i);

    if (yj_item_get_matter (check->item, matter->code) != matter)
      report (check, TRUE, pointer, "the code %s is used twice", matter->code);
    check_department (check, matter->department, pointer);
    if (matter->working_days < 0)
      report (check, TRUE, pointer, "promises no working days");
    for (gsize n = 0; matter->needs[n] != NULL; n++)
      if (yj_item_get_matter (check->item, matter->needs[n]) == NULL)
        report (check, TRUE, pointer, "needs %s, which does not exist", matter->needs[n]);
    if (reaches (check->item, matter, matter->code, check->item->matters->len))
      report (check, TRUE, pointer, "needs itself in the end: a cycle");
    check_when (check, matter->when, pointer, NULL);
  }
}

static void
check_prompt (Check *check, GHashTable *prompts, const YjText *prompt, const char *pointer)
{
  if (prompt != NULL && !g_hash_table_add (prompts, (gpointer) yj_text_get (prompt, "zh-CN")))
    report (check, TRUE, pointer, "the same question stands twice: %s", yj_text_get (prompt, "zh-CN"));
}

static void
check_questions (Check *check, GHashTable *prompts)
{
  for (guint i = 0; i < check->item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (check->item->questions, i);
    g_autofree char *pointer = g_strdup_printf ("/questions/%u", i);

    know_answer (check, question->id, question, pointer);
    check_prompt (check, prompts, question->prompt, pointer);
    check_when (check, question->when, pointer, question->id);
    if (question->options->len < 2)
      report (check, TRUE, pointer, "has fewer than two options");
  }
}

static void
check_field (Check *check, const YjField *field, const char *pointer)
{
  know_answer (check, field->id, field, pointer);
  if (yj_field_type_find (field->type) == NULL)
    report (check, TRUE, pointer, "there is no field type %s", field->type);
  if (g_str_has_prefix (field->type, "choice") && (field->options == NULL || field->options->len < 2))
    report (check, TRUE, pointer, "a choice has fewer than two options");
  check_matter_codes (check, field->matters, pointer);
  check_when (check, field->when, pointer, field->id);
}

static void
check_pages (Check *check, const YjSection *section, guint s, GHashTable *prompts)
{
  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u/pages/%u", s, p);

    if (yj_item_get_page (check->item, page->id) != page)
      report (check, TRUE, pointer, "the page %s stands twice", page->id);
    if (page->fields->len == 0)
      report (check, TRUE, pointer, "the page asks nothing");
    check_prompt (check, prompts, page->title, pointer);
    check_when (check, page->when, pointer, NULL);
    for (guint f = 0; f < page->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      check_field (check, g_ptr_array_index (page->fields, f), place);
    }
  }
}

static void
check_materials (Check *check)
{
  for (guint i = 0; i < check->item->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (check->item->materials, i);
    g_autofree char *pointer = g_strdup_printf ("/materials/%u", i);

    if (yj_item_get_material (check->item, material->id) != material)
      report (check, TRUE, pointer, "the id %s is used twice", material->id);
    if (material->exemption == YJ_EXEMPTION_NONE && material->trust_level == NULL)
      report (check, TRUE, pointer, "has no trust level C or D");
    check_matter_codes (check, material->matters, pointer);
    check_when (check, material->when, pointer, NULL);
  }
}

static void
count_assumed (const json_t *value, guint *assumed)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_object (value))
    json_object_foreach ((json_t *) value, key, member) {
      if (g_str_equal (key, "source") && g_strcmp0 (json_string_value (member), "assumed") == 0)
        *assumed += 1;
      count_assumed (member, assumed);
    }
  else
    json_array_foreach (value, i, member) count_assumed (member, assumed);
}

static void
check_item (Check *check)
{
  g_autoptr (GHashTable) prompts = g_hash_table_new (g_str_hash, g_str_equal);
  guint assumed = 0;

  check_languages (check, check->item->root, "");
  check_department (check, check->item->lead, "/lead");
  check_questions (check, prompts);
  for (guint s = 0; s < check->item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (check->item->sections, s);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u", s);
    check_when (check, section->when, pointer, NULL);
    check_pages (check, section, s, prompts);
  }
  for (guint i = 0; i < check->item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (check->item->delivery, i);
    for (guint f = 0; f < delivery->fields->len; f++) {
      g_autofree char *pointer = g_strdup_printf ("/delivery/%u/fields/%u", i, f);
      check_field (check, g_ptr_array_index (delivery->fields, f), pointer);
    }
  }
  check_matters (check);
  check_materials (check);
  count_assumed (check->item->root, &assumed);
  if (assumed > 0)
    report (check, FALSE, "", "%u facts are assumed, without a source", assumed);
  if (check->item->declarations->len == 0)
    report (check, TRUE, "/declarations", "the person would sign nothing");
  if (check->item->consents->len == 0)
    report (check, TRUE, "/consents", "the person would consent to nothing");
}

static void
check_one (GPtrArray *findings, const json_t *catalogue, GPtrArray *entries, const char *id)
{
  g_autofree char *file = g_strdup_printf ("items/%s.json", id);
  GBytes *data = yj_archive_entries_find (entries, file);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) root = NULL;
  g_autoptr (YjItem) item = NULL;
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal), order = g_hash_table_new (g_str_hash, g_str_equal);
  Check check = { findings, file, catalogue, NULL, answers, order };

  if (data == NULL) {
    report (&check, TRUE, "", "catalog.json names this item, and there is no such file");
    return;
  }
  root = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, &error);
  item = root != NULL ? yj_item_new_from_json (root, &error) : NULL;
  if (item == NULL) {
    report (&check, TRUE, "", "%s", error->message);
    return;
  }
  check.item = item;
  if (!g_str_equal (item->id, id))
    report (&check, TRUE, "/id", "differs from the file's name");
  check_item (&check);
}

GPtrArray *
yj_catalogue_check_dir (const char *dir)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_catalogue_finding_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, &error);
  GBytes *data = entries != NULL ? yj_archive_entries_find (entries, "catalog.json") : NULL;
  g_autoptr (json_t) root = NULL;
  Check check = { findings, "catalog.json", NULL };
  json_t *id;
  size_t i;

  if (data != NULL)
    root = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, &error);
  if (root == NULL) {
    report (&check, TRUE, "", "%s", error->message);
    return findings;
  }
  check.catalogue = root;
  check_languages (&check, root, "");
  if (!json_is_array (json_object_get (root, "languages")))
    report (&check, TRUE, "/languages", "the list of languages is missing");
  if (yj_json_int (root, "version", 0) < 1)
    report (&check, TRUE, "/version", "a whole number from 1 is expected");
  json_array_foreach (json_object_get (root, "items"), i, id)
    if (json_is_string (id))
      check_one (findings, root, entries, json_string_value (id));
  return findings;
}
