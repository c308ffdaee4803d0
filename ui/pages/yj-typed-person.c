/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two fields of a person who is typed by hand. */
#include "ui/pages/yj-typed-person.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include "ui/fields/yj-field-group.h"

enum { NAME, NUMBER, N_FIELDS };

struct _YjTypedPerson {
  YjPage *page; /* not owned */
  json_t *labels; /* owns the texts of the fields */
  YjField fields[N_FIELDS];
  YjFieldGroup *groups[N_FIELDS]; /* owned by the page's rows; NULL while hidden */
};

static void
make_field (YjTypedPerson *self, int which, const char *id, const char *type)
{
  YjContext *context = yj_page_get_context (self->page);
  const char *const *languages = yj_messages_get_languages (context->messages);
  g_autofree char *message = g_strconcat ("identify.", id, NULL);
  json_t *label = json_object ();

  for (gsize i = 0; languages[i] != NULL; i++)
    json_object_set_new (label, languages[i], json_string (yj_messages_get (context->messages, languages[i], message)));
  json_object_set_new (self->labels, id, label);
  self->fields[which] = (YjField){ .id = id, .type = type, .label = yj_text_from_json (label), .required = TRUE };
}

YjTypedPerson *
yj_typed_person_new (YjPage *page)
{
  YjTypedPerson *self = g_new0 (YjTypedPerson, 1);

  self->page = page;
  self->labels = json_object ();
  make_field (self, NAME, "name", "person-name");
  make_field (self, NUMBER, "number", "resident-id");
  return self;
}

void
yj_typed_person_free (YjTypedPerson *self)
{
  json_decref (self->labels);
  g_free (self);
}

void
yj_typed_person_show (YjTypedPerson *self)
{
  for (int i = 0; i < N_FIELDS; i++) {
    self->groups[i] = yj_field_group_new (yj_page_get_context (self->page), &self->fields[i], FALSE);
    yj_page_add (self->page, GTK_WIDGET (self->groups[i]));
  }
}

void
yj_typed_person_hide (YjTypedPerson *self)
{
  for (int i = 0; i < N_FIELDS && self->groups[i] != NULL; i++) {
    yj_field_editor_wipe (yj_field_group_get_editor (self->groups[i]));
    self->groups[i] = NULL;
  }
}

void
yj_typed_person_set_number (YjTypedPerson *self, const char *number)
{
  json_t *raw = json_string (number);
  yj_field_editor_set_raw (yj_field_group_get_editor (self->groups[NUMBER]), raw);
  yj_json_wipe (raw);
}

/* The answer when it is right; else NULL, and the sentence stands at the field. (transfer full) */
static json_t *
take (YjTypedPerson *self, int which)
{
  YjContext *context = yj_page_get_context (self->page);
  const YjField *field = &self->fields[which];
  const YjFieldType *type = yj_field_type_find (field->type);
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (self->groups[which]));
  json_t *value = raw != NULL ? type->normalise (raw) : NULL;
  g_autoptr (YjProblem) problem = value == NULL ? yj_problem_new ("field.missing", NULL) : type->validate (field, value, today);
  g_autofree char *sentence = NULL;

  yj_json_wipe (raw);
  if (problem != NULL) {
    sentence = yj_messages_format_problem (context->messages, yj_context_get_language (context), problem);
    yj_page_add_error (self->page, GTK_WIDGET (self->groups[which]), sentence);
    yj_json_wipe (value);
    value = NULL;
  }
  yj_field_group_set_error (self->groups[which], sentence);
  return value;
}

YjIdCard *
yj_typed_person_take (YjTypedPerson *self)
{
  json_t *name = take (self, NAME), *number = take (self, NUMBER);
  YjIdCard *card = NULL;

  if (name != NULL && number != NULL) {
    card = yj_id_card_new (YJ_ID_RESIDENT);
    card->document_type = g_strdup ("111");
    card->name = g_strdup (json_string_value (name));
    card->number = g_strdup (json_string_value (number));
    card->sex = yj_resident_id_get_sex (card->number);
    card->birth = yj_resident_id_get_birth (card->number);
  }
  yj_json_wipe (name);
  yj_json_wipe (number);
  return card;
}

void
yj_typed_person_save (YjTypedPerson *self, json_t *saved)
{
  for (int i = 0; i < N_FIELDS && self->groups[i] != NULL; i++) {
    json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (self->groups[i]));
    if (raw != NULL)
      json_object_set_new (saved, self->fields[i].id, raw);
  }
}

void
yj_typed_person_restore (YjTypedPerson *self, const json_t *saved)
{
  for (int i = 0; i < N_FIELDS && self->groups[i] != NULL; i++)
    yj_field_editor_set_raw (yj_field_group_get_editor (self->groups[i]), json_object_get (saved, self->fields[i].id));
}
