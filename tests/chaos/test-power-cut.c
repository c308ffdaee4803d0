/* SPDX-License-Identifier: Apache-2.0 */
/* The power goes at every write of an outbox's life, and the disk keeps any choice of what was not synced yet. */
#include "chaos-row.h"
#include "crash-vfs.h"
#include "ledger.h"

/* So few pages that SQLite moves its log into the database many times in one life. */
#define CHECKPOINT_PAGES 40

typedef struct {
  const char *level; /* what SQLite does in place of FULL; NULL: nothing else */
  guint lives, steps, max_bytes, choices;
} Plan;

typedef struct {
  guint states, cuts;
  LedgerFindings findings;
} Result;

static guint
log_now (gpointer log)
{
  return crash_log_get_length (log);
}

/* Nothing of what was not synced, all of it, the last write torn, or any share. */
static GHashTable *
draw (CrashReplay *replay, GRand *rand, guint choice)
{
  static const double kept[] = { 0, 1, 1, 0.5 };
  return crash_replay_draw (replay, rand, choice < G_N_ELEMENTS (kept) ? kept[choice] : g_rand_double (rand), choice == 2);
}

static void
cut_everywhere (Ledger *ledger, CrashLog *log, GRand *rand, guint choices, Result *result)
{
  g_autoptr (CrashReplay) replay = crash_replay_new (log);
  guint length = crash_log_get_length (log);

  crash_vfs_record (NULL);
  for (guint moment = 1; moment <= length; moment++) {
    crash_replay_advance (replay, moment);
    result->cuts++;
    for (guint choice = 0; choice < (crash_replay_is_open (replay) ? choices : 1); choice++) {
      crash_vfs_set_disk (draw (replay, rand, choice));
      ledger_restore_mark (ledger, moment);
      ledger_check (ledger, moment, &result->findings);
      result->states++;
    }
  }
}

static Result
live_and_cut (const Plan *plan, const char *what)
{
  g_autoptr (GRand) rand = chaos_rand_new (what);
  Result result = { 0 };

  for (guint life = 0; life < plan->lives; life++) {
    g_autoptr (CrashLog) log = crash_log_new ();
    g_autoptr (Ledger) ledger = NULL;

    crash_vfs_record (log);
    if (plan->level != NULL)
      g_setenv ("YIJIAN_CHAOS_SYNCHRONOUS", plan->level, TRUE);
    ledger = ledger_new (rand, plan->steps, plan->max_bytes, log_now, log);
    outbox_rig_close (&ledger->rig);
    g_unsetenv ("YIJIAN_CHAOS_SYNCHRONOUS");
    cut_everywhere (ledger, log, rand, plan->choices, &result);
  }
  g_test_message ("%s: %u lives, cut at each of %u operations, %u disks", what, plan->lives, result.cuts, result.states);
  return result;
}

static void
test_cuts (void)
{
  gboolean is_long = chaos_is_long ();
  Plan plan = { NULL, is_long ? 10 : 1, is_long ? 60 : 36, 6000, is_long ? 6 : 3 };
  Result result = live_and_cut (&plan, "power cut");
  chaos_row ("power cut at any write of the outbox", result.states, result.findings.open, result.findings.lost, result.findings.doubled);
}

static void
test_large (void)
{
  Plan plan = { NULL, 1, chaos_is_long () ? 30 : 4, 200000, 3 };
  Result result = live_and_cut (&plan, "power cut, large records");
  chaos_row ("power cut, large records", result.states, result.findings.open, result.findings.lost, result.findings.doubled);
}

static void
test_control (gconstpointer level)
{
  g_autofree char *what = g_strdup_printf ("power cut with synchronous=%s", (const char *) level);
  Plan plan = { level, chaos_is_long () ? 4 : 1, 18, 6000, 3 };
  Result result = live_and_cut (&plan, what);
  chaos_control (what, result.states, result.findings.open, result.findings.lost, result.findings.doubled);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  chaos_use_memory_for_files ();
  crash_vfs_install (CHECKPOINT_PAGES);
  g_test_add_func ("/power-cut/nothing-that-was-answered-is-lost-and-nothing-is-there-by-half", test_cuts);
  g_test_add_func ("/power-cut/large-records-neither", test_large);
  g_test_add_data_func ("/power-cut/control:-NORMAL-loses", "NORMAL", test_control);
  g_test_add_data_func ("/power-cut/control:-OFF-loses", "OFF", test_control);
  return g_test_run ();
}
