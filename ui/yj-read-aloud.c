/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order in which a page is read. */
#include "ui/yj-read-aloud.h"
#include <string.h>

static gboolean
ends_sentence (const char *text)
{
  return g_str_has_suffix (text, ".") || g_str_has_suffix (text, "?") || g_str_has_suffix (text, "。") || g_str_has_suffix (text, "？");
}

static void
add_sentence (GString *out, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  g_string_append (out, text);
  g_string_append (out, ends_sentence (text) ? " " : "。");
}

static void
add_labels (GString *out, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || gtk_widget_has_css_class (widget, "personal"))
    return;
  if (GTK_IS_LABEL (widget))
    add_sentence (out, gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_labels (out, child);
}

static void
add_notices (GString *out, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || gtk_widget_has_css_class (widget, "personal"))
    return;
  if (gtk_widget_has_css_class (widget, "notice")) {
    add_labels (out, widget);
    return;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_notices (out, child);
}

char *
yj_read_aloud_news (YjPage *page)
{
  GString *out = g_string_new (NULL);
  add_notices (out, GTK_WIDGET (page));
  if (yj_page_get_aside (page) != NULL)
    add_notices (out, yj_page_get_aside (page));
  add_sentence (out, yj_page_get_status (page));
  return g_string_free (out, FALSE);
}

char *
yj_read_aloud_text (YjPage *page)
{
  GString *out = g_string_new (NULL);
  add_sentence (out, yj_page_get_heading (page));
  add_sentence (out, yj_page_get_hint (page));
  add_labels (out, GTK_WIDGET (page));
  if (yj_page_get_aside (page) != NULL)
    add_labels (out, yj_page_get_aside (page)); /* it stands beside the page, not in it */
  add_sentence (out, yj_page_get_status (page));
  add_sentence (out, yj_page_get_primary (page));
  return g_string_free (out, FALSE);
}
