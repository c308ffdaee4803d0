/* SPDX-License-Identifier: Apache-2.0 */
/* Five grades, by free will: a record of its own that is sealed and sent like an application. */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission.h"
#include "ui/drawings/yj-face.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_EVALUATION_PAGE (yj_evaluation_page_get_type ())
G_DECLARE_FINAL_TYPE (YjEvaluationPage, yj_evaluation_page, YJ, EVALUATION_PAGE, YjPage)

static const char *const grades[] = { "very-satisfied", "satisfied", "basically-satisfied", "dissatisfied", "very-dissatisfied" };
static const char *const reasons[] = { "fast", "clear", "easy", "helpful" };

struct _YjEvaluationPage {
  YjPage parent_instance;
  GtkWidget *grades[G_N_ELEMENTS (grades)];
  GtkWidget *reasons[G_N_ELEMENTS (reasons)];
};

G_DEFINE_FINAL_TYPE (YjEvaluationPage, yj_evaluation_page, YJ_TYPE_PAGE)

/* The person has gone by the time this comes; what could not be kept is said to the technician. */
static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_submit_finish (YJ_COURIER (source), result, &error);
  if (submission == NULL)
    g_message ("an evaluation was not kept: %s", error->message);
}

static json_t *
make_document (YjEvaluationPage *self, const char *grade)
{
  YjSession *session = yj_page_get_context (YJ_PAGE (self))->session;
  const char *chosen[G_N_ELEMENTS (reasons) + 1] = { NULL };
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->reasons[i])))
      chosen[n++] = reasons[i];
  return yj_evaluation_document_new (yj_session_get_id (session), grade, chosen, yj_clock_get_wall_usec (yj_session_get_clock (session)));
}

static void
submit (YjEvaluationPage *self, const char *grade)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  YjSession *session = context->session;
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  json_t *document = make_document (self, grade);
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  g_autoptr (GError) error = NULL;
  gboolean sealed =
      yj_submission_seal_evaluation (document, yj_session_get_item (session), yj_session_get_catalogue (session),
                                     yj_session_get_region (session), (const char *const *) recipients, &envelope, &draft_header, &error);

  yj_json_wipe (document);
  if (sealed)
    yj_courier_submit_async (context->courier, envelope, draft_header, NULL, on_submit_ready, NULL);
  else
    g_message ("an evaluation could not be sealed: %s", error->message);
}

static gboolean
is_grave (YjEvaluationPage *self)
{
  return yj_session_get_item (yj_page_get_context (YJ_PAGE (self))->session)->bereavement;
}

static GtkWidget *
make_grade (YjEvaluationPage *self, gsize grade)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *id = g_strdup_printf ("evaluation.grade.%s", grades[grade]);
  GtkWidget *card = yj_choice_card_new (context, yj_context_text (context, id), NULL);
  GtkWidget *words = gtk_check_button_get_child (GTK_CHECK_BUTTON (card));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (words), GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_add_css_class (words, "grade-words");
  if (!is_grave (self)) /* nobody is asked to smile */
    gtk_box_prepend (GTK_BOX (words), yj_face_new ((YjFaceGrade) grade));
  if (grade > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (card), GTK_CHECK_BUTTON (self->grades[0]));
  return card;
}

/* @columns side by side. */
static void
add_cards (YjEvaluationPage *self, GtkWidget **cards, gsize n, gsize columns)
{
  gboolean compact = yj_style_is_landscape (yj_page_get_context (YJ_PAGE (self))->style);

  for (gsize i = 0; i < n; i += columns) {
    GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
    gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
    for (gsize k = i; k < MIN (i + columns, n); k++) {
      gtk_box_append (GTK_BOX (row), cards[k]);
      if (compact)
        gtk_widget_add_css_class (cards[k], "compact");
    }
    yj_page_add (YJ_PAGE (self), row);
  }
}

static void
add_reasons (YjEvaluationPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  yj_page_add_title (YJ_PAGE (self), yj_context_text (context, "evaluation.reasons"));
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *id = g_strdup_printf ("evaluation.reason.%s", reasons[i]);
    self->reasons[i] = yj_choice_card_new (context, yj_context_text (context, id), NULL);
  }
  add_cards (self, self->reasons, G_N_ELEMENTS (reasons), yj_style_is_cramped (context->style) ? 1 : 2);
}

static void
enter (YjPage *page, const char *subject)
{
  YjEvaluationPage *self = YJ_EVALUATION_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, is_grave (self) ? "evaluation.heading.plain" : "evaluation.heading"));
  yj_page_set_hint (page, yj_context_text (context, "evaluation.hint"));
  for (gsize i = 0; i < G_N_ELEMENTS (grades); i++)
    self->grades[i] = make_grade (self, i);
  add_cards (self, self->grades, G_N_ELEMENTS (grades),
             yj_style_is_landscape (context->style) && !yj_style_is_cramped (context->style) ? 2 : 1);
  add_reasons (self);
  yj_page_set_secondary (page, yj_context_text (context, "evaluation.skip"), NULL);
  yj_page_set_primary (page, yj_context_text (context, "evaluation.primary"));
  yj_page_set_primary_icon (page, NULL);
}

static void
primary (YjPage *page)
{
  YjEvaluationPage *self = YJ_EVALUATION_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  for (gsize i = 0; i < G_N_ELEMENTS (grades); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->grades[i]))) {
      submit (self, grades[i]);
      yj_flow_next (context->flow);
      return;
    }
  yj_page_clear_errors (page);
  yj_page_add_error (page, self->grades[0], yj_context_text (context, "evaluation.missing"));
  yj_page_show_errors (page);
}

static void
secondary (YjPage *page)
{
  yj_flow_next (yj_page_get_context (page)->flow);
}

static void
yj_evaluation_page_class_init (YjEvaluationPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "evaluation";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_evaluation_page_init (YjEvaluationPage *self)
{
}
