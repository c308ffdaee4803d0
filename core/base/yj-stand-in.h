/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown in place of a rare character that the fonts lack: the mark that printers set for a missing sort, U+3013 〓. Only what
 * is shown changes; what is kept, sealed and sent never goes through here. Pure. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_STAND_IN "〓"

/* Has a font the character? */
typedef gboolean (*YjHasGlyph) (gunichar c, gpointer data);

/* @text with YJ_STAND_IN for each Han or privately used character for which @has says no, and without the marks and selectors that follow
 * it; NULL when @text can be shown as it is. Texts without such characters never ask. (transfer full) (nullable), free with
 * yj_secret_text_free () */
char *yj_text_stand_in (const char *text, YjHasGlyph has, gpointer data);

G_END_DECLS
