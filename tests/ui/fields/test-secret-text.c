/* SPDX-License-Identifier: Apache-2.0 */
/* What is typed into a field is nowhere any more once the field is wiped. */
#include "field-samples.h"
#include "tests/support/memory-search.h"
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-field-group.h"
#include <string.h>

static YjContext *context;

/* Characters nobody typed before, so that nothing else holds them in this order. */
static MemoryNeedle
canary_new (void)
{
  MemoryNeedle needle;
  char text[64] = "";
  gsize n = 0;

  for (guint i = 0; i < 12; i++)
    n += (gsize) g_unichar_to_utf8 (0x4e00 + (gunichar) g_random_int_range (0, 0x4000), text + n);
  memory_needle_take (&needle, text);
  return needle;
}

/* One character after the other, as the keyboard inserts them. */
static void
type (GtkText *text, const MemoryNeedle *needle)
{
  char all[64], one[8];

  memory_needle_reveal (needle, all);
  for (const char *p = all; *p != '\0'; p = g_utf8_next_char (p)) {
    memset (one, 0, sizeof one);
    g_utf8_strncpy (one, p, 1);
    g_signal_emit_by_name (text, "insert-at-cursor", one);
  }
  explicit_bzero (all, sizeof all);
}

static GtkText *
text_of (YjFieldGroup *group)
{
  GList *controls = yj_field_editor_list_controls (yj_field_group_get_editor (group));
  GtkText *text = controls->data;
  g_list_free (controls);
  return text;
}

static void
test_wipe (void)
{
  YjFieldGroup *group = yj_field_group_new (context, field_sample ("text"), FALSE);
  GtkWidget *window = widget_rig_show (context, 1080, 1920, GTK_WIDGET (group), NULL);
  MemoryNeedle needle = canary_new ();
  guint shown, wiped, closed;

  type (text_of (group), &needle);
  widget_rig_settle (window);
  shown = memory_needle_count (&needle);
  g_assert_cmpuint (shown, >, 0); /* the search finds what is there */
  yj_field_editor_wipe (yj_field_group_get_editor (group));
  widget_rig_settle (window);
  wiped = memory_needle_count (&needle);
  widget_rig_close (window);
  closed = memory_needle_count (&needle);
  g_test_message ("in memory while shown: %u, after wipe: %u, after closing: %u", shown, wiped, closed);
  g_assert_cmpuint (wiped, ==, 0);
  g_assert_cmpuint (closed, ==, 0);
}

static void
test_raw (void)
{
  YjFieldGroup *group = yj_field_group_new (context, field_sample ("text"), FALSE);
  YjFieldEditor *editor = yj_field_group_get_editor (group);
  GtkWidget *window = widget_rig_show (context, 1080, 1920, GTK_WIDGET (group), NULL);
  MemoryNeedle needle = canary_new ();
  json_t *raw;

  type (text_of (group), &needle);
  raw = yj_field_editor_get_raw (editor);
  yj_field_editor_set_raw (editor, raw); /* as a page built anew does */
  widget_rig_settle (window);
  yj_json_wipe (raw);
  yj_field_editor_wipe (editor);
  widget_rig_settle (window);
  g_assert_cmpuint (memory_needle_count (&needle), ==, 0);
  widget_rig_close (window);
}

static void
test_clipboard (void)
{
  static const char *const signals[] = { "copy-clipboard", "cut-clipboard" };
  YjFieldGroup *group = yj_field_group_new (context, field_sample ("text"), FALSE);
  GtkWidget *window = widget_rig_show (context, 1080, 1920, GTK_WIDGET (group), NULL);
  GtkText *text = text_of (group);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (text)), *primary = gtk_widget_get_primary_clipboard (GTK_WIDGET (text));

  gtk_editable_set_text (GTK_EDITABLE (text), "abc");
  gtk_widget_grab_focus (GTK_WIDGET (text));
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (text), NULL, NULL)); /* focus selects nothing */
  gtk_editable_select_region (GTK_EDITABLE (text), 0, -1);
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (text), NULL, NULL)); /* nor does anything else */
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_emit_by_name (text, signals[i]);
  g_assert_false (gdk_clipboard_is_local (clipboard));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "abc");
  g_assert_false (gdk_clipboard_is_local (primary));
  gdk_clipboard_set_text (clipboard, "foreign");
  g_signal_emit_by_name (text, "paste-clipboard");
  widget_rig_settle (window);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "abc");
  widget_rig_close (window);
}

static void
test_no_history (void)
{
  g_autoptr (YjFieldEditor) editor = g_object_ref_sink (yj_field_editor_create (context, field_sample ("person-name")));
  g_autoptr (GList) controls = yj_field_editor_list_controls (editor);
  g_autofree char *im_module = NULL;
  gboolean undo = TRUE;
  GtkInputHints hints = 0;

  g_object_get (controls->data, "enable-undo", &undo, "input-hints", &hints, "im-module", &im_module, NULL);
  g_assert_false (undo);
  g_assert_true (hints & GTK_INPUT_HINT_PRIVATE);
  g_assert_cmpstr (im_module, ==, "gtk-im-context-none");
  g_assert_true (GTK_IS_PASSWORD_ENTRY_BUFFER (gtk_text_get_buffer (controls->data)));
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  context = widget_rig_context_new ();
  g_test_add_func ("/secret-text/nothing-typed-is-left-in-memory-after-a-wipe", test_wipe);
  g_test_add_func ("/secret-text/a-value-taken-and-shown-again-is-wiped-too", test_raw);
  g_test_add_func ("/secret-text/nothing-goes-to-or-comes-from-the-clipboard", test_clipboard);
  g_test_add_func ("/secret-text/there-is-no-history-and-no-outside-input-method", test_no_history);
  result = g_test_run ();
  g_object_unref (context);
  return result;
}
