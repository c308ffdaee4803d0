/* SPDX-License-Identifier: Apache-2.0 */
/* What the card said, masked: is it you, and is the card still valid. */
#include "core/base/yj-secret.h"
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-mask.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"
#include <string.h>

/* Of an address, as much as says which town; the rest is for nobody behind the person. */
#define ADDRESS_SHOWN_CHARS 6
#define DATE_PARTS 3

#define YJ_TYPE_IDENTITY_RESULT_PAGE (yj_identity_result_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ, IDENTITY_RESULT_PAGE, YjPage)

struct _YjIdentityResultPage {
  YjPage parent_instance;
  GtkWidget *name, *number, *address; /* labels that show all while the eye is held; address: (nullable) */
};

G_DEFINE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ_TYPE_PAGE)

static const YjIdCard *
get_card (YjIdentityResultPage *self)
{
  return yj_session_get_card (yj_page_get_context (YJ_PAGE (self))->session);
}

static void
set_personal_text (GtkWidget *label, char *text)
{
  yj_label_set_text (label, text);
  yj_secret_text_free (text);
}

static char *
mask_address (const char *address)
{
  g_autofree char *start = g_utf8_substring (address, 0, MIN (ADDRESS_SHOWN_CHARS, g_utf8_strlen (address, -1)));
  return g_strconcat (start, " ******", NULL);
}

static void
show (YjIdentityResultPage *self, gboolean all)
{
  const YjIdCard *card = get_card (self);

  if (card == NULL)
    return;
  set_personal_text (self->name, all ? g_strdup (card->name) : yj_mask_name (card->name));
  set_personal_text (self->number, all ? g_strdup (card->number) : yj_mask_number (card->number));
  if (self->address != NULL)
    set_personal_text (self->address, all ? g_strdup (card->address) : mask_address (card->address));
}

/* What was typed proves nobody; it is said wherever it is shown. */
static gboolean
is_typed (YjContext *context)
{
  return g_strcmp0 (yj_session_get_identified_by (context->session), "typed") == 0;
}

/* ---- validity ---- */

static gboolean
is_expired (YjContext *context, const YjIdCard *card)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *date = g_date_time_format (today, "%Y-%m-%d");
  return card->valid_to != NULL && g_ascii_isdigit (card->valid_to[0]) && strcmp (card->valid_to, date) < 0;
}

static char *
format_validity (YjContext *context, const YjIdCard *card)
{
  g_auto (GStrv) parts = g_strsplit (card->valid_to, "-", DATE_PARTS);
  g_autofree char *year = NULL, *month = NULL, *day = NULL;

  if (!g_ascii_isdigit (card->valid_to[0]) || g_strv_length (parts) != DATE_PARTS)
    return g_strdup (yj_context_text (context, "identity.long-term"));
  year = g_strdup (parts[0]);
  month = g_strdup_printf ("%d", atoi (parts[1]));
  day = g_strdup_printf ("%d", atoi (parts[2]));
  return yj_context_format (context, "identity.until", "year", year, "month", month, "day", day, NULL);
}

/* ---- the panel ---- */

/* Where it was read: the machine-readable zone of a passport is printed, not a chip. */
static const char *
describe_source (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  return yj_context_text (context, is_typed (context) ? "identity.typed" : get_card (self)->kind == YJ_ID_MRZ ? "identity.read-mrz" : "identity.read");
}

static GtkWidget *
make_head (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "identity-head"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "identity-words");
  GtkWidget *portrait = yj_illustration_new (YJ_ILLUSTRATION_PORTRAIT, yj_context_text (context, "identity.portrait"));
  gboolean typed = is_typed (context);
  GtkWidget *tag = yj_tag_new (context, describe_source (self), typed ? "warn" : "done");

  gtk_widget_add_css_class (portrait, "portrait");
  self->name = yj_label_new (context, "", "result");
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), self->name);
  gtk_box_append (GTK_BOX (words), tag);
  if (yj_label_set_text (self->name, get_card (self)->name)) /* until it is masked */
    gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_text (context, "identity.stand-in"), "small ink-2"));
  gtk_box_append (GTK_BOX (head), portrait);
  gtk_box_append (GTK_BOX (head), words);
  return head;
}

/* A line of one panel, which may be parted by a page's end. */
static void
add_line (YjIdentityResultPage *self, GtkWidget *row)
{
  gtk_widget_add_css_class (row, "attached");
  gtk_widget_add_css_class (row, "panel-row");
  gtk_widget_add_css_class (row, "personal");
  yj_page_add (YJ_PAGE (self), row);
}

/* The label that holds the value of a row made by yj_row_new (). */
static GtkWidget *
add_fact (YjIdentityResultPage *self, const char *label, const char *value)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *row = yj_row_new (context, yj_context_text (context, label), value);
  add_line (self, row);
  return yj_row_get_value (row);
}

