/* SPDX-License-Identifier: Apache-2.0 */
/* Who is here: by the card on the reader, or typed by hand. A code is looked at and told what it is good for: only a
 * card or a counter proves a person. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include "ui/yj-code-text.h"
#include "ui/yj-code-watch.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/pages/yj-identify-ways.h"
#include "ui/pages/yj-typed-person.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_IDENTIFY_PAGE (yj_identify_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdentifyPage, yj_identify_page, YJ, IDENTIFY_PAGE, YjPage)

struct _YjIdentifyPage {
  YjPage parent_instance;
  YjIdentifyMode mode;
  gboolean left; /* somebody's card lies there, and is asked to be lifted */
  GtkWidget *picture; /* (nullable) of the way that is shown; owned by the page */
  GtkWidget *message; /* box with a notice, or empty and hidden */
  YjTypedPerson *typed;
  YjCodeWatch *watch; /* (nullable) without a scanner */
};

G_DEFINE_FINAL_TYPE (YjIdentifyPage, yj_identify_page, YJ_TYPE_PAGE)

static void show_mode (YjIdentifyPage *self, YjIdentifyMode mode);

/* The other ways stay in sight: on a high screen the picture makes room for the words, on a wide one the words leave out what the ways
 * below them say. */
static void
make_room (YjIdentifyPage *self, gboolean told)
{
  YjStyle *style = yj_page_get_context (YJ_PAGE (self))->style;

  if (self->picture == NULL || yj_style_is_landscape (style))
    return;
  gtk_widget_set_visible (self->picture, !told || yj_style_get_text_size (style) == YJ_TEXT_STANDARD);
  if (told)
    gtk_widget_add_css_class (self->picture, "yielding");
  else
    gtk_widget_remove_css_class (self->picture, "yielding");
}

static void
say (YjIdentifyPage *self, YjNoticeKind kind, const char *title, const char *next)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *old = gtk_widget_get_first_child (self->message);
  gboolean is_said = next != NULL && !yj_style_is_landscape (context->style);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->message), old);
  if (title != NULL)
    gtk_box_append (GTK_BOX (self->message), yj_notice_new (context, kind, title, is_said ? yj_context_text (context, next) : NULL));
  gtk_widget_set_visible (self->message, title != NULL);
  make_room (self, title != NULL);
}

static void
set_status (YjIdentifyPage *self, const char *id)
{
  yj_page_set_status (YJ_PAGE (self), yj_context_text (yj_page_get_context (YJ_PAGE (self)), id));
}

static void
identified (YjIdentifyPage *self, const YjIdCard *card, const char *how)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_session_set_card (context->session, card);
  yj_session_set_identified_by (context->session, how);
  yj_flow_next (context->flow);
}

/* ---- the card ---- */

/* What the hand is to do now: lay a card down, or take away the one that lies there. */
static void
show_act (YjIdentifyPage *self, gboolean lift)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->left = lift;
  yj_illustration_show (YJ_ILLUSTRATION (self->picture), lift ? YJ_ILLUSTRATION_LIFT_CARD : YJ_ILLUSTRATION_CARD,
                        yj_context_text (context, lift ? "identify.lift" : "identify.heading"));
}

static void
on_card_found (YjIdentifyPage *self)
{
  if (self->mode != YJ_IDENTIFY_CARD)
    return;
  say (self, YJ_NOTICE_INFO, NULL, NULL);
  set_status (self, "identify.reading");
}

static void
on_card_read (YjIdentifyPage *self, YjIdCard *card)
{
  identified (self, card, "card");
}

static void
on_card_failed (YjIdentifyPage *self, GError *error)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (self->mode != YJ_IDENTIFY_CARD)
    return;
  show_act (self, g_error_matches (error, YJ_ERROR, YJ_ERROR_CARD_LEFT));
  if (self->left)
    say (self, YJ_NOTICE_WARN, yj_context_error_text (context, error), NULL);
  else
    say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), "identify.failed.next");
  set_status (self, self->left ? "identify.lift" : "identify.again");
}

