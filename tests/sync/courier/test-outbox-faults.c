/* SPDX-License-Identifier: Apache-2.0 */
/* A write or an fsync that fails at any step of a seal, a settlement or a purge: what was said to be stored is stored, nothing that was
 * stored is lost, and no number is used twice. */
#include "fault-vfs.h"
#include "outbox-rig.h"
#include <glib/gstdio.h>
#include <unistd.h>

#define BEFORE 4 /* records that are stored before the fault; 1 is settled */

static void
begin (OutboxRig *rig)
{
  outbox_rig_set_up (rig);
  for (guint n = 1; n <= BEFORE; n++)
    outbox_rig_seal (rig, n);
  g_assert_true (outbox_rig_settle (rig, 1, YJ_SETTLE_ACCEPTED, "receipt-1", NULL));
}

static gboolean
is_stored (OutboxRig *rig, guint n)
{
  g_autofree char *id = outbox_rig_id (n);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) found = yj_outbox_lookup (rig->outbox, id, &error);

  if (found == NULL)
    g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  return found != NULL;
}

/* After the fault has passed the outbox goes on by itself, and the next start finds the same. */
static void
assert_sound (OutboxRig *rig, guint last)
{
  gint64 count;

  for (guint round = 0; round < 2; round++) {
    for (guint n = 1; n <= BEFORE; n++)
      g_assert_true (is_stored (rig, n));
    outbox_rig_open (rig, NULL);
  }
  outbox_rig_seal (rig, last);
  outbox_rig_close (rig);
  count = outbox_rig_sql_int (rig, "SELECT count(*) FROM record");
  g_assert_cmpint (outbox_rig_sql_int (rig, "SELECT max (seq) FROM record"), ==, count);
  g_assert_cmpint (outbox_rig_sql_int (rig, "SELECT count(*) FROM record JOIN state USING (seq)"), ==, count);
  g_assert_cmpint (outbox_rig_sql_int (rig, "SELECT count(*) FROM state WHERE seq = 1 AND receipt = 'receipt-1'"), ==, 1);
}

typedef struct {
  guint points, done, failed, unknown; /* unknown: it was said to have failed, and is there */
} Tally;

/* Record 5 is handed in while step @at fails. */
static gboolean
seal_at (FaultKind kind, guint at, gboolean stays, Tally *tally)
{
  g_autoptr (GError) error = NULL;
  gboolean said;
  guint met;
  OutboxRig rig;

  begin (&rig);
  outbox_rig_open (&rig, NULL); /* so that the mark grows as well */
  fault_vfs_arm (kind, at, stays);
  said = outbox_rig_try_seal (&rig, 5, 9000, &error) > 0;
  met = fault_vfs_met ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  tally->done += said;
  tally->failed += !said;
  if (said)
    g_assert_true (is_stored (&rig, 5));
  else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN))
    tally->unknown += is_stored (&rig, 5);
  else
    g_assert_false (is_stored (&rig, 5));
  /* The same hand-over again is the same record. */
  g_assert_cmpuint (outbox_rig_try_seal (&rig, 5, 9000, NULL), >, 0);
  assert_sound (&rig, 6);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT count(*) FROM record"), ==, 6);
  outbox_rig_tear_down (&rig);
  return met > 0;
}

static GPtrArray *
make_verdicts (void)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  for (guint64 seq = 2; seq <= 4; seq++) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ seq, seq == 4 ? YJ_SETTLE_REJECTED : YJ_SETTLE_ACCEPTED, g_strdup ("receipt"), NULL };
    g_ptr_array_add (verdicts, verdict);
  }
  return verdicts;
}

/* All of a batch is settled, or none of it. */
static gboolean
settle_at (FaultKind kind, guint at, gboolean stays, Tally *tally)
{
  g_autoptr (GPtrArray) verdicts = make_verdicts ();
  g_autofree char *first = NULL;
  gboolean said;
  guint met;
  OutboxRig rig;

  begin (&rig);
  fault_vfs_arm (kind, at, stays);
  said = yj_outbox_settle (rig.outbox, verdicts, NULL);
  met = fault_vfs_met ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  tally->done += said;
  tally->failed += !said;
  first = outbox_rig_state (&rig, 2);
  if (said)
    g_assert_cmpstr (first, ==, "accepted");
  tally->unknown += !said && g_str_equal (first, "accepted");
  outbox_rig_assert_state (&rig, 4, g_str_equal (first, "accepted") ? "rejected" : "queued");
  g_assert_true (yj_outbox_settle (rig.outbox, verdicts, NULL));
  outbox_rig_assert_state (&rig, 3, "accepted");
  assert_sound (&rig, 6);
  outbox_rig_tear_down (&rig);
  return met > 0;
}

/* A body goes with its state, or stays with it. */
static gboolean
purge_at (FaultKind kind, guint at, gboolean stays, Tally *tally)
{
  static const char whole[] = "SELECT count(*) FROM state LEFT JOIN body USING (seq) WHERE (state = 'purged') <> (envelope IS NULL)";
  gboolean said;
  guint met;
  OutboxRig rig;

  begin (&rig);
  fault_vfs_arm (kind, at, stays);
  said = outbox_rig_purge (&rig, 0);
  met = fault_vfs_met ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  tally->done += said;
  tally->failed += !said;
  g_assert_true (outbox_rig_purge (&rig, 0));
  outbox_rig_assert_state (&rig, 1, "purged");
  assert_sound (&rig, 6);
  g_assert_cmpint (outbox_rig_sql_int (&rig, whole), ==, 0);
  outbox_rig_tear_down (&rig);
  return met > 0;
}

