/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for a field that is answered on a page of its own: says whether it is there and where it is given. It keeps
 * the answer it was shown, so that a form that reads its editors loses nothing. Thread: main. */
#pragma once
#include "ui/fields/yj-field-editor.h"

G_BEGIN_DECLS

#define YJ_TYPE_STATE_EDITOR (yj_state_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjStateEditor, yj_state_editor, YJ, STATE_EDITOR, GtkBox)

/* What is said, by id: while there is an answer and while there is none, and on the button that leads to where it is given. */
typedef struct {
  const char *done, *missing, *give, *give_again;
  const char *icon;
  const char *page; /* id of the page beside the line; its subject is the field's id */
} YjStateProfile;

/* @profile: static. (transfer floating) */
YjFieldEditor *yj_state_editor_new (YjContext *context, const YjField *field, const YjStateProfile *profile);

G_END_DECLS
