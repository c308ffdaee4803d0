/* SPDX-License-Identifier: Apache-2.0 */
/* How the results reach the person, and what the chosen way needs to know. */
#include "ui/pages/yj-facts.h"
#include "ui/pages/yj-fields-page.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_DELIVERY_PAGE (yj_delivery_page_get_type ())
G_DECLARE_FINAL_TYPE (YjDeliveryPage, yj_delivery_page, YJ, DELIVERY_PAGE, YjFieldsPage)

struct _YjDeliveryPage {
  YjFieldsPage parent_instance;
  GPtrArray *cards; /* GtkCheckButton */
  GPtrArray *place; /* (nullable) where it is collected: rows of the page */
};

G_DEFINE_FINAL_TYPE (YjDeliveryPage, yj_delivery_page, YJ_TYPE_FIELDS_PAGE)

/* A way that asks for nothing is collected here: when and where stands below. */
static void
show_place (YjDeliveryPage *self, gboolean shown)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autofree char *hours = yj_context_format_hours_week (context);
  const YjFact facts[] = {
    { "help.address", yj_context_hall (context, "address") },
    { "help.hours", hours },
    { "help.phone", yj_context_hall (context, "phone") },
  };

  for (guint i = 0; self->place != NULL && i < self->place->len; i++)
    yj_pager_remove (yj_page_get_pager (page), g_ptr_array_index (self->place, i));
  g_clear_pointer (&self->place, g_ptr_array_unref);
  if (shown)
    self->place = yj_facts_add (page, facts, G_N_ELEMENTS (facts));
}

/* Those of the chosen way. */
static void
show_fields (YjDeliveryPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  YjFieldSet *set = yj_fields_page_get_fields (YJ_FIELDS_PAGE (self));
  g_autoptr (GPtrArray) fields = yj_session_list_delivery_fields (context->session);

  yj_field_set_clear (set);
  for (guint i = 0; i < fields->len; i++)
    yj_field_set_add (set, g_ptr_array_index (fields, i), FALSE);
  show_place (self, yj_session_get_delivery (context->session) != NULL && fields->len == 0);
}

static void
on_card_toggled (GtkCheckButton *card, YjDeliveryPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (!gtk_check_button_get_active (card))
    return;
  yj_page_clear_errors (YJ_PAGE (self));
  yj_session_set_delivery (context->session, g_object_get_data (G_OBJECT (card), "delivery"));
  show_fields (self);
}

static void
add_card (YjDeliveryPage *self, const YjDelivery *delivery)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const YjDelivery *chosen = yj_session_get_delivery (context->session);
  GtkWidget *card = yj_choice_card_new (context, yj_context_pick (context, delivery->label),
                                        delivery->hint != NULL ? yj_context_pick (context, delivery->hint) : NULL);

  if (self->cards->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (card), g_ptr_array_index (self->cards, 0));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (card), delivery == chosen);
  g_object_set_data (G_OBJECT (card), "delivery", (gpointer) delivery->id);
  g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self, 0);
  g_ptr_array_add (self->cards, card);
  yj_page_add (YJ_PAGE (self), card);
}

static void
enter (YjPage *page, const char *subject)
{
  YjDeliveryPage *self = YJ_DELIVERY_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  YjItem *item = yj_session_get_item (context->session);

  yj_page_set_heading (page, yj_context_text (context, "delivery.heading"));
  for (guint i = 0; i < item->delivery->len; i++) {
    const YjDelivery *delivery = g_ptr_array_index (item->delivery, i);
    if (yj_session_is_visible (context->session, delivery->when))
      add_card (self, delivery);
  }
  show_fields (self);
  yj_page_set_primary (page, yj_context_text (context, "action.next"));
}

static void
primary (YjPage *page)
{
  YjDeliveryPage *self = YJ_DELIVERY_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  gboolean right = yj_session_get_delivery (context->session) != NULL;

  yj_page_clear_errors (page);
  if (!right)
    yj_page_add_error (page, g_ptr_array_index (self->cards, 0), yj_context_text (context, "field.choice.unknown"));
  right = yj_field_set_take (yj_fields_page_get_fields (YJ_FIELDS_PAGE (self))) && right;
  if (right)
    yj_flow_next (context->flow);
  else
    yj_page_show_errors (page);
}

static void
yj_delivery_page_finalize (GObject *object)
{
  YjDeliveryPage *self = YJ_DELIVERY_PAGE (object);
  g_clear_pointer (&self->place, g_ptr_array_unref);
  g_ptr_array_unref (self->cards);
  G_OBJECT_CLASS (yj_delivery_page_parent_class)->finalize (object);
}

static void
yj_delivery_page_class_init (YjDeliveryPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_delivery_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "delivery";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_delivery_page_init (YjDeliveryPage *self)
{
  self->cards = g_ptr_array_new ();
}