static void
on_card_removed (YjIdentifyPage *self)
{
  if (self->mode != YJ_IDENTIFY_CARD)
    return;
  if (self->left)
    say (self, YJ_NOTICE_INFO, NULL, NULL);
  show_act (self, FALSE);
  set_status (self, "identify.waiting");
}

static void
on_reader_state (YjIdentifyPage *self, YjDeviceState state)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (self->mode != YJ_IDENTIFY_CARD)
    return;
  if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT) {
    const char *what = state == YJ_DEVICE_ABSENT ? "identify.no-reader" : "identify.reader-fault";
    say (self, YJ_NOTICE_WARN, yj_context_text (context, what), "identify.no-reader.next");
    set_status (self, what);
  } else {
    say (self, YJ_NOTICE_INFO, NULL, NULL);
    set_status (self, "identify.waiting");
  }
}

/* ---- the code ---- */

static void
on_code_read (YjIdentifyPage *self, YjCode *code)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (YjSecretText) number = NULL;
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);

  if (self->mode != YJ_IDENTIFY_CODE)
    return;
  number = code->text != NULL ? yj_resident_id_normalise (code->text) : NULL;
  if (number != NULL && yj_resident_id_check (number, today) == YJ_RESIDENT_ID_VALID) {
    g_autofree char *hint = yj_code_text_with (context, code, "identify.typed.hint");
    show_mode (self, YJ_IDENTIFY_TYPED);
    yj_page_set_hint (YJ_PAGE (self), hint);
    yj_typed_person_set_number (self->typed, number);
    return;
  }
  say (self, YJ_NOTICE_WARN, yj_code_text (context, code), "identify.other-code.next");
}

/* A code that cannot be seen is not waited for in silence. */
static void
on_sight_changed (YjIdentifyPage *self)
{
  YjCodeSight sight = yj_code_watch_get_sight (self->watch);

  if (self->mode != YJ_IDENTIFY_CODE)
    return;
  say (self, YJ_NOTICE_WARN, yj_code_watch_get_words (self->watch), "identify.code.blind.next");
  set_status (self, sight == YJ_CODE_SIGHT_NONE ? "code.sight.none" : "identify.code.waiting");
}

/* ---- typed by hand ---- */

static void
primary (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  g_autoptr (YjIdCard) card = NULL;

  yj_page_clear_errors (page);
  card = yj_typed_person_take (self->typed);
  if (card != NULL)
    identified (self, card, "typed");
  else
    yj_page_show_errors (page);
}

/* ---- the modes ---- */

static void
on_way_clicked (GtkButton *card, YjIdentifyPage *self)
{
  show_mode (self, yj_identify_ways_get_mode (card));
}

/* In landscape the picture stands beside the ways, not before them. */
static void
add_picture (YjIdentifyPage *self, YjIllustrationKind kind, const char *name)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean beside = yj_style_is_landscape (context->style);

  self->picture = yj_illustration_new (kind, yj_context_text (context, name));
  gtk_widget_add_css_class (self->picture, "identify");
  gtk_widget_set_vexpand (self->picture, !beside);
  if (beside)
    yj_page_set_aside (YJ_PAGE (self), self->picture);
  else
    yj_page_add (YJ_PAGE (self), self->picture);
  gtk_widget_set_visible (self->message, FALSE);
  yj_page_add (YJ_PAGE (self), self->message);
}

static void
run_devices (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  if (context->id_reader != NULL)
    (self->mode == YJ_IDENTIFY_CARD ? yj_id_reader_start : yj_id_reader_stop) (context->id_reader);
  if (self->watch != NULL)
    (self->mode == YJ_IDENTIFY_CODE ? yj_code_watch_start : yj_code_watch_stop) (self->watch);
}

static void
build_card (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *hint = yj_context_text (context, yj_session_get_item (context->session)->enterprise ? "identify.hint.agent" : "identify.hint");
  const char *also = yj_identify_ways_choose_also (context);
  g_autofree char *more = also != NULL ? yj_context_format (context, also, "hint", hint, NULL) : NULL;

  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "identify.heading"));
  yj_page_set_hint (YJ_PAGE (self), more != NULL ? more : hint);
  add_picture (self, YJ_ILLUSTRATION_CARD, "identify.heading");
  if (also != NULL)
    gtk_widget_add_css_class (self->picture, "wordy"); /* a line of the hint takes of its room */
  yj_identify_ways_add (YJ_PAGE (self), self->mode, G_CALLBACK (on_way_clicked));
  yj_page_set_primary (YJ_PAGE (self), NULL);
  on_reader_state (self, context->id_reader != NULL ? yj_id_reader_get_state (context->id_reader) : YJ_DEVICE_ABSENT);
}

