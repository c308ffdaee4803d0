/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the keyboard acts on a GtkText. */
#include "ui/keyboard/yj-text-target.h"

const char *
yj_text_target_layout (GtkText *text, const char *language)
{
  gboolean upper = (gtk_text_get_input_hints (text) & GTK_INPUT_HINT_UPPERCASE_CHARS) != 0;
  gboolean chinese = g_str_has_prefix (language, "zh");

  switch (gtk_text_get_input_purpose (text)) {
  case GTK_INPUT_PURPOSE_DIGITS:
  case GTK_INPUT_PURPOSE_PIN:
    return upper ? "digits-x" : "digits";
  case GTK_INPUT_PURPOSE_NUMBER:
    return "decimal";
  case GTK_INPUT_PURPOSE_PHONE:
    return "phone";
  case GTK_INPUT_PURPOSE_ALPHA:
    return upper ? "code" : "latin";
  case GTK_INPUT_PURPOSE_NAME:
    return chinese ? "pinyin-name" : "latin";
  case GTK_INPUT_PURPOSE_FREE_FORM:
    return chinese ? "pinyin" : "latin";
  default:
    return "latin";
  }
}

void
yj_text_target_insert (GtkText *text, const char *insert)
{
  g_signal_emit_by_name (text, "insert-at-cursor", insert);
}

void
yj_text_target_backspace (GtkText *text)
{
  g_signal_emit_by_name (text, "backspace");
}

YjNamePart
yj_text_target_name_part (GtkText *text)
{
  if (gtk_text_get_input_purpose (text) != GTK_INPUT_PURPOSE_NAME)
    return YJ_NAME_NONE;
  return gtk_editable_get_position (GTK_EDITABLE (text)) == 0 ? YJ_NAME_WHOLE : YJ_NAME_GIVEN;
}

gboolean
yj_text_target_next (GtkText *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (text));
  return root != NULL && gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
}
