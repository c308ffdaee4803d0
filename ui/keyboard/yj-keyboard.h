/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard of the screen. It watches the focus of its window: a GtkText that gets it brings the keyboard up with the
 * layout its input purpose asks for, and 收起 puts it away until a text is touched again. It is visible exactly while it
 * is wanted, so the frame gives it room by its visibility. Keys never take the focus. Thread: main.
 * Property "wanted" (gboolean, read): a text is waiting to be typed into. */
#pragma once
#include "ui/keyboard/yj-keyboard-layouts.h"
#include "ui/keyboard/yj-pinyin.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_KEYBOARD (yj_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (YjKeyboard, yj_keyboard, YJ, KEYBOARD, GtkBox)

/* Without the pinyin dictionary it types letters only and says so in the log. (transfer floating) */
YjKeyboard *yj_keyboard_new (YjContext *context);
gboolean yj_keyboard_get_wanted (YjKeyboard *self);
/* Puts it away, as 收起 does: what is being composed is dropped. */
void yj_keyboard_hide (YjKeyboard *self);

/* The layout on the screen. NULL while nothing was typed into yet. */
const char *yj_keyboard_get_layout (YjKeyboard *self);
/* The button of the key that types @text or, with @text NULL, of the first key that does @action; NULL when the layout has
 * none. The candidate buttons: NULL when not on the screen. For tests and assistive control. (transfer none) */
GtkWidget *yj_keyboard_get_key (YjKeyboard *self, YjKeyAction action, const char *text);
GtkWidget *yj_keyboard_get_candidate (YjKeyboard *self, guint index);
GtkWidget *yj_keyboard_get_more (YjKeyboard *self);
/* (nullable) */
YjPinyin *yj_keyboard_get_pinyin (YjKeyboard *self);

G_END_DECLS
