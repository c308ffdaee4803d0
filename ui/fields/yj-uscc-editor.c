/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a unified social credit code is typed: in fours, to be compared with the licence. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 18, "4", FALSE };

YjFieldEditor *yj_uscc_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_uscc_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
