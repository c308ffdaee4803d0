/* SPDX-License-Identifier: Apache-2.0 */
/* One field to type in: outline, text, and a key that empties it. The whole field is the target. Thread: main.
 * Signals "changed" (): the text changed; "activate" (): Enter. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_INPUT (yj_input_get_type ())
G_DECLARE_FINAL_TYPE (YjInput, yj_input, YJ, INPUT, GtkBox)

/* @label: accessible name. @clearable: has the key that empties it. (transfer floating) */
YjInput *yj_input_new (YjContext *context, const char *label, GtkInputPurpose purpose, GtkInputHints hints, int max_chars, gboolean clearable);
GtkText *yj_input_get_text (YjInput *self);
/* (transfer none): valid until the next change. */
const char *yj_input_get_value (YjInput *self);
/* Does not emit "changed". */
void yj_input_set_value (YjInput *self, const char *value);
void yj_input_set_error (YjInput *self, gboolean error);
void yj_input_wipe (YjInput *self);

G_END_DECLS
