/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the daily comparison with central of what is settled: which records, in which questions, and what is done about those that differ.
 *
 * The newest 4,096 records every time, and three segments of older ones in turn: at most 16,384 rows a day here and as many at central,
 * in steps of 1,024, so that no seal waits for it; 100,000 records are gone through in eight days. A segment that does not match is asked
 * for once more in parts of 64, whose answer names what central has. When a technician asks, everything is compared at once. */
#include "core/base/yj-error.h"
#include "sync/base/yj-settled-list.h"
#include "sync/courier/yj-reconciliation.h"
#include "sync/courier/yj-sync-engine-private.h"

#define STEP_RECORDS 1024
#define NEWEST_STEPS (YJ_SETTLED_SEGMENT_MAX / STEP_RECORDS)
#define OLDER_STEPS (3 * NEWEST_STEPS)

/* Numbers that are still to be compared, in segments of at most @size; @steps_left: of STEP_RECORDS records that are looked at. */
typedef struct {
  guint64 from, through;
  guint size, steps_left;
} Stretch;

typedef struct {
  YjSyncEngine *self;
  YjSyncResult *result;
  char *source;
  GQueue *stretches; /* (element-type Stretch) the first one is next */
  GArray *covered; /* first, last, … of what was compared as a whole */
  YjFindings findings;
  guint64 newest_from, next_seq; /* where the older ones end, and where they go on the next time */
  guint compared, offered;
  gboolean answered;
} Run;

/* ---- the store ---- */

typedef struct {
  Run *run;
  guint64 from, through, next, newest_from, highest;
  GArray *settled;
  json_t *kept;
  guint count;
  GError *error;
} Call;

static void
call_look (gpointer data)
{
  Call *call = data;
  YjOutbox *outbox = call->run->self->outbox;

  call->kept = yj_outbox_get_reconciliation (outbox);
  call->highest = yj_outbox_get_highest_seq (outbox);
  call->newest_from = yj_outbox_get_newest_from (outbox, YJ_SETTLED_SEGMENT_MAX);
}

static void
call_list (gpointer data)
{
  Call *call = data;
  yj_outbox_list_settled (call->run->self->outbox, call->run->source, call->from, call->through, STEP_RECORDS, call->settled, &call->next,
                          &call->error);
}

static void
call_offer (gpointer data)
{
  Call *call = data;
  const GArray *missing = call->run->findings.missing;
  yj_outbox_offer_again (call->run->self->outbox, (const guint64 *) (gconstpointer) missing->data, missing->len, &call->count,
                         &call->error);
}

static void
call_keep (gpointer data)
{
  Call *call = data;
  yj_outbox_keep_reconciliation (call->run->self->outbox, call->kept, &call->error);
}

static gboolean
ask_store (Run *run, void (*function) (gpointer), Call *call)
{
  yj_worker_call (run->self->store, function, call);
  if (call->error == NULL)
    return TRUE;
  yj_sync_result_trouble (run->result, YJ_TROUBLE_STORE, "what is settled could not be compared: %s", call->error->message);
  g_clear_error (&call->error);
  return FALSE;
}

/* ---- segments ---- */

static void
add_stretch (Run *run, guint64 from, guint64 through, guint steps)
{
  Stretch *stretch = g_new (Stretch, 1);
  *stretch = (Stretch){ from, through, YJ_SETTLED_SEGMENT_MAX, steps };
  g_queue_push_tail (run->stretches, stretch);
}

/* Adds to the last segment or begins another; FALSE: there are enough. */
static gboolean
add_settled (GPtrArray *segments, const YjOutboxSettled *settled, guint size, guint max)
{
  if (segments->len > 0 && yj_segment_add (g_ptr_array_index (segments, segments->len - 1), settled))
    return TRUE;
  if (segments->len == max)
    return FALSE;
  g_ptr_array_add (segments, yj_segment_new (size));
  return yj_segment_add (g_ptr_array_index (segments, segments->len - 1), settled);
}

