/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the welcome while a gate is closed: the stroke stops at what is missing; why, and where to go now. */
#include "ui/drawings/yj-broken-stroke.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-way-card.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_OUT_OF_SERVICE_PAGE (yj_out_of_service_page_get_type ())
G_DECLARE_FINAL_TYPE (YjOutOfServicePage, yj_out_of_service_page, YJ, OUT_OF_SERVICE_PAGE, YjPage)

struct _YjOutOfServicePage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjOutOfServicePage, yj_out_of_service_page, YJ_TYPE_PAGE)

static void
on_what_to_bring_clicked (GtkButton *button, YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  yj_session_set_guide_only (context->session, TRUE);
  yj_flow_next (context->flow);
}

static void
on_progress_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_go_beside (yj_page_get_context (self)->flow, "progress", NULL);
}

static YjBrokenThing
find_broken (YjContext *context)
{
  YjGates gates = yj_context_get_gates (context);
  YjPrinterReasons reasons = context->printer != NULL ? yj_receipt_printer_get_reasons (context->printer) : YJ_PRINTER_NO_QUEUE;

  if (gates != YJ_GATE_PRINTER)
    return YJ_BROKEN_MACHINE;
  if ((reasons & YJ_PRINTER_COVER_OPEN) != 0)
    return YJ_BROKEN_COVER;
  return (reasons & (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_MEDIA_JAM)) != 0 ? YJ_BROKEN_PAPER : YJ_BROKEN_MACHINE;
}

/* Of the printer, what exactly it lacks where it says so: who comes by may know whom to tell. (transfer full) */
static char *
choose_reason (YjContext *context, const char *gate)
{
  YjPrinterReasons reasons = context->printer != NULL ? yj_receipt_printer_get_reasons (context->printer) : YJ_PRINTER_OK;

  if (!g_str_equal (gate, "printer"))
    return g_strconcat ("gate.", gate, NULL);
  return g_strdup ((reasons & YJ_PRINTER_MEDIA_JAM) != 0     ? "gate.printer.media-jam"
                   : (reasons & YJ_PRINTER_COVER_OPEN) != 0  ? "gate.printer.cover-open"
                   : (reasons & YJ_PRINTER_MEDIA_EMPTY) != 0 ? "gate.printer.media-empty"
                                                             : "gate.printer");
}

static void
add_reasons (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_auto (GStrv) gates = yj_gates_to_strv (yj_context_get_gates (context));

  for (guint i = 0; gates[i] != NULL; i++) {
    g_autofree char *id = choose_reason (context, gates[i]);
    yj_page_add (self, yj_balanced_new (GTK_LABEL (yj_label_new (context, yj_context_text (context, id), "promise"))));
  }
}

/* Lines of one panel, which may be parted by a page's end. */
static void
add_place (YjPage *self, GtkWidget *row, const char *first, const char *last)
{
  const char *const classes[] = { "attached", "panel-row", first, last };
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i][0] != '\0')
      gtk_widget_add_css_class (row, classes[i]);
  yj_page_add (self, row);
}

static void
add_places (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  const char *counter = yj_context_hall (context, "counter"), *phone = yj_context_hall (context, "phone");
  g_autofree char *hours = yj_context_format_hours_today (context);
  g_autofree char *where = yj_context_format (context, hours[0] != '\0' ? "out-of-service.address-hours" : "out-of-service.address", "address",
                                              yj_context_hall (context, "address"), "hours", hours, NULL);

  if (counter[0] == '\0' && phone[0] == '\0')
    return;
  yj_page_add_title (self, yj_context_text (context, "out-of-service.where"));
  add_place (self, yj_place_row_new (context, "yj-counter", counter, where), "first", phone[0] == '\0' ? "last" : "");
  if (phone[0] != '\0')
    add_place (self, yj_place_row_new (context, "yj-headset", phone, yj_context_text (context, "out-of-service.phone")), "", "last");
}

static GtkWidget *
make_button (YjPage *self, const char *label, GCallback callback)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_button_new (context, yj_context_text (context, label), NULL, "secondary beside");
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

/* What still works: to read what to bring needs a catalogue, to ask for progress needs the courier. */
static void
add_what_works (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-row");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  if (context->catalogue != NULL)
    gtk_box_append (GTK_BOX (row), make_button (self, "idle.what-to-bring", G_CALLBACK (on_what_to_bring_clicked)));
  if ((yj_context_get_gates (context) & YJ_GATE_COURIER) == 0)
    gtk_box_append (GTK_BOX (row), make_button (self, "idle.progress", G_CALLBACK (on_progress_clicked)));
  yj_page_add (self, row);
  gtk_widget_set_visible (row, gtk_widget_get_first_child (row) != NULL);
}

/* For whoever is called: which machine, and what its gates are called. */
static void
add_code (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_auto (GStrv) gates = yj_gates_to_strv (yj_context_get_gates (context));
  g_autofree char *names = g_strjoinv (" ", gates);
  const char *kiosk = yj_context_get_kiosk_code (context);
  g_autofree char *text = yj_context_format (context, "out-of-service.code", "kiosk", kiosk != NULL ? kiosk : "—", "code", names, NULL);

  yj_page_add (self, yj_label_new (context, text, "small ink-2 out-of-service-code"));
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  const char *heading = yj_context_text (context, "out-of-service.heading");
  GtkWidget *title = yj_label_new (context, heading, "notice-display");

  if (yj_style_is_landscape (context->style)) {
    GtkWidget *aside = yj_box_new (GTK_ORIENTATION_VERTICAL, "welcome-aside");
    gtk_box_append (GTK_BOX (aside), yj_broken_stroke_new (find_broken (context), heading));
    gtk_box_append (GTK_BOX (aside), title);
    yj_page_set_aside (self, aside);
  } else {
    if (!yj_style_get_low_reach (context->style)) {
      GtkWidget *stroke = yj_broken_stroke_new (find_broken (context), heading);
      gtk_widget_set_vexpand (stroke, TRUE);
      yj_page_add (self, stroke);
    }
    yj_page_add (self, title);
  }
  add_reasons (self);
  add_places (self);
  add_what_works (self);
  add_code (self);
}

static void
yj_out_of_service_page_class_init (YjOutOfServicePageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "out-of-service";
  YJ_PAGE_CLASS (klass)->kind = YJ_PAGE_PLAIN;
  YJ_PAGE_CLASS (klass)->enter = enter;
}

static void
yj_out_of_service_page_init (YjOutOfServicePage *self)
{
}
