/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a resident number is typed: area, day of birth and the rest apart, the last place may be X. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile profile = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_UPPERCASE_CHARS, 18, "684" };

YjFieldEditor *yj_resident_id_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_resident_id_editor_create (YjContext *context, const YjField *field)
{
  return yj_line_editor_new (context, field, &profile);
}
