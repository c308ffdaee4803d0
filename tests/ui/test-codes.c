/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a code holds, on every page that takes codes: what kind it is gets said in words of our own, and nothing of it is shown,
 * logged, typed, followed, kept in the application or printed. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-code-kind.h"
#include "core/flow/yj-session-receipt.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

#define CANARY "ZK9HOSTILE"
#define LONGEST_BYTES 2953

typedef struct {
  const char *name;
  const char *bytes;
  gsize size;
} Payload;

#define PAYLOAD(name, text)                                                                                                                \
  {                                                                                                                                        \
    name, text, sizeof text - 1                                                                                                            \
  }

static const Payload payloads[] = {
  PAYLOAD ("NUL", CANARY "\0newborn"),
  PAYLOAD ("an item behind a NUL", "newborn\0" CANARY),
  PAYLOAD ("a receipt behind a NUL", "YJ1:7K3M000123:3F8K7M2QW9XT\0" CANARY),
  PAYLOAD ("right-to-left override", CANARY "\xe2\x80\xae\xe2\x81\xa6nrobwen"),
  PAYLOAD ("control characters", "\x1b[2J\x1b]0;" CANARY "\x07\b\x7f\xc2\x9b"),
  PAYLOAD ("markup", "<span size='999999'>" CANARY "</span>&#0;"),
  PAYLOAD ("a link", "https://" CANARY ".invalid/?a=`id`&b=$(id)#../../etc"),
  PAYLOAD ("a script", "javascript:" CANARY "()"),
  PAYLOAD ("a format", "%s%n%999999d{n}{number}" CANARY),
  PAYLOAD ("JSON", "\"},{\"answer\":\"" CANARY "\"}"),
  PAYLOAD ("lines", "newborn\r\n" CANARY "\r\n\r\n"),
  PAYLOAD ("a path", "../../../../" CANARY),
  PAYLOAD ("no UTF-8", CANARY "\xff\xfe\xc0\x80"),
};

static guint logged;

static GLogWriterOutput
on_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    if (fields[i].length < 0 && strstr (fields[i].value, CANARY) != NULL)
      logged++;
  return g_log_writer_default (level, fields, n, data);
}

static void
show (UiRig *rig, const char *bytes, gsize size)
{
  g_autoptr (YjCode) code = yj_code_new ("qr-code", bytes, size);
  g_autofree char *id = g_strconcat ("code.kind.", yj_code_kind_nick (yj_code_kind_classify (code->symbology, code->text)), NULL);

  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, id)));
  g_assert_false (ui_rig_sees (rig, CANARY));
}

static void
assert_not_typed (UiRig *rig)
{
  for (guint i = 0; i < ui_rig_count_entries (rig); i++)
    g_assert_null (strstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, i))), CANARY));
}

static void
assert_paper_is_clean (UiRig *rig)
{
  YjContext *context = rig->context;
  g_autoptr (YjReceipt) receipt = yj_session_receipt_new (context->session, context->messages, NULL, FALSE);
  const char *const texts[] = { receipt->item, receipt->applicant, receipt->reference, receipt->qr_text };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (texts[i] == NULL || strstr (texts[i], CANARY) == NULL);
  g_assert_cmpuint (rig->printer->printed->len, ==, 0);
}

/* The application as it would be handed over. (transfer full) */
static json_t *
document (UiRig *rig)
{
  g_autoptr (GError) error = NULL;
  json_t *value = yj_application_document_new (rig->context->session, &error);

  g_assert_no_error (error);
  return value;
}

static void
show_all (const char *page, const char *touched)
{
  g_autofree char *longest = g_strnfill (LONGEST_BYTES, 'A');
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  memcpy (longest, CANARY, strlen (CANARY));
  ui_rig_fill (rig);
  ui_rig_go (rig, page, NULL);
  ui_rig_open (rig);
  if (touched != NULL)
    ui_rig_touch (rig, ui_rig_text (rig, touched));
  g_autoptr (json_t) before = document (rig);
  logged = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_test_message ("%s", payloads[i].name);
    show (rig, payloads[i].bytes, payloads[i].size);
    g_assert_cmpstr (ui_rig_place (rig), ==, page);
  }
  show (rig, longest, LONGEST_BYTES);
  assert_not_typed (rig);
  assert_paper_is_clean (rig);
  g_autoptr (json_t) after = document (rig);
  g_assert_true (json_equal (before, after));
  g_assert_cmpuint (logged, ==, 0);
  ui_rig_free (rig);
}

static void
choosing_takes_nothing_from_a_foreign_code (void)
{
  show_all ("choose", "choose.scan");
}

static void
identifying_takes_nothing_from_a_foreign_code (void)
{
  show_all ("identify", "identify.code");
}

static void
asking_for_progress_takes_nothing_from_a_foreign_code (void)
{
  show_all ("progress", NULL);
}

