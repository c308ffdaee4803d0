/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a bank card's number is typed: digits in fours, as on the card. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 19, "4" };

YjFieldEditor *yj_bank_card_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_bank_card_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
