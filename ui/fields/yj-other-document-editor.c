/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the number of a passport or permit is typed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 20, NULL };

YjFieldEditor *yj_other_document_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_other_document_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
