/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the page that is shown. */
#include "ui/yj-page-host.h"
#include "ui/drawings/yj-progress-stroke.h"
#include "ui/yj-action-bar.h"
#include "ui/yj-header.h"
#include "ui/yj-page-words.h"
#include "ui/yj-read-aloud.h"
#include "ui/yj-utility-bar.h"

struct _YjPageHost {
  GObject parent_instance;
  YjContext *context;
  YjContacts *contacts;
  YjFrameView *frame; /* not owned: the window's */
  YjPage *page; /* (nullable) owned by the frame */
  YjGates gates; /* as the page shows them */
  guint voice_source;
  guint news_source;
  char *news; /* (nullable) what was said last of the page's notices and state */
  gboolean is_old; /* the page was built from the catalogue before this one */
  char *subject; /* (nullable) of the page */
  const char *kept_id; /* (nullable) of the page that was left for one beside the line … */
  char *kept_subject;
  json_t *kept; /* … and what was not in the session yet */
};

G_DEFINE_FINAL_TYPE (YjPageHost, yj_page_host, G_TYPE_OBJECT)

/* Nobody begins what this machine cannot finish: a closed gate replaces the welcome. */
static const char *
page_id_now (YjPageHost *self)
{
  const char *id = yj_flow_get_place (self->context->flow)->page;
  if (g_str_equal (id, "idle") && yj_context_get_gates (self->context) != YJ_GATE_OPEN)
    return "out-of-service";
  return id;
}

/* Who cannot see hears that a card was read, or that the paper ran out. What is not drawn yet cannot be read. */
static gboolean
on_news_idle (gpointer user_data)
{
  YjPageHost *self = user_data;
  g_autofree char *now = NULL;

  self->news_source = 0;
  if (!self->context->voice || self->context->speaker == NULL || self->page == NULL || self->voice_source != 0)
    return G_SOURCE_REMOVE;
  now = yj_read_aloud_news (self->page);
  if (now[0] != '\0' && g_strcmp0 (now, self->news) != 0)
    yj_speaker_say (self->context->speaker, now, yj_context_get_language (self->context));
  g_free (self->news);
  self->news = g_steal_pointer (&now);
  return G_SOURCE_REMOVE;
}

static void
tell_news (YjPageHost *self)
{
  if (self->context->voice && self->news_source == 0)
    self->news_source = g_idle_add_full (G_PRIORITY_LOW, on_news_idle, self, NULL);
}

static void
update_words (YjPageHost *self)
{
  yj_page_words_set (YJ_PAGE_WORDS (yj_frame_view_get (self->frame, YJ_SLOT_QUESTION)), yj_page_get_heading (self->page),
                     yj_page_get_hint (self->page));
  yj_frame_view_set (self->frame, YJ_SLOT_ASIDE, yj_page_get_aside (self->page));
}

#define N_STAGES 5

/* Five words and a stroke; beside the line the stroke stays where it is, and after submission it stands whole and
 * alone. */
static void
update_progress (YjPageHost *self)
{
  YjContext *context = self->context;
  GtkWidget *stroke = yj_frame_view_get (self->frame, YJ_SLOT_PROGRESS);
  YjStage stage = yj_flow_get_place (context->flow)->stage;
  double fraction = yj_flow_get_progress (context->flow);
  const char *words[N_STAGES + 1] = { NULL };
  g_autofree char *step = g_strdup_printf ("%d", (int) stage), *steps = g_strdup_printf ("%d", N_STAGES), *sentence = NULL;

  for (int i = 0; i < N_STAGES; i++) {
    g_autofree char *id = g_strdup_printf ("stage.%d", i + 1);
    words[i] = yj_context_text (context, id);
  }
  gtk_widget_set_visible (stroke, YJ_PAGE_GET_CLASS (self->page)->kind == YJ_PAGE_STEP && (stage != YJ_STAGE_NONE || fraction >= 1.0));
  if (stage == YJ_STAGE_NONE) {
    yj_progress_stroke_set_steps (YJ_PROGRESS_STROKE (stroke), NULL);
    yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 0, fraction, yj_context_text (context, "stage.finished"));
    return;
  }
  sentence = yj_context_format (context, "stage.sentence", "step", step, "steps", steps, "name", words[stage - 1], NULL);
  yj_progress_stroke_set_steps (YJ_PROGRESS_STROKE (stroke), yj_style_is_cramped (context->style) ? NULL : words);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), stage - YJ_STAGE_GUIDE, fraction, sentence);
}

