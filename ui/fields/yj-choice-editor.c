/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how one of a field's options is chosen. */
#include "ui/fields/yj-options-editor.h"

YjFieldEditor *yj_choice_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_choice_editor_create (YjContext *context, const YjField *field)
{
  return yj_options_editor_new (context, field, YJ_OPTIONS_ONE);
}
