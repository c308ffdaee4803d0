/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which words and buttons belong to which state. */
#include "ui/pages/yj-capture-words.h"
#include "ui/pages/yj-paper-words.h"
#include "ui/widgets/yj-widgets.h"

/* Which pages of it, and how it lies; where there is room for one of the two alone, what the picture does not show. (transfer full) */
static char *
describe_paper (YjContext *context, const YjText *what)
{
  const char *first = what != NULL ? yj_context_pick (context, what) : "", *second = yj_context_text (context, "capture.lay");
  gboolean spaced = g_str_has_suffix (first, "."); /* Chinese sentences follow each other without a space */
  gboolean tight = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST;

  if (tight && first[0] != '\0')
    return g_strdup (first);
  return g_strconcat (first, spaced ? " " : "", second, NULL);
}

/* What to photograph; of a picture that was taken, what to look for. (transfer full) */
static char *
make_hint (YjContext *context, const YjCaptureState *state)
{
  g_autofree char *n = g_strdup_printf ("%u", state->number);

  if (state->is_listing)
    return g_strdup (yj_context_text (context, "captured.hint"));
  if (state->still != NULL)
    return g_strdup (yj_context_text (context, "capture.look"));
  if (state->is_anew && state->max > 1)
    return yj_context_format (context, "capture.retake", "n", n, NULL);
  return describe_paper (context, state->what);
}

static GtkWidget *
make_aside (YjPage *page, const char *words, const char *label, GCallback callback)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *aside = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "capture-aside"), *title = yj_label_new (context, words, "option"), *button;

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (title, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (aside), title);
  if (label == NULL)
    return aside;
  button = yj_small_button_new (context, yj_context_text (context, label), NULL);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, page, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (aside), button);
  return aside;
}

/* How a picture was cut, or which page it is of how many. */
static void
show_aside (YjPage *page, const YjCaptureState *state)
{
  YjContext *context = yj_page_get_context (page);
  g_autofree char *n = g_strdup_printf ("%u", state->number), *max = g_strdup_printf ("%u", state->max);
  g_autofree char *which = yj_context_format (context, "capture.page", "n", n, "max", max, NULL);
  GtkWidget *aside = NULL;

  if (!state->is_listing && !state->is_busy && state->still != NULL && state->still->whole != NULL)
    aside = make_aside (page, yj_context_text (context, state->is_uncut ? "capture.uncut" : "capture.cut-out"),
                        state->is_uncut ? "capture.cut-again" : "capture.leave-uncut", state->on_uncut);
  else if (!state->is_listing && !state->is_busy && state->still == NULL && state->max > 1)
    aside = make_aside (page, which, state->count > 0 ? "capture.list" : NULL, state->on_list);
  yj_page_set_aside (page, aside);
}

static void
show_list_actions (YjPage *page, const YjCaptureState *state)
{
  YjContext *context = yj_page_get_context (page);
  gboolean more = state->count < state->max;

  yj_page_set_status (page, NULL);
  yj_page_set_secondary (page, NULL, NULL);
  yj_page_set_primary_icon (page, more ? "yj-camera" : "yj-arrow-right");
  yj_page_set_primary (page, yj_context_text (context, more ? "captured.more" : "captured.done"));
  yj_page_set_back_label (page, more ? yj_context_text (context, "capture.enough") : NULL);
}

static void
show_still_actions (YjPage *page, const YjCaptureState *state)
{
  YjContext *context = yj_page_get_context (page);
  gboolean poor = yj_paper_should_be_taken_again (state->still->sight.verdict);

  yj_page_set_secondary (page, yj_context_text (context, poor ? "capture.keep-anyway" : "capture.again"), poor ? NULL : "yj-again");
  yj_page_set_primary_icon (page, poor ? "yj-again" : NULL);
  yj_page_set_primary (page, yj_context_text (context, poor ? "capture.again" : "capture.keep"));
}

/* Nothing while it works, or while nothing can be seen. */
static void
show_camera_actions (YjPage *page, const YjCaptureState *state)
{
  YjContext *context = yj_page_get_context (page);
  const char *working = state->still != NULL ? "capture.keeping" : "capture.taking";
  gboolean waits = state->is_busy || (state->still == NULL && !state->can_see);

  yj_page_set_back_label (page, state->count > 0 && state->max > 1 ? yj_context_text (context, "capture.enough") : NULL);
  yj_page_set_status (page, waits ? yj_context_text (context, state->is_busy ? working : "capture.waiting") : NULL);
  if (!waits && state->still != NULL) {
    show_still_actions (page, state);
    return;
  }
  yj_page_set_secondary (page, NULL, NULL);
  yj_page_set_primary_icon (page, "yj-camera");
  yj_page_set_primary (page, waits ? NULL : yj_context_text (context, "capture.primary"));
}

void
yj_capture_words_show (YjPage *page, const YjCaptureState *state)
{
  g_autofree char *hint = make_hint (yj_page_get_context (page), state);

  yj_page_set_hint (page, hint);
  show_aside (page, state);
  if (state->is_listing)
    show_list_actions (page, state);
  else
    show_camera_actions (page, state);
}
