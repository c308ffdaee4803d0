/* SPDX-License-Identifier: Apache-2.0 */
/* Times the same work on a short and on a long queue, in turns, on one disk; and the opening of the long one.
 *
 *   queue-growth FEW MANY BYTES
 *
 * Lines: what, microseconds on the short queue, on the long one (medians), separated by tabs. */
#include "tests/sync/courier/outbox-many.h"
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 48
#define SEAL_ROUNDS 400
#define TOGETHER 20

typedef struct {
  OutboxRig rig;
  guint count, next;
  guint64 settled;
  gsize bytes;
} Queue;

static void
seal (Queue *queue)
{
  g_assert_cmpuint (outbox_rig_try_seal (&queue->rig, queue->next++, queue->bytes, NULL), >, 0);
}

static void
claim (Queue *queue)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (queue->rig.outbox, queue->settled, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 100);
}

static void
settle (Queue *queue)
{
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  for (guint i = 0; i < TOGETHER; i++) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ ++queue->settled, YJ_SETTLE_ACCEPTED, g_strnfill (420, 'r'), NULL };
    g_ptr_array_add (verdicts, verdict);
  }
  g_assert_true (yj_outbox_settle (queue->rig.outbox, verdicts, NULL));
}

static void
count (Queue *queue)
{
  for (guint i = 0; i < 20; i++) {
    g_autoptr (json_t) counts = yj_outbox_count (queue->rig.outbox);
    g_assert_cmpint (yj_json_int (counts, "queued", 0), >, 0);
  }
}

static void
list (Queue *queue)
{
  g_autoptr (json_t) page = yj_outbox_list (queue->rig.outbox, "queued", queue->settled, 100);
  g_assert_cmpuint (json_array_size (page), ==, 100);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;
  return left < right ? -1 : left > right;
}

static gint64
median (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, gint64, times->len / 2);
}

static void
take_turns (const char *what, guint rounds, Queue *few, Queue *many, void (*work) (Queue *))
{
  Queue *queues[] = { few, many };
  g_autoptr (GArray) short_times = g_array_new (FALSE, FALSE, sizeof (gint64)), long_times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 2 * rounds; i++) {
    gint64 began = g_get_monotonic_time (), spent;
    work (queues[i % 2]);
    spent = g_get_monotonic_time () - began;
    g_array_append_val (i % 2 == 0 ? short_times : long_times, spent);
  }
  printf ("%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", what, median (short_times), median (long_times));
}

static void
set_up (Queue *queue, guint records, gsize bytes)
{
  *queue = (Queue){ .count = records, .next = 900000, .bytes = bytes };
  outbox_rig_set_up (&queue->rig);
  outbox_many_fill (&queue->rig, records, bytes);
  yj_outbox_keep_house (queue->rig.outbox);
}

static gint64
time_opening (Queue *queue)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 5; i++) {
    gint64 began, spent;
    outbox_rig_close (&queue->rig);
    began = g_get_monotonic_time ();
    outbox_rig_open (&queue->rig, NULL);
    spent = g_get_monotonic_time () - began;
    g_array_append_val (times, spent);
  }
  return median (times);
}

int
main (int argc, char **argv)
{
  Queue few, many;

  if (argc != 4) {
    fputs ("usage: queue-growth FEW MANY BYTES\n", stderr);
    return 2;
  }
  set_up (&few, (guint) atoi (argv[1]), (gsize) atoi (argv[3]));
  set_up (&many, (guint) atoi (argv[2]), (gsize) atoi (argv[3]));
  take_turns ("seal", SEAL_ROUNDS, &few, &many, seal);
  take_turns ("claim 100", ROUNDS, &few, &many, claim);
  take_turns ("settle 20", ROUNDS, &few, &many, settle);
  take_turns ("counts and age, 20 times", ROUNDS, &few, &many, count);
  take_turns ("list 100", ROUNDS, &few, &many, list);
  printf ("open\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", time_opening (&few), time_opening (&many));
  outbox_rig_tear_down (&few.rig);
  outbox_rig_tear_down (&many.rig);
  return 0;
}
