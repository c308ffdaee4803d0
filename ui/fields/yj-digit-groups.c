/* SPDX-License-Identifier: Apache-2.0 */
/* Owns where the spaces stand in a number that is being typed. */
#include "ui/fields/yj-digit-groups.h"
#include "core/base/yj-secret.h"
#include <string.h>

typedef struct {
  const char *groups;
  gboolean working; /* the change is our own */
} Groups;

/* A space stands before character @index. */
static gboolean
starts_group (const char *groups, int index)
{
  int at = 0;
  for (const char *g = groups; at < index; g[1] != '\0' ? g++ : g)
    at += *g - '0';
  return index > 0 && at == index;
}

int
yj_digit_groups_length (const char *groups, int chars)
{
  int length = chars;
  for (int i = 1; i < chars; i++)
    length += starts_group (groups, i) ? 1 : 0;
  return length;
}

/* @caret: in characters of @text; moves with the character before it. (transfer full) */
static char *
regroup (const char *groups, const char *text, int *caret)
{
  GString *out = g_string_sized_new (4 * strlen (text) + 1); /* never moves, so one wipe is enough */
  int n = 0, i = 0, chars = 0, new_caret = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), i++) {
    if (*p != ' ') {
      if (starts_group (groups, n++)) {
        g_string_append_c (out, ' ');
        chars++;
      }
      g_string_append_unichar (out, g_utf8_get_char (p));
      chars++;
    }
    if (i + 1 == *caret)
      new_caret = chars;
  }
  *caret = new_caret;
  return g_string_free (out, FALSE);
}

/* Shows @plain in groups. FALSE when it does not fit. */
static gboolean
replace (GtkEditable *editable, Groups *groups, const char *plain, int *caret)
{
  g_autoptr (YjSecretText) text = regroup (groups->groups, plain, caret);
  int max = gtk_text_get_max_length (GTK_TEXT (editable)), at = 0;

  if (max > 0 && g_utf8_strlen (text, -1) > max)
    return FALSE;
  groups->working = TRUE;
  gtk_editable_delete_text (editable, 0, -1);
  gtk_editable_insert_text (editable, text, -1, &at);
  groups->working = FALSE;
  return TRUE;
}

static char *
splice (const char *text, int start, int end, const char *insert, gsize insert_bytes)
{
  const char *head_end = g_utf8_offset_to_pointer (text, start), *tail = g_utf8_offset_to_pointer (text, end);
  gsize head_bytes = (gsize) (head_end - text), tail_bytes = strlen (tail);
  char *joined = g_malloc (head_bytes + insert_bytes + tail_bytes + 1);

  memcpy (joined, text, head_bytes);
  memcpy (joined + head_bytes, insert, insert_bytes);
  memcpy (joined + head_bytes + insert_bytes, tail, tail_bytes + 1);
  return joined;
}

static void
on_insert_text (GtkEditable *editable, const char *insert, int length, int *position, gpointer user_data)
{
  Groups *groups = user_data;
  gsize bytes = length < 0 ? strlen (insert) : (gsize) length;

  if (groups->working)
    return;
  g_signal_stop_emission_by_name (editable, "insert-text");
  int at = *position < 0 ? (int) gtk_text_get_text_length (GTK_TEXT (editable)) : *position;
  int caret = at + (int) g_utf8_strlen (insert, (gssize) bytes);
  g_autoptr (YjSecretText) plain = splice (gtk_editable_get_text (editable), at, at, insert, bytes);
  if (replace (editable, groups, plain, &caret))
    *position = caret;
}

static void
on_delete_text (GtkEditable *editable, int start, int end, gpointer user_data)
{
  Groups *groups = user_data;
  int length = (int) gtk_text_get_text_length (GTK_TEXT (editable));

  if (groups->working)
    return;
  g_signal_stop_emission_by_name (editable, "delete-text");
  end = end < 0 || end > length ? length : end;
  const char *text = gtk_editable_get_text (editable);
  if (end - start == 1 && start > 0 && *g_utf8_offset_to_pointer (text, start) == ' ')
    start--; /* the space alone cannot go: it would come back */
  int caret = start;
  g_autoptr (YjSecretText) plain = splice (text, start, end, "", 0);
  replace (editable, groups, plain, &caret);
  gtk_editable_set_position (editable, caret);
}

void
yj_digit_groups_attach (GtkText *text, const char *groups)
{
  Groups *state = g_new0 (Groups, 1);

  state->groups = groups;
  g_signal_connect_data (text, "insert-text", G_CALLBACK (on_insert_text), state, (GClosureNotify) (void (*) (void)) g_free, 0);
  g_signal_connect (text, "delete-text", G_CALLBACK (on_delete_text), state);
}
