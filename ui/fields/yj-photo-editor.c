/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a photo shows that it was taken; taking it has a page of its own. */
#include "ui/fields/yj-state-editor.h"

YjFieldEditor *yj_photo_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_photo_editor_create (YjContext *context, const YjField *field)
{
  return yj_state_editor_new (context, field, "editor.photo.done", "editor.photo.missing");
}
