/* SPDX-License-Identifier: Apache-2.0 */
/* What the card said, masked: is it you? An expired card is said at once, with the way out. */
#include "core/base/yj-secret.h"
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-mask.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"
#include <string.h>

/* Enough of an address to know it again. */
#define ADDRESS_SHOWN_CHARS 6

#define YJ_TYPE_IDENTITY_RESULT_PAGE (yj_identity_result_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ, IDENTITY_RESULT_PAGE, YjPage)

struct _YjIdentityResultPage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjIdentityResultPage, yj_identity_result_page, YJ_TYPE_PAGE)

/* ISO dates compare as text. */
static gboolean
is_expired (YjContext *context, const YjIdCard *card)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *day = g_date_time_format (today, "%Y-%m-%d");
  return card->valid_to != NULL && !g_str_equal (card->valid_to, "long-term") && strcmp (card->valid_to, day) < 0;
}

static char *
describe_person (YjContext *context, const YjIdCard *card)
{
  const char *sex = yj_context_text (context, card->sex == 1 ? "sex.male" : card->sex == 2 ? "sex.female" : "sex.unstated");
  const char *ethnicity = card->ethnicity != NULL ? yj_ethnicity_get_name (card->ethnicity, yj_context_get_language (context)) : NULL;
  return ethnicity != NULL ? g_strdup_printf ("%s, %s", sex, ethnicity) : g_strdup (sex);
}

static char *
mask_address (const char *address)
{
  g_autofree char *head = g_utf8_substring (address, 0, MIN (ADDRESS_SHOWN_CHARS, g_utf8_strlen (address, -1)));
  return g_strconcat (head, "******", NULL);
}

static GtkWidget *
make_head (YjContext *context, const YjIdCard *card)
{
  gboolean typed = g_strcmp0 (yj_session_get_identified_by (context->session), "typed") == 0;
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "row attached personal identity-head"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "identity-words");
  GtkWidget *tag = yj_tag_new (context, yj_context_text (context, typed ? "identity.typed" : "identity.read"), typed ? "warn" : "done");
  g_autoptr (YjSecretText) name = yj_mask_name (card->name);

  gtk_box_append (GTK_BOX (head), yj_illustration_new (YJ_ILLUSTRATION_PORTRAIT, yj_context_text (context, "identity.portrait")));
  gtk_box_append (GTK_BOX (words), yj_label_new (context, name, "result"));
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (words), tag);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (head), words);
  return head;
}

static void
add_row (YjPage *self, const char *label, const char *value)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *row = yj_row_new (context, yj_context_text (context, label), value);
  gtk_widget_add_css_class (row, "attached");
  gtk_widget_add_css_class (row, "personal");
  yj_page_add (self, row);
}

static void
add_card (YjPage *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (YjSecretText) number = yj_mask_number (card->number), person = describe_person (context, card);

  yj_page_add (self, make_head (context, card));
  add_row (self, card->ethnicity != NULL ? "identity.sex-ethnicity" : "identity.sex", person);
  add_row (self, "identity.number", number);
  if (card->address != NULL) {
    g_autoptr (YjSecretText) address = mask_address (card->address);
    add_row (self, "identity.address", address);
  }
  if (card->valid_to != NULL) {
    gboolean long_term = g_str_equal (card->valid_to, "long-term");
    g_autofree char *until = long_term ? g_strdup (yj_context_text (context, "identity.long-term"))
                                       : yj_context_format (context, "identity.until", "date", card->valid_to, NULL);
    add_row (self, "identity.validity", until);
  }
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  const YjIdCard *card = yj_session_get_card (context->session);
  gboolean typed = g_strcmp0 (yj_session_get_identified_by (context->session), "typed") == 0;

  yj_page_set_heading (self, yj_context_text (context, "identity.heading"));
  yj_page_set_hint (self, yj_context_text (context, "identity.hint"));
  add_card (self, card);
  yj_page_set_back_label (self, yj_context_text (context, "identity.not-me"));
  if (is_expired (context, card)) {
    yj_page_add (self, yj_notice_new (context, YJ_NOTICE_ERROR, yj_context_text (context, "identity.expired"),
                                      yj_context_text (context, "identity.expired.next")));
    yj_page_set_status (self, yj_context_text (context, "identity.expired"));
    return;
  }
  yj_page_add (self, yj_notice_new (context, typed ? YJ_NOTICE_WARN : YJ_NOTICE_INFO,
                                    yj_context_text (context, typed ? "identity.typed.notice" : "identity.take-card"),
                                    yj_context_text (context, typed ? "identity.typed.next" : "identity.take-card.next")));
  yj_page_set_primary (self, yj_context_text (context, "identity.primary"));
}

static void
primary (YjPage *self)
{
  yj_flow_next (yj_page_get_context (self)->flow);
}

/* Not me: the card is forgotten before anything else. */
static void
back (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  yj_flow_back (context->flow);
  yj_session_set_card (context->session, NULL);
  yj_session_set_identified_by (context->session, NULL);
}

static void
yj_identity_result_page_class_init (YjIdentityResultPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "identity-result";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->back = back;
}

static void
yj_identity_result_page_init (YjIdentityResultPage *self)
{
}
