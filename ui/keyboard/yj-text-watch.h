/* SPDX-License-Identifier: Apache-2.0 */
/* Says which text of a window a person types into: the editable GtkText that has the focus. Thread: main.
 * Signals "changed" (): another text, or none; "touched" (): the text that had the focus already was touched again. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YJ_TYPE_TEXT_WATCH (yj_text_watch_get_type ())
G_DECLARE_FINAL_TYPE (YjTextWatch, yj_text_watch, YJ, TEXT_WATCH, GObject)

/* (transfer full) */
YjTextWatch *yj_text_watch_new (void);
/* @root: (nullable): none is watched. Not owned: set NULL before it goes. */
void yj_text_watch_set_root (YjTextWatch *self, GtkRoot *root);
/* (transfer none) (nullable) */
GtkText *yj_text_watch_get_text (YjTextWatch *self);

G_END_DECLS
