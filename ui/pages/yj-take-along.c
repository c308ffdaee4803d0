/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the list of what to bring that goes along, and what became of it. */
#include "ui/pages/yj-take-along.h"
#include "core/flow/yj-copies.h"
#include "core/flow/yj-session-fees.h"
#include "core/flow/yj-session-receipt.h"
#include "ui/drawings/yj-qr-code.h"
#include "ui/widgets/yj-pager.h"
#include "ui/widgets/yj-widgets.h"

struct _YjTakeAlong {
  GtkBox parent_instance;
  YjContext *context;
};

G_DEFINE_FINAL_TYPE (YjTakeAlong, yj_take_along, GTK_TYPE_BOX)

static void
yj_take_along_dispose (GObject *object)
{
  g_clear_object (&YJ_TAKE_ALONG (object)->context);
  G_OBJECT_CLASS (yj_take_along_parent_class)->dispose (object);
}

static void
yj_take_along_class_init (YjTakeAlongClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_take_along_dispose;
}

static void
yj_take_along_init (YjTakeAlong *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "paper-state");
}

static gboolean
can_print (YjContext *context)
{
  return context->printer != NULL && (yj_receipt_printer_get_reasons (context->printer) & YJ_PRINTER_BLOCKED) == 0;
}

/* ---- for a phone ---- */

static void
append_fees (YjContext *context, GString *text)
{
  g_autoptr (GPtrArray) fees = yj_session_list_fees (context->session);

  for (guint i = 0; i < fees->len; i++) {
    const YjFee *fee = g_ptr_array_index (fees, i);
    g_autofree char *amount = yj_session_format_fee (context->session, context->messages, fee);
    g_string_append_printf (text, "%s: %s\n", yj_session_name_fee (context->session, context->messages, fee), amount);
  }
}

/* Plain words. (transfer full) */
static char *
format_list (YjContext *context)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
  GString *text = g_string_new (yj_context_pick (context, yj_session_get_item (context->session)->title));
  g_autofree char *hours = yj_context_format_hours_week (context);

  g_string_append_printf (text, "\n%s\n", yj_context_text (context, "receipt.list.materials"));
  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    g_autofree char *copies = yj_copies_format (material, context->messages, yj_context_get_language (context), NULL);
    g_string_append_printf (text, "%u. %s%s%s\n", i + 1, yj_context_pick (context, material->name), copies != NULL ? " · " : "",
                            copies != NULL ? copies : "");
  }
  append_fees (context, text);
  g_string_append_printf (text, "%s, %s\n%s", yj_context_hall (context, "address"), yj_context_hall (context, "counter"),
                          hours);
  return g_string_free (text, FALSE);
}

static void
show_code (YjTakeAlong *self)
{
  g_autofree char *text = format_list (self->context);
  g_autoptr (GError) error = NULL;
  GtkWidget *code = yj_qr_code_new (yj_context_text (self->context, "notice.code"));
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "code-row");
  GtkWidget *words = yj_label_new (self->context, yj_context_text (self->context, "notice.code"), "body");

  if (!yj_qr_code_set_text (YJ_QR_CODE (code), text, &error))
    gtk_label_set_text (GTK_LABEL (words), yj_context_text (self->context, "notice.code.too-long"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), code);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (self), row);
}

/* ---- what became of it ---- */

static void
say (YjTakeAlong *self, YjNoticeKind kind, const char *id)
{
  gtk_box_append (GTK_BOX (self), yj_notice_new (self->context, kind, yj_context_text (self->context, id), NULL));
}

static void
update (YjTakeAlong *self)
{
  YjPaperState state = yj_paper_get_state (self->context->paper, YJ_RECEIPT_TAKE_AWAY_LIST);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  if (state == YJ_PAPER_RUNNING)
    say (self, YJ_NOTICE_INFO, "notice.printing");
  else if (state == YJ_PAPER_PRINTED)
    say (self, YJ_NOTICE_DONE, "notice.printed");
  else if (state == YJ_PAPER_UNKNOWN)
    say (self, YJ_NOTICE_WARN, "notice.print-unknown");
  else if (state == YJ_PAPER_FAILED)
    say (self, YJ_NOTICE_ERROR, "notice.print-failed");
  if (state == YJ_PAPER_FAILED || state == YJ_PAPER_UNKNOWN)
    show_code (self);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self)) != NULL);
}

static void
on_button_clicked (GtkButton *button, YjTakeAlong *self)
{
  YjContext *context = self->context;
  GtkWidget *pager = gtk_widget_get_ancestor (GTK_WIDGET (self), YJ_TYPE_PAGER);

  if (can_print (context)) {
    g_autoptr (YjReceipt) list = yj_session_take_away_list_new (context->session, context->messages, yj_context_get_kiosk_code (context));
    yj_paper_print (context->paper, list);
  } else if (gtk_widget_get_first_child (GTK_WIDGET (self)) == NULL) {
    show_code (self);
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  }
  if (pager != NULL)
    yj_pager_show (YJ_PAGER (pager), GTK_WIDGET (self));
}

YjTakeAlong *
yj_take_along_new (YjContext *context)
{
  YjTakeAlong *self = g_object_new (YJ_TYPE_TAKE_ALONG, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context->paper, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

GtkWidget *
yj_take_along_make_button (YjTakeAlong *self)
{
  gboolean print = can_print (self->context);
  GtkWidget *button = yj_small_button_new (self->context, yj_context_text (self->context, print ? "notice.print" : "notice.take-code"),
                                           print ? "yj-printer" : "yj-qr");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button_clicked), self, 0);
  return button;
}
