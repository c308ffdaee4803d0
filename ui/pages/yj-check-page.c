/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that will be handed in, masked where it is sensitive, each row with its way to be changed. It has to be
 * seen to its last page before it can be signed. */
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"
#include "ui/fields/yj-field-set.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_CHECK_PAGE (yj_check_page_get_type ())
G_DECLARE_FINAL_TYPE (YjCheckPage, yj_check_page, YJ, CHECK_PAGE, YjPage)

struct _YjCheckPage {
  YjPage parent_instance;
  GtkWidget *last; /* (nullable) row of the panel that is being filled; owned by the page */
};

G_DEFINE_FINAL_TYPE (YjCheckPage, yj_check_page, YJ_TYPE_PAGE)

/* Where a touch on a row leads. */
typedef struct {
  YjPage *page;
  const char *place;
  char *subject;
} Target;

static void
target_free (gpointer data, GClosure *closure)
{
  g_free (((Target *) data)->subject);
  g_free (data);
}

static void
on_row_clicked (GtkButton *row, Target *target)
{
  yj_flow_change (yj_page_get_context (target->page)->flow, target->place, target->subject);
}

/* @place NULL: it came from the card, and only the card changes it. */
static GtkWidget *
make_row (YjPage *self, const char *label, const char *value, const char *place, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  Target *target;
  GtkWidget *row;

  if (place == NULL)
    return yj_row_new (context, label, value);
  target = g_new (Target, 1);
  *target = (Target){ self, place, g_strdup (subject) };
  row = yj_change_row_new (context, label, value);
  g_signal_connect_data (row, "clicked", G_CALLBACK (on_row_clicked), target, target_free, 0);
  return row;
}

static GtkWidget *
add_row (YjPage *self, const char *label, const char *value, const char *place, const char *subject)
{
  GtkWidget *row = make_row (self, label, value, place, subject);

  if (YJ_CHECK_PAGE (self)->last == NULL)
    gtk_widget_add_css_class (row, "first");
  YJ_CHECK_PAGE (self)->last = row;
  gtk_widget_add_css_class (row, "attached");
  gtk_widget_add_css_class (row, "personal");
  yj_page_add (self, row);
  return row;
}

/* The rows so far are one panel. */
static void
end_panel (YjPage *self)
{
  if (YJ_CHECK_PAGE (self)->last != NULL)
    gtk_widget_add_css_class (YJ_CHECK_PAGE (self)->last, "last");
  YJ_CHECK_PAGE (self)->last = NULL;
}

static void
begin_panel (YjPage *self, const char *title)
{
  end_panel (self);
  yj_page_add_title (self, title);
}

static void
add_applicant (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  const YjIdCard *card = yj_session_get_card (context->session);
  g_autoptr (YjSecretText) name = NULL, number = NULL;

  if (card == NULL)
    return;
  name = yj_mask_name (card->name);
  number = yj_mask_number (card->number);
  begin_panel (self, yj_context_text (context, yj_session_get_enterprise (context->session, NULL) != NULL ? "check.agent" : "check.applicant"));
  add_row (self, yj_context_text (context, "check.name"), name, "identify", NULL);
  add_row (self, yj_context_text (context, "check.number"), number, NULL, NULL);
}

static char *
describe_answer (YjContext *context, const YjQuestion *question)
{
  const json_t *answer = yj_session_get_answer (context->session, question->id);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < question->options->len; i++) {
    const YjOption *option = g_ptr_array_index (question->options, i);
    gboolean chosen = json_is_string (answer) && g_str_equal (json_string_value (answer), option->id);
    json_t *element;
    size_t e;
    json_array_foreach (answer, e, element)
      chosen = chosen || g_strcmp0 (json_string_value (element), option->id) == 0;
    if (chosen)
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", yj_context_pick (context, option->label));
  }
  return g_string_free (out, FALSE);
}

/* A question is long and its answer short: the question takes the room. */
static void
set_question (GtkWidget *row)
{
  GtkWidget *prompt = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (row))), *answer;

  if (!GTK_IS_LABEL (prompt)) /* under each other */
    prompt = gtk_widget_get_first_child (prompt);
  answer = gtk_widget_get_next_sibling (prompt);
  gtk_widget_set_hexpand (prompt, TRUE);
  gtk_widget_set_hexpand (answer, FALSE);
  gtk_widget_add_css_class (answer, "strong");
}

