/* SPDX-License-Identifier: Apache-2.0 */
/* What the items of a catalogue are found by, prepared once: titles, everyday names, keywords, and the matters with theirs, in every
 * language, as written and as they sound. Immutable after it is made. Thread: any. */
#pragma once
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

typedef struct _YjSearchIndex YjSearchIndex;

/* @items: (element-type YjItem) (transfer none): they outlive the index. (transfer full) */
YjSearchIndex *yj_search_index_new (GPtrArray *items);
void yj_search_index_free (YjSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSearchIndex, yj_search_index_free)

/* Items that answer @query, best first, of equals in the catalogue's order; all for nothing but blanks. Of several words each has to
 * be answered. @n_comparisons: (out) (nullable): how often a word was compared. (transfer container) (element-type YjItem) */
GPtrArray *yj_search_index_find (YjSearchIndex *self, const char *query, guint *n_comparisons);
/* Different words in it. */
guint yj_search_index_get_n_words (YjSearchIndex *self);
/* A word of the @item-th item is read like @pinyin, or begins so: it need not be written by hand. */
gboolean yj_search_index_derives (YjSearchIndex *self, guint item, const char *pinyin);

G_END_DECLS
