/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a part of an item is found by its id, and where a field and a page stand: conditions ask for it at every step of a visit. */
#include "core/catalogue/yj-item-parser.h"

/* Of two with the same id the first counts; a check reports the second. */
static void
know (GHashTable *index, gconstpointer key, gpointer part)
{
  if (key != NULL && !g_hash_table_contains (index, key))
    g_hash_table_insert (index, (gpointer) key, part);
}

static void
know_fields (YjItem *self, GPtrArray *fields, YjPageGroup *page)
{
  for (guint f = 0; f < fields->len; f++) {
    YjField *field = g_ptr_array_index (fields, f);
    know (self->fields_by_id, field->id, field);
    if (page != NULL)
      know (self->pages_by_field, field, page);
  }
}

static void
know_section (YjItem *self, YjSection *section)
{
  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    know (self->pages_by_id, page->id, page);
    know (self->sections_by_page, page, section);
    know_fields (self, page->fields, page);
  }
}

void
yj_item_make_index (YjItem *self)
{
  self->questions_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->fields_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->pages_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->pages_by_field = g_hash_table_new (NULL, NULL);
  self->sections_by_page = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->questions->len; i++)
    know (self->questions_by_id, ((YjQuestion *) g_ptr_array_index (self->questions, i))->id, g_ptr_array_index (self->questions, i));
  for (guint s = 0; s < self->sections->len; s++)
    know_section (self, g_ptr_array_index (self->sections, s));
  for (guint i = 0; i < self->delivery->len; i++)
    know_fields (self, ((YjDelivery *) g_ptr_array_index (self->delivery, i))->fields, NULL);
}

void
yj_item_free_index (YjItem *self)
{
  g_clear_pointer (&self->questions_by_id, g_hash_table_unref);
  g_clear_pointer (&self->fields_by_id, g_hash_table_unref);
  g_clear_pointer (&self->pages_by_id, g_hash_table_unref);
  g_clear_pointer (&self->pages_by_field, g_hash_table_unref);
  g_clear_pointer (&self->sections_by_page, g_hash_table_unref);
}

const YjQuestion *
yj_item_get_question (YjItem *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->questions_by_id, id) : NULL;
}

const YjField *
yj_item_get_field (YjItem *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->fields_by_id, id) : NULL;
}

const YjPageGroup *
yj_item_get_page (YjItem *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->pages_by_id, id) : NULL;
}

const YjPageGroup *
yj_item_get_page_of_field (YjItem *self, const YjField *field)
{
  return g_hash_table_lookup (self->pages_by_field, field);
}

const YjSection *
yj_item_get_section_of_page (YjItem *self, const YjPageGroup *page)
{
  return g_hash_table_lookup (self->sections_by_page, page);
}
