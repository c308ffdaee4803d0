/* SPDX-License-Identifier: Apache-2.0 */
/* The editor of every field that is one line of text. A type differs from another by its profile only: which keyboard,
 * how many characters, how they are grouped. Thread: main. */
#pragma once
#include "ui/fields/yj-field-editor.h"

G_BEGIN_DECLS

typedef struct {
  GtkInputPurpose purpose; /* what the keyboard shows */
  GtkInputHints hints;     /* UPPERCASE_CHARS with DIGITS: a number that may end in X */
  int max_chars;           /* that can be typed, without the spaces of groups */
  const char *groups;      /* (nullable) "344": see yj-digit-groups.h */
  gboolean echoes;         /* says under the line how a right value was understood */
} YjLineProfile;

#define YJ_TYPE_LINE_EDITOR (yj_line_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjLineEditor, yj_line_editor, YJ, LINE_EDITOR, GtkBox)

/* @profile: static. (transfer floating) */
YjFieldEditor *yj_line_editor_new (YjContext *context, const YjField *field, const YjLineProfile *profile);

G_END_DECLS
