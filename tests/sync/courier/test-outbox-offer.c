/* SPDX-License-Identifier: Apache-2.0 */
/* What central signed for and lost is offered again; case numbers out of ranges are used once; numbers of an older image never. */
#include "outbox-rig.h"
#include "core/document/yj-reference.h"
#include <string.h>

#define EPOCH_A "00000000000000aa"
#define EPOCH_B "00000000000000bb"
#define HOUR_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* Six records: accepted, rejected, purged, queued, held, dead. */
static void
set_up_six (OutboxRig *rig)
{
  g_autofree char *held = outbox_rig_id (5);

  outbox_rig_set_up (rig);
  for (guint n = 1; n <= 6; n++)
    outbox_rig_seal (rig, n);
  g_assert_true (outbox_rig_settle (rig, 3, YJ_SETTLE_ACCEPTED, "receipt-3", NULL));
  g_assert_true (outbox_rig_purge (rig, 0));
  g_assert_true (outbox_rig_settle (rig, 1, YJ_SETTLE_ACCEPTED, "receipt-1", NULL));
  g_assert_true (outbox_rig_settle (rig, 2, YJ_SETTLE_REJECTED, "receipt-2", NULL));
  g_assert_true (yj_outbox_hold (rig->outbox, held, NULL));
  g_assert_true (outbox_rig_settle (rig, 6, YJ_SETTLE_DEAD, NULL, NULL));
}

static void
assert_states (OutboxRig *rig, const char *const *states)
{
  for (guint n = 1; states[n - 1] != NULL; n++)
    outbox_rig_assert_state (rig, n, states[n - 1]);
}

static void
adopt (OutboxRig *rig, const char *epoch, gboolean is_other)
{
  gboolean changed = !is_other;
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_outbox_adopt_central_epoch (rig->outbox, epoch, &changed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (changed, ==, is_other);
}

static void
test_new_epoch (void)
{
  static const char *const before[] = { "accepted", "rejected", "purged", "queued", "held", "dead", NULL };
  static const char *const after[] = { "queued", "queued", "purged", "queued", "held", "dead", NULL };
  g_autoptr (GPtrArray) items = NULL;
  OutboxRig rig;

  set_up_six (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  outbox_rig_open (&rig, NULL);
  adopt (&rig, EPOCH_A, FALSE);
  assert_states (&rig, before);
  adopt (&rig, EPOCH_B, TRUE);
  assert_states (&rig, after);
  adopt (&rig, EPOCH_B, FALSE);
  items = yj_outbox_claim (rig.outbox, 0, 10, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 3);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt-1-again", NULL));
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig,
                                       "SELECT count(*) FROM receipt_history WHERE seq = 1 AND receipt = 'receipt-1' AND state = 'accepted'"
                                       " OR seq = 2 AND receipt = 'receipt-2' AND state = 'rejected'"),
                   ==, 2);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM state WHERE seq = 1 AND receipt = 'receipt-1-again'"), ==, 1);
  outbox_rig_tear_down (&rig);
}

static void
store_outcome (OutboxRig *rig, gint64 n, const char *status, gint64 next)
{
  g_autoptr (json_t) outcomes = json_pack ("[{s:I, s:s, s:s, s:s, s:s, s:s, s:s}]", "n", (json_int_t) n, "id", "x", "reference", "TEST00011",
                                           "matter", "a", "case", "TEST00011-1", "status", status, "at", "2026-01-01T00:00:00Z");
  g_assert_true (yj_outbox_store_outcomes (rig->outbox, outcomes, next, NULL));
}

/* A restored central gives out numbers that are known here for something else. */
static void
test_outcomes_of_another_epoch (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  store_outcome (&rig, 5, "accepted", 7);
  adopt (&rig, EPOCH_A, FALSE);
  g_assert_cmpint (yj_outbox_get_outcome_cursor (rig.outbox), ==, 7);
  adopt (&rig, EPOCH_B, TRUE);
  g_assert_cmpint (yj_outbox_get_outcome_cursor (rig.outbox), ==, 0);
  store_outcome (&rig, 5, "returned", 5);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM outcome WHERE status = 'returned'"), ==, 1);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM outcome"), ==, 1);
  outbox_rig_tear_down (&rig);
}

/* A file of version 1 has receipts and no epoch: the receipts say it. */
static void
test_epoch_of_receipts (void)
{
  g_autofree char *payload =
      g_base64_encode ((const guchar *) "{\"central_epoch\":\"" EPOCH_A "\"}", strlen ("{\"central_epoch\":\"" EPOCH_A "\"}"));
  g_autofree char *receipt = NULL;
  OutboxRig rig;

  for (char *at = payload; *at != '\0'; at++)
    if (*at == '=')
      *at = '\0';
  receipt = g_strdup_printf ("e30.%s.AAAA", payload);
  for (guint i = 0; i < 2; i++) {
    outbox_rig_set_up (&rig);
    outbox_rig_seal (&rig, 1);
    g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, receipt, NULL));
    adopt (&rig, i == 0 ? EPOCH_A : EPOCH_B, i == 1);
    outbox_rig_assert_state (&rig, 1, i == 0 ? "accepted" : "queued");
    outbox_rig_tear_down (&rig);
  }
}

