/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which characters stay with the next one. */
#include "ui/widgets/yj-line-breaks.h"
#include <string.h>

#define HAN_KEPT 3 /* two characters are a leftover, three are not */
#define QUOTED_MAX 4 /* longer names may break: they would push the column apart */
#define WORDS_KEPT_MAX 11 /* both together: "call staff." */
#define TEXT_MIN 8

static gboolean
is_han (const char *at)
{
  return g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_HAN;
}

static gboolean
has_han (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (is_han (at))
      return TRUE;
  return FALSE;
}

static void
keep (PangoAttrList *attributes, const char *text, const char *start, const char *end)
{
  PangoAttribute *attribute = pango_attr_allow_breaks_new (FALSE);

  attribute->start_index = (guint) (start - text);
  attribute->end_index = (guint) (end - text);
  pango_attr_list_insert (attributes, attribute);
}

static void
keep_end_of_han (PangoAttrList *attributes, const char *text)
{
  const char *end = text + strlen (text), *start = g_utf8_prev_char (end);

  for (int han = is_han (start); han < HAN_KEPT && start > text; han++)
    start = g_utf8_prev_char (start);
  keep (attributes, text, start, end);
}

/* A short last word goes with the word before it, where the two do not make a column too narrow for them. */
static void
keep_end_of_words (PangoAttrList *attributes, const char *text)
{
  const char *last = strrchr (text, ' '), *before;

  if (last == NULL || last == text)
    return;
  for (before = last; before > text && before[-1] != ' '; before--)
    ;
  if (before > text && g_utf8_strlen (before, -1) <= WORDS_KEPT_MAX)
    keep (attributes, text, before, text + strlen (text));
}

static void
keep_quoted (PangoAttrList *attributes, const char *text)
{
  for (const char *open = strstr (text, "“"); open != NULL; open = strstr (open + 1, "“")) {
    const char *close = strstr (open, "”");
    if (close != NULL && g_utf8_strlen (open, close - open) <= QUOTED_MAX + 1)
      keep (attributes, text, open, close + strlen ("”"));
  }
}

/* "12 份": a number stays with its unit. */
static void
keep_numbers (PangoAttrList *attributes, const char *text)
{
  for (const char *space = strchr (text, ' '); space != NULL; space = strchr (space + 1, ' '))
    if (space > text && g_ascii_isdigit (space[-1]) && is_han (space + 1))
      keep (attributes, text, space - 1, g_utf8_next_char (space + 1));
}

static gboolean
is_of_breaks (PangoAttribute *attribute, gpointer user_data)
{
  return attribute->klass->type == PANGO_ATTR_ALLOW_BREAKS;
}

static void
tend (GtkLabel *label)
{
  const char *text = gtk_label_get_text (label);
  PangoAttrList *before = gtk_label_get_attributes (label),
                *attributes = before != NULL ? pango_attr_list_copy (before) : pango_attr_list_new ();
  PangoAttrList *old = pango_attr_list_filter (attributes, is_of_breaks, NULL);

  g_clear_pointer (&old, pango_attr_list_unref);
  if (g_utf8_strlen (text, -1) >= TEXT_MIN) {
    if (has_han (text)) {
      keep_end_of_han (attributes, text);
      keep_quoted (attributes, text);
      keep_numbers (attributes, text);
    } else {
      keep_end_of_words (attributes, text);
    }
  }
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

void
yj_line_breaks_tend (GtkLabel *label)
{
  g_signal_connect (label, "notify::label", G_CALLBACK (tend), NULL);
  tend (label);
}

gboolean
yj_line_breaks_is_sense (const char *text, int byte)
{
  static const char *const marks[] = { "，", "。", "；", "：", "？", "、" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (byte >= (int) strlen (marks[i]) && memcmp (text + byte - strlen (marks[i]), marks[i], strlen (marks[i])) == 0)
      return TRUE;
  return FALSE;
}