/* The next segments of the stretch, as many as one question holds, and moves it on behind them; NULL with trouble noted. */
static GPtrArray *
cut_segments (Run *run, Stretch *stretch)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_segment_free);
  guint max = MIN (YJ_SETTLED_SEGMENTS_MAX, YJ_SETTLED_NUMBERS_MAX / stretch->size);
  gboolean room = TRUE;

  for (; room && stretch->from <= stretch->through && stretch->steps_left > 0; stretch->steps_left--) {
    g_autoptr (GArray) settled = g_array_new (FALSE, FALSE, sizeof (YjOutboxSettled));
    Call call = { .run = run, .from = stretch->from, .through = stretch->through, .settled = settled };
    if (!ask_store (run, call_list, &call))
      return NULL;
    stretch->from = call.next;
    for (guint i = 0; room && i < settled->len; i++) {
      const YjOutboxSettled *one = &g_array_index (settled, YjOutboxSettled, i);
      room = add_settled (segments, one, stretch->size, max);
      if (!room)
        stretch->from = one->seq;
    }
  }
  return g_steal_pointer (&segments);
}

/* ---- answers ---- */

/* A short one by its records; a long one is asked for again in parts, before anything else. */
static gboolean
take_mismatch (Run *run, const YjSegment *segment, const json_t *answer)
{
  g_autoptr (GArray) settled = g_array_new (FALSE, FALSE, sizeof (YjOutboxSettled)), own = NULL;
  Call call = { .run = run, .from = yj_segment_get_first (segment), .through = yj_segment_get_last (segment), .settled = settled };
  const json_t *records = yj_json_array (answer, "records");

  if (segment->count > YJ_SETTLED_LISTED_MAX) {
    Stretch *parts = g_new (Stretch, 1);
    *parts = (Stretch){ call.from, call.through, YJ_SETTLED_LISTED_MAX, G_MAXUINT };
    g_queue_push_head (run->stretches, parts);
    return TRUE;
  }
  if (records == NULL) {
    yj_sync_result_trouble (run->result, YJ_TROUBLE_FOREIGN, "central says that records differ and not which it has");
    return FALSE;
  }
  own = g_array_new (FALSE, FALSE, sizeof (YjOutboxSettled));
  for (call.next = call.from; call.next <= call.through;) {
    call.from = call.next;
    if (!ask_store (run, call_list, &call))
      return FALSE;
  }
  for (guint i = 0; i < settled->len; i++)
    if (yj_segment_has (segment, g_array_index (settled, YjOutboxSettled, i).seq))
      g_array_append_val (own, g_array_index (settled, YjOutboxSettled, i));
  yj_findings_compare (&run->findings, own, records);
  return TRUE;
}

static gboolean
take_answers (Run *run, GPtrArray *segments, gboolean whole, const json_t *answer)
{
  const json_t *answers = yj_json_array (yj_json_object (answer, "reconciliation"), "segments");

  run->answered = answers != NULL;
  if (answers == NULL)
    return TRUE;
  if (json_array_size (answers) != segments->len) {
    yj_sync_result_trouble (run->result, YJ_TROUBLE_FOREIGN, "central does not answer for what it was asked to compare");
    return FALSE;
  }
  for (guint i = 0; i < segments->len; i++) {
    const YjSegment *segment = g_ptr_array_index (segments, i);
    guint64 first = yj_segment_get_first (segment), last = yj_segment_get_last (segment);
    const json_t *one = json_array_get (answers, i);
    if (whole) {
      run->compared += segment->count;
      g_array_append_val (run->covered, first);
      g_array_append_val (run->covered, last);
    }
    if (!yj_json_bool (one, "matched", FALSE) && !take_mismatch (run, segment, one))
      return FALSE;
  }
  return TRUE;
}

/* ---- a run ---- */

static gboolean
ask_stretch (Run *run, Stretch *stretch)
{
  gboolean whole = stretch->size == YJ_SETTLED_SEGMENT_MAX;
  g_autoptr (GPtrArray) segments = cut_segments (run, stretch);
  g_autoptr (json_t) question = NULL, answer = NULL;

  if (segments == NULL)
    return FALSE;
  if (segments->len == 0)
    return TRUE;
  question = yj_reconciliation_ask (segments);
  answer = yj_sync_engine_put_status (run->self, question, run->result);
  return answer != NULL && take_answers (run, segments, whole, answer);
}

