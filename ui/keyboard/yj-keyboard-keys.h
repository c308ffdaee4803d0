/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of one layout as buttons in a grid. Thread: main.
 * Signal "pressed" (gpointer key): a const YjKey *, acted on when the finger is lifted from it. */
#pragma once
#include "ui/keyboard/yj-keyboard-layouts.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

typedef enum { YJ_SHIFT_OFF, YJ_SHIFT_ONCE, YJ_SHIFT_LOCKED } YjShift;

#define YJ_TYPE_KEYBOARD_KEYS (yj_keyboard_keys_get_type ())
G_DECLARE_FINAL_TYPE (YjKeyboardKeys, yj_keyboard_keys, YJ, KEYBOARD_KEYS, GtkGrid)

YjKeyboardKeys *yj_keyboard_keys_new (YjContext *context);
/* Replaces the keys; labels are in the session's language. */
void yj_keyboard_keys_set_layout (YjKeyboardKeys *self, const YjKeyboardLayout *layout);
/* Letters show what they will type. */
void yj_keyboard_keys_set_shift (YjKeyboardKeys *self, YjShift shift);
GtkWidget *yj_keyboard_keys_find (YjKeyboardKeys *self, YjKeyAction action, const char *text);

G_END_DECLS
