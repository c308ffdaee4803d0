/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a person's name is typed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_NAME, GTK_INPUT_HINT_NONE, 60, NULL };

YjFieldEditor *yj_person_name_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_person_name_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
