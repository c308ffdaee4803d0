/* SPDX-License-Identifier: Apache-2.0 */
/* Five grades, by free will: a record of its own that is sealed and sent like an application. */
#include "core/base/yj-error.h"
#include "core/document/yj-evaluation.h"
#include "ui/drawings/yj-face.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_EVALUATION_PAGE (yj_evaluation_page_get_type ())
G_DECLARE_FINAL_TYPE (YjEvaluationPage, yj_evaluation_page, YJ, EVALUATION_PAGE, YjPage)

#define N_GRADES 5
#define REASONS_MAX 8

struct _YjEvaluationPage {
  YjPage parent_instance;
  GtkWidget *grades[N_GRADES];
  const char *const *offered; /* the reasons that go with the grade; NULL while none is chosen */
  GtkWidget *reasons[REASONS_MAX];
  GtkWidget *call_back;       /* (nullable) */
  GPtrArray *reason_rows;     /* of the pager */
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

/* (transfer container) */
static GPtrArray *
list_ticked (YjEvaluationPage *self)
{
  GPtrArray *ticked = g_ptr_array_new_null_terminated (REASONS_MAX, NULL, TRUE);

  for (gsize i = 0; self->offered != NULL && self->offered[i] != NULL; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->reasons[i])))
      g_ptr_array_add (ticked, (gpointer) self->offered[i]);
  return ticked;
}

static json_t *
make_document (YjEvaluationPage *self, const char *grade)
{
  YjSession *session = yj_page_get_context (YJ_PAGE (self))->session;
  g_autoptr (GPtrArray) ticked = list_ticked (self);
  gboolean call_back = self->call_back != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->call_back));

  return yj_evaluation_document_new (yj_session_get_id (session), grade, (const char *const *) ticked->pdata, call_back,
                                     yj_clock_get_wall_usec (yj_session_get_clock (session)));
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
      yj_evaluation_seal (document, yj_session_get_item (session), yj_session_get_catalogue (session), yj_session_get_region (session),
                          (const char *const *) recipients, &envelope, &draft_header, &error);

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

/* @columns side by side. @rows (nullable): takes the rows too. */
static void
add_cards (YjEvaluationPage *self, GtkWidget **cards, gsize n, gsize columns, GPtrArray *rows)
{
  for (gsize i = 0; i < n; i += columns) {
    GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
    gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
    for (gsize k = i; k < MIN (i + columns, n); k++) {
      gtk_box_append (GTK_BOX (row), cards[k]);
      gtk_widget_add_css_class (cards[k], "compact");
    }
    yj_page_add (YJ_PAGE (self), row);
    if (rows != NULL)
      g_ptr_array_add (rows, row);
  }
}

/* A ticked reason is right, and so is a grade that needs none. */
static void
forget_missing_reason (YjEvaluationPage *self)
{
  if (self->offered != NULL)
    yj_page_remove_error (YJ_PAGE (self), self->reasons[0]);
}

static void
drop_reasons (YjEvaluationPage *self)
{
  forget_missing_reason (self);
  for (guint i = 0; i < self->reason_rows->len; i++)
    yj_pager_remove (yj_page_get_pager (YJ_PAGE (self)), g_ptr_array_index (self->reason_rows, i));
  g_ptr_array_set_size (self->reason_rows, 0);
  self->call_back = NULL;
}

/* A person who was dissatisfied is offered no praise, and the other way round. */
static void
offer_reasons (YjEvaluationPage *self, const char *grade)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean negative = yj_evaluation_is_negative (grade);
  GtkWidget *title = yj_label_new (context, yj_context_text (context, negative ? "evaluation.reasons.negative" : "evaluation.reasons"),
                                   "h2 section-title");
  gsize columns = yj_style_is_cramped (context->style) ? 1 : 2, n;

  drop_reasons (self);
  self->offered = yj_evaluation_list_reasons (grade);
  yj_pager_append_title (yj_page_get_pager (YJ_PAGE (self)), title);
  g_ptr_array_add (self->reason_rows, title);
  for (n = 0; self->offered[n] != NULL; n++) {
    g_autofree char *id = g_strdup_printf ("evaluation.reason.%s", self->offered[n]);
    self->reasons[n] = yj_choice_card_new (context, yj_context_text (context, id), NULL);
    g_signal_connect_swapped (self->reasons[n], "toggled", G_CALLBACK (forget_missing_reason), self);
  }
  add_cards (self, self->reasons, n, columns, self->reason_rows);
  if (!negative)
    return;
  self->call_back = yj_choice_card_new (context, yj_context_text (context, "evaluation.call-back"), NULL);
  add_cards (self, &self->call_back, 1, 1, self->reason_rows);
}

