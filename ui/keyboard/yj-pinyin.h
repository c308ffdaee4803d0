/* SPDX-License-Identifier: Apache-2.0 */
/* Composes Chinese from pinyin. What is composed stays here until a candidate is chosen: nothing of it is written,
 * logged or learned. Thread: main. Signal "changed" (): the composition or the candidates changed. */
#pragma once
#include "ui/keyboard/yj-pinyin-names.h"
#include <glib-object.h>

G_BEGIN_DECLS

#define YJ_PINYIN_MAX_CANDIDATES 300

#define YJ_TYPE_PINYIN (yj_pinyin_get_type ())
G_DECLARE_FINAL_TYPE (YjPinyin, yj_pinyin, YJ, PINYIN, GObject)

/* Starts the engine; the first key waits for what is left of the 0.2 s that its tables take. Errors:
 * yj_rime_acquire (). (transfer full) (nullable) */
YjPinyin *yj_pinyin_new (GError **error);
/* What is typed next; holds from the next key on. In a name, what names are made of comes first. */
void yj_pinyin_set_name_part (YjPinyin *self, YjNamePart part);

/* @key: a to z, or ' between syllables. FALSE when it cannot be part of a composition. */
gboolean yj_pinyin_press (YjPinyin *self, char key);
/* Takes back the last letter or choice. FALSE when nothing is composed. */
gboolean yj_pinyin_backspace (YjPinyin *self);
gboolean yj_pinyin_is_composing (YjPinyin *self);
/* As it is shown: chosen characters, then pinyin in syllables. "" when nothing is composed. */
const char *yj_pinyin_get_preedit (YjPinyin *self);
guint yj_pinyin_get_n_candidates (YjPinyin *self);
const char *yj_pinyin_get_candidate (YjPinyin *self, guint index);
/* The text that is ready, or NULL while syllables remain. The caller frees it with yj_secret_text_free ().
 * (transfer full) (nullable) */
char *yj_pinyin_choose (YjPinyin *self, guint index);
/* Drops the composition and everything the engine remembers of earlier ones. */
void yj_pinyin_clear (YjPinyin *self);

G_END_DECLS
