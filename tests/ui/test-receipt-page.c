/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt: what comes out of the printer, what is said when nothing does, and what the page and the goodbye name. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

static gboolean
has_printed (gpointer sheets)
{
  return rig->printer->printed->len == GPOINTER_TO_UINT (sheets);
}

static gboolean
has_purged (gpointer times)
{
  return rig->printer->n_purges == GPOINTER_TO_UINT (times);
}

static void
one_sheet_goes_with_a_submission_however_often_the_page_is_built (void)
{
  rig = ui_rig_new_at ("receipt", NULL);
  ui_rig_wait_text (rig, "receipt-page.printed");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait (has_printed, GUINT_TO_POINTER (2));
  g_assert_cmpuint (((YjReceipt *) g_ptr_array_index (rig->printer->printed, 1))->copy, ==, 1);
  ui_rig_free (rig);
}

static void
no_paper_is_said_and_stops_nobody (void)
{
  rig = ui_rig_new_before ("receipt", NULL);
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ui_rig_open (rig);
  ui_rig_wait_text (rig, "receipt-page.no-paper");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-empty")));
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.noted"));
  ui_rig_wait_page (rig, "evaluation");
  ui_rig_free (rig);
}

/* A jam has no error of its own, and is said all the same. */
static void
jammed_paper_is_called_so (void)
{
  rig = ui_rig_new_before ("receipt", NULL);
  rig->printer->error = YJ_ERROR_DEVICE_FAILED;
  rig->printer->reasons = YJ_PRINTER_MEDIA_JAM;
  ui_rig_open (rig);
  ui_rig_wait_text (rig, "receipt-page.no-paper");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-jam")));
  ui_rig_free (rig);
}

typedef struct {
  const char *language;
  YjTextSize size;
  int width_px, height_px;
} Look;

/* However large the words and the language, the first thing seen says that no paper came, or the primary action leads there first. */
static void
no_paper_is_said_on_the_first_page_or_before_leaving (void)
{
  static const Look looks[] = { { "zh-CN", YJ_TEXT_STANDARD, 1080, 1920 }, { "zh-CN", YJ_TEXT_LARGE, 1080, 1920 },
                                { "en", YJ_TEXT_STANDARD, 1080, 1920 },    { "en", YJ_TEXT_LARGE, 1080, 1920 },
                                { "en", YJ_TEXT_LARGEST, 1080, 1920 },     { "en", YJ_TEXT_STANDARD, 1280, 800 },
                                { "zh-CN", YJ_TEXT_LARGE, 1280, 800 },     { "en", YJ_TEXT_LARGEST, 1280, 800 } };
  guint led = 0;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    UiLook look = ui_look_portrait;
    look.language = looks[i].language;
    look.text_size = looks[i].size;
    look.width_px = looks[i].width_px;
    look.height_px = looks[i].height_px;
    rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    ui_rig_go (rig, "receipt", NULL);
    rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
    ui_rig_open (rig);
    ui_rig_settle (rig);
    for (guint page = 0; page < 10 && !ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-empty")); page++, led++)
      ui_rig_touch (rig, ui_rig_text (rig, "notice.read-on"));
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.no-paper")));
    ui_rig_free (rig);
  }
  g_test_message ("%u looks; in wide ones with large words “read on” was touched %u times", (guint) G_N_ELEMENTS (looks), led);
  g_assert_cmpuint (led, >, 0);
}

/* Said to be unknown; another sheet only at the person's wish, and only after the first request is seen gone. */
static void
an_unknown_print_is_purged_before_it_is_asked_for_again (void)
{
  rig = ui_rig_new_before ("receipt", NULL);
  rig->printer->outcome = YJ_PRINT_UNKNOWN;
  ui_rig_open (rig);
  ui_rig_wait_text (rig, "receipt-page.print-unknown");
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  rig->printer->purge_fails = TRUE;
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait (has_purged, GUINT_TO_POINTER (1));
  ui_rig_wait_text (rig, "receipt-page.print-unknown");
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  rig->printer->purge_fails = FALSE;
  rig->printer->outcome = YJ_PRINT_PRINTED;
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait_text (rig, "receipt-page.printed");
  g_assert_cmpuint (rig->printer->printed->len, ==, 2);
  g_assert_cmpuint (rig->printer->n_purges, ==, 2);
  ui_rig_free (rig);
}

static void
what_has_arrived_is_said_when_it_is_known (void)
{
  rig = ui_rig_new_at ("receipt", NULL);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.kept")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.sent")));
  rig->courier->progress = json_pack ("{s:s, s:[]}", "state", "accepted", "matters");
  yj_courier_emit_status_changed (YJ_COURIER (rig->courier));
  ui_rig_wait_text (rig, "receipt-page.sent");
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.arrived")));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.kept")));
  ui_rig_free (rig);
}

/* What was laid under the camera is named; a receipt that did not come out is not. */
static void
what_lies_here_is_named (void)
{
  const char *booklet = "居民户口簿";

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  yj_session_put_material_page (rig->context->session, "household-booklet", G_MAXUINT,
                                "1111111111111111111111111111111111111111111111111111111111111111", 10, NULL);
  ui_rig_go (rig, "receipt", NULL);
  ui_rig_open (rig);
  ui_rig_wait_text (rig, "receipt-page.printed");
  g_assert_true (ui_rig_sees (rig, booklet));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.take.document")));
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.primary"));
  ui_rig_go (rig, "done", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take")));
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take")));
  ui_rig_free (rig);
}

static void
goodbye_without_paper_names_none (void)
{
  rig = ui_rig_new_before ("receipt", NULL);
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ui_rig_open (rig);
  ui_rig_wait_text (rig, "receipt-page.no-paper");
  ui_rig_go (rig, "done", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take-papers")));
  ui_rig_free (rig);
}

static void
what_is_printed_is_masked (void)
{
  YjReceipt *receipt;
  const YjIdCard *card;

  rig = ui_rig_new_at ("receipt", NULL);
  ui_rig_wait_text (rig, "receipt-page.printed");
  receipt = g_ptr_array_index (rig->printer->printed, 0);
  card = yj_session_get_card (rig->context->session);
  g_assert_cmpstr (receipt->applicant, !=, card->name);
  g_assert_null (strstr (receipt->document, card->number));
  g_assert_cmpuint (receipt->matters->len, >, 0);
  g_assert_false (receipt->sent);
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/receipt-page/one-sheet-goes-with-a-submission", one_sheet_goes_with_a_submission_however_often_the_page_is_built);
  g_test_add_func ("/ui/receipt-page/no-paper-is-said-and-stops-nobody", no_paper_is_said_and_stops_nobody);
  g_test_add_func ("/ui/receipt-page/jammed-paper-is-called-so", jammed_paper_is_called_so);
  g_test_add_func ("/ui/receipt-page/no-paper-is-said-on-the-first-page-or-before-leaving",
                   no_paper_is_said_on_the_first_page_or_before_leaving);
  g_test_add_func ("/ui/receipt-page/an-unknown-print-is-purged-before-it-is-asked-for-again",
                   an_unknown_print_is_purged_before_it_is_asked_for_again);
  g_test_add_func ("/ui/receipt-page/what-has-arrived-is-said-when-it-is-known", what_has_arrived_is_said_when_it_is_known);
  g_test_add_func ("/ui/receipt-page/what-lies-here-is-named", what_lies_here_is_named);
  g_test_add_func ("/ui/receipt-page/goodbye-without-paper-names-none", goodbye_without_paper_names_none);
  g_test_add_func ("/ui/receipt-page/what-is-printed-is-masked", what_is_printed_is_masked);
  return g_test_run ();
}
