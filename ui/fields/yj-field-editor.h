/* SPDX-License-Identifier: Apache-2.0 */
/* An editor: the widget with which a person answers one field. One file per field type,
 * ui/fields/yj-<type>-editor.c, found by the field's type through the generated registry. The form page puts label, hint and
 * error around it (ui/widgets/yj-field-group.h). Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_FIELD_EDITOR (yj_field_editor_get_type ())
G_DECLARE_INTERFACE (YjFieldEditor, yj_field_editor, YJ, FIELD_EDITOR, GtkWidget)

struct _YjFieldEditorInterface {
  GTypeInterface parent_iface;
  json_t *(*get_raw) (YjFieldEditor *self);
  void (*set_raw) (YjFieldEditor *self, const json_t *raw);
  void (*set_error) (YjFieldEditor *self, gboolean error);
  void (*wipe) (YjFieldEditor *self);
};

/* Signal "edited" (): the person changed something. */
/* What was typed or touched, as yj_session_answer_field () takes it; NULL when empty. (transfer full) */
json_t *yj_field_editor_get_raw (YjFieldEditor *self);
/* Shows a stored answer or a saved raw value; NULL empties. */
void yj_field_editor_set_raw (YjFieldEditor *self, const json_t *raw);
/* The error look; the sentence stands in the group. */
void yj_field_editor_set_error (YjFieldEditor *self, gboolean error);
/* Overwrites what it holds of the person. */
void yj_field_editor_wipe (YjFieldEditor *self);
void yj_field_editor_emit_edited (YjFieldEditor *self);

/* The floating editor for @field in the session's language; never NULL for a registered field type. */
YjFieldEditor *yj_field_editor_create (YjContext *context, const YjField *field);

G_END_DECLS