static void
add_questions (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (GPtrArray) questions = yj_session_list_questions (context->session);

  if (questions->len > 0)
    begin_panel (self, yj_context_text (context, "check.guide"));
  for (guint i = 0; i < questions->len; i++) {
    const YjQuestion *question = g_ptr_array_index (questions, i);
    g_autofree char *value = describe_answer (context, question);
    set_question (add_row (self, yj_context_pick (context, question->prompt), value, "guide-question", question->id));
  }
}

static void
add_field (YjPage *self, const YjField *field, const char *place, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (YjSecretText) value = yj_field_set_describe (context, field);
  GtkWidget *row, *why;

  if (value == NULL)
    value = g_strdup (yj_context_text (context, "check.not-given"));
  row = add_row (self, yj_context_pick (context, field->label), value, place, subject);
  if (place != NULL)
    return;
  why = yj_label_new (context, yj_context_text (context, "check.from-card"), "small ink-2");
  gtk_widget_set_valign (why, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), why);
}

/* Name and number of the card stand under "applicant" already. */
static gboolean
is_said (YjContext *context, const YjField *field)
{
  return yj_session_is_prefilled (context->session, field->id) && yj_session_get_card (context->session) != NULL &&
         (g_strcmp0 (field->prefill, "card.name") == 0 || g_strcmp0 (field->prefill, "card.number") == 0);
}

static void
add_section (YjPage *self, const YjSection *section)
{
  YjContext *context = yj_page_get_context (self);
  gboolean titled = FALSE;

  for (guint p = 0; p < section->pages->len; p++) {
    const YjPageGroup *group = g_ptr_array_index (section->pages, p);
    g_autoptr (GPtrArray) fields = yj_session_list_fields (context->session, group);
    for (guint i = 0; i < fields->len; i++) {
      const YjField *field = g_ptr_array_index (fields, i);
      gboolean known = yj_session_is_prefilled (context->session, field->id);
      if (is_said (context, field))
        continue;
      if (!titled)
        begin_panel (self, yj_context_pick (context, section->title));
      titled = TRUE;
      add_field (self, field, known ? NULL : "form", group->id);
    }
  }
}

static void
add_materials (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);

  if (materials->len > 0)
    begin_panel (self, yj_context_text (context, "check.materials"));
  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    GPtrArray *pages = yj_session_get_material_pages (context->session, material->id);
    g_autofree char *n = g_strdup_printf ("%u", pages != NULL ? pages->len : 0);
    gboolean later = pages == NULL || pages->len == 0;
    g_autofree char *value = yj_context_format (context, later ? "materials.later" : "check.pages", "n", n, NULL);
    add_row (self, yj_context_pick (context, material->name), value, "materials", NULL);
  }
}

static void
add_delivery (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  const YjDelivery *delivery = yj_session_get_delivery (context->session);
  g_autoptr (GPtrArray) fields = yj_session_list_delivery_fields (context->session);

  if (delivery == NULL)
    return;
  begin_panel (self, yj_context_text (context, "check.delivery"));
  add_row (self, yj_context_text (context, "check.delivery"), yj_context_pick (context, delivery->label), "delivery", NULL);
  for (guint i = 0; i < fields->len; i++)
    add_field (self, g_ptr_array_index (fields, i), "delivery", NULL);
}

/* Until the last page was seen, the one thing to do is to look at the next. */
static void
update_primary (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  gboolean seen = yj_pager_get_seen_all (yj_page_get_pager (self));
  yj_page_set_primary (self, yj_context_text (context, seen ? "check.primary" : "check.more"));
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  YjItem *item = yj_session_get_item (context->session);

  yj_page_set_heading (self, yj_context_text (context, "check.heading"));
  add_applicant (self);
  for (guint i = 0; i < item->sections->len; i++)
    add_section (self, g_ptr_array_index (item->sections, i));
  add_questions (self);
  add_materials (self);
  add_delivery (self);
  end_panel (self);
  g_signal_connect_object (yj_page_get_pager (self), "turned", G_CALLBACK (update_primary), self, G_CONNECT_SWAPPED);
  yj_page_set_primary (self, yj_context_text (context, "check.primary"));
}

static void
primary (YjPage *self)
{
  YjPager *pager = yj_page_get_pager (self);
  if (yj_pager_get_seen_all (pager))
    yj_flow_next (yj_page_get_context (self)->flow);
  else
    yj_pager_turn (pager, 1);
}

static void
yj_check_page_class_init (YjCheckPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "check";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_check_page_init (YjCheckPage *self)
{
}
