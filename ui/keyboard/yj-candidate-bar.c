/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the line between the field and the keys where Chinese is composed. */
#include "ui/keyboard/yj-candidate-bar.h"
#include "ui/keyboard/yj-candidate-strip.h"
#include "ui/widgets/yj-widgets.h"

struct _YjCandidateBar {
  GtkBox parent_instance;
  YjContext *context;
  GtkWidget *words, *preedit, *advice, *line, *more; /* children */
  YjCandidateStrip *strip;                   /* child */
  gboolean composing, flat;
};

G_DEFINE_FINAL_TYPE (YjCandidateBar, yj_candidate_bar, GTK_TYPE_BOX)

enum { CHOSEN, TYPED, MORE, N_SIGNALS };
static guint signals[N_SIGNALS];
static const char *const digits_line[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" };

static void
yj_candidate_bar_dispose (GObject *object)
{
  g_clear_object (&YJ_CANDIDATE_BAR (object)->context);
  G_OBJECT_CLASS (yj_candidate_bar_parent_class)->dispose (object);
}

static void
yj_candidate_bar_class_init (YjCandidateBarClass *klass)
{
  GType type = YJ_TYPE_CANDIDATE_BAR;

  G_OBJECT_CLASS (klass)->dispose = yj_candidate_bar_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[TYPED] = g_signal_new ("typed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MORE] = g_signal_new ("more", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_candidate_bar_init (YjCandidateBar *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "candidate-bar");
}

static void
on_chosen (YjCandidateStrip *strip, guint index, gpointer user_data)
{
  YjCandidateBar *self = user_data;

  if (self->composing)
    g_signal_emit (self, signals[CHOSEN], 0, index);
  else
    g_signal_emit (self, signals[TYPED], 0, digits_line[index]);
}

static void
on_more (GtkButton *button, gpointer user_data)
{
  g_signal_emit (user_data, signals[MORE], 0);
}

static void
build_words (YjCandidateBar *self)
{
  self->words = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "preedit-row");
  self->preedit = yj_label_new (self->context, "", "preedit");
  gtk_label_set_wrap (GTK_LABEL (self->preedit), FALSE);
  /* A composition longer than the line shows its end, where letters are added. */
  gtk_label_set_ellipsize (GTK_LABEL (self->preedit), PANGO_ELLIPSIZE_START);
  gtk_widget_set_hexpand (self->preedit, TRUE);
  self->advice = yj_label_new (self->context, "", "advice");
  gtk_label_set_wrap (GTK_LABEL (self->advice), FALSE);
  gtk_box_append (GTK_BOX (self->words), self->preedit);
  gtk_box_append (GTK_BOX (self->words), self->advice);
}

static void
build_line (YjCandidateBar *self)
{
  self->line = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "candidate-line");
  self->strip = yj_candidate_strip_new ();
  gtk_widget_set_hexpand (GTK_WIDGET (self->strip), TRUE);
  self->more = gtk_button_new_from_icon_name ("go-down-symbolic");
  gtk_widget_add_css_class (self->more, "candidate");
  gtk_widget_add_css_class (self->more, "more");
  gtk_widget_set_focusable (self->more, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_text (self->context, "keyboard.more"), -1);
  gtk_box_append (GTK_BOX (self->line), GTK_WIDGET (self->strip));
  gtk_box_append (GTK_BOX (self->line), self->more);
  g_signal_connect (self->strip, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect (self->more, "clicked", G_CALLBACK (on_more), self);
}

YjCandidateBar *
yj_candidate_bar_new (YjContext *context)
{
  YjCandidateBar *self = g_object_new (YJ_TYPE_CANDIDATE_BAR, NULL);

  self->context = g_object_ref (context);
  build_words (self);
  gtk_box_append (GTK_BOX (self), self->words);
  build_line (self);
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_box_append (GTK_BOX (self), self->line);
  yj_candidate_bar_set_flat (self, FALSE);
  return self;
}

void
yj_candidate_bar_set_flat (YjCandidateBar *self, gboolean flat)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), flat ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_hexpand (self->words, FALSE);
  self->flat = flat;
}

void
yj_candidate_bar_update (YjCandidateBar *self, YjPinyin *pinyin, gboolean digits)
{
  const char *texts[YJ_CANDIDATE_STRIP_MAX];
  guint total = pinyin != NULL ? yj_pinyin_get_n_candidates (pinyin) : 0, n = MIN (total, YJ_CANDIDATE_STRIP_MAX);

  self->composing = pinyin != NULL && yj_pinyin_is_composing (pinyin);
  for (guint i = 0; i < n; i++)
    texts[i] = yj_pinyin_get_candidate (pinyin, i);
  gtk_label_set_text (GTK_LABEL (self->preedit), self->composing ? yj_pinyin_get_preedit (pinyin) : "");
  gtk_label_set_text (GTK_LABEL (self->advice), yj_context_text (self->context, self->composing ? "keyboard.candidates" : "keyboard.compose"));
  gtk_widget_set_visible (self->preedit, self->composing);
  /* Side by side with digits there is no room for words, and while one composes none for advice. */
  gtk_widget_set_visible (self->words, self->composing || !self->flat || !digits);
  gtk_widget_set_visible (self->advice, !self->composing || !self->flat);
  if (self->composing)
    yj_candidate_strip_set (self->strip, texts, n, TRUE);
  else
    yj_candidate_strip_set (self->strip, digits_line, digits ? G_N_ELEMENTS (digits_line) : 0, FALSE);
  gtk_widget_set_visible (self->more, n > 0);
  (self->composing || digits ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (self->line, "empty");
}

void
yj_candidate_bar_set_expanded (YjCandidateBar *self, gboolean expanded)
{
  gtk_widget_set_visible (self->line, !expanded);
}

GtkWidget *
yj_candidate_bar_get_cell (YjCandidateBar *self, guint index)
{
  return yj_candidate_strip_get_cell (self->strip, index);
}

GtkWidget *
yj_candidate_bar_get_more (YjCandidateBar *self)
{
  return self->more;
}
