/* SPDX-License-Identifier: Apache-2.0 */
/* What the outbox does with records: seals, claims, settles, holds, forgets, and how old they are. */
#include "outbox-rig.h"
#include "core/document/yj-reference.h"
#include <string.h>

static void
test_seal_twice (void)
{
  g_autoptr (GError) error = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  g_assert_cmpuint (outbox_rig_seal (&rig, 1), ==, 1);
  g_assert_cmpuint (outbox_rig_seal (&rig, 1), ==, 2); /* the number it would have had; nothing is stored under it */
  g_assert_cmpuint (outbox_rig_try_seal (&rig, 1, 601, &error), ==, 0);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpuint (outbox_rig_seal (&rig, 2), ==, 2);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM record"), ==, 2);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT max(seq) FROM record"), ==, 2);
  outbox_rig_tear_down (&rig);
}

static void
test_numbers_without_gaps (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 300; n++) {
    if (n % 7 == 0)
      outbox_rig_open (&rig, NULL);
    g_assert_cmpuint (outbox_rig_seal (&rig, n), ==, n);
  }
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM record"), ==, 300);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT max(seq) FROM record"), ==, 300);
  g_test_message ("300 records over 42 restarts have the numbers 1 to 300");
  outbox_rig_tear_down (&rig);
}

static void
test_settle_by_receipt (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *held = outbox_rig_id (3);
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 4; n++)
    outbox_rig_seal (&rig, n);
  g_assert_false (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, NULL, &error)); /* I3: the file itself wants a receipt */
  g_clear_error (&error);
  outbox_rig_assert_state (&rig, 1, "queued");
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (outbox_rig_settle (&rig, 2, YJ_SETTLE_DEAD, NULL, NULL));
  g_assert_true (yj_outbox_hold (rig.outbox, held, NULL));
  g_assert_true (outbox_rig_settle (&rig, 2, YJ_SETTLE_REJECTED, "receipt", NULL));
  g_assert_true (outbox_rig_settle (&rig, 3, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  outbox_rig_assert_state (&rig, 1, "accepted");
  outbox_rig_assert_state (&rig, 2, "rejected");
  outbox_rig_assert_state (&rig, 3, "accepted");
  /* Late words change nothing. */
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_REJECTED, "another", NULL));
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_DEAD, NULL, NULL));
  outbox_rig_assert_state (&rig, 1, "accepted");
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM state WHERE receipt = 'receipt'"), ==, 3);
  outbox_rig_tear_down (&rig);
}

