/* SPDX-License-Identifier: Apache-2.0 */
/* Ranks candidates for the beginning of a person's name. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* What a candidate is when it becomes the first part of a name: lower comes first; equal keeps its order. @whole: it
 * takes up all that was typed. */
guint yj_pinyin_name_rank (const char *text, gboolean whole);

G_END_DECLS
