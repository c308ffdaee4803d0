/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how several of a field's options are chosen. */
#include "ui/fields/yj-options-editor.h"

YjFieldEditor *yj_choices_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_choices_editor_create (YjContext *context, const YjField *field)
{
  return yj_options_editor_new (context, field, YJ_OPTIONS_SEVERAL);
}
