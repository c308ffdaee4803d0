/* SPDX-License-Identifier: Apache-2.0 */
/* When what is settled is compared with central, what is asked, what is found by an answer, and what it costs. */
#include "sync/courier/yj-reconciliation.h"
#include "outbox-many.h"
#include "sync/base/yj-settled-list.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

#define SOURCE "urn:yijian:kiosk:TEST:00000000000000aa"
#define OTHER_SOURCE "urn:yijian:kiosk:OTHR:00000000000000aa"
#define EPOCH_A "00000000000000aa"
#define EPOCH_B "00000000000000bb"
#define HOUR_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define DAY_SECONDS YJ_RECONCILIATION_SECONDS
#define CENTRAL_MS G_GINT64_CONSTANT (1795000000000)

/* Nothing here judges a signature. (transfer full) */
static char *
make_receipt (const char *source, const char *verdict)
{
  g_autofree char *text = g_strdup_printf ("{\"source\":\"%s\",\"verdict\":\"%s\"}", source, verdict);
  g_autofree char *payload = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (payload, "+", '-');
  g_strdelimit (payload, "/", '_');
  payload[strcspn (payload, "=")] = '\0';
  return g_strdup_printf ("e30.%s.AAAA", payload);
}

static void
settle (OutboxRig *rig, guint64 seq, const char *source, const char *verdict)
{
  g_autofree char *receipt = make_receipt (source, verdict);
  g_assert_true (outbox_rig_settle (rig, seq, g_str_equal (verdict, "accepted") ? YJ_SETTLE_ACCEPTED : YJ_SETTLE_REJECTED, receipt, NULL));
}

static GArray *
list (OutboxRig *rig, guint64 from, guint64 through, guint max, guint64 *next)
{
  GArray *settled = g_array_new (FALSE, FALSE, sizeof (YjOutboxSettled));
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_outbox_list_settled (rig->outbox, SOURCE, from, through, max, settled, next, &error));
  g_assert_no_error (error);
  return settled;
}

/* ---- what is settled ---- */

static void
test_settled (void)
{
  static const guint64 wanted[] = { 1, 2, 3 };
  g_autoptr (GArray) all = NULL, some = NULL;
  g_autofree char *held = outbox_rig_id (5);
  guint64 next = 0;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 7; n++)
    outbox_rig_seal (&rig, n);
  settle (&rig, 1, SOURCE, "rejected");
  g_assert_true (outbox_rig_purge (&rig, 0));
  settle (&rig, 2, SOURCE, "accepted");
  settle (&rig, 3, SOURCE, "rejected");
  g_assert_true (yj_outbox_hold (rig.outbox, held, NULL));
  g_assert_true (outbox_rig_settle (&rig, 6, YJ_SETTLE_DEAD, NULL, NULL));
  settle (&rig, 7, OTHER_SOURCE, "accepted");
  all = list (&rig, 1, 7, 100, &next);
  g_assert_cmpuint (next, ==, 8);
  g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < all->len; i++) {
    const YjOutboxSettled *one = &g_array_index (all, YjOutboxSettled, i);
    g_autofree char *id = outbox_rig_id (i + 1);
    g_assert_cmpuint (one->seq, ==, wanted[i]);
    g_assert_cmpstr (one->id, ==, id);
    g_assert_cmpstr (one->verdict, ==, i == 1 ? "accepted" : "rejected");
    g_assert_cmpuint (strlen (one->digest), ==, 64);
    g_assert_cmpint (one->purged, ==, i == 0);
  }
  some = list (&rig, 2, 7, 3, &next);
  g_assert_cmpuint (some->len, ==, 2);
  g_assert_cmpuint (next, ==, 5);
  g_assert_cmpuint (yj_outbox_get_newest_from (rig.outbox, 3), ==, 5);
  g_assert_cmpuint (yj_outbox_get_newest_from (rig.outbox, 8), ==, 1);
  outbox_rig_tear_down (&rig);
}

/* ---- the rhythm ---- */

static gboolean
is_due (OutboxRig *rig, gint64 central_ms, const char *epoch, gboolean asked)
{
  g_autoptr (json_t) kept = yj_outbox_get_reconciliation (rig->outbox);
  return yj_reconciliation_is_due (kept, DAY_SECONDS, central_ms, epoch, asked);
}

static void
keep (OutboxRig *rig, const char *lost)
{
  g_autofree char *text = g_strdup_printf ("{\"at_ms\": %" G_GINT64_FORMAT ", \"central_epoch\": \"" EPOCH_A "\", \"answered\": true,"
                                           " \"compared\": 9, \"offered\": 0, \"lost\": %s, \"differing\": [], \"next_seq\": 1}",
                                           CENTRAL_MS, lost);
  g_autoptr (json_t) kept = yj_json_parse (text, strlen (text), 0, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_outbox_keep_reconciliation (rig->outbox, kept, &error));
  g_assert_no_error (error);
}

