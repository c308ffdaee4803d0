/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the line above a signature pad. */
#include "ui/pages/yj-sign-head.h"
#include "ui/widgets/yj-widgets.h"

static void
on_pad_changed (YjSignaturePad *pad, GtkWidget *button)
{
  gtk_widget_set_visible (button, !yj_signature_pad_is_empty (pad));
}

GtkWidget *
yj_sign_head_new (YjContext *context, YjSignaturePad *pad)
{
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "sign-head");
  GtkWidget *title = yj_label_new (context, yj_context_text (context, "sign.here"), "h2");
  GtkWidget *button = yj_small_button_new (context, yj_context_text (context, "sign.again"), "yj-again");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (title, GTK_ALIGN_END);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  g_signal_connect_object (pad, "changed", G_CALLBACK (on_pad_changed), button, 0);
  g_signal_connect_object (button, "clicked", G_CALLBACK (yj_signature_pad_clear), pad, G_CONNECT_SWAPPED);
  on_pad_changed (pad, button);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), button);
  return head;
}
