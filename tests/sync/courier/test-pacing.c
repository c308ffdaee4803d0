/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of batches on lines of every kind: a model line answers, the pacing follows it to three seconds. */
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-pacing.h"

typedef struct {
  const char *name;
  double bytes_per_second;
  gint64 round_trip_usec;
  double least_share, most_seconds; /* of what a batch could carry at best, and how long it takes, once settled */
} Line;

static double
measure (const Line *line, gsize bytes)
{
  return (double) bytes / line->bytes_per_second * G_USEC_PER_SEC + (double) line->round_trip_usec;
}

/* The share of the line that the best batch gets on one connection: as long as it should take, no larger than a batch may be. */
static double
get_best_share (const Line *line)
{
  double seconds = (double) (YJ_PACING_TARGET_USEC - line->round_trip_usec) / G_USEC_PER_SEC;
  gsize bytes = (gsize) MIN (line->bytes_per_second * seconds, YJ_BATCH_MAX_BYTES);

  return (double) bytes / line->bytes_per_second * G_USEC_PER_SEC / measure (line, bytes);
}

static void
test_lines (void)
{
  static const Line lines[] = {
    { "20 kbit/s, 900 ms", 2500, 900000, 0.99, 4 },
    { "2 Mbit/s, 200 ms", 250000, 200000, 0.99, 4 },
    { "10 Mbit/s, 50 ms", 1250000, 50000, 0.99, 4 },
    { "1 Gbit/s, 1 ms", 125e6, 1000, 0.99, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    YjPacing pacing;
    double best = get_best_share (&lines[i]), share, usec = 0;
    gsize bytes = 0;
    guint batches = 0;

    yj_pacing_init (&pacing);
    for (; batches < 20; batches++) {
      bytes = yj_pacing_get_bytes (&pacing);
      usec = measure (&lines[i], bytes);
      yj_pacing_note_passed (&pacing, bytes, (gint64) usec);
    }
    share = (double) bytes / lines[i].bytes_per_second * G_USEC_PER_SEC / usec;
    g_test_message ("%-20s after %u batches: %zu bytes in %.2f s, %.0f %% of the line (%.0f %% can be had)", lines[i].name, batches,
                    bytes, usec / G_USEC_PER_SEC, share * 100, best * 100);
    g_assert_cmpfloat (usec, <=, lines[i].most_seconds * G_USEC_PER_SEC);
    g_assert_true (bytes == YJ_BATCH_MAX_BYTES || usec > 2.0 * G_USEC_PER_SEC);
    g_assert_cmpfloat (share, >=, lines[i].least_share * best);
  }
}

static void
test_small_batches (void)
{
  YjPacing pacing;
  gsize before;

  yj_pacing_init (&pacing);
  for (guint i = 0; i < 10; i++)
    yj_pacing_note_passed (&pacing, yj_pacing_get_bytes (&pacing), G_USEC_PER_SEC / 10);
  before = yj_pacing_get_bytes (&pacing);
  for (guint i = 0; i < 50; i++)
    yj_pacing_note_passed (&pacing, 3000, G_USEC_PER_SEC / 5);
  g_assert_cmpuint (yj_pacing_get_bytes (&pacing), ==, before);
}

static void
test_cuts (void)
{
  YjPacing pacing;
  gsize bytes;
  guint cuts = 0;

  yj_pacing_init (&pacing);
  for (guint i = 0; i < 10; i++)
    yj_pacing_note_passed (&pacing, yj_pacing_get_bytes (&pacing), G_USEC_PER_SEC / 10);
  g_assert_cmpuint (yj_pacing_get_bytes (&pacing), ==, YJ_BATCH_MAX_BYTES);
  /* A line that breaks below everything over 40,000 bytes still carries the queue. */
  while ((bytes = yj_pacing_get_bytes (&pacing)) > 40000) {
    yj_pacing_note_cut (&pacing, bytes);
    g_assert_cmpuint (yj_pacing_get_bytes (&pacing), ==, bytes / 2);
    cuts++;
  }
  g_assert_cmpuint (cuts, <=, 8);
  /* A record that went alone because no other waited was not too large for the line. */
  for (guint i = 0; i < 20; i++)
    yj_pacing_note_cut (&pacing, 4000);
  g_assert_cmpuint (yj_pacing_get_bytes (&pacing), ==, bytes);
  for (guint i = 0; i < 100; i++)
    yj_pacing_note_cut (&pacing, yj_pacing_get_bytes (&pacing));
  g_assert_cmpuint (yj_pacing_get_bytes (&pacing), ==, YJ_PACING_LEAST_BYTES);
}

static void
test_wishes (void)
{
  YjPacing pacing;

  yj_pacing_init (&pacing);
  g_assert_cmpuint (pacing.most_items, ==, YJ_BATCH_MAX_ITEMS);
  g_assert_cmpint (yj_pacing_take_turn (&pacing, 1000), ==, 1000);
  yj_pacing_take_wish (&pacing, 20, 250);
  g_assert_cmpuint (pacing.most_items, ==, 20);
  /* Both connections together keep the pace: each takes its turn. */
  g_assert_cmpint (yj_pacing_take_turn (&pacing, 1001), ==, 251000);
  g_assert_cmpint (yj_pacing_take_turn (&pacing, 1001), ==, 501000);
  g_assert_cmpint (yj_pacing_take_turn (&pacing, 900000), ==, 900000);
  /* What makes no sense is bounded. */
  yj_pacing_take_wish (&pacing, -7, G_MAXINT64);
  g_assert_cmpuint (pacing.most_items, ==, 1);
  g_assert_cmpint (pacing.interval_usec, ==, 60 * G_USEC_PER_SEC);
  yj_pacing_take_wish (&pacing, G_MAXINT64, -1);
  g_assert_cmpuint (pacing.most_items, ==, YJ_BATCH_MAX_ITEMS);
  g_assert_cmpint (pacing.interval_usec, ==, 0);
}

static void
test_beside (void)
{
  YjPacing pacing;
  gsize whole;

  yj_pacing_init (&pacing);
  for (guint i = 0; i < 10; i++)
    yj_pacing_note_passed (&pacing, yj_pacing_get_bytes (&pacing), G_USEC_PER_SEC);
  whole = yj_pacing_get_bytes (&pacing);
  g_assert_cmpuint (yj_pacing_take_bytes (&pacing, 1000 * G_USEC_PER_SEC, FALSE), ==, whole);
  /* The other connection begins at the same moment: it ends at another. */
  g_assert_cmpuint (yj_pacing_take_bytes (&pacing, 1000 * G_USEC_PER_SEC + 1000, FALSE), ==, whole / 2);
  /* Unless they send one after the other anyway. */
  g_assert_cmpuint (yj_pacing_take_bytes (&pacing, 1000 * G_USEC_PER_SEC + 2000, TRUE), ==, whole);
  /* From then on they take turns, and each batch is whole again. */
  g_assert_cmpuint (yj_pacing_take_bytes (&pacing, 1000 * G_USEC_PER_SEC + 500000, FALSE), ==, whole);
  g_assert_cmpuint (yj_pacing_take_bytes (&pacing, 1001 * G_USEC_PER_SEC, FALSE), ==, whole);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pacing/a-batch-takes-three-seconds-on-every-line-that-is-slow-enough", test_lines);
  g_test_add_func ("/pacing/small-batches-do-not-make-the-line-look-slow", test_small_batches);
  g_test_add_func ("/pacing/a-line-that-cuts-large-batches-gets-small-ones", test_cuts);
  g_test_add_func ("/pacing/what-central-asks-for-is-kept-within-reason", test_wishes);
  g_test_add_func ("/pacing/two-connections-that-begin-together-do-not-end-together", test_beside);
  return g_test_run ();
}