static char *
format_sex (YjContext *context, const YjIdCard *card)
{
  const char *sex = card->sex == 1 ? "identity.male" : card->sex == 2 ? "identity.female" : "identity.sex-unknown";
  const char *ethnicity = card->ethnicity != NULL ? yj_ethnicity_get_name (card->ethnicity, yj_context_get_language (context)) : NULL;
  return g_strjoin (yj_context_text (context, "list.separator"), yj_context_text (context, sex), ethnicity, NULL);
}

static void
add_validity (YjIdentityResultPage *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *text = format_validity (context, card);
  gboolean expired = is_expired (context, card);
  GtkWidget *row = yj_row_new (context, yj_context_text (context, "identity.validity"), text);

  gtk_box_append (GTK_BOX (row), yj_tag_new (context, yj_context_text (context, expired ? "identity.expired" : "identity.valid"),
                                             expired ? "error" : "done"));
  add_line (self, row);
}

/* Which document it is, when it is not the resident card that everybody has; and the Latin name beside a Chinese one. */
static void
add_document (YjIdentityResultPage *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *document = yj_document_type_get_name (card->document_type, yj_context_get_language (context));
  g_autoptr (YjSecretText) latin = card->latin_name != NULL ? yj_mask_name (card->latin_name) : NULL;

  if (document != NULL && card->kind != YJ_ID_RESIDENT && card->kind != YJ_ID_HMT_RESIDENCE)
    add_fact (self, "identity.document", document);
  if (latin != NULL && g_strcmp0 (card->latin_name, card->name) != 0)
    add_fact (self, "identity.latin-name", latin);
}

static void
add_panel (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const YjIdCard *card = get_card (self);
  g_autofree char *sex = format_sex (context, card);
  GtkWidget *head = make_head (self), *last;

  gtk_widget_add_css_class (head, "first");
  add_line (self, head);
  add_document (self, card);
  add_fact (self, card->ethnicity != NULL ? "identity.sex-ethnicity" : "identity.sex", sex);
  self->number = add_fact (self, "identity.number", "");
  if (card->address != NULL)
    self->address = add_fact (self, "identity.address", "");
  if (card->valid_to != NULL)
    add_validity (self, card);
  last = gtk_widget_get_last_child (GTK_WIDGET (yj_page_get_pager (YJ_PAGE (self))));
  /* The pager's own bar stands after all rows. */
  gtk_widget_add_css_class (gtk_widget_get_prev_sibling (last), "last");
}

/* ---- all, as long as the finger stays ---- */

static void
on_eye_pressed (GtkGestureClick *gesture, int n_press, double x, double y, YjIdentityResultPage *self)
{
  show (self, TRUE);
}

static void
on_eye_released (YjIdentityResultPage *self)
{
  show (self, FALSE);
}

static void
on_eye_state (GtkWidget *eye, GtkStateFlags before, YjIdentityResultPage *self)
{
  /* However the touch ends: lifted, slid away, or taken by another window. */
  if ((gtk_widget_get_state_flags (eye) & GTK_STATE_FLAG_ACTIVE) == 0)
    show (self, FALSE);
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
make_take_card (YjContext *context)
{
  gboolean typed = is_typed (context);
  return yj_notice_new (context, typed ? YJ_NOTICE_WARN : YJ_NOTICE_INFO,
                        yj_context_text (context, typed ? "identity.typed.notice" : "identity.take-card"),
                        yj_context_text (context, typed ? "identity.typed.next" : "identity.take-card.next"));
}

/* In the left pane: the eye, and above it the card that may be put away, where there is room. */
static GtkWidget *
make_aside (YjIdentityResultPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "guide-aside");

  if (yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD && !is_expired (context, get_card (self)))
    gtk_box_append (GTK_BOX (box), make_take_card (context));
  gtk_box_append (GTK_BOX (box), make_eye (self));
  return box;
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
  yj_page_add (YJ_PAGE (self), make_take_card (context));
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

static void
enter (YjPage *page, const char *subject)
{
  YjIdentityResultPage *self = YJ_IDENTITY_RESULT_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, "identity.heading"));
  yj_page_set_hint (page, yj_context_text (context, "identity.hint"));
  add_panel (self);
  if (yj_style_is_landscape (context->style))
    yj_page_set_aside (page, make_aside (self));
  else
    yj_page_add (page, make_eye (self));
  show (self, FALSE);
  if (is_expired (context, get_card (self))) {
    add_expired (self);
    return;
  }
  add_what_follows (self);
  yj_page_set_back_label (page, yj_context_text (context, "identity.not-me"));
  yj_page_set_primary (page, yj_context_text (context, "identity.primary"));
}

static void
leave (YjPage *page)
{
  YjIdentityResultPage *self = YJ_IDENTITY_RESULT_PAGE (page);
  gtk_label_set_text (GTK_LABEL (self->name), "");
  gtk_label_set_text (GTK_LABEL (self->number), "");
  if (self->address != NULL)
    gtk_label_set_text (GTK_LABEL (self->address), "");
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
yj_identity_result_page_class_init (YjIdentityResultPageClass *klass)
{
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
