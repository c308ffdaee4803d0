/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how free text is typed. A field without a limit of its own takes a hundred characters. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE, 200, NULL, FALSE };

YjFieldEditor *yj_text_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_text_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
