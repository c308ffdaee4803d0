/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a widget gets onto a virtual screen. */
#include "tests/ui/support/widget-rig.h"
#include "ui/yj-frame-view.h"

#define WALL_USEC G_GINT64_CONSTANT (1773280800000000) /* 2026-03-12 02:00 UTC */

YjContext *
widget_rig_context_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *texts = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autofree char *style = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", NULL);
  g_autoptr (YjMessages) messages = yj_messages_new (texts, &error);
  g_autoptr (YjClock) clock = yj_clock_new_fake (WALL_USEC, 1000000, "boot");
  g_autofree char *icons = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "icons", NULL);
  YjContext *context;

  g_assert_no_error (error);
  gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), icons);
  context = yj_context_new (clock, messages, style);
  yj_session_set_language (context->session, "zh-CN");
  yj_style_attach (context->style, gdk_display_get_default (), &error);
  g_assert_no_error (error);
  return context;
}

void
widget_rig_set_screen (YjContext *context, int width_px, int height_px)
{
  yj_style_set_size (context->style, width_px, height_px);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  int *frames = user_data;
  return --*frames > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
widget_rig_settle (GtkWidget *window)
{
  int frames = 3;

  gtk_widget_add_tick_callback (window, on_tick, &frames, NULL);
  while (frames > 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GtkWidget *
widget_rig_show (YjContext *context, int width_px, int height_px, GtkWidget *content, GtkWidget *bottom)
{
  GtkWidget *window = gtk_window_new ();
  YjFrameView *frame = yj_frame_view_new (context->style);

  widget_rig_set_screen (context, width_px, height_px);
  gtk_widget_add_css_class (window, "kiosk");
  if (!g_str_has_prefix (yj_context_get_language (context), "zh"))
    gtk_widget_add_css_class (window, "latin");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width_px, height_px);
  yj_frame_view_set (frame, YJ_SLOT_CONTENT, content);
  yj_frame_view_set (frame, YJ_SLOT_KEYBOARD, bottom);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (frame));
  gtk_window_present (GTK_WINDOW (window));
  widget_rig_settle (window);
  return window;
}

void
widget_rig_close (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
widget_rig_save_picture (GtkWidget *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  int width = gtk_widget_get_width (window), height = gtk_widget_get_height (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

GtkWidget *
widget_rig_find_button (GtkWidget *root, const char *words)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), words))
    return gtk_widget_get_ancestor (root, GTK_TYPE_BUTTON);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = widget_rig_find_button (child, words);
  return found;
}

void
widget_rig_click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  if (GTK_IS_CHECK_BUTTON (button))
    g_signal_emit_by_name (button, "activate");
  else
    g_signal_emit_by_name (button, "clicked");
}
