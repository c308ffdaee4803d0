/* SPDX-License-Identifier: Apache-2.0 */
/* Progress by the code on a receipt: what departments answered, in words that a person can act on. */
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

static gboolean
sees (gpointer text)
{
  return ui_rig_sees (rig, text);
}

static void
show_receipt (void)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 15), *qr_text = NULL;
  g_autoptr (YjSecretText) secret = yj_progress_secret_new ();
  g_autoptr (YjCode) code = NULL;

  qr_text = yj_reference_to_qr_text (reference, secret);
  code = yj_code_new ("qr-code", qr_text, strlen (qr_text));
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
}

/* Opens progress in @language and shows a receipt of which one matter came back with @reason. */
static void
ask (const char *language, const char *reason)
{
  UiLook look = ui_look_portrait;

  look.language = language;
  rig = ui_rig_new (&look);
  rig->courier->progress = json_pack ("{s:s, s:s, s:[{s:s, s:s, s:s, s:s}]}", "state", "accepted", "as_of", "2027-03-12T02:26:00Z",
                                      "matters", "code", "household-registration", "department", "09", "status", "returned", "reason",
                                      reason);
  g_assert_nonnull (rig->courier->progress);
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  show_receipt ();
  ui_rig_wait (sees, (gpointer) ui_rig_text (rig, "case.returned"));
}

static void
a_reason_is_a_sentence_in_the_persons_language (void)
{
  static const char *const languages[] = { "zh-CN", "en" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    const char *sentence;

    ask (languages[i], "missing-page");
    sentence = ui_rig_text (rig, "case.reason.missing-page");
    g_assert_cmpstr (sentence, !=, "case.reason.missing-page");
    g_assert_true (ui_rig_sees (rig, sentence));
    g_assert_false (ui_rig_sees (rig, "missing-page"));
    g_test_message ("%s: %s", languages[i], sentence);
    ui_rig_free (rig);
  }
}

static void
an_unknown_reason_says_where_to_ask (void)
{
  ask ("en", "form-7b");
  g_assert_true (ui_rig_sees (rig, "form-7b"));
  g_assert_true (ui_rig_sees (rig, "ask at the counter"));
  ui_rig_free (rig);
}

static void
an_unknown_receipt_is_said_and_can_be_typed (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  g_assert_null (rig->courier->progress);
  show_receipt ();
  ui_rig_wait (sees, (gpointer) ui_rig_text (rig, "progress.unknown"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "progress.type")));
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/progress/a-reason-is-a-sentence-in-the-persons-language", a_reason_is_a_sentence_in_the_persons_language);
  g_test_add_func ("/ui/progress/an-unknown-reason-says-where-to-ask", an_unknown_reason_says_where_to_ask);
  g_test_add_func ("/ui/progress/an-unknown-receipt-is-said-and-can-be-typed", an_unknown_receipt_is_said_and_can_be_typed);
  return g_test_run ();
}
