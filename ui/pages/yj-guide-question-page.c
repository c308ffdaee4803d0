/* SPDX-License-Identifier: Apache-2.0 */
/* One question of the guide; what its answer means is seen at once. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_GUIDE_QUESTION_PAGE (yj_guide_question_page_get_type ())
G_DECLARE_FINAL_TYPE (YjGuideQuestionPage, yj_guide_question_page, YJ, GUIDE_QUESTION_PAGE, YjPage)

struct _YjGuideQuestionPage {
  YjPage parent_instance;
  const YjQuestion *question;
  GPtrArray *cards; /* GtkCheckButton, in the order of the options shown */
  GPtrArray *ids;   /* their options' ids */
};

G_DEFINE_FINAL_TYPE (YjGuideQuestionPage, yj_guide_question_page, YJ_TYPE_PAGE)

static gboolean
is_answer (const json_t *answer, const char *id)
{
  json_t *element;
  size_t i;

  if (!json_is_array (answer))
    return g_strcmp0 (json_string_value (answer), id) == 0;
  json_array_foreach (answer, i, element)
    if (g_strcmp0 (json_string_value (element), id) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable) what is touched now */
static json_t *
read_answer (YjGuideQuestionPage *self)
{
  json_t *many = self->question->multiple ? json_array () : NULL;

  for (guint i = 0; i < self->cards->len; i++) {
    if (!gtk_check_button_get_active (g_ptr_array_index (self->cards, i)))
      continue;
    if (!self->question->multiple)
      return json_string (g_ptr_array_index (self->ids, i));
    json_array_append_new (many, json_string (g_ptr_array_index (self->ids, i)));
  }
  return many;
}

static void
update_figures (YjGuideQuestionPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
  int longest = 0, limit = yj_session_get_limit_days (context->session, &longest);
  g_autofree char *n_matters = g_strdup_printf ("%u", matters->len), *n_materials = g_strdup_printf ("%u", materials->len);
  g_autofree char *days = g_strdup_printf ("%d", limit);
  GtkWidget *figures = yj_figures_new (context, yj_context_text (context, "guide.so-far"));

  yj_figures_add (figures, yj_figure_new (context, NULL, n_matters, yj_context_text (context, "guide.matters")));
  yj_figures_add (figures, yj_figure_new (context, NULL, n_materials, yj_context_text (context, "guide.materials")));
  yj_figures_add (figures, yj_figure_new (context, NULL, days, yj_context_text (context, "guide.days")));
  yj_page_set_aside (YJ_PAGE (self), figures);
}

static void
on_card_toggled (GtkCheckButton *card, YjGuideQuestionPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (json_t) answer = NULL;

  if (!self->question->multiple && !gtk_check_button_get_active (card))
    return;
  answer = read_answer (self);
  yj_session_set_answer (context->session, self->question->id, answer);
  yj_page_clear_errors (YJ_PAGE (self));
  update_figures (self);
}

static void
add_option (YjGuideQuestionPage *self, const YjOption *option)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *card = yj_choice_card_new (context, yj_context_pick (context, option->label),
                                        option->hint != NULL ? yj_context_pick (context, option->hint) : NULL);

  if (!self->question->multiple && self->cards->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (card), g_ptr_array_index (self->cards, 0));
  if (is_answer (yj_session_get_answer (context->session, self->question->id), option->id))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (card), TRUE);
  g_ptr_array_add (self->cards, card);
  g_ptr_array_add (self->ids, (gpointer) option->id);
  g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self, 0);
  yj_page_add (YJ_PAGE (self), card);
}

static void
enter (YjPage *page, const char *subject)
{
  YjGuideQuestionPage *self = YJ_GUIDE_QUESTION_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  const YjQuestion *question = yj_item_get_question (yj_session_get_item (context->session), subject);

  self->question = question;
  yj_page_set_heading (page, yj_context_pick (context, question->prompt));
  if (question->hint != NULL)
    yj_page_set_hint (page, yj_context_pick (context, question->hint));
  for (guint i = 0; i < question->options->len; i++) {
    const YjOption *option = g_ptr_array_index (question->options, i);
    if (yj_session_is_visible (context->session, option->when))
      add_option (self, option);
  }
  yj_page_set_primary (page, yj_context_text (context, "action.next"));
  update_figures (self);
}

static void
primary (YjPage *page)
{
  YjGuideQuestionPage *self = YJ_GUIDE_QUESTION_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (json_t) answer = read_answer (self);

  if (answer == NULL || (self->question->multiple && json_array_size (answer) == 0)) {
    yj_page_clear_errors (page);
    yj_page_add_error (page, g_ptr_array_index (self->cards, 0), yj_context_text (context, "field.choice.unknown"));
    yj_page_show_errors (page);
    return;
  }
  yj_flow_next (context->flow);
}

static void
yj_guide_question_page_finalize (GObject *object)
{
  YjGuideQuestionPage *self = YJ_GUIDE_QUESTION_PAGE (object);
  g_ptr_array_unref (self->cards);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (yj_guide_question_page_parent_class)->finalize (object);
}

static void
yj_guide_question_page_class_init (YjGuideQuestionPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_guide_question_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "guide-question";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_guide_question_page_init (YjGuideQuestionPage *self)
{
  self->cards = g_ptr_array_new ();
  self->ids = g_ptr_array_new ();
}