static void
test_rhythm (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE)); /* never yet */
  keep (&rig, "[]");
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  yj_clock_fake_advance (rig.clock, 24 * HOUR_USEC - G_USEC_PER_SEC);
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  for (gint64 years = -10; years <= 10; years += 20) {
    yj_clock_fake_jump (rig.clock, years * 365 * 24 * HOUR_USEC);
    g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  }
  yj_clock_fake_advance (rig.clock, G_USEC_PER_SEC);
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  keep (&rig, "[]");
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  outbox_rig_tear_down (&rig);
}

/* Running time goes on over boots; what passed while the machine was off only central can say. */
static void
test_start (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  keep (&rig, "[]");
  yj_clock_fake_advance (rig.clock, 20 * HOUR_USEC);
  yj_outbox_keep_time (rig.outbox);
  outbox_rig_close (&rig);
  outbox_rig_reboot (&rig, "0d0a3f0e-0000-4000-8000-000000000002");
  outbox_rig_open (&rig, NULL);
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  yj_clock_fake_advance (rig.clock, 4 * HOUR_USEC);
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  keep (&rig, "[]");
  g_assert_false (is_due (&rig, CENTRAL_MS + DAY_SECONDS * 1000 - 1, EPOCH_A, FALSE));
  g_assert_true (is_due (&rig, CENTRAL_MS + DAY_SECONDS * 1000, EPOCH_A, FALSE));
  g_assert_false (is_due (&rig, 0, EPOCH_A, FALSE)); /* central's own clock is wrong: nothing but later */
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_B, FALSE)); /* it came back from a backup */
  outbox_rig_tear_down (&rig);
}

static void
test_asked (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  keep (&rig, "[]");
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, TRUE));
  keep (&rig, "[[7, 7]]");
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_A, TRUE));
  g_assert_false (is_due (&rig, CENTRAL_MS, EPOCH_A, FALSE));
  keep (&rig, "[]");
  yj_clock_fake_advance (rig.clock, HOUR_USEC);
  g_assert_true (is_due (&rig, CENTRAL_MS, EPOCH_A, TRUE));
  outbox_rig_tear_down (&rig);
}

/* ---- questions ---- */

static YjOutboxSettled
make_settled (guint64 seq)
{
  YjOutboxSettled one = { .seq = seq };

  g_snprintf (one.id, sizeof one.id, "00000000-0000-7000-8000-%012" G_GUINT64_FORMAT, seq);
  g_snprintf (one.digest, sizeof one.digest, "%064" G_GUINT64_FORMAT, seq);
  g_strlcpy (one.verdict, "accepted", sizeof one.verdict);
  return one;
}

static gboolean
add (YjSegment *segment, guint64 seq)
{
  YjOutboxSettled one = make_settled (seq);
  return yj_segment_add (segment, &one);
}

static void
test_segment (void)
{
  static const guint64 seqs[] = { 3, 4, 5, 9 };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_segment_free);
  g_autofree char *sum = NULL, *wanted = NULL, *text = NULL;
  g_autoptr (json_t) question = NULL;

  g_ptr_array_add (segments, yj_segment_new (4));
  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++) {
    YjOutboxSettled one = make_settled (seqs[i]);
    g_assert_true (add (segments->pdata[0], seqs[i]));
    g_string_append_printf (lines, "%" G_GUINT64_FORMAT " %s %s accepted\n", seqs[i], one.id, one.digest);
  }
  g_assert_false (add (segments->pdata[0], 10));
  g_assert_true (yj_segment_has (segments->pdata[0], 4));
  g_assert_false (yj_segment_has (segments->pdata[0], 6));
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, (gssize) lines->len);
  question = yj_reconciliation_ask (segments);
  text = yj_json_to_text (question);
  wanted = g_strdup_printf ("{\"segments\":[{\"ranges\":[[3,5],[9,9]],\"count\":4,\"sha256\":\"%s\"}]}", sum);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_ranges (void)
{
  g_autoptr (YjSegment) segment = yj_segment_new (YJ_SETTLED_SEGMENT_MAX);

  for (guint64 i = 0; i < YJ_SETTLED_RANGES_MAX; i++)
    g_assert_true (add (segment, 2 * i + 1));
  g_assert_false (add (segment, 2 * YJ_SETTLED_RANGES_MAX + 1));
  g_assert_true (add (segment, 2 * YJ_SETTLED_RANGES_MAX)); /* belongs to the last one */
}

/* ---- findings ---- */

static void
assert_numbers (const GArray *found, guint n, guint64 first)
{
  g_assert_cmpuint (found->len, ==, n);
  if (n > 0)
    g_assert_cmpuint (g_array_index (found, guint64, 0), ==, first);
}

static void
test_findings (void)
{
  g_auto (YjFindings) findings;
  g_autoptr (GArray) settled = g_array_new (FALSE, FALSE, sizeof (YjOutboxSettled));
  g_autoptr (json_t) records = json_array ();

  yj_findings_init (&findings);
  for (guint64 seq = 1; seq <= 6; seq++) {
    YjOutboxSettled one = make_settled (seq);
    one.purged = seq == 2;
    g_array_append_val (settled, one);
    if (seq <= 2)
      continue;
    json_array_append_new (records, json_pack ("[I, s, s, s]", (json_int_t) seq, seq == 4 ? "another id" : one.id,
                                               seq == 5 ? "another digest" : one.digest, seq == 6 ? "rejected" : one.verdict));
  }
  yj_findings_compare (&findings, settled, records);
  assert_numbers (findings.missing, 1, 1);
  assert_numbers (findings.lost, 1, 2);
  assert_numbers (findings.differing, 3, 4);
}

