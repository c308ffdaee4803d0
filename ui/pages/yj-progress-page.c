/* SPDX-License-Identifier: Apache-2.0 */
/* What has become of an application is asked by the code on its receipt, or by number and inquiry code. Unknown and wrong get
 * one answer. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "ui/yj-code-text.h"
#include "ui/yj-code-watch.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/fields/yj-input.h"
#include "ui/pages/yj-inquiry.h"
#include "ui/widgets/yj-widgets.h"

#define REFERENCE_MAX_CHARS 14
#define SECRET_MAX_CHARS 16

#define YJ_TYPE_PROGRESS_PAGE (yj_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (YjProgressPage, yj_progress_page, YJ, PROGRESS_PAGE, YjPage)

struct _YjProgressPage {
  YjPage parent_instance;
  YjInput *reference, *secret; /* NULL unless they are asked for */
  GtkWidget *notice; /* (nullable) what went wrong with a scan; owned by the page */
  gboolean asking;
  char *asked, *asked_secret; /* (nullable) what is asked for now */
  YjInquiry *inquiry;         /* (nullable) once it is answered */
  YjCodeWatch *watch;         /* (nullable) without a scanner */
};

G_DEFINE_FINAL_TYPE (YjProgressPage, yj_progress_page, YJ_TYPE_PAGE)

static void
clear_problem (YjProgressPage *self)
{
  yj_page_clear_errors (YJ_PAGE (self));
  if (self->notice != NULL)
    yj_pager_remove (yj_page_get_pager (YJ_PAGE (self)), self->notice);
  self->notice = NULL;
}

/* Which way the next step goes. */
static void
set_actions (YjProgressPage *self, const char *primary, const char *status)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  yj_page_set_status (page, status != NULL ? yj_context_text (context, status) : NULL);
  yj_page_set_primary (page, primary != NULL ? yj_context_text (context, primary) : NULL);
}

static void
update_actions (YjProgressPage *self)
{
  if (self->asking)
    set_actions (self, NULL, "progress.asking");
  else if (self->reference != NULL)
    set_actions (self, "progress.primary", NULL);
  else
    set_actions (self, NULL, yj_code_watch_get_sight (self->watch) == YJ_CODE_SIGHT_NONE ? "code.sight.none" : "progress.waiting");
}

static void
wipe_inputs (YjProgressPage *self)
{
  if (self->reference == NULL)
    return;
  yj_input_wipe (self->reference);
  yj_input_wipe (self->secret);
  self->reference = self->secret = NULL;
}

static void
wipe_asked (YjProgressPage *self)
{
  g_clear_pointer (&self->asked, yj_secret_text_free);
  g_clear_pointer (&self->asked_secret, yj_secret_text_free);
}

/* @inquiry: (transfer full) */
static void
show_answer (YjProgressPage *self, YjInquiry *inquiry)
{
  clear_problem (self);
  wipe_inputs (self);
  wipe_asked (self);
  self->inquiry = inquiry;
  yj_inquiry_show (inquiry);
}

/* ---- asking ---- */

static void
show_notice (YjProgressPage *self, const char *sentence, const char *next)
{
  YjPager *pager = yj_page_get_pager (YJ_PAGE (self));

  clear_problem (self);
  self->notice = yj_notice_new (yj_page_get_context (YJ_PAGE (self)), YJ_NOTICE_WARN, sentence, next);
  yj_pager_prepend (pager, self->notice);
  yj_pager_show (pager, self->notice);
}

/* What was typed is corrected where it stands; what was scanned is not the person's mistake. */
static void
show_problem (YjProgressPage *self, YjInput *target, const char *sentence)
{
  YjPage *page = YJ_PAGE (self);

  clear_problem (self);
  if (target != NULL) {
    yj_page_add_error (page, GTK_WIDGET (target), sentence);
    yj_page_show_errors (page);
    return;
  }
  show_notice (self, sentence, NULL);
}

/* One answer for unknown and wrong. Without a network the machine knows only of what it keeps itself. */
static const char *
problem_sentence (YjContext *context, const GError *error)
{
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    return yj_context_text (context, "progress.unknown");
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_OFFLINE))
    return yj_context_text (context, "progress.offline");
  return yj_context_error_text (context, error);
}

static void
on_progress_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjProgressPage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) progress = yj_courier_progress_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (yj_page_get_cancellable (YJ_PAGE (self))))
    return;
  self->asking = FALSE;
  if (progress != NULL) {
    show_answer (self, yj_inquiry_new (YJ_PAGE (self), self->asked, self->asked_secret, progress));
    return;
  }
  show_problem (self, self->reference, problem_sentence (context, error));
  update_actions (self);
}

static void
ask (YjProgressPage *self, const char *reference, const char *secret)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->asking = TRUE;
  wipe_asked (self);
  self->asked = g_strdup (reference);
  self->asked_secret = g_strdup (secret);
  clear_problem (self);
  update_actions (self);
  yj_courier_progress_async (context->courier, reference, secret, yj_page_get_cancellable (YJ_PAGE (self)), on_progress_ready, g_object_ref (self));
}

static void
show_other_code (YjProgressPage *self, const YjCode *code)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autofree char *sentence = NULL;

  if (self->reference == NULL) {
    show_notice (self, yj_code_text (context, code), yj_context_text (context, "progress.other-code"));
    return;
  }
  sentence = yj_code_text_with (context, code, "progress.other-code");
  show_problem (self, self->reference, sentence);
}

