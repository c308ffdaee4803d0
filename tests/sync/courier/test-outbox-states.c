/* SPDX-License-Identifier: Apache-2.0 */
/* What the file itself refuses, whoever writes to it: steps that are not in the diagram, changes of what is sealed, numbers
 * used twice or left out. */
#include "outbox-rig.h"
#include <string.h>

/* The seven states; a draft is not stored. */
static const char *const states[] = { "draft", "queued", "held", "accepted", "rejected", "dead", "purged" };
static const char *const legal[] = { "draft>queued",    "queued>held",     "held>queued",     "queued>accepted",
                                     "queued>rejected", "queued>dead",     "dead>queued",     "accepted>queued",
                                     "rejected>queued", "accepted>purged", "rejected>purged", NULL };

#define RECORD_2                                                                                                                           \
  "INSERT INTO record SELECT seq + 1, 'other', kind, 'other', 'other', item, boot_id, boottime_usec, wall, header_sha256,"                 \
  " envelope_sha256, secret_sha256, NULL FROM record WHERE seq = 1; INSERT INTO body SELECT seq + 1, header_jws, header_json, envelope "   \
  "FROM body;"

/* The way of record 2 to a state by legal steps, as SQL; record 1 stays queued. */
static const char *
way_to (const char *state)
{
  static const struct {
    const char *state, *sql;
  } ways[] = {
    { "draft", "" },
    { "queued", "INSERT INTO state (seq, state) VALUES (2, 'queued');" },
    { "held", "INSERT INTO state (seq, state) VALUES (2, 'queued'); UPDATE state SET state = 'held' WHERE seq = 2;" },
    { "dead", "INSERT INTO state (seq, state) VALUES (2, 'queued'); UPDATE state SET state = 'dead' WHERE seq = 2;" },
    { "accepted",
      "INSERT INTO state (seq, state) VALUES (2, 'queued'); UPDATE state SET state = 'accepted', receipt = 'r' WHERE seq = 2;" },
    { "rejected",
      "INSERT INTO state (seq, state) VALUES (2, 'queued'); UPDATE state SET state = 'rejected', receipt = 'r' WHERE seq = 2;" },
    { "purged", "INSERT INTO state (seq, state) VALUES (2, 'queued'); UPDATE state SET state = 'accepted', receipt = 'r' WHERE seq = 2;"
                "UPDATE state SET state = 'purged' WHERE seq = 2;" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].state, state))
      return ways[i].sql;
  g_assert_not_reached ();
}

/* The step as its function takes it: with a receipt where there must be one, without where there must be none. */
static char *
step_to (const char *from, const char *to)
{
  const char *receipt = g_str_equal (to, "accepted") || g_str_equal (to, "rejected") || g_str_equal (to, "purged") ? "'r'" : "NULL";

  if (g_str_equal (to, "draft"))
    return g_strdup (g_str_equal (from, "draft") ? "SELECT 1;" : "DELETE FROM state WHERE seq = 2;");
  if (g_str_equal (from, "draft"))
    return g_strdup_printf ("INSERT INTO state (seq, state, receipt) VALUES (2, '%s', %s);", to, receipt);
  return g_strdup_printf ("UPDATE state SET state = '%s', receipt = %s WHERE seq = 2;", to, receipt);
}

static gboolean
try_step (OutboxRig *rig, const char *from, const char *to)
{
  g_autofree char *step = step_to (from, to);
  g_autofree char *sql = g_strconcat ("BEGIN;", RECORD_2, way_to (from), NULL), *message = NULL;
  g_autofree char *whole = g_strconcat (sql, step, "ROLLBACK;", NULL), *way = g_strconcat (sql, "ROLLBACK;", NULL);

  g_assert_true (outbox_rig_sql (rig, way, &message));
  return outbox_rig_sql (rig, whole, NULL);
}

static void
test_every_step (void)
{
  g_autoptr (GString) refused = g_string_new (NULL);
  guint tried = 0, allowed = 0;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_seal (&rig, 1);
  outbox_rig_close (&rig);
  for (guint from = 0; from < G_N_ELEMENTS (states); from++)
    for (guint to = 0; to < G_N_ELEMENTS (states); to++, tried++) {
      g_autofree char *step = g_strconcat (states[from], ">", states[to], NULL);
      gboolean wanted = from == to || g_strv_contains (legal, step), done = try_step (&rig, states[from], states[to]);
      if (done != wanted)
        g_test_fail_printf ("%s was %s", step, done ? "allowed" : "refused");
      allowed += done && from != to;
      if (!done)
        g_string_append_printf (refused, " %s", step);
    }
  g_assert_cmpuint (tried, ==, 49);
  g_assert_cmpuint (allowed, ==, g_strv_length ((char **) legal));
  g_test_message ("49 pairs tried, %u steps allowed, 7 stay; refused by the file itself:%s", allowed, refused->str);
  outbox_rig_tear_down (&rig);
}

