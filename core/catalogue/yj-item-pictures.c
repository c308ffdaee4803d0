/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the materials that fields for pictures bring with them. */
#include "core/catalogue/yj-item-pictures.h"

static gboolean
is_picture (const json_t *field)
{
  const char *type = yj_json_string (field, "type");
  return yj_json_string (field, "id") != NULL && (g_strcmp0 (type, "photo") == 0 || g_strcmp0 (type, "signature") == 0);
}

/* Seen by a camera or given on this screen, neither compared with an original: level C. */
static json_t *
make_material (json_t *field)
{
  static const char *const taken_over[][2] = { { "label", "name" }, { "hint", "hint" }, { "matters", "matters" } };
  const char *id = yj_json_string (field, "id");
  json_t *material = json_pack ("{s:s, s:s, s:s, s:s, s:i, s:s, s:{s:s, s:b}}", "id", id, "of_field", yj_json_string (field, "type"),
                                "exemption", "none", "necessity", "required", "max_pages", 1, "trust_level", "C", "when", "answer", id,
                                "known", 1);

  for (guint i = 0; i < G_N_ELEMENTS (taken_over); i++)
    if (json_object_get (field, taken_over[i][0]) != NULL)
      json_object_set (material, taken_over[i][1], json_object_get (field, taken_over[i][0]));
  return material;
}

static void
collect (json_t *fields, json_t *materials)
{
  json_t *field;
  size_t i;

  json_array_foreach (fields, i, field)
    if (is_picture (field))
      json_array_append_new (materials, make_material (field));
}

static json_t *
list_pictures (const json_t *root)
{
  json_t *materials = json_array (), *section, *page, *delivery;
  size_t s, p;

  json_array_foreach (yj_json_array (root, "sections"), s, section)
    json_array_foreach (yj_json_array (section, "pages"), p, page)
      collect (yj_json_array (page, "fields"), materials);
  json_array_foreach (yj_json_array (root, "delivery"), s, delivery)
    collect (yj_json_array (delivery, "fields"), materials);
  return materials;
}

json_t *
yj_item_add_pictures (json_t *root)
{
  g_autoptr (json_t) pictures = list_pictures (root);
  json_t *all, *with;

  if (json_array_size (pictures) == 0)
    return json_incref (root);
  all = json_array ();
  json_array_extend (all, yj_json_array (root, "materials"));
  json_array_extend (all, pictures);
  with = json_copy (root);
  json_object_set_new (with, "materials", all);
  return with;
}
