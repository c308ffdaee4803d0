/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a mobile number is typed: in the groups people say it in. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 11, "344" };

YjFieldEditor *yj_mobile_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_mobile_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
