/* SPDX-License-Identifier: Apache-2.0 */
/* From the welcome to the card: what a touch does on each page, and what a device does. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include "tests/ui/support/yj-fake-photo-decoder.h"
#include "ui/drawings/yj-broken-stroke.h"
#include <string.h>

static void
touch_text (UiRig *rig, const char *id)
{
  ui_rig_touch (rig, ui_rig_text (rig, id));
}

static void
test_bring (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_open (rig);
  touch_text (rig, "idle.what-to-bring");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, "新生儿出生");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  ui_rig_go (rig, "notice", NULL);
  ui_rig_settle (rig);
  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.finish");
  g_assert_cmpstr (ui_rig_place (rig), ==, "done");
  g_test_message ("who only asks what to bring ends after the notice");
  ui_rig_free (rig);
}

static void
test_figures (void)
{
  UiRig *rig = ui_rig_new_at ("guide-question", "maternity_insured");

  g_assert_true (ui_rig_sees (rig, "7"));
  ui_rig_touch (rig, "没有，或不清楚");
  g_assert_false (ui_rig_sees (rig, "7"));
  g_assert_true (ui_rig_sees (rig, "6"));
  g_assert_cmpstr (json_string_value (yj_session_get_answer (rig->context->session, "maternity_insured")), ==, "no");
  g_test_message ("the figures change as soon as an option is touched");
  ui_rig_free (rig);
}

static void
test_one_day (void)
{
  const UiLook look = { "en", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER };

  for (int days = 1; days <= 2; days++) {
    UiRig *rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    yj_session_get_item (rig->context->session)->limit_days = days;
    ui_rig_go (rig, "guide-question", "maternity_insured");
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, "working day"));
    g_assert_cmpint (ui_rig_sees (rig, "working days"), ==, days == 2);
    ui_rig_free (rig);
  }
}

static void
test_change (void)
{
  UiRig *rig = ui_rig_new_at ("guide-question", "parents_married");
  GtkWidget *row = ui_rig_find (rig, "妈妈");

  g_assert_nonnull (row);
  ui_rig_press (row);
  ui_rig_settle (rig);
  g_assert_cmpstr (yj_flow_get_place (rig->context->flow)->subject, ==, "applicant_role");
  ui_rig_free (rig);
}

static void
test_leave_out (void)
{
  UiRig *rig = ui_rig_new_at ("notice", NULL);
  g_autofree char *seven = yj_context_format (rig->context, "notice.heading", "n", "7", NULL);
  g_autofree char *six = yj_context_format (rig->context, "notice.heading", "n", "6", NULL);

  g_assert_true (ui_rig_sees (rig, seven));
  ui_rig_touch (rig, "社保卡");
  g_assert_true (ui_rig_sees (rig, six));
  g_assert_false (yj_session_is_matter_chosen (rig->context->session, "social-card"));
  g_assert_null (ui_rig_find (rig, "上户口"));
  g_test_message ("an optional matter is left out, a necessary one cannot be touched");
  ui_rig_free (rig);
}

/* What takes no day is done the same day: nobody reads "0 working days". */
static void
test_same_day (void)
{
  static const char *const languages[] = { "zh-CN", "en" };

  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++) {
    UiLook look = ui_look_portrait;
    UiRig *rig;
    YjItem *item;

    look.language = languages[l];
    rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    item = yj_session_get_item (rig->context->session);
    item->limit_days = 0;
    for (guint i = 0; i < item->matters->len; i++)
      ((YjMatter *) g_ptr_array_index (item->matters, i))->working_days = 0;
    ui_rig_go (rig, "guide-question", NULL);
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "guide.same-day")));
    ui_rig_go (rig, "notice", NULL);
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.matter.same-day")));
    g_assert_false (ui_rig_sees (rig, l == 0 ? "工作日" : "working"));
    ui_rig_go (rig, "receipt", NULL);
    ui_rig_settle (rig);
    yj_pager_turn (yj_page_get_pager (yj_window_get_page (rig->window)), 1);
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.same-day")));
    ui_rig_free (rig);
  }
}

static void
test_list (void)
{
  UiRig *rig = ui_rig_new_at ("notice", NULL);
  YjReceipt *list;

  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.print");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  list = g_ptr_array_index (rig->printer->printed, 0);
  g_assert_cmpint (list->kind, ==, YJ_RECEIPT_TAKE_AWAY_LIST);
  g_assert_cmpuint (list->materials->len, ==, 2);
  g_assert_null (list->applicant);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.printed")));
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  touch_text (rig, "notice.print");
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.print-failed")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.code")));
  g_test_message ("the list is printed without a name; without paper it goes into a phone");
  ui_rig_free (rig);
}