static void
test_missing_numbers (void)
{
  static const guint64 missing[] = { 1, 2, 3, 4, 5, 6, 77 };
  static const char *const after[] = { "queued", "queued", "purged", "queued", "held", "dead", NULL };
  guint count = 0;
  OutboxRig rig;

  set_up_six (&rig);
  g_assert_true (yj_outbox_offer_again (rig.outbox, missing, G_N_ELEMENTS (missing), &count, NULL));
  g_assert_cmpuint (count, ==, 2);
  assert_states (&rig, after);
  /* Central takes it and goes on to miss it: not without end. */
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (yj_outbox_offer_again (rig.outbox, missing, G_N_ELEMENTS (missing), &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  yj_clock_fake_advance (rig.clock, HOUR_USEC + 1);
  g_assert_true (yj_outbox_offer_again (rig.outbox, missing, G_N_ELEMENTS (missing), &count, NULL));
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (yj_outbox_offer_again (rig.outbox, NULL, 0, &count, NULL));
  g_assert_cmpuint (count, ==, 1);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM receipt_history"), ==, 4);
  outbox_rig_tear_down (&rig);
}

/* What was offered again waits since then, not since it was sealed: an old receipt must not close the kiosk. */
static void
test_age (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_seal (&rig, 1);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  yj_clock_fake_advance (rig.clock, 100 * HOUR_USEC);
  g_assert_true (yj_outbox_offer_again (rig.outbox, NULL, 0, NULL, NULL));
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 0);
  yj_clock_fake_advance (rig.clock, 2 * HOUR_USEC);
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 7200);
  outbox_rig_seal (&rig, 2);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  yj_clock_fake_advance (rig.clock, HOUR_USEC);
  g_assert_cmpint (yj_outbox_get_oldest_seconds (rig.outbox), ==, 3600);
  outbox_rig_tear_down (&rig);
}

/* ---- case numbers ---- */

static const YjOutboxCaseRange range = { "range-1", "4401-", 5, 7, 9 };

/* Seals record @n under the next case number of a range, or under the reference. */
static char *
seal_case (OutboxRig *rig, guint n)
{
  g_autoptr (GError) error = NULL;
  char *case_number;

  g_assert_cmpuint (yj_outbox_reserve_seq (rig->outbox, NULL), >, 0);
  case_number = yj_outbox_get_case_number (rig->outbox);
  g_assert_cmpuint (outbox_rig_seal_as (rig, n, case_number, NULL, &error), >, 0);
  g_assert_no_error (error);
  return case_number;
}

static void
test_case_numbers (void)
{
  static const char *const wanted[] = { "4401-00007", "4401-00008", "4401-00009", NULL };
  const YjOutboxCaseRange none[] = {
    { "r", "", 0, 1, 2 }, { "r", "", 19, 1, 2 }, { "r", "", 5, 2, 1 }, { "r", "", 5, -1, 2 }, { "", "", 5, 1, 2 }
  };
  g_autoptr (GError) error = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_assert_false (yj_outbox_add_case_range (rig.outbox, &none[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_clear_error (&error);
  }
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
  for (guint n = 1; n <= 4; n++) {
    g_autofree char *case_number = NULL;
    g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL)); /* told again at each heartbeat */
    g_assert_cmpint (yj_outbox_count_case_numbers (rig.outbox), ==, 4 - n);
    case_number = seal_case (&rig, n);
    g_assert_cmpstr (case_number, ==, wanted[n - 1]);
    outbox_rig_open (&rig, NULL);
  }
  /* Neither one that was used nor one that nobody reserved. */
  g_assert_cmpuint (outbox_rig_seal_as (&rig, 5, "4401-00008", NULL, &error), ==, 0);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  outbox_rig_assert_state (&rig, 4, "queued");
  g_test_message ("three reserved case numbers were used once each, over restarts, then the reference stood for them");
  outbox_rig_tear_down (&rig);
}

/* A central that came back from a backup may give the same numbers to somebody else. */
static void
test_case_numbers_of_another_epoch (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
  adopt (&rig, EPOCH_B, TRUE);
  g_assert_cmpint (yj_outbox_count_case_numbers (rig.outbox), ==, 0);
  g_assert_null (seal_case (&rig, 1));
  outbox_rig_tear_down (&rig);
}

/* ---- an older image ---- */

