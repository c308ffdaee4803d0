/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for progress: by the code or by numbers, one answer for unknown and wrong, and every state in words. */
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

#define SECRET "GYAV9JB50180"

static UiRig *rig;
static char *reference;

static void
begin (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  reference = yj_reference_new ("7K3M", 244);
  rig->courier->progress = json_pack ("{s:s, s:s, s:[]}", "state", "accepted", "as_of", "2027-03-12T01:00:00Z", "matters");
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
}

static void
end (void)
{
  ui_rig_free (rig);
  rig = NULL;
  g_clear_pointer (&reference, g_free);
}

static void
scan (const char *text)
{
  g_autoptr (YjCode) code = yj_code_new ("qr-code", text, strlen (text));
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
}

static void
scan_receipt (void)
{
  g_autofree char *text = yj_reference_to_qr_text (reference, SECRET);
  scan (text);
}

static void
type_numbers (const char *number, const char *secret)
{
  ui_rig_touch (rig, ui_rig_text (rig, "progress.type"));
  ui_rig_type (rig, ui_rig_entry (rig, 0), number);
  ui_rig_type (rig, ui_rig_entry (rig, 1), secret);
  ui_rig_touch (rig, ui_rig_text (rig, "progress.primary"));
}

static void
the_code_asks_without_typing (void)
{
  begin ();
  g_assert_true (rig->scanner->started);
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.sent");
  g_assert_cmpstr (rig->courier->asked_reference, ==, reference);
  g_assert_cmpstr (rig->courier->asked_secret, ==, SECRET);
  ui_rig_touch (rig, ui_rig_text (rig, "progress.close"));
  ui_rig_wait_page (rig, "idle");
  g_assert_false (rig->scanner->started);
  end ();
}

/* As people write them down: small letters and spaces. */
static void
numbers_are_taken_as_people_write_them (void)
{
  g_autofree char *display = NULL, *small = NULL, *secret = NULL;

  begin ();
  display = yj_reference_to_display (reference);
  small = g_ascii_strdown (display, -1);
  secret = g_ascii_strdown (SECRET, -1);
  type_numbers (small, secret);
  ui_rig_wait_text (rig, "progress.sent");
  g_assert_cmpstr (rig->courier->asked_reference, ==, reference);
  g_assert_cmpstr (rig->courier->asked_secret, ==, SECRET);
  end ();
}

static void
a_number_misread_is_said_before_anybody_is_asked (void)
{
  begin ();
  type_numbers ("7K3M00000", SECRET);
  ui_rig_wait_text (rig, "progress.bad-number");
  g_assert_null (rig->courier->asked_reference);
  ui_rig_type (rig, ui_rig_entry (rig, 0), reference);
  ui_rig_type (rig, ui_rig_entry (rig, 1), "GYAV");
  ui_rig_touch (rig, ui_rig_text (rig, "progress.primary"));
  ui_rig_wait_text (rig, "progress.bad-code");
  g_assert_null (rig->courier->asked_reference);
  end ();
}

static void
another_kind_of_code_is_said (void)
{
  begin ();
  scan ("https://example.invalid/menu");
  ui_rig_wait_text (rig, "progress.other-code");
  g_assert_null (rig->courier->asked_reference);
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.sent");
  end ();
}

static void
unknown_and_wrong_get_one_answer (void)
{
  begin ();
  g_clear_pointer (&rig->courier->progress, json_decref);
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.unknown");
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "progress.type")));
  type_numbers (reference, "000000000000");
  ui_rig_wait_text (rig, "progress.unknown");
  end ();
}

static void
no_network_is_said_with_what_to_do (void)
{
  begin ();
  rig->courier->next_error = YJ_ERROR_OFFLINE;
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.offline");
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.sent");
  end ();
}

/* Nothing is asked twice while an answer is on its way. */
static void
one_question_at_a_time (void)
{
  begin ();
  rig->courier->holding = TRUE;
  scan_receipt ();
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "progress.asking")));
  scan ("https://example.invalid/menu");
  ui_rig_settle (rig);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "progress.other-code")));
  yj_fake_courier_release (rig->courier);
  ui_rig_wait_text (rig, "progress.sent");
  end ();
}

static void
every_state_has_words (void)
{
  static const char *const states[] = { "waiting", "accepted", "returned", "done", "refused" };
  json_t *matters;

  begin ();
  matters = json_object_get (rig->courier->progress, "matters");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    json_array_append_new (matters, json_pack ("{s:s, s:s}", "code", "household-registration", "status", states[i]));
  scan_receipt ();
  ui_rig_wait_text (rig, "progress.sent");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *id = g_strconcat ("case.", states[i], NULL);
    g_assert_cmpstr (ui_rig_text (rig, id), !=, id);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, id)));
  }
  g_assert_true (ui_rig_sees (rig, "出生登记") || ui_rig_sees (rig, "户口"));
  end ();
}

static void
what_waits_arrived_or_was_refused_is_told_apart (void)
{
  static const char *const states[][2] = {
    { "queued", "progress.kept" }, { "held", "progress.kept" }, { "accepted", "progress.sent" }, { "rejected", "progress.rejected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    begin ();
    json_object_set_new (rig->courier->progress, "state", json_string (states[i][0]));
    scan_receipt ();
    ui_rig_wait_text (rig, states[i][1]);
    end ();
  }
}

static void
typed_numbers_stay_in_another_look (void)
{
  begin ();
  ui_rig_touch (rig, ui_rig_text (rig, "progress.type"));
  ui_rig_type (rig, ui_rig_entry (rig, 0), "7K3M");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "7K3M");
  end ();
}

static void
without_a_scanner_numbers_are_typed (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  g_clear_object (&rig->context->scanner);
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  g_assert_cmpuint (ui_rig_count_entries (rig), ==, 2);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "progress.hint")));
  end ();
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/progress-page/the-code-asks-without-typing", the_code_asks_without_typing);
  g_test_add_func ("/ui/progress-page/numbers-are-taken-as-people-write-them", numbers_are_taken_as_people_write_them);
  g_test_add_func ("/ui/progress-page/a-number-misread-is-said-before-anybody-is-asked", a_number_misread_is_said_before_anybody_is_asked);
  g_test_add_func ("/ui/progress-page/another-kind-of-code-is-said", another_kind_of_code_is_said);
  g_test_add_func ("/ui/progress-page/unknown-and-wrong-get-one-answer", unknown_and_wrong_get_one_answer);
  g_test_add_func ("/ui/progress-page/no-network-is-said-with-what-to-do", no_network_is_said_with_what_to_do);
  g_test_add_func ("/ui/progress-page/one-question-at-a-time", one_question_at_a_time);
  g_test_add_func ("/ui/progress-page/every-state-has-words", every_state_has_words);
  g_test_add_func ("/ui/progress-page/what-waits-arrived-or-was-refused-is-told-apart", what_waits_arrived_or_was_refused_is_told_apart);
  g_test_add_func ("/ui/progress-page/typed-numbers-stay-in-another-look", typed_numbers_stay_in_another_look);
  g_test_add_func ("/ui/progress-page/without-a-scanner-numbers-are-typed", without_a_scanner_numbers_are_typed);
  return g_test_run ();
}
