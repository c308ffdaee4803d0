/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the number of a certificate is typed: the kind decides whether digits, letters or Han characters are needed. */
#include "ui/fields/yj-line-editor.h"

static const YjLineProfile digits = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, 20, NULL };
static const YjLineProfile digits_and_x = { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_UPPERCASE_CHARS, 20, NULL };
static const YjLineProfile han = { GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE, 60, NULL };
static const YjLineProfile code = { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, 60, NULL };

YjFieldEditor *yj_certificate_number_editor_create (YjContext *context, const YjField *field);

YjFieldEditor *
yj_certificate_number_editor_create (YjContext *context, const YjField *field)
{
  static const struct {
    const char *kind;
    const YjLineProfile *profile;
  } profiles[] = { { "household-booklet", &digits }, { "disability-certificate", &digits_and_x }, { "property-certificate", &han } };
  const char *kind = yj_json_string (field->spec, "kind");

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (g_strcmp0 (profiles[i].kind, kind) == 0)
      return yj_line_editor_new (context, field, profiles[i].profile);
  return yj_line_editor_new (context, field, &code);
}
