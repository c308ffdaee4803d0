/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a list of facts becomes rows. */
#include "ui/pages/yj-facts.h"
#include "ui/widgets/yj-widgets.h"

GPtrArray *
yj_facts_add (YjPage *page, const YjFact *facts, gsize n_facts)
{
  YjContext *context = yj_page_get_context (page);
  GPtrArray *rows = g_ptr_array_new ();

  for (gsize i = 0; i < n_facts; i++)
    if (facts[i].value != NULL && facts[i].value[0] != '\0')
      g_ptr_array_add (rows, yj_row_new (context, yj_context_text (context, facts[i].label), facts[i].value));
  for (guint i = 0; i < rows->len; i++) {
    GtkWidget *row = g_ptr_array_index (rows, i);
    gtk_widget_add_css_class (row, "attached");
    if (i == 0)
      gtk_widget_add_css_class (row, "first");
    if (i + 1 == rows->len)
      gtk_widget_add_css_class (row, "last");
    yj_page_add (page, row);
  }
  return rows;
}
