/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a question is answered with yes or no. */
#include "ui/fields/yj-options-editor.h"

YjFieldEditor *yj_yes_no_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_yes_no_editor_create (YjContext *context, const YjField *field)
{
  return yj_options_editor_new (context, field, YJ_OPTIONS_YES_NO);
}
