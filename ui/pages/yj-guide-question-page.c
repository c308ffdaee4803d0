/* SPDX-License-Identifier: Apache-2.0 */
/* One question of the guide; what its answer means is seen at once. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

/* Earlier answers that stay in sight; the way to the others is 上一步. */
#define MAX_STANDING_PORTRAIT 3
#define MAX_STANDING_LANDSCAPE 1
/* With more options than these, earlier answers give their room to what is asked now. */
#define MAX_OPTIONS_BESIDE_STANDING 4

#define YJ_TYPE_GUIDE_QUESTION_PAGE (yj_guide_question_page_get_type ())
G_DECLARE_FINAL_TYPE (YjGuideQuestionPage, yj_guide_question_page, YJ, GUIDE_QUESTION_PAGE, YjPage)

struct _YjGuideQuestionPage {
  YjPage parent_instance;
  const YjQuestion *question;
  GPtrArray *cards;  /* GtkCheckButton, in the order of the options shown */
  GPtrArray *ids;    /* their options' ids */
  GtkWidget *figures; /* holds what the answers mean so far */
  gboolean explained; /* with large text hints are shown when they are asked for */
};

G_DEFINE_FINAL_TYPE (YjGuideQuestionPage, yj_guide_question_page, YJ_TYPE_PAGE)

static void build (YjGuideQuestionPage *self);

static gboolean
is_care (YjGuideQuestionPage *self)
{
  return yj_style_get_text_size (yj_page_get_context (YJ_PAGE (self))->style) != YJ_TEXT_STANDARD;
}

/* ---- the answer ---- */

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

/* ---- what the answers mean so far ---- */

/* The matter that takes longer than the whole is promised in, said beside the promise. (transfer full) */
static char *
format_days_words (YjContext *context, int limit, int longest)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);

  for (guint i = 0; longest > limit && i < matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (matters, i);
    g_autofree char *days = g_strdup_printf ("%d", matter->working_days);
    const YjText *name = matter->everyday_name != NULL ? matter->everyday_name : matter->name;
    if (matter->working_days == longest)
      return yj_context_format (context, limit == 0 ? "guide.same-day.longer" : limit == 1 ? "guide.day.longer" : "guide.days.longer", "name",
                                yj_context_pick (context, name), "days", days, NULL);
  }
  return g_strdup (yj_context_text (context, limit == 0 ? "guide.same-day" : limit == 1 ? "guide.day" : "guide.days"));
}

static void
add_figure (YjContext *context, GtkWidget *figures, const char *unit, int number, const char *words)
{
  g_autofree char *digits = g_strdup_printf ("%d", number);
  g_autofree char *now = yj_context_format (context, unit, "n", digits, NULL);
  yj_figures_add (figures, yj_figure_new (context, NULL, now, words));
}

static GtkWidget *
make_figures (YjContext *context)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
  gboolean narrow = yj_style_is_landscape (context->style);
  int longest = 0, limit = yj_session_get_limit_days (context->session, &longest);
  const char *days_short = yj_context_text (context, limit == 0 ? "guide.same-day" : limit == 1 ? "guide.day.short" : "guide.days.short");
  g_autofree char *days_words = narrow ? g_strdup (days_short) : format_days_words (context, limit, longest);
  GtkWidget *figures = yj_figures_new (context, NULL);

  add_figure (context, figures, "figure.matters", (int) matters->len, yj_context_text (context, narrow ? "guide.matters.short" : "guide.matters"));
  add_figure (context, figures, "figure.materials", (int) materials->len, yj_context_text (context, narrow ? "guide.materials.short" : "guide.materials"));
  add_figure (context, figures, limit == 0 ? "figure.same-day" : narrow ? "figure.days.short" : "figure.days", limit, days_words);
  return figures;
}

/* With large text one sentence says it. */
static GtkWidget *
make_sentence (YjContext *context)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
  g_autofree char *n_matters = g_strdup_printf ("%u", matters->len), *n_materials = g_strdup_printf ("%u", materials->len);
  g_autofree char *text = yj_context_format (context, "guide.sentence", "matters", n_matters, "materials", n_materials, NULL);
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "figures");

  gtk_box_append (GTK_BOX (box), yj_label_new (context, text, "strong"));
  return box;
}

static void
update_figures (YjGuideQuestionPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *old = gtk_widget_get_first_child (self->figures);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->figures), old);
  gtk_box_append (GTK_BOX (self->figures), is_care (self) ? make_sentence (context) : make_figures (context));
}

/* ---- standing answers ---- */

static void
on_change_clicked (GtkButton *row, YjPage *self)
{
  yj_flow_change (yj_page_get_context (self)->flow, "guide-question", g_object_get_data (G_OBJECT (row), "question"));
}