static void
test_operator (void)
{
  g_autofree char *id = outbox_rig_id (1), *reference = yj_reference_new ("7K3M", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_seal (&rig, 1);
  g_assert_true (yj_outbox_hold (rig.outbox, reference, NULL));
  items = yj_outbox_claim (rig.outbox, 0, 10, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 0);
  g_assert_false (yj_outbox_hold (rig.outbox, id, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_true (yj_outbox_retry (rig.outbox, id, NULL));
  g_assert_false (yj_outbox_retry (rig.outbox, id, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (yj_outbox_retry (rig.outbox, "7K3M00000", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_cmpint (yj_outbox_count_attempt (rig.outbox, 1, NULL), ==, 1);
  g_assert_cmpint (yj_outbox_count_attempt (rig.outbox, 1, NULL), ==, 2);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_DEAD, NULL, NULL));
  g_assert_true (yj_outbox_retry (rig.outbox, reference, NULL));
  g_assert_cmpint (yj_outbox_count_attempt (rig.outbox, 1, NULL), ==, 1); /* a retry begins anew */
  outbox_rig_tear_down (&rig);
}

static void
test_tombstones (void)
{
  g_autofree char *id = outbox_rig_id (1);
  g_autoptr (json_t) found = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 5; n++)
    outbox_rig_seal (&rig, n);
  for (guint64 seq = 1; seq <= 4; seq++)
    g_assert_true (outbox_rig_settle (&rig, seq, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (outbox_rig_purge (&rig, 2));
  found = yj_outbox_lookup (rig.outbox, id, NULL);
  g_assert_cmpstr (yj_json_string (found, "state"), ==, "purged");
  g_assert_cmpstr (yj_json_string (found, "header"), ==, "");
  g_assert_cmpint (strlen (yj_json_string (found, "envelope_sha256")), ==, 64);
  outbox_rig_assert_state (&rig, 3, "accepted");
  outbox_rig_assert_state (&rig, 5, "queued");
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM record JOIN state USING (seq)"), ==, 5);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM body"), ==, 3);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM material"), ==, 3);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM state WHERE state = 'purged' AND receipt IS NOT NULL"), ==, 2);
  outbox_rig_tear_down (&rig);
}

static void
test_claim (void)
{
  OutboxRig rig;
  guint64 cursor = 0;
  guint seen = 0;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 25; n++)
    outbox_rig_seal (&rig, n);
  for (;;) {
    g_autoptr (GPtrArray) items = yj_outbox_claim (rig.outbox, cursor, 10, 4000, NULL);
    if (items->len == 0)
      break;
    g_assert_cmpuint (items->len, <=, 4); /* 600 bytes and a header each */
    for (guint i = 0; i < items->len; i++) {
      YjOutboxItem *item = g_ptr_array_index (items, i);
      g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:7K3M:%s", yj_outbox_get_epoch (rig.outbox));
      g_assert_cmpuint (item->seq, ==, ++seen);
      g_assert_cmpstr (item->source, ==, source);
      cursor = item->seq;
    }
  }
  g_assert_cmpuint (seen, ==, 25);
  g_autoptr (GPtrArray) one = yj_outbox_claim (rig.outbox, 0, 10, 1, NULL);
  g_assert_cmpuint (one->len, ==, 1); /* a record larger than the limit goes by itself */
  outbox_rig_tear_down (&rig);
}

/* What is not sent is told with the time for which it has been so, each of the states. */
static void
test_since (void)
{
  static const gint64 hour_usec = 3600 * G_GINT64_CONSTANT (1000000);
  g_autofree char *second = outbox_rig_id (2);
  g_autoptr (json_t) waiting = NULL, shown = NULL;
  const json_t *dead;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 4; n++)
    outbox_rig_seal (&rig, n);
  yj_clock_fake_advance (rig.clock, hour_usec);
  g_assert_true (yj_outbox_hold (rig.outbox, second, NULL));
  g_assert_true (outbox_rig_settle (&rig, 3, YJ_SETTLE_DEAD, NULL, NULL));
  yj_clock_fake_advance (rig.clock, 2 * hour_usec);
  g_assert_true (outbox_rig_settle (&rig, 4, YJ_SETTLE_DEAD, NULL, NULL));
  yj_clock_fake_advance (rig.clock, hour_usec);
  yj_outbox_keep_time (rig.outbox);
  outbox_rig_reboot (&rig, "another boot");
  waiting = yj_outbox_describe_waiting (rig.outbox);
  dead = json_array_get (yj_json_array (waiting, "dead"), 0);
  g_assert_cmpint (yj_json_int (dead, "count", 0), ==, 2);
  g_assert_cmpint (yj_json_int (dead, "since_seconds", -1), >=, 3 * 3600);
  g_assert_cmpint (yj_json_int (dead, "since_seconds", -1), <, 4 * 3600);
  g_assert_cmpint (yj_json_int (waiting, "held_seconds", -1), ==, yj_json_int (dead, "since_seconds", -1));
  g_assert_cmpint (yj_outbox_get_state_seconds (rig.outbox, 1), ==, yj_json_int (waiting, "oldest_seconds", 0));
  g_assert_cmpint (yj_outbox_get_state_seconds (rig.outbox, 4), <, 2 * 3600);
  g_assert_cmpint (yj_outbox_get_state_seconds (rig.outbox, 5), ==, -1);
  shown = yj_outbox_show (rig.outbox, second, NULL);
  g_assert_cmpint (yj_json_int (shown, "since_seconds", -1), ==, yj_json_int (waiting, "held_seconds", -2));
  outbox_rig_tear_down (&rig);
}

