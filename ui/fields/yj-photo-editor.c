/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a photo is given in a form: the page for papers takes it, and it is sealed there. */
#include "ui/fields/yj-state-editor.h"

static const YjStateProfile profile = { "editor.photo.done", "editor.photo.missing", "editor.photo.give", "editor.photo.again",
                                        "yj-camera",         "capture" };

YjFieldEditor *yj_photo_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_photo_editor_create (YjContext *context, const YjField *field)
{
  return yj_state_editor_new (context, field, &profile);
}