/* The labels of what was chosen. (transfer full) */
static char *
format_answer (YjContext *context, const YjQuestion *question)
{
  const json_t *answer = yj_session_get_answer (context->session, question->id);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < question->options->len; i++) {
    const YjOption *option = g_ptr_array_index (question->options, i);
    if (!is_answer (answer, option->id))
      continue;
    g_string_append (text, text->len > 0 ? yj_context_text (context, "list.separator") : "");
    g_string_append (text, yj_context_pick (context, option->label));
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_standing (YjPage *self, const YjQuestion *question)
{
  YjContext *context = yj_page_get_context (self);
  gboolean landscape = yj_style_is_landscape (context->style);
  g_autofree char *answer = format_answer (context, question);
  const char *prompt = yj_context_pick (context, question->prompt);
  g_autofree char *name = g_strdup_printf ("%s: %s", yj_context_text (context, "action.change"), prompt);
  GtkWidget *row = gtk_button_new (), *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "row-words");
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "standing-words");
  GtkWidget *change = yj_label_new (context, yj_context_text (context, "action.change"), "change");

  gtk_box_append (GTK_BOX (words), yj_label_new (context, landscape ? yj_context_text (context, "guide.chosen") : prompt, "small ink-2"));
  gtk_box_append (GTK_BOX (words), yj_label_new (context, answer, "strong"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (change), FALSE);
  gtk_widget_set_valign (change, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), change);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_widget_add_css_class (row, "standing");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), "question", (gpointer) question->id);
  g_signal_connect_object (row, "clicked", G_CALLBACK (on_change_clicked), self, 0);
  return row;
}

static guint
count_standing (YjGuideQuestionPage *self)
{
  if (is_care (self))
    return 0;
  if (!yj_style_is_landscape (yj_page_get_context (YJ_PAGE (self))->style) && self->cards->len > MAX_OPTIONS_BESIDE_STANDING)
    return 0;
  return yj_style_is_landscape (yj_page_get_context (YJ_PAGE (self))->style) ? MAX_STANDING_LANDSCAPE : MAX_STANDING_PORTRAIT;
}

static GtkWidget *
make_aside (YjGuideQuestionPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) questions = yj_session_list_questions (context->session);
  GtkWidget *aside = yj_box_new (GTK_ORIENTATION_VERTICAL, "guide-aside"), *standing = yj_box_new (GTK_ORIENTATION_VERTICAL, "standing-rows");
  guint at = 0, most = count_standing (self);

  g_ptr_array_find (questions, self->question, &at);
  gtk_box_append (GTK_BOX (aside), standing);
  gtk_widget_set_visible (standing, at > 0 && most > 0);
  for (guint i = at > most ? at - most : 0; i < at && most > 0; i++)
    gtk_box_append (GTK_BOX (standing), make_standing (YJ_PAGE (self), g_ptr_array_index (questions, i)));
  if (!is_care (self))
    gtk_box_append (GTK_BOX (aside), yj_label_new (context, yj_context_text (context, "guide.so-far"), "small ink-2"));
  self->figures = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  gtk_box_append (GTK_BOX (aside), self->figures);
  return aside;
}

/* ---- options ---- */

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

static gboolean
has_hint (const YjOption *option)
{
  return option->hint != NULL;
}

static void
add_option (YjGuideQuestionPage *self, const YjOption *option)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean hinted = has_hint (option) && (self->explained || !is_care (self));
  GtkWidget *card = yj_choice_card_new (context, yj_context_pick (context, option->label),
                                        hinted ? yj_context_pick (context, option->hint) : NULL);

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
on_explain_clicked (GtkButton *button, YjGuideQuestionPage *self)
{
  self->explained = TRUE;
  build (self);
}

static void
add_options (YjGuideQuestionPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  guint n_hints = 0;

  for (guint i = 0; i < self->question->options->len; i++) {
    const YjOption *option = g_ptr_array_index (self->question->options, i);
    if (!yj_session_is_visible (context->session, option->when))
      continue;
    add_option (self, option);
    n_hints += has_hint (option);
  }
  if (n_hints > 0 && is_care (self) && !self->explained) {
    GtkWidget *button = yj_small_button_new (context, yj_context_text (context, "guide.which-is-mine"), "yj-information");
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_explain_clicked), self, 0);
    yj_page_add (YJ_PAGE (self), button);
  }
}

static void
build (YjGuideQuestionPage *self)
{
  yj_page_clear_rows (YJ_PAGE (self));
  g_ptr_array_set_size (self->cards, 0);
  g_ptr_array_set_size (self->ids, 0);
  add_options (self);
  for (guint i = 0; self->cards->len > MAX_OPTIONS_BESIDE_STANDING && i < self->cards->len; i++)
    gtk_widget_add_css_class (g_ptr_array_index (self->cards, i), "many");
}

/* ---- the page ---- */

static void
enter (YjPage *page, const char *subject)
{
  YjGuideQuestionPage *self = YJ_GUIDE_QUESTION_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  self->question = yj_item_get_question (yj_session_get_item (context->session), subject);
  yj_page_set_heading (page, yj_context_pick (context, self->question->prompt));
  if (self->question->hint != NULL && !is_care (self))
    yj_page_set_hint (page, yj_context_pick (context, self->question->hint));
  build (self);
  yj_page_set_aside (page, make_aside (self));
  update_figures (self);
  yj_page_set_primary (page, yj_context_text (context, "action.next"));
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
