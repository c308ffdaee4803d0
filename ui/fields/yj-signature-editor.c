/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a signature shows that it was given; giving it has a page of its own. */
#include "ui/fields/yj-state-editor.h"

YjFieldEditor *yj_signature_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_signature_editor_create (YjContext *context, const YjField *field)
{
  return yj_state_editor_new (context, field, "editor.signature.done", "editor.signature.missing");
}
