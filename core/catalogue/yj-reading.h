/* SPDX-License-Identifier: Apache-2.0 */
/* How Han text is read: Hanyu Pinyin without tones, ü as v, traditional characters too. A character has its most frequent
 * reading, but in a known word the one it has there (银行 yin hang). What is read otherwise is written into the catalogue by hand. The
 * table is made at build time from the dictionary of the keyboard. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The syllable of each of the @n characters of @text; NULL for one that is not Han or not in the table. @read: room for @n, filled with
 * static strings. */
void yj_reading_of (const gunichar *text, gsize n, const char **read);

G_END_DECLS