static void
on_code_read (YjProgressPage *self, YjCode *code)
{
  g_autofree char *reference = NULL;
  g_autoptr (YjSecretText) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (self->asking || self->inquiry != NULL)
    return;
  if (code->text != NULL && yj_reference_parse_qr_text (code->text, &reference, &secret, &error))
    ask (self, reference, secret);
  else
    show_other_code (self, code);
}

/* Who types, or has the answer, needs no code. */
static void
on_sight_changed (YjProgressPage *self)
{
  const char *words = yj_code_watch_get_words (self->watch);

  if (self->asking || self->inquiry != NULL || self->reference != NULL)
    return;
  if (words != NULL)
    show_notice (self, words, yj_context_text (yj_page_get_context (YJ_PAGE (self)), "progress.blind.next"));
  else
    clear_problem (self);
  update_actions (self);
}

static void
ask_typed (YjProgressPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *reference = yj_reference_normalise (yj_input_get_value (self->reference), NULL);
  g_autoptr (YjSecretText) secret = yj_progress_secret_normalise (yj_input_get_value (self->secret), NULL);

  if (reference == NULL)
    show_problem (self, self->reference, yj_context_text (context, "progress.bad-number"));
  else if (secret == NULL)
    show_problem (self, self->secret, yj_context_text (context, "progress.bad-code"));
  else
    ask (self, reference, secret);
}

static YjInput *
add_input (YjProgressPage *self, const char *label, int max_chars)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "field-box");
  YjInput *input = yj_input_new (context, yj_context_text (context, label), GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS,
                                 max_chars, TRUE);

  gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, label), "strong"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (input));
  yj_page_add (YJ_PAGE (self), box);
  return input;
}

static void
show_form (YjProgressPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  gboolean can_scan = context->scanner != NULL;

  clear_problem (self);
  yj_page_clear_rows (page);
  yj_page_set_heading (page, yj_context_text (context, "progress.heading"));
  yj_page_set_hint (page, yj_context_text (context, can_scan ? "progress.hint.both" : "progress.hint"));
  self->reference = add_input (self, "progress.number", REFERENCE_MAX_CHARS);
  self->secret = add_input (self, "progress.code", SECRET_MAX_CHARS);
  update_actions (self);
}

static void
on_type_clicked (GtkButton *button, YjProgressPage *self)
{
  show_form (self);
  gtk_widget_child_focus (GTK_WIDGET (self->reference), GTK_DIR_TAB_FORWARD);
}

/* The code on the receipt is the short way: nothing is typed. */
static void
show_scan (YjProgressPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  GtkWidget *picture = yj_illustration_new (YJ_ILLUSTRATION_RECEIPT_CODE, yj_context_text (context, "progress.picture"));
  GtkWidget *button = yj_button_new (context, yj_context_text (context, "progress.type"), "yj-keyboard", "secondary small-button");

  yj_page_set_heading (page, yj_context_text (context, "progress.heading"));
  yj_page_set_hint (page, yj_context_text (context, "progress.hint.scan"));
  gtk_widget_add_css_class (picture, "low");
  gtk_widget_set_vexpand (picture, TRUE);
  yj_page_add (page, picture);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_type_clicked), self, 0);
  yj_page_add (page, button);
  update_actions (self);
}

static void
enter (YjPage *page, const char *subject)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  if (context->scanner == NULL) {
    show_form (self);
    return;
  }
  self->watch = yj_code_watch_new (context);
  show_scan (self);
  g_signal_connect_object (context->scanner, "code-read", G_CALLBACK (on_code_read), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_sight_changed), self, G_CONNECT_SWAPPED);
  yj_code_watch_start (self->watch);
}

static void
leave (YjPage *page)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);

  if (self->watch != NULL)
    yj_code_watch_stop (self->watch);
  if (self->inquiry != NULL)
    yj_inquiry_stop (self->inquiry);
  wipe_asked (self);
  wipe_inputs (self);
}

static void
primary (YjPage *page)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);
  if (self->inquiry != NULL)
    yj_inquiry_primary (self->inquiry);
  else
    ask_typed (self);
}

static void
secondary (YjPage *page)
{
  yj_inquiry_secondary (YJ_PROGRESS_PAGE (page)->inquiry);
}

static void
back (YjPage *page)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);
  if (self->inquiry != NULL)
    yj_inquiry_back (self->inquiry);
  else
    yj_flow_back (yj_page_get_context (page)->flow);
}

static json_t *
save (YjPage *page)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);
  if (self->inquiry != NULL)
    return yj_inquiry_save (self->inquiry);
  if (self->reference == NULL)
    return NULL;
  return json_pack ("{s:s, s:s}", "reference", yj_input_get_value (self->reference), "secret", yj_input_get_value (self->secret));
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjProgressPage *self = YJ_PROGRESS_PAGE (page);
  if (yj_json_string (saved, "asked") != NULL) {
    show_answer (self, yj_inquiry_new_saved (page, saved));
    return;
  }
  if (self->reference == NULL)
    show_form (self);
  yj_input_set_value (self->reference, yj_json_string (saved, "reference"));
  yj_input_set_value (self->secret, yj_json_string (saved, "secret"));
}

static void
yj_progress_page_finalize (GObject *object)
{
  g_clear_object (&YJ_PROGRESS_PAGE (object)->inquiry);
  g_clear_object (&YJ_PROGRESS_PAGE (object)->watch);
  G_OBJECT_CLASS (yj_progress_page_parent_class)->finalize (object);
}

static void
yj_progress_page_class_init (YjProgressPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_progress_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "progress";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
  YJ_PAGE_CLASS (klass)->back = back;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_progress_page_init (YjProgressPage *self)
{
}