/* A number is a help for the fingers and proves nobody: it is in the field, to be looked at, and nothing went on. */
static void
a_plain_number_is_only_typed (void)
{
  static const char number[] = "11010519491231002X";
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  g_autoptr (YjCode) code = yj_code_new ("qr-code", number, strlen (number));

  ui_rig_fill (rig);
  ui_rig_go (rig, "identify", NULL);
  ui_rig_open (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "identify.code"));
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_settle (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "identify.typed.hint")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "code.kind.resident-number")));
  ui_rig_free (rig);
}

/* ---- no code can be seen ---- */

static const struct {
  const char *page, *touched, *waiting, *next;
} lookers[] = {
  { "identify", "identify.code", "identify.code.waiting", "identify.code.blind.next" },
  { "progress", NULL, "progress.waiting", "progress.blind.next" },
  { "choose", "choose.scan", "choose.show-code", "choose.blind.next" },
};

static UiRig *
begin_to_look (guint i)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  if (!g_str_equal (lookers[i].page, "choose"))
    ui_rig_fill (rig);
  ui_rig_go (rig, lookers[i].page, NULL);
  ui_rig_open (rig);
  if (lookers[i].touched != NULL)
    ui_rig_touch (rig, ui_rig_text (rig, lookers[i].touched));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, lookers[i].waiting)));
  return rig;
}

static void
say_state (UiRig *rig, YjDeviceState state)
{
  rig->scanner->state = state;
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (rig->scanner), state, "as the test told");
  ui_rig_settle (rig);
}

/* Gone, at fault, or a camera whose pictures stopped: the scanner says one of the two. It is said with the way out, and taken back. */
static void
a_scanner_that_does_not_work_is_said_with_the_way_out (void)
{
  static const YjDeviceState states[] = { YJ_DEVICE_ABSENT, YJ_DEVICE_FAULT };

  for (guint i = 0; i < G_N_ELEMENTS (lookers); i++) {
    UiRig *rig = begin_to_look (i);
    for (gsize k = 0; k < G_N_ELEMENTS (states); k++) {
      g_test_message ("%s: %s", lookers[i].page, yj_device_state_nick (states[k]));
      say_state (rig, states[k]);
      g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.none")));
      g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, lookers[i].next)));
      g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, lookers[i].waiting)));
      say_state (rig, YJ_DEVICE_READY);
      g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.none")));
      g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, lookers[i].waiting)));
    }
    ui_rig_free (rig);
  }
}

static void
see (UiRig *rig, double dark_share, double seconds)
{
  const YjPaperSight sight = { .verdict = YJ_PAPER_TOO_DARK, .quality = { .dark_share = dark_share } };

  yj_camera_emit_sight (YJ_CAMERA (rig->camera), &sight);
  yj_clock_fake_advance (rig->clock, (gint64) (seconds * G_USEC_PER_SEC));
  yj_camera_emit_sight (YJ_CAMERA (rig->camera), &sight);
  ui_rig_settle (rig);
}

/* A cap on the lens, a closed shutter. A hand that passes, and a dark hall, are not that. */
static void
a_black_picture_is_said_with_the_way_out (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lookers); i++) {
    UiRig *rig = begin_to_look (i);
    see (rig, 1, 1.5);
    g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
    see (rig, 0.6, 30);
    see (rig, 1, 1.5);
    g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
    see (rig, 1, 1);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, lookers[i].next)));
    see (rig, 0.2, 0);
    g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
    ui_rig_free (rig);
  }
}

/* Whoever looks for no code hears nothing of it. */
static void
it_is_said_only_where_a_code_is_looked_for (void)
{
  UiRig *rig = ui_rig_new_at ("identify", NULL);

  say_state (rig, YJ_DEVICE_ABSENT);
  see (rig, 1, 10);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.none")));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
  ui_rig_touch (rig, ui_rig_text (rig, "identify.code"));
  ui_rig_touch (rig, ui_rig_text (rig, "action.back"));
  g_assert_false (rig->scanner->started);
  see (rig, 1, 10);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "code.sight.black")));
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_log_set_writer_func (on_log, NULL, NULL);
  g_test_add_func ("/ui/codes/choosing-takes-nothing-from-a-foreign-code", choosing_takes_nothing_from_a_foreign_code);
  g_test_add_func ("/ui/codes/identifying-takes-nothing-from-a-foreign-code", identifying_takes_nothing_from_a_foreign_code);
  g_test_add_func ("/ui/codes/asking-for-progress-takes-nothing-from-a-foreign-code",
                   asking_for_progress_takes_nothing_from_a_foreign_code);
  g_test_add_func ("/ui/codes/a-plain-number-is-only-typed", a_plain_number_is_only_typed);
  g_test_add_func ("/ui/codes/a-scanner-that-does-not-work-is-said-with-the-way-out", a_scanner_that_does_not_work_is_said_with_the_way_out);
  g_test_add_func ("/ui/codes/a-black-picture-is-said-with-the-way-out", a_black_picture_is_said_with_the_way_out);
  g_test_add_func ("/ui/codes/it-is-said-only-where-a-code-is-looked-for", it_is_said_only_where_a_code_is_looked_for);
  return g_test_run ();
}
