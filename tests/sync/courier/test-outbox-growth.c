/* SPDX-License-Identifier: Apache-2.0 */
/* What one record costs must not depend on how many wait: counted in steps of SQLite's machine, which no busy computer changes. */
#include "outbox-many.h"
#include "sync/courier/yj-outbox-private.h"

#define FEW 300
#define MANY (g_getenv ("YIJIAN_LONG") != NULL ? 100000 : 15000)

static gint64 steps;

static int
on_profile (unsigned kind, void *data, void *statement, void *nanoseconds)
{
  steps += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 1);
  return 0;
}

typedef struct {
  OutboxRig rig;
  guint count; /* records */
  guint next; /* number of the next one sealed by hand */
} Queue;
typedef void (*Work) (Queue *queue);

static void
seal_one (Queue *queue)
{
  g_assert_cmpuint (outbox_rig_seal (&queue->rig, queue->next++), >, queue->count);
}

static void
claim_first (Queue *queue)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (queue->rig.outbox, 0, 50, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 50);
}

static void
claim_last (Queue *queue)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (queue->rig.outbox, queue->count - 51, 50, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 50);
}

static void
read_all_by_hand (Queue *queue)
{
  g_autoptr (GPtrArray) items = yj_outbox_read_unsettled (queue->rig.outbox, queue->count / 2, 50, NULL);
  g_assert_cmpuint (items->len, ==, 50);
}

static void
settle_batch (Queue *queue)
{
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  for (guint64 seq = 101; seq <= 150; seq++) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ seq, YJ_SETTLE_ACCEPTED, g_strdup ("receipt"), NULL };
    g_ptr_array_add (verdicts, verdict);
  }
  g_assert_true (yj_outbox_settle (queue->rig.outbox, verdicts, NULL));
}

static void
purge_batch (Queue *queue)
{
  g_assert_true (outbox_rig_purge (&queue->rig, 10));
}

static void
offer_rest (Queue *queue)
{
  guint count = 0;
  g_assert_true (yj_outbox_offer_again (queue->rig.outbox, NULL, 0, &count, NULL));
  g_assert_cmpuint (count, ==, 10);
}

static void
count (Queue *queue)
{
  g_autoptr (json_t) counts = yj_outbox_count (queue->rig.outbox);
  g_assert_cmpint (yj_json_int (counts, "queued", 0), >, queue->count - 50);
}

static void
describe_waiting (Queue *queue)
{
  g_autoptr (json_t) waiting = yj_outbox_describe_waiting (queue->rig.outbox);
  g_assert_cmpint (yj_json_int (waiting, "count", 0), >, queue->count - 50);
}

static void
list_page (Queue *queue)
{
  g_autoptr (json_t) page = yj_outbox_list (queue->rig.outbox, "queued", queue->count / 2, 50);
  g_assert_cmpuint (json_array_size (page), ==, 50);
}

static void
list_dead (Queue *queue)
{
  g_autoptr (json_t) page = yj_outbox_list (queue->rig.outbox, "dead", 0, 50);
  g_autoptr (json_t) withheld = yj_outbox_list_withheld (queue->rig.outbox);
  g_assert_cmpuint (json_array_size (page) + json_array_size (withheld), ==, 0);
}

static void
look_up (Queue *queue)
{
  g_autofree char *id = outbox_many_id (queue->count / 2);
  g_autoptr (json_t) found = yj_outbox_lookup (queue->rig.outbox, id, NULL);
  g_autoptr (json_t) shown = yj_outbox_show (queue->rig.outbox, id, NULL);
  g_assert_true (found != NULL && shown != NULL);
}

static void
end_session (Queue *queue)
{
  g_autofree char *named = g_strdup_printf ("%064u", queue->count / 2);
  g_assert_true (yj_outbox_names_blob (queue->rig.outbox, named));
  g_assert_false (yj_outbox_names_blob (queue->rig.outbox, "ff"));
}

static const struct {
  const char *what;
  Work work;
} works[] = {
  { "seal", seal_one },
  { "claim 50, the first", claim_first },
  { "claim 50, the last", claim_last },
  { "read 50 for a stick", read_all_by_hand },
  { "settle 50", settle_batch },
  { "purge 40", purge_batch },
  { "offer 10 again", offer_rest },
  { "counts and age", count },
  { "what waits and why", describe_waiting },
  { "list 50", list_page },
  { "list what is set aside", list_dead },
  { "look up", look_up },
  { "two pages of a session", end_session },
};

static void
measure (guint records, gint64 *found)
{
  Queue queue = { .count = records, .next = 900000 };

  outbox_rig_set_up (&queue.rig);
  outbox_many_fill (&queue.rig, records, 600);
  g_assert_cmpuint (yj_outbox_reserve_seq (queue.rig.outbox, NULL), ==, records + 1);
  sqlite3_trace_v2 (queue.rig.outbox->db, SQLITE_TRACE_PROFILE, on_profile, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    steps = 0;
    works[i].work (&queue);
    found[i] = steps;
  }
  outbox_rig_tear_down (&queue.rig);
}

