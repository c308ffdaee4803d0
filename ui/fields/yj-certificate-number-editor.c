/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the number of a certificate is typed: the kind decides whether digits, letters or Han characters are needed, and how the
 * number stands on the paper. */
#include "ui/fields/yj-line-editor.h"

static const struct {
  const char *kind;
  YjLineProfile profile;
} editors[] = {
  { "any", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 40, NULL, FALSE } },
  { "account", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 30, "4", FALSE } },
  { "birth-certificate", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 10, "433", FALSE } },
  { "marriage-certificate", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 20, NULL, FALSE } },
  { "divorce-certificate", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 20, NULL, FALSE } },
  { "household-booklet", { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 9, "3", FALSE } },
  /* one issued anew ends in B and a count */
  { "disability-certificate", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 23, "68423", FALSE } },
  { "property-certificate", { GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE, 60, NULL, FALSE } },
  { "property-unit", { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 28, "6679", FALSE } },
};

YjFieldEditor *yj_certificate_number_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_certificate_number_editor_create (YjContext *context, const YjField *field)
{
  const char *kind = yj_json_string (field->spec, "kind");

  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    if (g_strcmp0 (editors[i].kind, kind) == 0)
      return yj_line_editor_new (context, field, &editors[i].profile);
  return yj_line_editor_new (context, field, &editors[0].profile);
}
