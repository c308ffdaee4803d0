/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a landline number is typed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_PHONE, GTK_INPUT_HINT_NONE, 20, NULL };

YjFieldEditor *yj_landline_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_landline_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
