/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the number of a passport or permit is typed: letters where the kind has any, groups as of a resident number. */
#include "ui/fields/yj-line-editor.h"

static const struct {
  const char *kind;
  YjLineProfile profile;
} editors[] = {
  { "any", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 20, NULL, FALSE } },
  { "passport", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 14, NULL, FALSE } },
  { "hk-macao-permit", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 11, "542", FALSE } },
  { "taiwan-permit", { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 8, "4", FALSE } },
  { "residence-permit", { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_UPPERCASE_CHARS, 18, "684", FALSE } },
  { "permanent-residence", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 18, NULL, FALSE } },
};

YjFieldEditor *yj_other_document_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_other_document_editor_create (YjContext *context, const YjField *field)
{
  const char *kind = yj_json_string (field->spec, "kind");

  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    if (g_strcmp0 (editors[i].kind, kind) == 0)
      return yj_line_editor_new (context, field, &editors[i].profile);
  return yj_line_editor_new (context, field, &editors[0].profile);
}