/* The image was taken one record before the end, or while the courier ran. */
static void
test_recent_image (void)
{
  g_autofree char *path = NULL, *image = NULL, *used = NULL;
  gsize size;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
  outbox_rig_seal (&rig, 1);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  g_assert_true (g_file_get_contents (path, &image, &size, NULL));
  outbox_rig_open (&rig, NULL);
  used = seal_case (&rig, 2);
  g_assert_cmpstr (used, ==, "4401-00007");
  outbox_rig_close (&rig);
  g_assert_true (g_file_set_contents (path, image, (gssize) size, NULL));
  outbox_rig_open (&rig, NULL);
  g_assert_null (yj_outbox_get_case_number (rig.outbox));
  g_assert_cmpuint (outbox_rig_seal (&rig, 3), >, 2);
  g_assert_null (yj_outbox_get_case_number (rig.outbox));
  g_assert_cmpuint (outbox_rig_seal (&rig, 4), >, 3);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM number_jump JOIN record USING (seq)"), ==, 1);
  g_test_message ("an image that lacked one record brought neither its number nor its case number back");
  outbox_rig_tear_down (&rig);
}

/* The image is from before central reserved the numbers, and central, which heard of nothing, tells them again. */
static void
test_image_before_the_range (void)
{
  YjOutboxCaseRange next = { "range-2", "4401-", 5, 10, 12, TRUE };
  g_autofree char *path = NULL, *image = NULL, *used = NULL, *after = NULL;
  gsize size;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  outbox_rig_seal (&rig, 1);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  g_assert_true (g_file_get_contents (path, &image, &size, NULL));
  outbox_rig_open (&rig, NULL);
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
  g_assert_false (yj_outbox_needs_fresh_range (rig.outbox));
  used = seal_case (&rig, 2);
  g_assert_cmpstr (used, ==, "4401-00007");
  outbox_rig_close (&rig);
  g_assert_true (g_file_set_contents (path, image, (gssize) size, NULL));
  for (guint n = 3; n <= 4; n++) {
    outbox_rig_open (&rig, NULL);
    g_assert_true (yj_outbox_needs_fresh_range (rig.outbox));
    g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
    g_assert_null (seal_case (&rig, n));
    g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
    g_assert_cmpint (yj_outbox_count_case_numbers (rig.outbox), ==, 0);
    g_assert_null (seal_case (&rig, n + 10));
    outbox_rig_close (&rig);
  }
  outbox_rig_open (&rig, NULL);
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &next, NULL));
  g_assert_false (yj_outbox_needs_fresh_range (rig.outbox));
  after = seal_case (&rig, 5);
  g_assert_cmpstr (after, ==, "4401-00010");
  g_test_message ("numbers that central told again to an older image were not used; those it reserved after that were");
  outbox_rig_tear_down (&rig);
}

/* Database and mark came back together: nothing here can know it, and central does. */
static void
test_whole_folder_came_back (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  adopt (&rig, EPOCH_A, FALSE);
  g_assert_true (yj_outbox_add_case_range (rig.outbox, &range, NULL));
  for (guint n = 1; n <= 3; n++)
    outbox_rig_seal (&rig, n);
  g_assert_false (yj_outbox_learn_used (rig.outbox, 3));
  g_assert_cmpint (yj_outbox_count_case_numbers (rig.outbox), ==, 3);
  g_assert_true (yj_outbox_learn_used (rig.outbox, 500));
  g_assert_false (yj_outbox_learn_used (rig.outbox, 500));
  g_assert_cmpuint (outbox_rig_seal (&rig, 4), ==, 501);
  g_assert_cmpuint (outbox_rig_seal (&rig, 5), ==, 502);
  g_assert_cmpint (yj_outbox_count_case_numbers (rig.outbox), ==, 0);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT seq FROM number_jump"), ==, 501);
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-offer/another-epoch-of-central-offers-again-what-has-its-body", test_new_epoch);
  g_test_add_func ("/outbox-offer/outcomes-of-another-epoch-are-read-from-the-beginning", test_outcomes_of_another_epoch);
  g_test_add_func ("/outbox-offer/without-a-known-epoch-the-receipts-say-it", test_epoch_of_receipts);
  g_test_add_func ("/outbox-offer/missing-numbers-are-offered-once-an-hour-and-purged-ones-never", test_missing_numbers);
  g_test_add_func ("/outbox-offer/what-is-offered-again-is-as-old-as-the-offer", test_age);
  g_test_add_func ("/outbox-offer/reserved-case-numbers-are-used-once-and-then-the-reference", test_case_numbers);
  g_test_add_func ("/outbox-offer/another-epoch-of-central-ends-its-case-numbers", test_case_numbers_of_another_epoch);
  g_test_add_func ("/outbox-offer/an-image-that-lacks-one-record-does-not-bring-its-number-back", test_recent_image);
  g_test_add_func ("/outbox-offer/an-image-of-before-a-range-does-not-use-it-from-its-first-number-again", test_image_before_the_range);
  g_test_add_func ("/outbox-offer/central-says-that-the-whole-folder-is-an-older-image", test_whole_folder_came_back);
  return g_test_run ();
}
