/* SPDX-License-Identifier: Apache-2.0 */
/* What the keyboard does to the text that has the focus: it acts as a person's keys would, so that limits, groups and
 * moving on to the next part hold. Thread: main. */
#pragma once
#include "ui/keyboard/yj-pinyin-names.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The layout that @text asks for through its input purpose and hints, in a session of @language. Never NULL. */
const char *yj_text_target_layout (GtkText *text, const char *language);
void yj_text_target_insert (GtkText *text, const char *insert);
void yj_text_target_backspace (GtkText *text);
/* What part of a name is typed at the caret; NONE unless the text asks for a name. */
YjNamePart yj_text_target_name_part (GtkText *text);
/* Moves the focus on; FALSE when there is nothing to move to. */
gboolean yj_text_target_next (GtkText *text);

G_END_DECLS