static void
build_code (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "identify.code.heading"));
  yj_page_set_hint (YJ_PAGE (self), yj_context_text (context, "identify.code.hint"));
  add_picture (self, YJ_ILLUSTRATION_PHONE_CODE, "identify.code.heading");
  yj_identify_ways_add (YJ_PAGE (self), self->mode, G_CALLBACK (on_way_clicked));
  yj_page_set_primary (YJ_PAGE (self), NULL);
  on_sight_changed (self);
}

static void
build_typed (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "identify.typed.heading"));
  yj_page_set_hint (YJ_PAGE (self), yj_context_text (context, "identify.typed.hint"));
  yj_typed_person_show (self->typed);
  yj_page_set_status (YJ_PAGE (self), NULL);
  yj_page_set_primary (YJ_PAGE (self), yj_context_text (context, "action.next"));
}

static void
show_mode (YjIdentifyPage *self, YjIdentifyMode mode)
{
  static void (*const builders[]) (YjIdentifyPage *) = { build_card, build_code, build_typed };

  yj_typed_person_hide (self->typed);
  yj_page_clear_rows (YJ_PAGE (self));
  yj_page_set_aside (YJ_PAGE (self), NULL);
  self->picture = NULL;
  g_set_object (&self->message, g_object_ref_sink (yj_box_new (GTK_ORIENTATION_VERTICAL, "")));
  g_object_unref (self->message);
  self->mode = mode;
  run_devices (self);
  builders[mode](self);
}

static void
enter (YjPage *page, const char *subject)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  if (context->id_reader != NULL) {
    g_signal_connect_object (context->id_reader, "card-found", G_CALLBACK (on_card_found), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (context->id_reader, "card-read", G_CALLBACK (on_card_read), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (context->id_reader, "card-failed", G_CALLBACK (on_card_failed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (context->id_reader, "card-removed", G_CALLBACK (on_card_removed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (context->id_reader, "state-changed", G_CALLBACK (on_reader_state), self, G_CONNECT_SWAPPED);
  }
  if (context->scanner != NULL) {
    self->watch = yj_code_watch_new (context);
    g_signal_connect_object (context->scanner, "code-read", G_CALLBACK (on_code_read), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_sight_changed), self, G_CONNECT_SWAPPED);
  }
  self->typed = yj_typed_person_new (page);
  show_mode (self, YJ_IDENTIFY_CARD);
}

static void
leave (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_typed_person_hide (self->typed);
  if (context->id_reader != NULL)
    yj_id_reader_stop (context->id_reader);
  if (self->watch != NULL)
    yj_code_watch_stop (self->watch);
}

static void
back (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  if (self->mode == YJ_IDENTIFY_CARD)
    yj_flow_back (yj_page_get_context (page)->flow);
  else
    show_mode (self, YJ_IDENTIFY_CARD);
}

static json_t *
save (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  json_t *saved = json_pack ("{s:i}", "mode", (int) self->mode);
  yj_typed_person_save (self->typed, saved);
  return saved;
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  show_mode (self, (YjIdentifyMode) yj_json_int (saved, "mode", YJ_IDENTIFY_CARD));
  yj_typed_person_restore (self->typed, saved);
}

static void
yj_identify_page_finalize (GObject *object)
{
  g_clear_pointer (&YJ_IDENTIFY_PAGE (object)->typed, yj_typed_person_free);
  g_clear_object (&YJ_IDENTIFY_PAGE (object)->message);
  g_clear_object (&YJ_IDENTIFY_PAGE (object)->watch);
  G_OBJECT_CLASS (yj_identify_page_parent_class)->finalize (object);
}

static void
yj_identify_page_class_init (YjIdentifyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_identify_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "identify";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->back = back;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_identify_page_init (YjIdentifyPage *self)
{
}
