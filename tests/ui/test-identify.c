/* SPDX-License-Identifier: Apache-2.0 */
/* Who is here: what each document, its reader and its failures make of the pages that ask and answer it. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include "tests/ui/support/yj-fake-photo-decoder.h"
#include <string.h>

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
  ui_rig_touch (rig, ui_rig_text (rig, "identity.not-me"));
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

/* What the readers of this machine take is said, and nothing that they do not. */
static void
test_kinds (void)
{
  static const struct {
    guint kinds;
    gboolean passport, social;
  } cases[] = { { 1u << YJ_ID_RESIDENT, FALSE, FALSE },
                { 1u << YJ_ID_RESIDENT | 1u << YJ_ID_MRZ, TRUE, FALSE },
                { 1u << YJ_ID_RESIDENT | 1u << YJ_ID_SOCIAL_SECURITY, FALSE, TRUE },
                { 1u << YJ_ID_RESIDENT | 1u << YJ_ID_MRZ | 1u << YJ_ID_SOCIAL_SECURITY, TRUE, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    UiRig *rig = ui_rig_new (&ui_look_portrait);

    rig->reader->kinds = cases[i].kinds;
    ui_rig_fill (rig);
    ui_rig_go (rig, "identify", NULL);
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identify.hint")));
    g_assert_cmpint (ui_rig_sees (rig, "护照"), ==, cases[i].passport);
    g_assert_cmpint (ui_rig_sees (rig, "社保卡"), ==, cases[i].social);
    ui_rig_free (rig);
  }
}

typedef struct {
  const char *text;
  GtkWidget *found;
} Hint;

static void
find_hint (GtkWidget *widget, gpointer data)
{
  Hint *hint = data;
  if (GTK_IS_LABEL (widget) && g_str_has_suffix (gtk_label_get_text (GTK_LABEL (widget)), hint->text))
    hint->found = widget;
}

/* An agent's hint is the longest one. The largest words beside a page have no room for it, and leave it out. */
static void
check_room_for_kinds (const UiLook *look)
{
  UiRig *rig = ui_rig_new (look);
  YjContext *context = rig->context;
  g_autofree char *also = yj_context_format (context, "identify.also.both", "hint", "", NULL);
  graphene_rect_t words, back;
  g_autoptr (GError) error = NULL;
  Hint hint = { also, NULL };

  rig->reader->kinds |= 1u << YJ_ID_MRZ | 1u << YJ_ID_SOCIAL_SECURITY;
  yj_session_set_language (context->session, look->language);
  g_assert_true (yj_session_begin (context->session, context->catalogue, "catering", &error));
  ui_rig_go (rig, "identify", NULL);
  ui_rig_open (rig);
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_hint, &hint);
  g_assert_cmpint (hint.found != NULL, ==, !yj_style_is_cramped (context->style));
  if (hint.found != NULL) {
    g_assert_true (gtk_widget_compute_bounds (hint.found, GTK_WIDGET (rig->window), &words));
    g_assert_true (gtk_widget_compute_bounds (ui_rig_find (rig, ui_rig_text (rig, "action.back")), GTK_WIDGET (rig->window), &back));
    if (words.origin.y + words.size.height > back.origin.y)
      g_test_fail_printf ("%s, %d px, text %d: the hint is cut", look->language, look->width_px, look->text_size);
  }
  ui_rig_free (rig);
}

static void
test_room_for_kinds (void)
{
  static const char *const languages[] = { "zh-CN", "en" };

  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++)
    for (int size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++) {
      const UiLook upright = { languages[l], 1080, 1920, (YjTextSize) size, YJ_THEME_PAPER };
      const UiLook lying = { languages[l], 1280, 800, (YjTextSize) size, YJ_THEME_PAPER };
      check_room_for_kinds (&upright);
      check_room_for_kinds (&lying);
    }
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
    ui_rig_touch (rig, ui_rig_text (rig, "identity.primary"));
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
  ui_rig_touch (rig, ui_rig_text (rig, "identity.other-card"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

static void
test_code (void)
{
  static const char text[] = "https://example.invalid/a-code-of-another-kind";
  UiRig *rig = ui_rig_new_at ("identify", NULL);
  g_autoptr (YjCode) code = yj_code_new ("qr-code", text, sizeof text - 1);

  ui_rig_touch (rig, ui_rig_text (rig, "identify.code"));
  g_assert_true (rig->scanner->started);
  yj_code_scanner_emit_read (rig->context->scanner, code);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "code.kind.link")));
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/identify/a-card-is-read-or-its-failure-said", test_card);
  g_test_add_func ("/ui/identify/a-card-that-was-left-is-asked-to-be-lifted", test_left);
  g_test_add_func ("/ui/identity-result/a-name-that-no-font-has-is-kept-and-said", test_rare_name);
  g_test_add_func ("/ui/identify/what-else-the-readers-take-is-said", test_kinds);
  g_test_add_func ("/ui/identify/what-else-the-readers-take-has-room-in-every-look", test_room_for_kinds);
  g_test_add_func ("/ui/identity-result/a-passport-is-called-by-its-name", test_passport);
  g_test_add_func ("/ui/identity-result/a-social-security-card-is-called-by-its-name", test_social_card);
  g_test_add_func ("/ui/identity-result/a-photograph-is-shown-where-it-can-be-decoded", test_photo);
  g_test_add_func ("/ui/identity-result/an-expired-card-goes-no-further", test_expired);
  g_test_add_func ("/ui/identify/a-code-of-another-kind-is-refused", test_code);
  return g_test_run ();
}