static void
test_consent (void)
{
  UiRig *rig = ui_rig_new_at ("privacy", NULL);

  yj_session_set_consent (rig->context->session, 0, FALSE);
  touch_text (rig, "privacy.agree");
  g_assert_cmpstr (ui_rig_place (rig), ==, "privacy");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "privacy.missing")));
  yj_session_set_consent (rig->context->session, 0, TRUE);
  touch_text (rig, "privacy.agree");
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

static void
test_card (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjIdCard) card = ui_rig_make_card ();
  static const int codes[] = { YJ_ERROR_CARD_UNREADABLE, YJ_ERROR_CARD_REMOVED, YJ_ERROR_CARD_FOREIGN, YJ_ERROR_CARD_LEFT };

  g_assert_true (rig->reader->started);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, codes[i], "as the test told");
    yj_id_reader_emit_failed (rig->context->id_reader, error);
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, yj_context_error_text (rig->context, error)));
    g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  }
  yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "identity-result");
  g_assert_false (rig->reader->started);
  g_assert_false (ui_rig_sees (rig, card->name));
  g_assert_false (ui_rig_sees (rig, card->number));
  touch_text (rig, "identity.not-me");
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  g_assert_null (yj_session_get_card (rig->context->session));
  g_test_message ("four ways to fail are said, the read card is masked, and \"not me\" forgets it");
  ui_rig_free (rig);
}

/* A card of somebody who went: asked to be lifted, and not spoken of once it is. */
static void
test_left (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_LEFT, "as the test told");

  yj_id_reader_emit_failed (rig->context->id_reader, error);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "error.card-left")));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "identify.failed.next")));
  yj_id_reader_emit_removed (rig->context->id_reader);
  ui_rig_settle (rig);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "error.card-left")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identify.waiting")));
  yj_id_reader_emit_state (rig->context->id_reader, YJ_DEVICE_FAULT, "as the test told");
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identify.reader-fault")));
  ui_rig_free (rig);
}

/* No font has U+E863 and U+30000: the page says so, shows the mark of a missing sort, and keeps the name. */
static void
test_rare_name (void)
{
  static const char name[] = "张\ue863\U00030000";
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjIdCard) card = ui_rig_make_card ();

  g_free (card->name);
  card->name = g_strdup (name);
  yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "identity-result");
  g_assert_true (ui_rig_sees (rig, "张*〓"));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identity.stand-in")));
  g_assert_cmpmem (yj_session_get_card (rig->context->session)->name, strlen (name), name, strlen (name));
  ui_rig_free (rig);
}

static void
test_passport (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_MRZ);

  card->document_type = g_strdup ("414");
  card->name = g_strdup ("ERIKSSON ANNA MARIA");
  card->latin_name = g_strdup (card->name);
  card->number = g_strdup ("L898902C3");
  card->birth = g_strdup ("1974-08-12");
  card->valid_to = g_strdup ("2032-04-15");
  yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, "普通护照"));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identity.read-mrz")));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "identity.latin-name"))); /* it stands above already */
  g_assert_false (ui_rig_sees (rig, card->number));
  ui_rig_free (rig);
}

/* It has no code in the list of documents, and is no "other document" to whoever carries it. */
static void
test_social_card (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjIdCard) card = ui_rig_make_card ();

  card->kind = YJ_ID_SOCIAL_SECURITY;
  g_free (card->document_type);
  card->document_type = g_strdup ("990");
  yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "identity-result");
  g_assert_true (ui_rig_sees (rig, "社会保障卡"));
  ui_rig_free (rig);
}

static gboolean
has_photo (GtkWidget *widget)
{
  if (GTK_IS_PICTURE (widget) && gtk_widget_has_css_class (widget, "portrait"))
    return gtk_picture_get_paintable (GTK_PICTURE (widget)) != NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_photo (child))
      return TRUE;
  return FALSE;
}

/* With a decoder the person's photograph; without one, or when it fails, the drawn portrait as before. */
static void
test_photo (void)
{
  for (int fails = 0; fails < 3; fails++) {
    UiRig *rig = ui_rig_new_at ("identify", NULL);
    g_autoptr (YjIdCard) card = ui_rig_make_card ();
    YjFakePhotoDecoder *decoder = fails < 2 ? yj_fake_photo_decoder_new () : NULL;

    card->photo = g_bytes_new ("WLT", 3);
    rig->context->photo_decoder = (YjPhotoDecoder *) decoder;
    if (decoder != NULL)
      decoder->fails = fails == 1;
    yj_id_reader_emit_read (rig->context->id_reader, card);
    ui_rig_settle (rig);
    g_assert_cmpstr (ui_rig_place (rig), ==, "identity-result");
    g_assert_cmpint (has_photo (GTK_WIDGET (rig->window)), ==, fails == 0);
    if (decoder != NULL)
      g_assert_cmpuint (decoder->n_decoded, ==, 1);
    touch_text (rig, "identity.primary");
    g_assert_false (has_photo (GTK_WIDGET (rig->window)));
    ui_rig_free (rig);
  }
}

