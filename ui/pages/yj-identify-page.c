/* SPDX-License-Identifier: Apache-2.0 */
/* Who is here: by the card on the reader, or typed by hand. A code is looked at and told what it is good for: only a
 * card or a counter proves a person. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/fields/yj-field-group.h"
#include "ui/widgets/yj-way-card.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"
#include <string.h>

#define YJ_TYPE_IDENTIFY_PAGE (yj_identify_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdentifyPage, yj_identify_page, YJ, IDENTIFY_PAGE, YjPage)

typedef enum { MODE_CARD, MODE_CODE, MODE_TYPED } Mode;
enum { NAME, NUMBER, N_TYPED };

struct _YjIdentifyPage {
  YjPage parent_instance;
  Mode mode;
  GtkWidget *message; /* box with a notice, or empty */
  json_t *labels;     /* owns the texts of the fields below */
  YjField fields[N_TYPED];
  YjFieldGroup *groups[N_TYPED]; /* NULL unless typed */
};

G_DEFINE_FINAL_TYPE (YjIdentifyPage, yj_identify_page, YJ_TYPE_PAGE)

static void show_mode (YjIdentifyPage *self, Mode mode);

static void
say (YjIdentifyPage *self, YjNoticeKind kind, const char *title, const char *next)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *old = gtk_widget_get_first_child (self->message);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->message), old);
  if (title != NULL)
    gtk_box_append (GTK_BOX (self->message), yj_notice_new (context, kind, title, next != NULL ? yj_context_text (context, next) : NULL));
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

static void
on_card_found (YjIdentifyPage *self)
{
  if (self->mode != MODE_CARD)
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
  if (self->mode != MODE_CARD)
    return;
  say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), "identify.failed.next");
  set_status (self, "identify.again");
}

static void
on_card_removed (YjIdentifyPage *self)
{
  if (self->mode == MODE_CARD)
    set_status (self, "identify.waiting");
}

static void
on_reader_state (YjIdentifyPage *self, YjDeviceState state)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (self->mode != MODE_CARD)
    return;
  if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT) {
    say (self, YJ_NOTICE_WARN, yj_context_text (context, "identify.no-reader"), "identify.no-reader.next");
    set_status (self, "identify.no-reader");
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

  if (self->mode != MODE_CODE)
    return;
  number = code->text != NULL ? yj_resident_id_normalise (code->text) : NULL;
  if (number != NULL && yj_resident_id_check (number, today) == YJ_RESIDENT_ID_VALID) {
    json_t *raw = json_string (number);
    show_mode (self, MODE_TYPED);
    yj_field_editor_set_raw (yj_field_group_get_editor (self->groups[NUMBER]), raw);
    yj_json_wipe (raw);
    return;
  }
  say (self, YJ_NOTICE_ERROR, yj_context_text (context, "identify.other-code"), "identify.other-code.next");
}

/* ---- typed by hand ---- */

/* The two fields are no part of any item; their labels come from the program's texts. */
static void
make_field (YjIdentifyPage *self, int which, const char *id, const char *type)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *const *languages = yj_messages_get_languages (context->messages);
  g_autofree char *message = g_strconcat ("identify.", id, NULL);
  json_t *label = json_object ();

  for (gsize i = 0; languages[i] != NULL; i++)
    json_object_set_new (label, languages[i], json_string (yj_messages_get (context->messages, languages[i], message)));
  json_object_set_new (self->labels, id, label);
  self->fields[which] = (YjField){ .id = id, .type = type, .label = yj_text_from_json (label), .required = TRUE };
  self->groups[which] = yj_field_group_new (context, &self->fields[which], FALSE);
  yj_page_add (YJ_PAGE (self), GTK_WIDGET (self->groups[which]));
}

/* The answer when it is right; else NULL, and the sentence stands at the field. (transfer full) */
static json_t *
take (YjIdentifyPage *self, int which)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const YjField *field = &self->fields[which];
  const YjFieldType *type = yj_field_type_find (field->type);
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (self->groups[which]));
  json_t *value = raw != NULL ? type->normalise (raw) : NULL;
  g_autoptr (YjProblem) problem = value == NULL ? yj_problem_new ("field.missing", NULL) : type->validate (field, value, today);
  g_autofree char *sentence = NULL;

  yj_json_wipe (raw);
  if (problem != NULL) {
    sentence = yj_messages_format_problem (context->messages, yj_context_get_language (context), problem);
    yj_page_add_error (YJ_PAGE (self), GTK_WIDGET (self->groups[which]), sentence);
    yj_json_wipe (value);
    value = NULL;
  }
  yj_field_group_set_error (self->groups[which], sentence);
  return value;
}

static void
primary (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  json_t *name, *number;

  yj_page_clear_errors (page);
  name = take (self, NAME);
  number = take (self, NUMBER);
  if (name != NULL && number != NULL) {
    g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_RESIDENT);
    card->document_type = g_strdup ("111");
    card->name = g_strdup (json_string_value (name));
    card->number = g_strdup (json_string_value (number));
    card->sex = yj_resident_id_get_sex (card->number);
    card->birth = yj_resident_id_get_birth (card->number);
    identified (self, card, "typed");
  } else {
    yj_page_show_errors (page);
  }
  yj_json_wipe (name);
  yj_json_wipe (number);
}

/* ---- the modes ---- */

static void
on_way_clicked (GtkButton *button, YjIdentifyPage *self)
{
  show_mode (self, (Mode) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "mode")));
}

static void
on_counter_clicked (GtkButton *button, YjIdentifyPage *self)
{
  yj_flow_go_beside (yj_page_get_context (YJ_PAGE (self))->flow, "help", NULL);
}

