/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how somebody beside the applicant signs in a form: on a page with the pad, and it is sealed there. */
#include "ui/fields/yj-state-editor.h"

static const YjStateProfile profile = { "editor.signature.done", "editor.signature.missing", "editor.signature.give",
                                        "editor.signature.again", "yj-pen", "countersign" };

YjFieldEditor *yj_signature_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_signature_editor_create (YjContext *context, const YjField *field)
{
  return yj_state_editor_new (context, field, &profile);
}