typedef gboolean (*Attempt) (FaultKind kind, guint at, gboolean stays, Tally *tally);

static void
walk (const char *what, Attempt attempt, FaultKind kind, gboolean stays)
{
  Tally tally = { 0 };

  while (attempt (kind, ++tally.points, stays, &tally))
    ;
  g_assert_cmpuint (tally.points, >, 1);
  /* When the file can be read again it is looked at before anybody is told. */
  if (!stays)
    g_assert_cmpuint (tally.unknown, ==, 0);
  g_test_message ("%s at each of %u points: %u done all the same, %u refused (%u of them found afterwards); 0 lost, 0 doubled", what,
                  tally.points - 1, tally.done - 1, tally.failed, tally.unknown);
}

static void
test_sync (void)
{
  walk ("fsync fails once in a seal", seal_at, FAULT_SYNC, FALSE);
  walk ("fsync fails from there on in a seal", seal_at, FAULT_SYNC, TRUE);
  walk ("fsync fails once in a settlement", settle_at, FAULT_SYNC, FALSE);
  walk ("fsync fails from there on in a settlement", settle_at, FAULT_SYNC, TRUE);
  walk ("fsync fails from there on in a purge", purge_at, FAULT_SYNC, TRUE);
}

/* The sync of the commit fails, and so does that by which the file is closed, so that the log stays: what is in it is in the file that is opened
 * anew, and the person is told so. */
static void
test_there_all_the_same (void)
{
  gboolean met = TRUE;
  guint found = 0;

  for (guint at = 1; met; at++) {
    g_autoptr (GError) error = NULL;
    OutboxRig rig;

    begin (&rig);
    outbox_rig_open (&rig, NULL);
    fault_vfs_arm_for (FAULT_SYNC, at, 2);
    if (outbox_rig_try_seal (&rig, 5, 9000, &error) > 0)
      found += fault_vfs_met () == 2;
    else
      g_assert_false (is_stored (&rig, 5));
    met = fault_vfs_met () > 0;
    fault_vfs_arm (FAULT_NONE, 0, FALSE);
    outbox_rig_tear_down (&rig);
  }
  g_assert_cmpuint (found, >, 0);
  g_test_message ("%u commits failed and were there: each was told as done", found);
}

static void
test_io (void)
{
  walk ("EIO once in a seal", seal_at, FAULT_IO, FALSE);
  walk ("EIO from there on in a seal", seal_at, FAULT_IO, TRUE);
  walk ("EIO from there on in a settlement", settle_at, FAULT_IO, TRUE);
  walk ("EIO from there on in a purge", purge_at, FAULT_IO, TRUE);
}

static void
test_full (void)
{
  walk ("no room once in a seal", seal_at, FAULT_FULL, FALSE);
  walk ("no room from there on in a seal", seal_at, FAULT_FULL, TRUE);
  walk ("no room from there on in a settlement", settle_at, FAULT_FULL, TRUE);
  walk ("no room from there on in a purge", purge_at, FAULT_FULL, TRUE);
}

/* The commit succeeded; only the log could not be moved. It waits, and grows, until there is room again. */
static void
test_log_cannot_move (void)
{
  g_autofree char *path = NULL;
  GStatBuf large, small;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  path = outbox_rig_path (&rig, "outbox.db-wal");
  yj_outbox_keep_house (rig.outbox);
  fault_vfs_arm (FAULT_DATABASE_FULL, 1, TRUE);
  for (guint n = 1; n <= 120; n++)
    g_assert_cmpuint (outbox_rig_try_seal (&rig, n, 200000, NULL), ==, n);
  yj_outbox_keep_house (rig.outbox);
  g_assert_cmpuint (fault_vfs_met (), >, 0);
  g_assert_cmpint (g_stat (path, &large), ==, 0);
  g_assert_cmpint (large.st_size, >, 20000000);
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  yj_outbox_keep_house (rig.outbox);
  outbox_rig_seal (&rig, 121); /* begins the log anew, and it gives back what it does not need */
  g_assert_cmpint (g_stat (path, &small), ==, 0);
  g_assert_cmpint (small.st_size, <=, 16777216);
  for (guint n = 1; n <= 121; n++)
    outbox_rig_assert_state (&rig, n, "queued");
  g_test_message ("121 records sealed while the log could not move: it grew to %" G_GINT64_FORMAT " bytes, and shrank to %" G_GINT64_FORMAT,
                  (gint64) large.st_size, (gint64) small.st_size);
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  fault_vfs_test_init (&argc, &argv);
  g_test_add_func ("/outbox-faults/an-fsync-that-fails-loses-nothing-and-doubles-nothing", test_sync);
  g_test_add_func ("/outbox-faults/a-commit-that-failed-and-is-there-is-told-as-done", test_there_all_the_same);
  g_test_add_func ("/outbox-faults/a-write-that-fails-loses-nothing-and-doubles-nothing", test_io);
  g_test_add_func ("/outbox-faults/a-full-disk-loses-nothing-and-doubles-nothing", test_full);
  g_test_add_func ("/outbox-faults/a-log-that-cannot-move-waits", test_log_cannot_move);
  return g_test_run ();
}
