/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what somebody before the window sees, touches and types. */
#include "tests/ui/support/ui-rig.h"
#include <string.h>

void
ui_rig_foreach_mapped (GtkWidget *root, UiRigFunc callback, gpointer data)
{
  if (!gtk_widget_get_mapped (root))
    return;
  callback (root, data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    ui_rig_foreach_mapped (child, callback, data);
}

typedef struct {
  const char *text;
  gboolean whole;
  GtkWidget *found;
} Search;

static void
match_label (GtkWidget *widget, gpointer data)
{
  Search *search = data;
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;
  if (text != NULL && search->found == NULL &&
      (search->whole ? g_str_equal (text, search->text) : strstr (text, search->text) != NULL))
    search->found = widget;
}

static void
match_button (GtkWidget *widget, gpointer data)
{
  Search *search = data;
  Search inside = { search->text, TRUE, NULL };
  if ((!GTK_IS_BUTTON (widget) && !GTK_IS_CHECK_BUTTON (widget)) || search->found != NULL)
    return;
  ui_rig_foreach_mapped (widget, match_label, &inside);
  if (inside.found != NULL)
    search->found = widget;
}

GtkWidget *
ui_rig_find (UiRig *rig, const char *label)
{
  Search search = { label, TRUE, NULL };
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), match_button, &search);
  return search.found;
}

void
ui_rig_press (GtkWidget *button)
{
  g_autoptr (GtkWidget) alive = g_object_ref (button); /* its page may go */
  g_assert_true (gtk_widget_get_mapped (alive) && gtk_widget_is_sensitive (alive));
  /* A button that is activated by key holds still for a quarter of a second first. */
  if (GTK_IS_BUTTON (alive))
    g_signal_emit_by_name (alive, "clicked");
  else
    g_assert_true (gtk_widget_activate (alive));
}

void
ui_rig_touch (UiRig *rig, const char *label)
{
  GtkWidget *button = ui_rig_find (rig, label);
  if (button == NULL)
    g_test_message ("nothing to touch says \"%s\"", label);
  g_assert_nonnull (button);
  ui_rig_press (button);
  ui_rig_settle (rig);
}

gboolean
ui_rig_sees (UiRig *rig, const char *text)
{
  Search search = { text, FALSE, NULL };
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), match_label, &search);
  return search.found != NULL;
}

const char *
ui_rig_text (UiRig *rig, const char *id)
{
  return yj_context_text (rig->context, id);
}

typedef struct {
  UiRig *rig;
  const char *id;
} Expectation;

static gboolean
is_page (gpointer data)
{
  Expectation *expected = data;
  return g_str_equal (yj_page_get_id (yj_window_get_page (expected->rig->window)), expected->id);
}

static gboolean
is_text (gpointer data)
{
  Expectation *expected = data;
  return ui_rig_sees (expected->rig, ui_rig_text (expected->rig, expected->id));
}

void
ui_rig_wait_page (UiRig *rig, const char *page)
{
  Expectation expected = { rig, page };
  ui_rig_wait (is_page, &expected);
  ui_rig_settle (rig);
}

void
ui_rig_wait_text (UiRig *rig, const char *id)
{
  Expectation expected = { rig, id };
  ui_rig_wait (is_text, &expected);
  ui_rig_settle (rig);
}

static void
add_entry (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_TEXT (widget))
    g_ptr_array_add (data, widget);
}

static GPtrArray *
list_entries (UiRig *rig)
{
  GPtrArray *entries = g_ptr_array_new ();
  ui_rig_foreach_mapped (GTK_WIDGET (yj_window_get_page (rig->window)), add_entry, entries);
  return entries;
}

GtkText *
ui_rig_entry (UiRig *rig, guint n)
{
  g_autoptr (GPtrArray) entries = list_entries (rig);
  g_assert_cmpuint (n, <, entries->len);
  return g_ptr_array_index (entries, n);
}

guint
ui_rig_count_entries (UiRig *rig)
{
  g_autoptr (GPtrArray) entries = list_entries (rig);
  return entries->len;
}

void
ui_rig_type (UiRig *rig, GtkText *entry, const char *text)
{
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    char one[8] = "";
    g_utf8_strncpy (one, p, 1);
    g_signal_emit_by_name (entry, "insert-at-cursor", one);
  }
  ui_rig_settle (rig);
}

void
ui_rig_save (UiRig *rig, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (rig->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (GTK_WIDGET (rig->window)), height = gtk_widget_get_height (GTK_WIDGET (rig->window));
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (rig->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
