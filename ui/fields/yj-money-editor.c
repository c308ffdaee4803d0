/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how an amount is typed: under it stands how it was understood, for nobody counts noughts. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_NUMBER, GTK_INPUT_HINT_NONE, 17, NULL, TRUE };

YjFieldEditor *yj_money_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_money_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