static void
test_merge (void)
{
  static const guint64 covered_numbers[] = { 10, 20, 30, 40 }, found_numbers[] = { 22, 15 };
  g_autoptr (GArray) covered = g_array_new (FALSE, FALSE, sizeof (guint64)), found = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (json_t) before = json_pack ("[[i, i], [i, i], [i, i]]", 8, 12, 21, 21, 40, 40), merged = NULL, described = NULL;
  g_autoptr (json_t) kept = NULL;
  g_autofree char *text = NULL, *first = NULL;

  g_array_append_vals (covered, covered_numbers, G_N_ELEMENTS (covered_numbers));
  g_array_append_vals (found, found_numbers, G_N_ELEMENTS (found_numbers));
  merged = yj_reconciliation_merge (before, covered, found);
  text = yj_json_to_text (merged);
  g_assert_cmpstr (text, ==, "[[8,9],[15,15],[21,22]]");
  kept = json_pack ("{s:b, s:O, s:[[i, i]]}", "answered", TRUE, "lost", merged, "differing", 100, 199);
  described = yj_reconciliation_describe (kept);
  g_assert_cmpint (yj_json_int (described, "lost", 0), ==, 5);
  g_assert_cmpint (yj_json_int (described, "differing", 0), ==, 100);
  g_assert_cmpuint (json_array_size (yj_json_array (yj_json_object (described, "numbers"), "differing")), ==, 20);
  first = yj_json_to_text (yj_json_array (yj_json_object (described, "numbers"), "lost"));
  g_assert_cmpstr (first, ==, "[8,9,15,21,22]");
}

/* ---- cost ---- */

static gint64 steps;

static int
on_profile (unsigned kind, void *data, void *statement, void *nanoseconds)
{
  steps += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 1);
  return 0;
}

/* What a day's comparison may look at, among @count records that are all purged. */
static gint64
look_a_day (guint count)
{
  g_autofree char *receipt = make_receipt (SOURCE, "accepted"), *sql = NULL;
  guint64 next = 1;
  guint seen = 0;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, count, 600);
  sql = g_strdup_printf (
      "PRAGMA synchronous = OFF; UPDATE state SET state = 'accepted', receipt = '%s'; UPDATE state SET state = 'purged';", receipt);
  outbox_rig_close (&rig);
  g_assert_true (outbox_rig_sql (&rig, sql, NULL));
  outbox_rig_open (&rig, NULL);
  g_assert_cmpuint (yj_outbox_reserve_seq (rig.outbox, NULL), ==, count + 1);
  steps = 0;
  sqlite3_trace_v2 (rig.outbox->db, SQLITE_TRACE_PROFILE, on_profile, NULL);
  next = yj_outbox_get_newest_from (rig.outbox, YJ_SETTLED_NUMBERS_MAX);
  while (next <= count) {
    g_autoptr (GArray) settled = list (&rig, next, count, 1024, &next);
    g_assert_cmpuint (settled->len, ==, 1024);
    seen += settled->len;
  }
  g_assert_cmpuint (seen, ==, YJ_SETTLED_NUMBERS_MAX);
  outbox_rig_tear_down (&rig);
  return steps;
}

static void
test_cost (void)
{
  gint64 few = look_a_day (17000), many = look_a_day (100000);

  g_assert_cmpint (few, >, YJ_SETTLED_NUMBERS_MAX);
  g_assert_cmpint (many * 10, <=, few * 11);
  g_test_message ("a day's %d records: %" G_GINT64_FORMAT " steps among 17,000, %" G_GINT64_FORMAT " among 100,000", YJ_SETTLED_NUMBERS_MAX,
                  few, many);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reconciliation/what-holds-a-receipt-of-this-source-is-listed-and-nothing-else", test_settled);
  g_test_add_func ("/reconciliation/a-day-is-time-of-running-and-a-wall-clock-that-jumps-changes-nothing", test_rhythm);
  g_test_add_func ("/reconciliation/a-start-goes-on-with-the-day-and-central-knows-how-long-the-machine-was-off", test_start);
  g_test_add_func ("/reconciliation/a-technician-who-asks-is-answered-after-an-hour-or-while-something-is-open", test_asked);
  g_test_add_func ("/reconciliation/a-segment-is-ranges-a-count-and-a-digest-over-lines", test_segment);
  g_test_add_func ("/reconciliation/a-segment-has-no-more-ranges-than-a-question-may-have", test_ranges);
  g_test_add_func ("/reconciliation/an-answer-tells-what-is-missing-lost-or-different", test_findings);
  g_test_add_func ("/reconciliation/what-was-found-before-stays-until-it-was-compared-again", test_merge);
  g_test_add_func ("/reconciliation/a-day-costs-the-same-among-any-number-of-records", test_cost);
  return g_test_run ();
}
