/* SPDX-License-Identifier: Apache-2.0 */
/* One field of a form: label, hint, the sentence of an error, and the editor; with an error, a bar at the left of the
 * whole group. Thread: main. */
#pragma once
#include "ui/fields/yj-field-editor.h"

G_BEGIN_DECLS

#define YJ_TYPE_FIELD_GROUP (yj_field_group_get_type ())
G_DECLARE_FINAL_TYPE (YjFieldGroup, yj_field_group, YJ, FIELD_GROUP, GtkBox)

/* @field's type is registered. @bare: without label, where the page's heading already asks for it; hint and error
 * stay, the hint but for the largest text. (transfer floating) */
YjFieldGroup *yj_field_group_new (YjContext *context, const YjField *field, gboolean bare);
const YjField *yj_field_group_get_field (YjFieldGroup *self);
YjFieldEditor *yj_field_group_get_editor (YjFieldGroup *self); /* (transfer none) */
/* @sentence: NULL when the field is right. The page's summary says it too. */
void yj_field_group_set_error (YjFieldGroup *self, const char *sentence);
gboolean yj_field_group_has_error (YjFieldGroup *self);

G_END_DECLS