static void
choose_stretches (Run *run, const Call *look)
{
  guint64 next = (guint64) MAX (yj_json_int (look->kept, "next_seq", 1), 1);

  run->newest_from = look->newest_from;
  if (run->self->asked) {
    add_stretch (run, 1, look->highest, G_MAXUINT);
    return;
  }
  add_stretch (run, look->newest_from, look->highest, NEWEST_STEPS);
  if (look->newest_from > 1)
    add_stretch (run, next < look->newest_from ? next : 1, look->newest_from - 1, OLDER_STEPS);
}

/* FALSE with trouble noted: it is tried again with the next heartbeat. */
static gboolean
ask_all (Run *run)
{
  run->answered = TRUE;
  while (run->answered && !g_queue_is_empty (run->stretches)) {
    g_autofree Stretch *stretch = g_queue_pop_head (run->stretches);
    if (!ask_stretch (run, stretch))
      return FALSE;
    if (stretch->size == YJ_SETTLED_SEGMENT_MAX && stretch->through < run->newest_from)
      run->next_seq = stretch->from;
    if (stretch->from <= stretch->through && stretch->steps_left > 0)
      g_queue_push_tail (run->stretches, g_memdup2 (stretch, sizeof *stretch));
  }
  return TRUE;
}

static gboolean
offer_missing (Run *run)
{
  Call call = { .run = run };

  if (run->findings.missing->len == 0)
    return TRUE;
  if (!ask_store (run, call_offer, &call))
    return FALSE;
  run->offered = call.count;
  run->result->offered_again |= call.count > 0;
  g_message ("central does not have %u records that it had signed for; %u are offered again", run->findings.missing->len, call.count);
  return TRUE;
}

static void
keep (Run *run, const json_t *before, const json_t *answer)
{
  json_t *lost = yj_reconciliation_merge (yj_json_array (before, "lost"), run->covered, run->findings.lost);
  json_t *differing = yj_reconciliation_merge (yj_json_array (before, "differing"), run->covered, run->findings.differing);
  g_autoptr (json_t) kept =
      json_pack ("{s:I, s:s*, s:b, s:I, s:I, s:o, s:o, s:I}", "at_ms", (json_int_t) yj_json_int (answer, "server_ms", 0), "central_epoch",
                 yj_json_string (answer, "central_epoch"), "answered", run->answered, "compared", (json_int_t) run->compared, "offered",
                 (json_int_t) run->offered, "lost", lost, "differing", differing, "next_seq", (json_int_t) run->next_seq);
  g_autoptr (json_t) report = yj_reconciliation_report (kept);
  gint64 n_lost = yj_json_int (report, "lost", 0), n_differing = yj_json_int (report, "differing", 0);
  Call call = { .run = run, .kept = kept };

  if (n_lost + n_differing > 0)
    g_warning ("central lacks %" G_GINT64_FORMAT " records whose sealed bytes are gone here, and has other content for %" G_GINT64_FORMAT
               ": tell its administrator",
               n_lost, n_differing);
  ask_store (run, call_keep, &call);
}

void
yj_sync_engine_reconcile (YjSyncEngine *self, const json_t *answer, YjSyncResult *result)
{
  Run run = { .self = self, .result = result, .next_seq = 1 };
  Call look = { .run = &run };
  g_autoptr (json_t) before = NULL;

  yj_worker_call (self->store, call_look, &look);
  before = look.kept;
  if (look.highest == 0 || !yj_reconciliation_is_due (before, self->reconcile_seconds, yj_json_int (answer, "server_ms", 0),
                                                      yj_json_string (answer, "central_epoch"), self->asked))
    return;
  run.source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", yj_enrolment_get (self->enrolment, "kiosk"), yj_outbox_get_epoch (self->outbox));
  run.stretches = g_queue_new ();
  run.covered = g_array_new (FALSE, FALSE, sizeof (guint64));
  yj_findings_init (&run.findings);
  choose_stretches (&run, &look);
  if (ask_all (&run) && offer_missing (&run))
    keep (&run, before, answer);
  g_queue_free_full (run.stretches, g_free);
  g_array_unref (run.covered);
  yj_findings_clear (&run.findings);
  g_free (run.source);
}
