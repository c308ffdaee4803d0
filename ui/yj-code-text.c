/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from a code's kind to its sentence. */
#include "ui/yj-code-text.h"
#include "core/document/yj-code-kind.h"

const char *
yj_code_text (YjContext *context, const YjCode *code)
{
  YjCodeKind kind = yj_code_kind_classify (code->symbology, code->text);
  g_autofree char *id = g_strconcat ("code.kind.", yj_code_kind_nick (kind), NULL);
  return yj_context_text (context, id);
}

char *
yj_code_text_with (YjContext *context, const YjCode *code, const char *next)
{
  const char *first = yj_code_text (context, code), *second = yj_context_text (context, next);
  gboolean spaced = g_str_has_suffix (first, "."); /* Chinese sentences follow each other without a space */
  return g_strconcat (first, spaced ? " " : "", second, NULL);
}
