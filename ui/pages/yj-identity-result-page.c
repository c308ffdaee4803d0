/* SPDX-License-Identifier: Apache-2.0 */
/* What the card said, masked: is it you, and is the card still valid. */
#include "ui/pages/yj-identity-panel.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_IDENTITY_RESULT_PAGE (yj_identity_result_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ, IDENTITY_RESULT_PAGE, YjPage)

struct _YjIdentityResultPage {
  YjPage parent_instance;
  YjIdentityPanel *panel; /* NULL until entered */
};

G_DEFINE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ_TYPE_PAGE)

/* ---- all, as long as the finger stays ---- */

static void
on_eye_pressed (GtkGestureClick *gesture, int n_press, double x, double y, YjIdentityResultPage *self)
{
  yj_identity_panel_show (self->panel, TRUE);
}

static void
on_eye_released (YjIdentityResultPage *self)
{
  yj_identity_panel_show (self->panel, FALSE);
}

static void
on_eye_state (GtkWidget *eye, GtkStateFlags before, YjIdentityResultPage *self)
{
  /* However the touch ends: lifted, slid away, or taken by another window. */
  if ((gtk_widget_get_state_flags (eye) & GTK_STATE_FLAG_ACTIVE) == 0)
    yj_identity_panel_show (self->panel, FALSE);
}

static GtkWidget *
make_eye (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *row = yj_box_new (yj_style_is_landscape (context->style) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "eye-row");
  GtkWidget *eye = yj_small_button_new (context, yj_context_text (context, "identity.show"), "yj-eye");
  GtkWidget *words = yj_label_new (context, yj_context_text (context, "identity.show.text"), "small ink-2");
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (on_eye_pressed), self, 0);
  g_signal_connect_object (gesture, "released", G_CALLBACK (on_eye_released), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gesture, "stopped", G_CALLBACK (on_eye_released), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (eye, "state-flags-changed", G_CALLBACK (on_eye_state), self, 0);
  gtk_widget_add_controller (eye, GTK_EVENT_CONTROLLER (gesture));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), eye);
  gtk_box_append (GTK_BOX (row), words);
  return row;
}

/* ---- the page ---- */

static GtkWidget *
make_take_card (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean typed = yj_identity_panel_is_typed (self->panel);
  gboolean large = yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
  const char *next = typed ? "identity.typed.next" : large ? NULL : "identity.take-card.next";
  return yj_notice_new (context, typed ? YJ_NOTICE_WARN : YJ_NOTICE_INFO,
                        yj_context_text (context, typed ? "identity.typed.notice" : "identity.take-card"),
                        next != NULL ? yj_context_text (context, next) : NULL);
}

/* In the left pane: the eye, and above it the card that may be put away, where there is room. */
static GtkWidget *
make_aside (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "guide-aside");

  if (yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD && !yj_identity_panel_is_expired (self->panel))
    gtk_box_append (GTK_BOX (box), make_take_card (self));
  gtk_box_append (GTK_BOX (box), make_eye (self));
  return box;
}

/* Right above the buttons, whatever the size of the words: who goes on leaves no card behind. */
static void
show_take_card (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (!yj_style_is_landscape (context->style))
    yj_page_set_aside (YJ_PAGE (self), make_take_card (self));
}

static void
add_what_follows (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *n = g_strdup_printf ("%u", yj_flow_count_remaining (context->flow, "form"));
  g_autofree char *text = yj_context_format (context, "identity.remaining", "n", n, NULL);
  GtkWidget *box;

  if (yj_style_is_landscape (context->style))
    return;
  box = yj_box_new (GTK_ORIENTATION_VERTICAL, "figures");
  gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, "identity.not-asked"), "strong"));
  gtk_box_append (GTK_BOX (box), yj_label_new (context, text, "body ink-2"));
  yj_page_add (YJ_PAGE (self), box);
}

/* With a card that is over nothing goes on here; the way on stands beside it. */
static void
add_expired (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *text = yj_context_format (context, "identity.expired.text", "counter", yj_context_hall (context, "counter"), NULL);

  yj_page_add (YJ_PAGE (self), yj_notice_new (context, YJ_NOTICE_ERROR, yj_context_text (context, "identity.expired.title"), text));
  yj_page_set_status (YJ_PAGE (self), yj_context_text (context, "identity.expired.status"));
  yj_page_set_back_label (YJ_PAGE (self), yj_context_text (context, "identity.other-card"));
}

/* On a wide screen with large words there is no room for both, and a card that is left behind is worse than a * that is not explained. */
static void
show_hint (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean tight = yj_style_is_landscape (context->style) && yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
  gboolean card = !yj_identity_panel_is_typed (self->panel) && !yj_identity_panel_is_expired (self->panel);

  yj_page_set_hint (YJ_PAGE (self), yj_context_text (context, tight && card ? "identity.take-card" : "identity.hint"));
}

static void
enter (YjPage *page, const char *subject)
{
  YjIdentityResultPage *self = YJ_IDENTITY_RESULT_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, "identity.heading"));
  self->panel = yj_identity_panel_new (page);
  show_hint (self);
  if (yj_style_is_landscape (context->style))
    yj_page_set_aside (page, make_aside (self));
  else
    yj_page_add (page, make_eye (self));
  if (yj_identity_panel_is_expired (self->panel)) {
    add_expired (self);
    return;
  }
  add_what_follows (self);
  show_take_card (self);
  yj_page_set_back_label (page, yj_context_text (context, "identity.not-me"));
  yj_page_set_primary (page, yj_context_text (context, "identity.primary"));
}

static void
leave (YjPage *page)
{
  yj_identity_panel_wipe (YJ_IDENTITY_RESULT_PAGE (page)->panel);
}

static void
primary (YjPage *page)
{
  yj_flow_next (yj_page_get_context (page)->flow);
}

/* Not me: the card is forgotten. Without one this place is no longer in the line, so going back finds the reader. */
static void
back (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);
  yj_session_set_card (context->session, NULL);
  yj_session_set_identified_by (context->session, NULL);
  yj_flow_change (context->flow, "identify", NULL);
}

static void
yj_identity_result_page_finalize (GObject *object)
{
  g_clear_pointer (&YJ_IDENTITY_RESULT_PAGE (object)->panel, yj_identity_panel_free);
  G_OBJECT_CLASS (yj_identity_result_page_parent_class)->finalize (object);
}

static void
yj_identity_result_page_class_init (YjIdentityResultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_identity_result_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "identity-result";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->back = back;
}

static void
yj_identity_result_page_init (YjIdentityResultPage *self)
{
}