void
yj_page_host_update_bars (YjPageHost *self)
{
  YjPageKind kind = YJ_PAGE_GET_CLASS (self->page)->kind;
  yj_header_update (YJ_HEADER (yj_frame_view_get (self->frame, YJ_SLOT_HEADER)), kind);
  yj_utility_bar_update (YJ_UTILITY_BAR (yj_frame_view_get (self->frame, YJ_SLOT_UTILITY)), kind == YJ_PAGE_STEP);
  yj_action_bar_set_page (YJ_ACTION_BAR (yj_frame_view_get (self->frame, YJ_SLOT_ACTIONS)), self->page);
}

static void
set_class (YjPageHost *self, const char *css_class, gboolean on)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self->frame)));
  if (root == NULL)
    return;
  if (on)
    gtk_widget_add_css_class (root, css_class);
  else
    gtk_widget_remove_css_class (root, css_class);
}

/* What the sheet cannot ask about: script, direction of the screen, large text. */
static void
update_classes (YjPageHost *self)
{
  YjStyle *style = self->context->style;
  set_class (self, "latin", !g_str_has_prefix (yj_context_get_language (self->context), "zh"));
  set_class (self, "landscape", yj_style_is_landscape (style));
  set_class (self, "care", yj_style_get_text_size (style) != YJ_TEXT_STANDARD);
}

void
yj_page_host_close (YjPageHost *self)
{
  if (self->page == NULL)
    return;
  yj_page_leave (self->page);
  g_signal_handlers_disconnect_by_data (self->page, self);
  yj_action_bar_set_page (YJ_ACTION_BAR (yj_frame_view_get (self->frame, YJ_SLOT_ACTIONS)), NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_ASIDE, NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_CONTENT, NULL);
  self->page = NULL;
}

static gboolean
is_in_search (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (gtk_widget_has_css_class (widget, "search-row"))
      return TRUE;
  return FALSE;
}

/* Only what is on the screen can take the focus; wherever the first thing to touch stands, a page is read from its
 * beginning. A search is an offer: the keyboard comes when it is touched, and does not cover what there is to find. */
static void
focus_page (GtkWidget *page)
{
  do
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  while (is_in_search (gtk_root_get_focus (gtk_widget_get_root (page))));
  yj_pager_show_first (yj_page_get_pager (YJ_PAGE (page)));
}

static void
show (YjPageHost *self)
{
  const char *subject = yj_flow_get_place (self->context->flow)->subject;

  yj_page_host_close (self);
  g_free (self->subject);
  self->subject = g_strdup (subject);
  self->gates = yj_context_get_gates (self->context);
  self->is_old = FALSE;
  update_classes (self);
  self->page = yj_page_create (page_id_now (self), self->context, subject);
  g_return_if_fail (self->page != NULL);
  g_signal_connect_swapped (self->page, "frame-changed", G_CALLBACK (update_words), self);
  g_signal_connect_swapped (self->page, "frame-changed", G_CALLBACK (tell_news), self);
  yj_frame_view_set (self->frame, YJ_SLOT_CONTENT, GTK_WIDGET (self->page));
  update_words (self);
  update_progress (self);
  yj_page_host_update_bars (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->page)))
    focus_page (GTK_WIDGET (self->page));
  else
    g_signal_connect_after (self->page, "map", G_CALLBACK (focus_page), NULL);
}

void
yj_page_host_rebuild (YjPageHost *self)
{
  YjPageClass *klass = YJ_PAGE_GET_CLASS (self->page);
  json_t *saved = klass->save != NULL ? klass->save (self->page) : NULL;

  show (self);
  if (saved != NULL && YJ_PAGE_GET_CLASS (self->page) == klass)
    klass->restore (self->page, saved);
  yj_json_wipe (saved);
}

void
yj_page_host_say (YjPageHost *self)
{
  g_autofree char *text = yj_read_aloud_text (self->page);
  g_free (self->news);
  self->news = yj_read_aloud_news (self->page); /* it is a part of the page */
  yj_speaker_say (self->context->speaker, text, yj_context_get_language (self->context));
}

static gboolean
on_voice_idle (gpointer user_data)
{
  YjPageHost *self = user_data;
  self->voice_source = 0;
  if (self->context->voice && self->context->speaker != NULL && self->page != NULL)
    yj_page_host_say (self);
  return G_SOURCE_REMOVE;
}

static void
drop_kept (YjPageHost *self)
{
  g_clear_pointer (&self->kept, yj_json_wipe);
  g_clear_pointer (&self->kept_subject, g_free);
  self->kept_id = NULL;
}

