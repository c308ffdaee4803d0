/* SPDX-License-Identifier: Apache-2.0 */
/* An application is taken back where its progress is asked: offered while something is open, only after the person has seen of what,
 * once, with a slip; and the answer afterwards says what became of it. */
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-withdrawal.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

#define SECRET "GYAV9JB50180"

static UiRig *rig;
static char *reference;

static const char *
say (const char *id)
{
  return ui_rig_text (rig, id);
}

static void
add (const char *code, const char *status)
{
  json_array_append_new (json_object_get (rig->courier->progress, "matters"),
                         json_pack ("{s:s, s:s, s:s}", "code", code, "department", "09", "status", status));
}

static void
scan_receipt (void)
{
  g_autofree char *text = yj_reference_to_qr_text (reference, SECRET);
  g_autoptr (YjCode) code = yj_code_new ("qr-code", text, strlen (text));
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_wait_text (rig, "progress.close");
}

static void
begin (YjTextSize size)
{
  UiLook look = ui_look_portrait;

  look.text_size = size;
  rig = ui_rig_new (&look);
  reference = yj_reference_new ("7K3M", 244);
  rig->courier->progress = json_pack ("{s:s, s:s, s:[]}", "state", "accepted", "as_of", "2027-03-12T01:00:00Z", "matters");
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
}

/* One matter is done, two are not. */
static void
begin_in_the_middle (void)
{
  begin (YJ_TEXT_STANDARD);
  add ("birth-certificate", "done");
  add ("household-registration", "accepted");
  add ("medical-insurance", "returned");
  scan_receipt ();
}

static void
end (void)
{
  g_clear_pointer (&rig, ui_rig_free);
  g_clear_pointer (&reference, g_free);
}

static void
it_is_offered_while_something_is_open (void)
{
  static const struct {
    const char *state, *status, *withdrawal, *kind;
    gboolean offered;
  } cases[] = {
    { "queued", NULL, NULL, "application", TRUE },    { "accepted", "waiting", NULL, NULL, TRUE },
    { "accepted", "returned", NULL, NULL, TRUE },     { "accepted", "done", NULL, NULL, FALSE },
    { "accepted", "refused", NULL, NULL, FALSE },     { "accepted", "withdrawn", "withdrawn", NULL, FALSE },
    { "accepted", "accepted", "asked", NULL, FALSE }, { "rejected", NULL, NULL, NULL, FALSE },
    { "queued", NULL, NULL, "draft", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    begin (YJ_TEXT_STANDARD);
    json_object_set_new (rig->courier->progress, "state", json_string (cases[i].state));
    if (cases[i].status != NULL)
      add ("household-registration", cases[i].status);
    if (cases[i].withdrawal != NULL)
      json_object_set_new (rig->courier->progress, "withdrawal", json_string (cases[i].withdrawal));
    if (cases[i].kind != NULL)
      json_object_set_new (rig->courier->progress, "kind", json_string (cases[i].kind));
    scan_receipt ();
    g_assert_cmpint (ui_rig_find (rig, say ("withdraw.offer")) != NULL, ==, cases[i].offered);
    end ();
  }
}

static void
they_see_what_it_means_and_can_leave_it (void)
{
  begin_in_the_middle ();
  ui_rig_touch (rig, say ("withdraw.offer"));
  g_assert_true (ui_rig_sees (rig, say ("withdraw.final")));
  g_assert_true (ui_rig_sees (rig, say ("withdraw.open")));
  g_assert_true (ui_rig_sees (rig, say ("withdraw.closed")));
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  ui_rig_touch (rig, say ("withdraw.no"));
  g_assert_nonnull (ui_rig_find (rig, say ("withdraw.offer")));
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  end ();
}

static void
assert_is_withdrawal (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) header = yj_json_parse (text, strlen (text), 0, 0, &error);
  const json_t *withdraws = yj_json_object (header, "withdraws");
  g_autofree char *digest = yj_progress_secret_sha256 (SECRET);

  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (header, "kind"), ==, "withdrawal");
  g_assert_cmpstr (yj_json_string (withdraws, "reference"), ==, reference);
  g_assert_true (yj_withdrawal_is_proof (digest, yj_json_string (header, "id"), yj_json_string (withdraws, "proof")));
  g_assert_null (strstr (text, SECRET));
}