static void
test_age (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 0);
  outbox_rig_seal (&rig, 1);
  yj_clock_fake_advance (rig.clock, 7200 * G_GINT64_CONSTANT (1000000));
  yj_clock_fake_jump (rig.clock, -G_GINT64_CONSTANT (900000000000));
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 7200);
  yj_outbox_keep_time (rig.outbox);
  /* Ten nights switched off, ten days of an hour each: every hour that was seen counts. */
  for (guint boot = 0; boot < 10; boot++) {
    g_autofree char *id = g_strdup_printf ("boot-%u", boot);
    outbox_rig_reboot (&rig, id);
    yj_clock_fake_advance (rig.clock, 3600 * G_GINT64_CONSTANT (1000000));
    yj_outbox_keep_time (rig.outbox);
  }
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 7200 + 10 * 3610);
  g_test_message ("a record is %d s old after ten boots, whatever the wall clock said", 7200 + 10 * 3610);
  outbox_rig_tear_down (&rig);
}

static void
test_outcomes (void)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 1), *secret = g_strdup_printf ("%064u", 1), *id = outbox_rig_id (1);
  g_autofree char *wrong = g_strdup_printf ("%064u", 2);
  g_autoptr (json_t) outcomes = NULL, progress = NULL;
  json_t *matters;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_seal (&rig, 1);
  outcomes = json_pack ("[{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}, {s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}]", "n", 7, "id", id,
                        "reference", reference, "matter", "vaccination", "case", "C1", "status", "accepted", "reason", "", "at",
                        "2026-11-20T00:00:00Z", "department", "23", "n", 9, "id", id, "reference", reference, "matter", "vaccination",
                        "case", "C1", "status", "returned", "reason", "photo-unclear", "at", "2026-11-21T00:00:00Z", "department", "23");
  for (guint i = 0; i < 2; i++)
    json_object_set_new (json_array_get (outcomes, i), "progress_secret_sha256", json_string (secret));
  g_assert_true (yj_outbox_store_outcomes (rig.outbox, outcomes, 9, NULL));
  g_assert_true (yj_outbox_store_outcomes (rig.outbox, outcomes, 9, NULL)); /* the same page again */
  g_assert_cmpint (yj_outbox_get_outcome_cursor (rig.outbox), ==, 9);
  g_assert_null (yj_outbox_get_progress (rig.outbox, reference, wrong));
  progress = yj_outbox_get_progress (rig.outbox, reference, secret);
  matters = yj_json_array (progress, "matters");
  g_assert_cmpuint (json_array_size (matters), ==, 2);
  g_assert_cmpstr (yj_json_string (json_array_get (matters, 0), "status"), ==, "returned");
  g_assert_cmpstr (yj_json_string (json_array_get (matters, 0), "reason"), ==, "photo-unclear");
  g_assert_cmpstr (yj_json_string (json_array_get (matters, 1), "code"), ==, "social-card");
  g_assert_cmpstr (yj_json_string (json_array_get (matters, 1), "status"), ==, "waiting");
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox/the-same-record-twice-is-one-and-another-under-its-id-is-refused", test_seal_twice);
  g_test_add_func ("/outbox/numbers-have-no-gaps-over-restarts", test_numbers_without_gaps);
  g_test_add_func ("/outbox/only-a-receipt-settles-and-it-settles-once", test_settle_by_receipt);
  g_test_add_func ("/outbox/an-operator-holds-and-retries", test_operator);
  g_test_add_func ("/outbox/what-is-purged-leaves-a-tombstone", test_tombstones);
  g_test_add_func ("/outbox/batches-follow-the-numbers-and-the-limits", test_claim);
  g_test_add_func ("/outbox/each-state-is-told-with-the-time-for-which-it-has-been-so", test_since);
  g_test_add_func ("/outbox/age-counts-every-boot-and-no-wall-clock", test_age);
  g_test_add_func ("/outbox/outcomes-make-progress-for-the-right-secret-only", test_outcomes);
  return g_test_run ();
}