static void
test_steps (void)
{
  gint64 few[G_N_ELEMENTS (works)], many[G_N_ELEMENTS (works)];

  measure (FEW, few);
  measure ((guint) MANY, many);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    g_test_message ("%s: %" G_GINT64_FORMAT " steps among %u records, %" G_GINT64_FORMAT " among %u", works[i].what, few[i], FEW, many[i],
                    MANY);
    g_assert_cmpint (few[i], >, 0);
    if (many[i] * 10 > few[i] * 13)
      g_test_fail_printf ("%s grows with the queue", works[i].what);
  }
}

/* The counter that is kept against the rows that are there. */
static void
test_counts_are_true (void)
{
  static const char *const names[] = { "queued", "held", "accepted", "rejected", "dead", "purged" };
  g_autofree char *held = outbox_many_id (7), *dead = outbox_many_id (9);
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, 40, 600);
  g_assert_true (yj_outbox_hold (rig.outbox, held, NULL));
  for (guint64 seq = 1; seq <= 6; seq++)
    g_assert_true (outbox_rig_settle (&rig, seq, seq % 2 == 0 ? YJ_SETTLE_REJECTED : YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (outbox_rig_purge (&rig, 3));
  g_assert_true (outbox_rig_settle (&rig, 9, YJ_SETTLE_DEAD, NULL, NULL));
  g_assert_false (outbox_rig_settle (&rig, 10, YJ_SETTLE_ACCEPTED, NULL, NULL)); /* rolled back, and so is its count */
  g_assert_true (yj_outbox_offer_again (rig.outbox, NULL, 0, NULL, NULL));
  g_assert_true (outbox_rig_settle (&rig, 5, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  for (guint round = 0; round < 2; round++) { /* kept by triggers, and counted at the opening */
    g_autoptr (json_t) counts = yj_outbox_count (rig.outbox);
    outbox_rig_close (&rig);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM state WHERE state = '%s'", names[i]);
      g_assert_cmpint (yj_json_int (counts, names[i], -1), ==, outbox_rig_sql_int (&rig, sql));
    }
    outbox_rig_open (&rig, NULL);
  }
  g_assert_true (yj_outbox_retry (rig.outbox, held, NULL));
  g_assert_true (yj_outbox_retry (rig.outbox, dead, NULL));
  outbox_rig_tear_down (&rig);
}

/* Central takes a status of 256 KiB, and everything else in it has to fit too. */
static void
assert_fits (OutboxRig *rig, gboolean foreign, guint least)
{
  g_autoptr (json_t) withheld = yj_outbox_list_withheld (rig->outbox);
  g_autofree char *text = yj_json_to_text (withheld);
  json_t *first = json_array_get (withheld, 0);

  g_test_message ("%zu of 12000 records in %zu bytes", json_array_size (withheld), strlen (text));
  g_assert_cmpuint (json_array_size (withheld), >=, least);
  g_assert_cmpuint (json_array_size (withheld), <=, 10000);
  g_assert_cmpuint (strlen (text), <=, 128 * 1024);
  g_assert_cmpint (json_integer_value (foreign ? json_object_get (first, "seq") : first), ==, 1);
}

static void
test_withheld (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, 12000, 600);
  outbox_rig_close (&rig);
  g_assert_true (outbox_rig_sql (&rig, "UPDATE state SET state = 'held'", NULL));
  outbox_rig_open (&rig, NULL);
  assert_fits (&rig, FALSE, 10000);

  outbox_rig_close (&rig);
  g_assert_true (outbox_rig_sql (&rig, "UPDATE meta SET value = '0123456789abcdef' WHERE key = 'epoch'", NULL));
  outbox_rig_open (&rig, NULL);
  assert_fits (&rig, TRUE, 2000);
  outbox_rig_tear_down (&rig);
}

static void
test_pages (void)
{
  guint64 after = 0, seen = 0;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, 2500, 600);
  for (;;) {
    g_autoptr (json_t) page = yj_outbox_list (rig.outbox, "", after, G_MAXUINT);
    size_t i;
    json_t *record;
    json_array_foreach (page, i, record)
      g_assert_cmpint (yj_json_int (record, "seq", 0), ==, (gint64) ++seen);
    after = seen;
    if (json_array_size (page) < YJ_OUTBOX_LIST_MAX)
      break;
  }
  g_assert_cmpuint (seen, ==, 2500);
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-growth/what-one-record-costs-does-not-grow-with-the-queue", test_steps);
  g_test_add_func ("/outbox-growth/the-counts-that-are-kept-are-the-rows-that-are-there", test_counts_are_true);
  g_test_add_func ("/outbox-growth/what-is-withheld-fits-into-a-status", test_withheld);
  g_test_add_func ("/outbox-growth/a-list-comes-in-pages", test_pages);
  return g_test_run ();
}
