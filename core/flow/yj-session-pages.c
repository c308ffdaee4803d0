/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pages of papers that a visitor handed over: their number, their order, and which stands in for which. */
#include "core/flow/yj-session-private.h"

static void
page_free (gpointer data)
{
  YjMaterialPage *page = data;
  g_clear_pointer (&page->thumbnail, g_bytes_unref);
  g_free (page->sha256);
  g_free (page);
}

static YjMaterialPage *
page_new (const char *sha256, gsize bytes, GBytes *thumbnail)
{
  YjMaterialPage *page = g_new (YjMaterialPage, 1);
  *page = (YjMaterialPage){ g_strdup (sha256), bytes, thumbnail != NULL ? g_bytes_ref (thumbnail) : NULL };
  return page;
}

void
yj_session_put_material_page (YjSession *self, const char *material_id, guint index, const char *sha256, gsize bytes, GBytes *thumbnail)
{
  GPtrArray *pages = g_hash_table_lookup (self->pages, material_id);

  if (pages == NULL) {
    pages = g_ptr_array_new_with_free_func (page_free);
    g_hash_table_insert (self->pages, g_strdup (material_id), pages);
  }
  if (index < pages->len) {
    page_free (g_ptr_array_index (pages, index));
    g_ptr_array_index (pages, index) = page_new (sha256, bytes, thumbnail);
  } else {
    g_ptr_array_add (pages, page_new (sha256, bytes, thumbnail));
  }
  yj_session_follow_picture (self, material_id);
  g_hash_table_remove (self->later, material_id);
  yj_session_emit_changed (self);
}

void
yj_session_remove_material_page (YjSession *self, const char *material_id, guint index)
{
  GPtrArray *pages = g_hash_table_lookup (self->pages, material_id);

  if (pages == NULL || index >= pages->len)
    return;
  g_ptr_array_remove_index (pages, index);
  if (pages->len == 0)
    g_hash_table_remove (self->pages, material_id);
  yj_session_follow_picture (self, material_id);
  yj_session_emit_changed (self);
}

void
yj_session_move_material_page (YjSession *self, const char *material_id, guint from, guint to)
{
  GPtrArray *pages = g_hash_table_lookup (self->pages, material_id);

  if (pages == NULL || from >= pages->len || to >= pages->len || from == to)
    return;
  g_ptr_array_insert (pages, (int) to, g_ptr_array_steal_index (pages, from));
  yj_session_follow_picture (self, material_id);
  yj_session_emit_changed (self);
}

GPtrArray *
yj_session_get_material_pages (YjSession *self, const char *material_id)
{
  return g_hash_table_lookup (self->pages, material_id);
}
