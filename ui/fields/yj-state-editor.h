/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for a field that is answered on a page of its own: says whether it is there and where it is given. It keeps
 * the answer it was shown, so that a form that reads its editors loses nothing. Thread: main. */
#pragma once
#include "ui/fields/yj-field-editor.h"

G_BEGIN_DECLS

#define YJ_TYPE_STATE_EDITOR (yj_state_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjStateEditor, yj_state_editor, YJ, STATE_EDITOR, GtkBox)

/* @done, @missing: ids of the sentences. (transfer floating) */
YjFieldEditor *yj_state_editor_new (YjContext *context, const YjField *field, const char *done, const char *missing);

G_END_DECLS