/* What no SQL can do to record 1, a queued one, and to record 2, a settled one. */
static const char *const forbidden[] = {
  "UPDATE record SET id = 'x' WHERE seq = 1",
  "UPDATE record SET envelope_sha256 = 'x' WHERE seq = 1",
  "UPDATE record SET header_sha256 = 'x' WHERE seq = 1",
  "UPDATE record SET about_reference = 'x' WHERE seq = 1",
  "UPDATE record SET seq = 9 WHERE seq = 2",
  "INSERT OR REPLACE INTO record SELECT 2, 'x', kind, 'x', 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
  "INSERT OR REPLACE INTO record SELECT 3, id, kind, 'x', 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
  "INSERT OR REPLACE INTO record SELECT 3, 'x', kind, reference, 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = "
  "1",
  "DELETE FROM record",
  "UPDATE body SET envelope = x'00' WHERE seq = 1",
  "UPDATE body SET header_jws = 'x' WHERE seq = 1",
  "UPDATE body SET seq = 9 WHERE seq = 1",
  "DELETE FROM body WHERE seq = 1",
  "DELETE FROM body WHERE seq = 2",
  "INSERT OR REPLACE INTO body SELECT 1, 'x', 'x', x'00'",
  "UPDATE material SET sha256 = 'x' WHERE seq = 1",
  "DELETE FROM material WHERE seq = 1",
  "DELETE FROM material WHERE seq = 2",
  "DELETE FROM state WHERE seq = 1",
  "INSERT OR REPLACE INTO state (seq, state) VALUES (2, 'queued')",
  "UPDATE state SET state = 'accepted' WHERE seq = 1",
  "UPDATE state SET receipt = 's' WHERE seq = 2",
  "UPDATE state SET receipt = NULL WHERE seq = 2",
  "UPDATE state SET state = 'purged', receipt = 's' WHERE seq = 2",
  /* Offered again without its body, or with the receipt in its place. */
  "UPDATE state SET state = 'queued' WHERE seq = 2",
  "UPDATE state SET state = 'purged' WHERE seq = 2; DELETE FROM body WHERE seq = 2; UPDATE state SET state = 'accepted' WHERE seq = 2",
  "UPDATE state SET state = 'queued', receipt = NULL WHERE seq = 2; DELETE FROM receipt_history",
  "UPDATE state SET state = 'queued', receipt = NULL WHERE seq = 2; UPDATE receipt_history SET receipt = 's'",
  "UPDATE state SET state = 'queued', receipt = NULL WHERE seq = 2;"
  "INSERT OR REPLACE INTO receipt_history (n, seq, state, receipt) VALUES (1, 2, 'accepted', 's')",
  /* A number used twice, left out, or behind the last one; a jump that is declared cannot be taken back. */
  "INSERT INTO record SELECT 2, 'x', kind, 'x', 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
  "INSERT INTO record SELECT 4, 'x', kind, 'x', 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
  "INSERT INTO record SELECT 0, 'x', kind, 'x', 'x', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
  "INSERT INTO number_jump VALUES (9, 'test'); DELETE FROM number_jump",
  "INSERT INTO number_jump VALUES (9, 'test'); UPDATE number_jump SET seq = 8",
  /* A case number twice. */
  "INSERT INTO case_range VALUES ('a', '', 'P', 3, 1, 9, 5); UPDATE case_range SET next = 4",
  "INSERT INTO case_range VALUES ('a', '', 'P', 3, 1, 9, 5); UPDATE case_range SET last = 99",
  "INSERT INTO case_range VALUES ('a', '', 'P', 3, 1, 9, 5); DELETE FROM case_range",
  "INSERT INTO record SELECT 3, 'x', kind, 'x', 'C1', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1;"
  "INSERT INTO record SELECT 4, 'y', kind, 'y', 'C1', item, boot_id, 0, wall, 'x', 'x', NULL, NULL FROM record WHERE seq = 1",
};

static void
test_forbidden (void)
{
  static const char whole[] = "SELECT count(*) FROM record JOIN body USING (seq) JOIN material USING (seq) JOIN state USING (seq)"
                              " WHERE length (envelope) = 600 AND (seq = 1 AND state = 'queued' OR seq = 2 AND receipt = 'r')";
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_seal (&rig, 1);
  outbox_rig_seal (&rig, 2);
  g_assert_true (outbox_rig_settle (&rig, 2, YJ_SETTLE_ACCEPTED, "r", NULL));
  outbox_rig_close (&rig);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    g_autofree char *sql = g_strdup_printf ("BEGIN; %s; COMMIT", forbidden[i]);
    if (outbox_rig_sql (&rig, sql, NULL))
      g_error ("allowed: %s", forbidden[i]);
    g_assert_cmpint (outbox_rig_sql_int (&rig, whole), ==, 2);
  }
  g_test_message ("%u ways to change or lose what is stored were refused", (guint) G_N_ELEMENTS (forbidden));
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-states/every-step-that-is-not-in-the-diagram-is-refused", test_every_step);
  g_test_add_func ("/outbox-states/what-is-sealed-numbered-or-signed-never-changes-and-never-goes", test_forbidden);
  return g_test_run ();
}
