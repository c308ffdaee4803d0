/* SPDX-License-Identifier: Apache-2.0 */
/* The editor of fields that are answered by choosing: one of the options, several, or yes and no. Thread: main. */
#pragma once
#include "ui/fields/yj-choice-list.h"
#include "ui/fields/yj-field-editor.h"

G_BEGIN_DECLS

typedef enum { YJ_OPTIONS_ONE, YJ_OPTIONS_SEVERAL, YJ_OPTIONS_YES_NO } YjOptionsMode;

#define YJ_TYPE_OPTIONS_EDITOR (yj_options_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjOptionsEditor, yj_options_editor, YJ, OPTIONS_EDITOR, GtkBox)

/* YES_NO has its own two choices, "yes" and "no"; the others show the field's. (transfer floating) */
YjFieldEditor *yj_options_editor_new (YjContext *context, const YjField *field, YjOptionsMode mode);

G_END_DECLS
