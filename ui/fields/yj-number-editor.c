/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a whole number is typed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 12, NULL, FALSE };

YjFieldEditor *yj_number_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_number_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