static const char *
find_grade (YjEvaluationPage *self)
{
  for (gsize i = 0; i < N_GRADES; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->grades[i])))
      return yj_evaluation_list_grades ()[i];
  return NULL;
}

static void
on_grade_toggled (GtkCheckButton *card, YjEvaluationPage *self)
{
  const char *grade = gtk_check_button_get_active (card) ? find_grade (self) : NULL;

  if (grade == NULL)
    return;
  yj_page_remove_error (YJ_PAGE (self), self->grades[0]);
  if (self->offered != yj_evaluation_list_reasons (grade))
    offer_reasons (self, grade);
}

static GtkWidget *
make_grade (YjEvaluationPage *self, gsize grade)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *id = g_strdup_printf ("evaluation.grade.%s", yj_evaluation_list_grades ()[grade]);
  GtkWidget *card = yj_choice_card_new (context, yj_context_text (context, id), NULL);
  GtkWidget *words = gtk_check_button_get_child (GTK_CHECK_BUTTON (card));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (words), GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_add_css_class (words, "grade-words");
  if (!is_grave (self)) /* nobody is asked to smile */
    gtk_box_prepend (GTK_BOX (words), yj_face_new ((YjFaceGrade) grade));
  if (grade > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (card), GTK_CHECK_BUTTON (self->grades[0]));
  g_signal_connect (card, "toggled", G_CALLBACK (on_grade_toggled), self);
  return card;
}

static void
enter (YjPage *page, const char *subject)
{
  YjEvaluationPage *self = YJ_EVALUATION_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, is_grave (self) ? "evaluation.heading.plain" : "evaluation.heading"));
  yj_page_set_hint (page, yj_context_text (context, "evaluation.hint"));
  for (gsize i = 0; i < N_GRADES; i++)
    self->grades[i] = make_grade (self, i);
  add_cards (self, self->grades, N_GRADES, yj_style_is_landscape (context->style) && !yj_style_is_cramped (context->style) ? 2 : 1, NULL);
  yj_page_set_secondary (page, yj_context_text (context, "evaluation.skip"), NULL);
  yj_page_set_primary (page, yj_context_text (context, "evaluation.primary"));
  yj_page_set_primary_icon (page, NULL);
}

static void
refuse (YjEvaluationPage *self, GtkWidget *target, const char *message)
{
  yj_page_add_error (YJ_PAGE (self), target, yj_context_text (yj_page_get_context (YJ_PAGE (self)), message));
  yj_page_show_errors (YJ_PAGE (self));
}

static void
primary (YjPage *page)
{
  YjEvaluationPage *self = YJ_EVALUATION_PAGE (page);
  const char *grade = find_grade (self);
  g_autoptr (GPtrArray) ticked = list_ticked (self);

  yj_page_clear_errors (page);
  if (grade == NULL) {
    refuse (self, self->grades[0], "evaluation.missing");
  } else if (yj_evaluation_is_negative (grade) && ticked->len == 0) {
    refuse (self, self->reasons[0], "evaluation.missing-reason");
  } else {
    submit (self, grade);
    yj_flow_next (yj_page_get_context (page)->flow);
  }
}

static void
secondary (YjPage *page)
{
  yj_flow_next (yj_page_get_context (page)->flow);
}

static void
yj_evaluation_page_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_EVALUATION_PAGE (object)->reason_rows);
  G_OBJECT_CLASS (yj_evaluation_page_parent_class)->finalize (object);
}

static void
yj_evaluation_page_class_init (YjEvaluationPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_evaluation_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "evaluation";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_evaluation_page_init (YjEvaluationPage *self)
{
  self->reason_rows = g_ptr_array_new ();
}