static void
it_is_handed_in_once_with_a_slip (void)
{
  YjReceipt *slip;

  begin_in_the_middle ();
  ui_rig_touch (rig, say ("withdraw.offer"));
  ui_rig_touch (rig, say ("withdraw.primary"));
  ui_rig_wait_text (rig, "withdraw.kept");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  assert_is_withdrawal (g_ptr_array_index (rig->courier->draft_headers, 0));
  ui_rig_wait_text (rig, "receipt-page.printed");
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  slip = g_ptr_array_index (rig->printer->printed, 0);
  g_assert_cmpint (slip->kind, ==, YJ_RECEIPT_WITHDRAWAL);
  g_assert_cmpstr (slip->reference, ==, reference);
  g_assert_null (slip->secret);
  g_assert_null (slip->qr_text);
  g_assert_cmpuint (slip->matters->len, ==, 2); /* what is done stays done */
  ui_rig_touch (rig, say ("receipt-page.primary"));
  ui_rig_wait_page (rig, "idle");
  end ();
}

/* There is no code on the page that could be photographed: what was printed first is as good. */
static void
without_paper_the_first_receipt_is_enough (void)
{
  begin_in_the_middle ();
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ui_rig_touch (rig, say ("withdraw.offer"));
  ui_rig_touch (rig, say ("withdraw.primary"));
  ui_rig_wait_text (rig, "withdraw.no-paper");
  g_assert_false (ui_rig_sees (rig, say ("receipt-page.no-paper")));
  end ();
}

/* Nothing is handed in twice, and it is said when it was not. */
static void
what_went_wrong_is_said (void)
{
  begin_in_the_middle ();
  ui_rig_touch (rig, say ("withdraw.offer"));
  rig->courier->next_error = YJ_ERROR_NOT_FOUND;
  ui_rig_touch (rig, say ("withdraw.primary"));
  ui_rig_wait_text (rig, "progress.unknown");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  rig->courier->store_before_error = TRUE;
  rig->courier->next_error = YJ_ERROR_OUTCOME_UNKNOWN;
  ui_rig_touch (rig, say ("submit.again"));
  ui_rig_wait_text (rig, "withdraw.kept"); /* it was looked up */
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

static void
another_look_loses_nothing (void)
{
  begin_in_the_middle ();
  ui_rig_touch (rig, say ("withdraw.offer"));
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, say ("withdraw.final")));
  while (ui_rig_find (rig, say ("withdraw.primary")) == NULL)
    ui_rig_touch (rig, say ("notice.read-on"));
  ui_rig_touch (rig, say ("withdraw.primary"));
  ui_rig_wait_text (rig, "withdraw.kept");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_STANDARD);
  ui_rig_wait_text (rig, "withdraw.kept");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  end ();
}

/* In the largest words the list takes several pages: who withdraws has seen of what. */
static void
withdrawing_comes_after_reading (void)
{
  guint turns = 0;

  begin (YJ_TEXT_LARGEST);
  add ("household-registration", "accepted");
  add ("medical-insurance", "waiting");
  add ("birth-certificate", "done");
  scan_receipt ();
  ui_rig_touch (rig, say ("withdraw.offer"));
  for (; ui_rig_find (rig, say ("withdraw.primary")) == NULL; turns++) {
    g_assert_cmpuint (turns, <, 10);
    ui_rig_touch (rig, say ("notice.read-on"));
  }
  g_assert_cmpuint (turns, >, 0);
  end ();
}

static void
what_became_of_it_has_words (void)
{
  static const char *const became[] = { "asked", "withdrawn", "partly", "too-late" };

  for (guint i = 0; i < G_N_ELEMENTS (became); i++) {
    g_autofree char *id = g_strconcat ("progress.withdrawal.", became[i], NULL);
    begin (YJ_TEXT_STANDARD);
    json_object_set_new (rig->courier->progress, "withdrawal", json_string (became[i]));
    scan_receipt ();
    g_assert_true (ui_rig_sees (rig, say (id)));
    end ();
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/withdrawal/it-is-offered-while-something-is-open", it_is_offered_while_something_is_open);
  g_test_add_func ("/ui/withdrawal/they-see-what-it-means-and-can-leave-it", they_see_what_it_means_and_can_leave_it);
  g_test_add_func ("/ui/withdrawal/it-is-handed-in-once-with-a-slip", it_is_handed_in_once_with_a_slip);
  g_test_add_func ("/ui/withdrawal/without-paper-the-first-receipt-is-enough", without_paper_the_first_receipt_is_enough);
  g_test_add_func ("/ui/withdrawal/what-went-wrong-is-said", what_went_wrong_is_said);
  g_test_add_func ("/ui/withdrawal/another-look-loses-nothing", another_look_loses_nothing);
  g_test_add_func ("/ui/withdrawal/withdrawing-comes-after-reading", withdrawing_comes_after_reading);
  g_test_add_func ("/ui/withdrawal/what-became-of-it-has-words", what_became_of_it_has_words);
  return g_test_run ();
}
