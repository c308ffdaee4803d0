/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how free text is typed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE, 100, NULL };

YjFieldEditor *yj_text_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_text_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
