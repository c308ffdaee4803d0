/* SPDX-License-Identifier: Apache-2.0 */
/* An editor: the widget with which a person answers one field. One file per field type,
 * ui/fields/yj-<type>-editor.c, found by the field's type through the generated registry. The form page puts label, hint and
 * error around it (ui/fields/yj-field-group.h). Its controls carry the field's label as their accessible name.
 * Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_FIELD_EDITOR (yj_field_editor_get_type ())
G_DECLARE_INTERFACE (YjFieldEditor, yj_field_editor, YJ, FIELD_EDITOR, GtkWidget)

struct _YjFieldEditorInterface {
  GTypeInterface parent_iface;
  json_t *(*get_raw) (YjFieldEditor *self);
  void (*set_raw) (YjFieldEditor *self, const json_t *raw);
  /* Optional: the look. The accessible state of the controls is set for every editor. */
  void (*set_error) (YjFieldEditor *self, gboolean error);
  void (*wipe) (YjFieldEditor *self);
  /* What takes the focus, in order; empty when the field is answered elsewhere. (transfer container) */
  GList *(*list_controls) (YjFieldEditor *self);
};

/* Signal "edited" (): the person changed something; set_raw () and wipe () do not emit it. */
/* What was typed or touched, as yj_session_answer_field () takes it; NULL when empty. The caller wipes it with
 * yj_json_wipe (). (transfer full) (nullable) */
json_t *yj_field_editor_get_raw (YjFieldEditor *self);
/* Shows a stored answer or a saved raw value; NULL empties. */
void yj_field_editor_set_raw (YjFieldEditor *self, const json_t *raw);
/* The error look; the sentence stands in the group. */
void yj_field_editor_set_error (YjFieldEditor *self, gboolean error);
/* Overwrites what it holds of the person. */
void yj_field_editor_wipe (YjFieldEditor *self);
void yj_field_editor_emit_edited (YjFieldEditor *self);
/* Signal "picking" (gboolean open): a list is open below the field, and what only explains gives it its room. */
void yj_field_editor_emit_picking (YjFieldEditor *self, gboolean open);

/* (transfer container): never NULL for an editor with something to touch. */
GList *yj_field_editor_list_controls (YjFieldEditor *self);
/* Moves the focus to the first control, which also brings up the keyboard where there is something to type. */
gboolean yj_field_editor_focus (YjFieldEditor *self);
/* Names what describes the controls to a screen reader: the hint, and the error's sentence while there is one;
 * NULL for neither. */
void yj_field_editor_describe (YjFieldEditor *self, GtkWidget *hint, GtkWidget *error);

/* ---- registry ---- */
typedef struct {
  const char *type; /* a registered field type */
  YjFieldEditor *(*create) (YjContext *context, const YjField *field);
} YjFieldEditorInfo;
/* Ended by one whose type is NULL. */
const YjFieldEditorInfo *yj_field_editor_list (void);

/* The floating editor for @field in the session's language; NULL for a type that is not registered. @field lives as
 * long as the catalogue and is not owned. */
YjFieldEditor *yj_field_editor_create (YjContext *context, const YjField *field);

G_END_DECLS
