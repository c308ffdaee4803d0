/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which members an item's objects have: a member that nobody reads is a slip of the pen. */
#include "core/catalogue/yj-check-private.h"

typedef struct Shape Shape;
struct Shape {
  const char *const *members;
  struct {
    const char *key; /* of a list of objects */
    const Shape *shape;
  } lists[8];
  const char *object; /* (nullable) key of an object … */
  const Shape *object_shape;
};

#define MEMBERS(...) ((const char *const[]){ __VA_ARGS__, "source", NULL })

static const Shape spec = { MEMBERS ("min_length", "max_length", "not_before_days", "not_after_days", "not_before", "may_be_future", "min",
                                     "max", "kind", "show_whole", "differs_from", "distinct", "division"),
                            { { NULL, NULL } }, NULL, NULL };
static const Shape reduction = { MEMBERS ("before", "after"), { { NULL, NULL } }, NULL, NULL };
static const Shape reductions = { MEMBERS ("days", "materials", "visits"), { { NULL, NULL } }, NULL, NULL };
static const Shape option = { MEMBERS ("id", "label", "hint", "when"), { { NULL, NULL } }, NULL, NULL };
static const Shape matter = { MEMBERS ("code", "name", "everyday_name", "department", "working_days", "result", "optional", "needs",
                                       "in_person", "when"),
                              { { NULL, NULL } }, NULL, NULL };
static const Shape question = { MEMBERS ("id", "prompt", "hint", "multiple", "options", "when"), { { "options", &option } }, NULL, NULL };
static const Shape field = { MEMBERS ("id", "type", "label", "hint", "prompt", "required", "matters", "prefill", "options", "spec", "when"),
                             { { "options", &option } }, "spec", &spec };
static const Shape page = { MEMBERS ("id", "title", "hint", "fields", "when"), { { "fields", &field } }, NULL, NULL };
static const Shape repeat = { MEMBERS ("count", "min", "max"), { { NULL, NULL } }, NULL, NULL };
static const Shape section = { MEMBERS ("id", "title", "pages", "when", "repeat"), { { "pages", &page } }, "repeat", &repeat };
static const Shape material = { MEMBERS ("id", "name", "hint", "matters", "exemption", "necessity", "copies", "max_pages", "trust_level",
                                         "bring_original", "when"),
                                { { NULL, NULL } }, NULL, NULL };
static const Shape delivery = { MEMBERS ("id", "label", "hint", "fields", "when"), { { "fields", &field } }, NULL, NULL };
static const Shape fee = { MEMBERS ("matter", "delivery", "amount", "basis", "when"), { { NULL, NULL } }, NULL, NULL };
static const Shape privacy = { MEMBERS ("heading", "text"), { { NULL, NULL } }, NULL, NULL };
static const Shape item = {
  MEMBERS ("id", "version", "aliases", "audience", "stage", "lead", "glyph", "title", "everyday", "summary", "keywords", "pinyin", "limit_days",
           "reductions", "legal_basis", "consent_version", "matters", "questions", "sections", "materials", "delivery", "fees",
           "declarations", "notices", "consents", "privacy", "bereavement"),
  { { "matters", &matter }, { "questions", &question }, { "sections", &section }, { "materials", &material },
    { "delivery", &delivery }, { "fees", &fee }, { "privacy", &privacy } },
  "reductions", &reductions
};

static void
check_shape (YjCheck *check, const json_t *object, const Shape *shape, const char *pointer)
{
  const char *key;
  json_t *member, *element;
  size_t n;

  json_object_foreach ((json_t *) object, key, member)
    if (!g_strv_contains (shape->members, key))
      yj_check_report (check, TRUE, pointer, "nobody reads the member %s", key);
  for (gsize i = 0; i < G_N_ELEMENTS (shape->lists) && shape->lists[i].key != NULL; i++)
    json_array_foreach (json_object_get (object, shape->lists[i].key), n, element) {
      g_autofree char *place = g_strdup_printf ("%s/%s/%zu", pointer, shape->lists[i].key, n);
      check_shape (check, element, shape->lists[i].shape, place);
    }
  if (shape->object != NULL) {
    g_autofree char *place = g_strdup_printf ("%s/%s", pointer, shape->object);
    check_shape (check, json_object_get (object, shape->object), shape->object_shape, place);
  }
  if (shape == &reductions)
    json_object_foreach ((json_t *) object, key, member) {
      g_autofree char *place = g_strdup_printf ("%s/%s", pointer, key);
      if (json_is_object (member))
        check_shape (check, member, &reduction, place);
    }
}

void
yj_check_members (YjCheck *check)
{
  check_shape (check, check->item->file, &item, "");
}