static GtkWidget *
make_way (YjIdentifyPage *self, const char *label, const char *line, const char *icon, Mode mode)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *button = yj_way_card_new_with_icon (context, icon, yj_context_text (context, label), yj_context_text (context, line));
  g_object_set_data (G_OBJECT (button), "mode", GINT_TO_POINTER (mode));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_way_clicked), self, 0);
  return button;
}

static void
add_other_ways (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean stacked = yj_style_is_landscape (context->style) || yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
  GtkWidget *typed = make_way (self, "identify.typed", "identify.typed.line", "yj-keyboard", MODE_TYPED);
  GtkWidget *counter = yj_way_card_new_with_icon (context, "yj-headset", yj_context_text (context, "identify.counter"),
                                                  yj_context_hall (context, "counter"));

  g_signal_connect_object (counter, "clicked", G_CALLBACK (on_counter_clicked), self, 0);
  yj_page_add_title (YJ_PAGE (self), yj_context_text (context, "identify.other-ways"));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), typed);
  yj_page_add (YJ_PAGE (self), row);
  if (context->scanner != NULL) {
    GtkWidget *code = make_way (self, "identify.code", "identify.code.line", "yj-qr", MODE_CODE);
    if (stacked)
      yj_page_add (YJ_PAGE (self), code);
    else
      gtk_box_append (GTK_BOX (row), code);
  }
  yj_page_add (YJ_PAGE (self), counter);
}

static void
add_picture (YjIdentifyPage *self, YjIllustrationKind kind, const char *name)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *picture = yj_illustration_new (kind, yj_context_text (context, name));

  gtk_widget_add_css_class (picture, "identify");
  gtk_widget_set_vexpand (picture, !yj_style_is_landscape (context->style));
  /* In landscape the picture stands beside the ways, not before them. */
  if (yj_style_is_landscape (context->style))
    yj_page_set_aside (YJ_PAGE (self), picture);
  else
    yj_page_add (YJ_PAGE (self), picture);
  yj_page_add (YJ_PAGE (self), self->message);
}

static void
run_devices (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  if (context->id_reader != NULL)
    (self->mode == MODE_CARD ? yj_id_reader_start : yj_id_reader_stop) (context->id_reader);
  if (context->scanner != NULL)
    (self->mode == MODE_CODE ? yj_code_scanner_start : yj_code_scanner_stop) (context->scanner);
}

static void
build_card (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "identify.heading"));
  yj_page_set_hint (YJ_PAGE (self), yj_context_text (context, yj_session_get_item (context->session)->enterprise ? "identify.hint.agent"
                                                                                                                 : "identify.hint"));
  add_picture (self, YJ_ILLUSTRATION_CARD, "identify.heading");
  add_other_ways (self);
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
  yj_page_set_primary (YJ_PAGE (self), NULL);
  set_status (self, "identify.code.waiting");
}

static void
build_typed (YjIdentifyPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "identify.typed.heading"));
  yj_page_set_hint (YJ_PAGE (self), yj_context_text (context, "identify.typed.hint"));
  make_field (self, NAME, "name", "person-name");
  make_field (self, NUMBER, "number", "resident-id");
  yj_page_set_status (YJ_PAGE (self), NULL);
  yj_page_set_primary (YJ_PAGE (self), yj_context_text (context, "action.next"));
}

static void
wipe_typed (YjIdentifyPage *self)
{
  for (int i = 0; i < N_TYPED; i++)
    if (self->groups[i] != NULL)
      yj_field_editor_wipe (yj_field_group_get_editor (self->groups[i]));
}

static void
show_mode (YjIdentifyPage *self, Mode mode)
{
  static void (*const builders[]) (YjIdentifyPage *) = { build_card, build_code, build_typed };

  wipe_typed (self);
  memset (self->groups, 0, sizeof self->groups);
  yj_page_clear_rows (YJ_PAGE (self));
  yj_page_set_aside (YJ_PAGE (self), NULL);
  g_set_object (&self->message, g_object_ref_sink (yj_box_new (GTK_ORIENTATION_VERTICAL, "")));
  g_object_unref (self->message);
  self->mode = mode;
  run_devices (self);
  builders[mode] (self);
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
  if (context->scanner != NULL)
    g_signal_connect_object (context->scanner, "code-read", G_CALLBACK (on_code_read), self, G_CONNECT_SWAPPED);
  show_mode (self, MODE_CARD);
}

static void
leave (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  wipe_typed (self);
  if (context->id_reader != NULL)
    yj_id_reader_stop (context->id_reader);
  if (context->scanner != NULL)
    yj_code_scanner_stop (context->scanner);
}

static void
back (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  if (self->mode == MODE_CARD)
    yj_flow_back (yj_page_get_context (page)->flow);
  else
    show_mode (self, MODE_CARD);
}

static json_t *
save (YjPage *page)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  json_t *saved = json_pack ("{s:i}", "mode", (int) self->mode);

  for (int i = 0; i < N_TYPED && self->groups[i] != NULL; i++) {
    json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (self->groups[i]));
    if (raw != NULL)
      json_object_set_new (saved, self->fields[i].id, raw);
  }
  return saved;
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjIdentifyPage *self = YJ_IDENTIFY_PAGE (page);
  show_mode (self, (Mode) yj_json_int (saved, "mode", MODE_CARD));
  for (int i = 0; i < N_TYPED && self->groups[i] != NULL; i++)
    yj_field_editor_set_raw (yj_field_group_get_editor (self->groups[i]), json_object_get (saved, self->fields[i].id));
}

static void
yj_identify_page_finalize (GObject *object)
{
  json_decref (YJ_IDENTIFY_PAGE (object)->labels);
  g_clear_object (&YJ_IDENTIFY_PAGE (object)->message);
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
  self->labels = json_object ();
}
