/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of kept pages and their buttons. */
#include "ui/pages/yj-captured-rows.h"
#include "ui/drawings/yj-disc.h"
#include "ui/widgets/yj-widgets.h"

typedef struct {
  guint index;
  YjCapturedFunc call;
} Way;

static void
on_way_clicked (GtkButton *button, gpointer user_data)
{
  Way way = *(Way *) g_object_get_data (G_OBJECT (button), "way"); /* the call may end the button */
  way.call (way.index, user_data);
}

static GtkWidget *
make_way (YjContext *context, const char *label, guint index, YjCapturedFunc call, gpointer user_data)
{
  const char *words = yj_context_text (context, label);
  GtkWidget *button = yj_small_button_new (context, words, NULL);
  g_autofree char *n = g_strdup_printf ("%u", index + 1), *of = yj_context_format (context, "captured.page", "n", n, NULL);
  g_autofree char *name = g_strdup_printf ("%s: %s", words, of);
  Way *way = g_new (Way, 1);

  *way = (Way){ index, call };
  g_object_set_data_full (G_OBJECT (button), "way", way, g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_way_clicked), user_data, 0);
  return button;
}

/* Where there is no small picture its number stands alone. */
static GtkWidget *
make_picture (const YjMaterialPage *kept, guint index, const char *name)
{
  g_autoptr (GdkTexture) texture = kept->thumbnail != NULL ? gdk_texture_new_from_bytes (kept->thumbnail, NULL) : NULL;
  GtkWidget *picture = texture != NULL ? gtk_image_new_from_paintable (GDK_PAINTABLE (texture)) : yj_disc_new (FALSE, index + 1);

  gtk_widget_add_css_class (picture, texture != NULL ? "captured-picture" : "large");
  gtk_widget_add_css_class (picture, "personal");
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (picture, FALSE);
  return picture;
}

/* Large words, and long ones, have a line for the buttons. */
static gboolean
is_stacked (YjContext *context)
{
  gboolean latin = !g_str_has_prefix (yj_context_get_language (context), "zh");
  return yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD || latin;
}

static GtkWidget *
make_row (YjContext *context, const YjMaterialPage *kept, guint index, const YjCapturedWays *ways)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "panel material");
  GtkWidget *lines = yj_box_new (is_stacked (context) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "material-lines");
  GtkWidget *buttons = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "material-ways");
  g_autofree char *n = g_strdup_printf ("%u", index + 1), *words = yj_context_format (context, "captured.page", "n", n, NULL);
  GtkWidget *title = yj_label_new (context, words, "option");

  gtk_label_set_wrap (GTK_LABEL (title), FALSE);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (title, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (buttons, GTK_ALIGN_CENTER);
  if (index > 0)
    gtk_box_append (GTK_BOX (buttons), make_way (context, "captured.earlier", index, ways->earlier, ways->user_data));
  if (ways->retake != NULL)
    gtk_box_append (GTK_BOX (buttons), make_way (context, "capture.again", index, ways->retake, ways->user_data));
  gtk_box_append (GTK_BOX (buttons), make_way (context, "captured.remove", index, ways->remove, ways->user_data));
  gtk_box_append (GTK_BOX (lines), title);
  gtk_box_append (GTK_BOX (lines), buttons);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), make_picture (kept, index, words));
  gtk_box_append (GTK_BOX (row), lines);
  return row;
}

void
yj_captured_rows_add (YjPage *page, GPtrArray *pages, const YjCapturedWays *ways)
{
  for (guint i = 0; i < pages->len; i++)
    yj_page_add (page, make_row (yj_page_get_context (page), g_ptr_array_index (pages, i), i, ways));
}
