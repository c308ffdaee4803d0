/* SPDX-License-Identifier: Apache-2.0 */
/* A person gets one receipt for one wish, and never another person's: whatever becomes of printer, cable and print server. */
#include "tests/chaos/chaos-row.h"
#include "tests/chaos/paper-lane.h"
#include <stdlib.h>

#define SHORT_SEED 20260312

typedef struct {
  LaneKind kind;
  guint lanes, visits; /* of each lane */
} Size;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
  return first < second ? -1 : first > second;
}

static gint64
percentile (const LaneAccount *sum, guint percent)
{
  guint n = sum->answer_msec->len;
  return n > 0 ? g_array_index (sum->answer_msec, gint64, (n - 1) * percent / 100) : 0;
}

static void
report (const char *fault, LaneAccount *sum, gint64 worst_usec)
{
  g_array_sort (sum->answer_msec, compare);
  g_test_message ("%s: %u visits, %u requests, %u sheets; said: %u printed, %u not printed, %u unknown; %u doubled, %u late, %u false "
                  "success; the gate stayed closed after %u visits, %u printers were switched off and on; answers %" G_GINT64_FORMAT " ms median, %" G_GINT64_FORMAT
                  " p95, %" G_GINT64_FORMAT " at most after they were asked for; %u slow (over %d ms), of which %u while this program was starved by as much "
                  "(its heart's worst beat came %" G_GINT64_FORMAT " ms late)",
                  fault, sum->visits, sum->requests, sum->sheets, sum->printed, sum->failed, sum->unknown, sum->doubled, sum->late,
                  sum->false_success, sum->closed, sum->switched, percentile (sum, 50), percentile (sum, 95), percentile (sum, 100), sum->slow,
                  LANE_PROMISE_MSEC, sum->starved, worst_usec / 1000);
  g_assert_cmpuint (sum->slow - sum->starved, ==, 0);
  g_assert_cmpuint (sum->sheets, <=, sum->requests);
  chaos_row (fault, sum->visits, sum->printed, sum->false_success, sum->doubled + sum->late);
}

static void
run (const char *fault, const Size *size, guint32 seed)
{
  g_autofree GThread **threads = g_new0 (GThread *, size->lanes);
  LaneAccount sum = { 0 };
  Heartbeat *heartbeat = heartbeat_start ();
  gint64 start_usec = g_get_monotonic_time ();

  sum.answer_msec = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < size->lanes; i++)
    threads[i] = lane_start (size->kind, i, seed + i, size->visits, heartbeat);
  for (guint i = 0; i < size->lanes; i++)
    lane_join (threads[i], &sum);
  report (fault, &sum, heartbeat_get_worst_usec (heartbeat, start_usec, g_get_monotonic_time ()));
  heartbeat_stop (heartbeat);
  g_array_unref (sum.answer_msec);
}

/* The short form repeats one seed: what it finds must not depend on the day. */
static guint32
choose_seed (const char *what)
{
  g_autoptr (GRand) rand = NULL;

  if (!chaos_is_long () && g_getenv ("YIJIAN_SEED") == NULL)
    return SHORT_SEED;
  rand = chaos_rand_new (what);
  return g_rand_int (rand);
}

static void
printers_and_servers_that_go_and_come (void)
{
  Size size = { LANE_VIRTUAL, chaos_is_long () ? 8 : 4, chaos_is_long () ? 113 : 2 };
  run ("printers pulled, cables cut, cupsd restarted", &size, choose_seed ("paper"));
}

static void
the_sample_printer_of_cups (void)
{
  Size size = { LANE_SAMPLE, chaos_is_long () ? 4 : 1, chaos_is_long () ? 25 : 2 };
  run ("ippeveprinter killed, cupsd restarted", &size, choose_seed ("sample printer") + 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chaos/paper/printers-and-servers-that-go-and-come", printers_and_servers_that_go_and_come);
  g_test_add_func ("/chaos/paper/the-sample-printer-of-CUPS", the_sample_printer_of_cups);
  return g_test_run ();
}