static void
test_expired (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjIdCard) card = ui_rig_make_card ();

  g_free (card->valid_to);
  card->valid_to = g_strdup ("2027-03-11");
  yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identity.expired.title")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "identity.primary")));
  touch_text (rig, "identity.other-card");
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

static void
test_code (void)
{
  static const char text[] = "https://example.invalid/a-code-of-another-kind";
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjCode) code = yj_code_new ("qr-code", text, sizeof text - 1);

  touch_text (rig, "identify.code");
  g_assert_true (rig->scanner->started);
  yj_code_scanner_emit_read (rig->context->scanner, code);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "code.kind.link")));
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

static void
test_gate (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_open (rig);
  ui_rig_go (rig, "out-of-service", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "gate.queue-age")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "idle.start")));
  touch_text (rig, "idle.what-to-bring");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, "新生儿出生");
  ui_rig_go (rig, "notice", NULL);
  ui_rig_settle (rig);
  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.finish");
  g_assert_cmpstr (ui_rig_place (rig), ==, "done");
  g_test_message ("behind a closed gate nothing is begun, but what to bring can be read");
  ui_rig_free (rig);
}

static void
note_thing (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_BROKEN_STROKE (widget))
    *(YjBrokenThing *) data = yj_broken_stroke_get_thing (YJ_BROKEN_STROKE (widget));
}

/* What is missing in the picture is what is missing: a sheet only where paper is. */
static void
test_missing_thing (void)
{
  static const struct {
    YjPrinterReasons reasons;
    YjBrokenThing thing;
    const char *said;
  } cases[] = {
    { YJ_PRINTER_MEDIA_EMPTY, YJ_BROKEN_PAPER, "gate.printer.media-empty" }, { YJ_PRINTER_MEDIA_JAM, YJ_BROKEN_PAPER, "gate.printer.media-jam" },
    { YJ_PRINTER_COVER_OPEN, YJ_BROKEN_COVER, "gate.printer.cover-open" },   { YJ_PRINTER_OFFLINE, YJ_BROKEN_MACHINE, "gate.printer" },
    { YJ_PRINTER_NO_SERVER, YJ_BROKEN_MACHINE, "gate.printer" },             { YJ_PRINTER_UNSETTLED, YJ_BROKEN_MACHINE, "gate.printer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    UiRig *rig = ui_rig_new (&ui_look_portrait);
    YjBrokenThing thing = YJ_N_BROKEN;

    rig->context->paper_required = TRUE;
    rig->printer->reasons = cases[i].reasons;
    ui_rig_open (rig);
    ui_rig_wait_page (rig, "out-of-service");
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, cases[i].said)));
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), note_thing, &thing);
    g_assert_cmpint (thing, ==, cases[i].thing);
    ui_rig_free (rig);
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/idle/what-to-bring-ends-after-the-notice", test_bring);
  g_test_add_func ("/ui/guide-question/figures-follow-the-touch", test_figures);
  g_test_add_func ("/ui/guide-question/one-day-is-one-and-two-are-days", test_one_day);
  g_test_add_func ("/ui/guide-question/an-earlier-answer-is-changed", test_change);
  g_test_add_func ("/ui/notice/an-optional-matter-is-left-out", test_leave_out);
  g_test_add_func ("/ui/notice/no-days-are-the-same-day", test_same_day);
  g_test_add_func ("/ui/notice/the-list-goes-along", test_list);
  g_test_add_func ("/ui/privacy/a-missing-tick-is-explained", test_consent);
  g_test_add_func ("/ui/identify/a-card-is-read-or-its-failure-said", test_card);
  g_test_add_func ("/ui/identify/a-card-that-was-left-is-asked-to-be-lifted", test_left);
  g_test_add_func ("/ui/identity-result/a-name-that-no-font-has-is-kept-and-said", test_rare_name);
  g_test_add_func ("/ui/identity-result/a-passport-is-called-by-its-name", test_passport);
  g_test_add_func ("/ui/identity-result/a-social-security-card-is-called-by-its-name", test_social_card);
  g_test_add_func ("/ui/identity-result/a-photograph-is-shown-where-it-can-be-decoded", test_photo);
  g_test_add_func ("/ui/identity-result/an-expired-card-goes-no-further", test_expired);
  g_test_add_func ("/ui/identify/a-code-of-another-kind-is-refused", test_code);
  g_test_add_func ("/ui/out-of-service/what-to-bring-still-works", test_gate);
  g_test_add_func ("/ui/out-of-service/the-picture-lacks-what-the-printer-lacks", test_missing_thing);
  return g_test_run ();
}