/* Whoever calls for help in the middle of a form finds what was typed when they come back. */
static void
keep (YjPageHost *self)
{
  YjPageClass *klass = self->page != NULL ? YJ_PAGE_GET_CLASS (self->page) : NULL;

  if (self->kept_id != NULL || klass == NULL || klass->save == NULL)
    return;
  self->kept = klass->save (self->page);
  self->kept_id = klass->id;
  self->kept_subject = g_strdup (self->subject);
}

static void
bring_back (YjPageHost *self)
{
  YjPageClass *klass = YJ_PAGE_GET_CLASS (self->page);

  if (self->kept != NULL && klass->restore != NULL && g_strcmp0 (klass->id, self->kept_id) == 0 &&
      g_strcmp0 (self->subject, self->kept_subject) == 0)
    klass->restore (self->page, self->kept);
  drop_kept (self);
}

static void
on_flow_moved (YjPageHost *self)
{
  gboolean beside = yj_flow_is_beside (self->context->flow);

  if (beside)
    keep (self);
  show (self);
  if (!beside)
    bring_back (self);
  /* What is not drawn yet cannot be read. */
  if (self->voice_source == 0)
    self->voice_source = g_idle_add_full (G_PRIORITY_LOW, on_voice_idle, self, NULL);
}

static void
on_style_changed (YjPageHost *self)
{
  if (self->page != NULL)
    yj_page_host_rebuild (self);
}

/* Another page, or the same one with another reason. */
static void
on_gates_changed (YjPageHost *self)
{
  YjGates gates = yj_context_get_gates (self->context);
  gboolean same = self->gates == gates || !yj_page_host_is_resting (self);

  if (yj_contacts_are_down (self->contacts))
    return; /* on_released () asks again */
  self->gates = gates;
  if (self->page != NULL && (!same || !g_str_equal (yj_page_get_id (self->page), page_id_now (self))))
    show (self);
}

/* The welcome names matters and the hall. */
static void
on_catalogue_changed (YjPageHost *self)
{
  self->is_old = yj_contacts_are_down (self->contacts);
  if (self->page != NULL && yj_page_host_is_resting (self) && !self->is_old)
    yj_page_host_rebuild (self);
}

/* The touch was answered: now what changed meanwhile. */
static void
on_released (YjPageHost *self)
{
  on_gates_changed (self);
  if (self->is_old)
    on_catalogue_changed (self);
}

gboolean
yj_page_host_is_resting (YjPageHost *self)
{
  return self->page == NULL || YJ_PAGE_GET_CLASS (self->page)->kind == YJ_PAGE_PLAIN;
}

YjPage *
yj_page_host_get_page (YjPageHost *self)
{
  return self->page;
}

static void
yj_page_host_finalize (GObject *object)
{
  YjPageHost *self = YJ_PAGE_HOST (object);
  g_clear_handle_id (&self->voice_source, g_source_remove);
  g_clear_handle_id (&self->news_source, g_source_remove);
  g_free (self->news);
  drop_kept (self);
  g_free (self->subject);
  g_object_unref (self->contacts);
  g_object_unref (self->context);
  G_OBJECT_CLASS (yj_page_host_parent_class)->finalize (object);
}

static void
yj_page_host_class_init (YjPageHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_page_host_finalize;
}

static void
yj_page_host_init (YjPageHost *self)
{
}

static void
follow (YjPageHost *self)
{
  YjContext *context = self->context;
  g_signal_connect_object (context->flow, "moved", G_CALLBACK (on_flow_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "catalogue-changed", G_CALLBACK (on_catalogue_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->style, "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->contacts, "released", G_CALLBACK (on_released), self, G_CONNECT_SWAPPED);
  if (context->courier != NULL)
    g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (on_gates_changed), self, G_CONNECT_SWAPPED);
  if (context->printer != NULL)
    g_signal_connect_object (context->printer, "state-changed", G_CALLBACK (on_gates_changed), self, G_CONNECT_SWAPPED);
}

YjPageHost *
yj_page_host_new (YjContext *context, YjFrameView *frame, YjContacts *contacts)
{
  YjPageHost *self = g_object_new (YJ_TYPE_PAGE_HOST, NULL);

  self->context = g_object_ref (context);
  self->contacts = g_object_ref (contacts);
  self->frame = frame;
  yj_frame_view_set (frame, YJ_SLOT_HEADER, yj_header_new (context));
  yj_frame_view_set (frame, YJ_SLOT_PROGRESS, yj_progress_stroke_new ());
  yj_frame_view_set (frame, YJ_SLOT_QUESTION, yj_page_words_new (context));
  yj_frame_view_set (frame, YJ_SLOT_ACTIONS, yj_action_bar_new (context));
  yj_frame_view_set (frame, YJ_SLOT_UTILITY, yj_utility_bar_new (context));
  follow (self);
  show (self);
  return self;
}
