/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger.h"
#include <glib/gstdio.h>
#include <string.h>

/* One letter a record, in order of the numbers: q h a r d p, as the states begin. */
typedef struct {
  guint begin, end; /* moments */
  char *states;
} Step;

typedef struct {
  guint since;
  char *text;
} Mark;

static void
step_free (Step *step)
{
  g_free (step->states);
  g_free (step);
}

static void
mark_free (Mark *mark)
{
  g_free (mark->text);
  g_free (mark);
}

static const char *
last_states (Ledger *self)
{
  return self->steps->len > 0 ? ((Step *) g_ptr_array_index (self->steps, self->steps->len - 1))->states : "";
}

static void
note_mark (Ledger *self)
{
  g_autofree char *path = outbox_rig_path (&self->rig, "outbox.seq"), *text = NULL;
  Mark *last = self->marks->len > 0 ? g_ptr_array_index (self->marks, self->marks->len - 1) : NULL, *mark;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (last != NULL && g_str_equal (text, last->text)))
    return;
  mark = g_new0 (Mark, 1);
  mark->since = self->now (self->now_data);
  mark->text = g_steal_pointer (&text);
  g_ptr_array_add (self->marks, mark);
}

static void
note_step (Ledger *self, guint begin, char *states)
{
  Step *step = g_new0 (Step, 1);
  step->begin = begin;
  step->end = self->now (self->now_data);
  step->states = states;
  g_ptr_array_add (self->steps, step);
  note_mark (self);
}

/* ---- the life ---- */

static guint
pick (Ledger *self, const char *states, const char *among)
{
  guint count = 0, chosen = 0;
  for (guint i = 0; states[i] != '\0'; i++)
    if (strchr (among, states[i]) != NULL && g_rand_int_range (self->rand, 0, (gint32) ++count) == 0)
      chosen = i + 1;
  return chosen;
}

static void
live_seal (Ledger *self, guint max_bytes)
{
  guint begin, bytes = (guint) g_rand_int_range (self->rand, 100, (gint32) max_bytes), n = self->bytes->len + 1;
  g_autoptr (GError) error = NULL;
  guint64 seq;

  /* The mark is extended by a transaction of its own, in which nothing of the record is stored yet. */
  g_assert_cmpuint (yj_outbox_reserve_seq (self->rig.outbox, NULL), ==, n);
  note_mark (self);
  begin = self->now (self->now_data);
  seq = outbox_rig_try_seal (&self->rig, n, bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seq, ==, n);
  g_array_append_val (self->bytes, bytes);
  note_step (self, begin, g_strconcat (last_states (self), "q", NULL));
}

static void
live_settle (Ledger *self, guint count)
{
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  g_autofree char *states = g_strdup (last_states (self));
  guint begin = self->now (self->now_data);

  for (guint seq; verdicts->len < count && (seq = pick (self, states, "qh")) > 0;) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    guint kind = states[seq - 1] == 'q' ? (guint) g_rand_int_range (self->rand, 0, 3) : YJ_SETTLE_ACCEPTED;
    *verdict = (YjOutboxVerdict){ seq, (YjSettlement) kind, kind == YJ_SETTLE_DEAD ? NULL : g_strdup ("receipt"), NULL };
    g_ptr_array_add (verdicts, verdict);
    states[seq - 1] = "ard"[kind];
  }
  g_assert_true (yj_outbox_settle (self->rig.outbox, verdicts, NULL));
  note_step (self, begin, g_steal_pointer (&states));
}

static void
live_purge (Ledger *self, guint keep)
{
  char *states = g_strdup (last_states (self));
  guint begin = self->now (self->now_data), settled = 0;

  for (guint i = (guint) strlen (states); i > 0; i--)
    if (strchr ("ar", states[i - 1]) != NULL && settled++ >= keep)
      states[i - 1] = 'p';
  g_assert_true (outbox_rig_purge (&self->rig, keep));
  note_step (self, begin, states);
}

static void
live_move (Ledger *self, const char *from, char to, gboolean (*move) (YjOutbox *, const char *, GError **))
{
  char *states = g_strdup (last_states (self));
  guint begin = self->now (self->now_data), seq = pick (self, states, from);
  g_autofree char *id = outbox_rig_id (seq);

  if (seq > 0) {
    g_assert_true (move (self->rig.outbox, id, NULL));
    states[seq - 1] = to;
  }
  note_step (self, begin, states);
}

static void
live_reopen (Ledger *self)
{
  guint begin = self->now (self->now_data);
  outbox_rig_open (&self->rig, NULL);
  note_step (self, begin, g_strdup (last_states (self)));
}

static void
live_step (Ledger *self, guint max_bytes)
{
  guint choice = (guint) g_rand_int_range (self->rand, 0, 100);

  if (choice < 50)
    live_seal (self, max_bytes);
  else if (choice < 72)
    live_settle (self, (guint) g_rand_int_range (self->rand, 1, 7));
  else if (choice < 80)
    live_purge (self, (guint) g_rand_int_range (self->rand, 0, 4));
  else if (choice < 86)
    live_move (self, "q", 'h', yj_outbox_hold);
  else if (choice < 93)
    live_move (self, "hd", 'q', yj_outbox_retry);
  else
    live_reopen (self);
}

Ledger *
ledger_new (GRand *rand, guint steps, guint max_bytes, LedgerNow now, gpointer now_data)
{
  Ledger *self = g_new0 (Ledger, 1);

  self->rand = rand;
  self->now = now;
  self->now_data = now_data;
  self->bytes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) mark_free);
  outbox_rig_set_up (&self->rig);
  note_step (self, 0, g_strdup (""));
  for (guint i = 0; i < steps; i++)
    live_step (self, max_bytes);
  return self;
}

void
ledger_seal (Ledger *self, guint count, guint max_bytes)
{
  for (guint i = 0; i < count; i++)
    live_seal (self, max_bytes);
}

void
ledger_free (Ledger *self)
{
  outbox_rig_tear_down (&self->rig);
  g_array_unref (self->bytes);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->marks);
  g_free (self);
}

guint
ledger_get_records (Ledger *self)
{
  return self->bytes->len;
}

guint
ledger_get_bytes (Ledger *self, guint n)
{
  return g_array_index (self->bytes, guint, n - 1);
}

/* ---- what must be there ---- */

void
ledger_restore_mark (Ledger *self, guint moment)
{
  g_autofree char *path = outbox_rig_path (&self->rig, "outbox.seq");
  const char *text = NULL;

  for (guint i = 0; i < self->marks->len; i++) {
    const Mark *mark = g_ptr_array_index (self->marks, i);
    if (mark->since <= moment)
      text = mark->text;
  }
  if (text == NULL)
    g_unlink (path);
  else
    g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* One letter a record, as above; '?' for one whose bytes are not those that were sealed. (transfer full) */
static char *
read_states (Ledger *self, YjOutbox *outbox)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (outbox, 0, G_MAXUINT, G_MAXSIZE, NULL);
  g_autoptr (json_t) list = yj_outbox_list (outbox, "", 0, YJ_OUTBOX_LIST_MAX);
  GString *states = g_string_new (NULL);
  json_t *record;
  size_t i;

  json_array_foreach (list, i, record) {
    g_autofree char *id = outbox_rig_id ((guint) i + 1);
    gboolean right = yj_json_int (record, "seq", 0) == (gint64) i + 1 && g_strcmp0 (yj_json_string (record, "id"), id) == 0;
    g_string_append_c (states, right ? yj_json_string (record, "state")[0] : '?');
  }
  for (guint k = 0; items != NULL && k < items->len; k++) {
    const YjOutboxItem *item = g_ptr_array_index (items, k);
    gsize size;
    const guint8 *data = g_bytes_get_data (item->envelope, &size);
    if (item->seq > self->bytes->len || size != ledger_get_bytes (self, (guint) item->seq) || data[0] != item->seq % 251)
      states->str[item->seq - 1] = '?';
  }
  return g_string_free (states, FALSE);
}

static const Step *
step_at (Ledger *self, guint moment, const Step **under_way)
{
  const Step *done = NULL;
  *under_way = NULL;
  for (guint i = 0; i < self->steps->len; i++) {
    const Step *step = g_ptr_array_index (self->steps, i);
    if (step->end <= moment)
      done = step;
    else if (step->begin < moment && *under_way == NULL)
      *under_way = step;
  }
  return done;
}

static guint
count_differences (const char *found, const char *expected)
{
  guint count = 0;
  for (gsize i = 0; expected[i] != '\0'; i++)
    count += i >= strlen (found) || found[i] != expected[i];
  return count;
}

static void
compare (Ledger *self, YjOutbox *outbox, const Step *done, const Step *under_way, LedgerFindings *findings)
{
  g_autofree char *found = read_states (self, outbox);
  guint64 next = yj_outbox_reserve_seq (outbox, NULL), last = strlen (found);

  if (!g_str_equal (found, done->states) && (under_way == NULL || !g_str_equal (found, under_way->states)))
    findings->lost += MAX (1, count_differences (found, done->states));
  findings->doubled += next <= last;
  findings->lost += next > last + 1; /* a number that nobody will ever hear of */
}

void
ledger_check (Ledger *self, guint moment, LedgerFindings *findings)
{
  const Step *under_way, *done = step_at (self, moment, &under_way);
  g_autofree char *moved_aside = NULL;
  guint answered = done != NULL ? (guint) strlen (done->states) : 0;

  outbox_rig_close (&self->rig);
  findings->open += answered;
  self->rig.outbox = yj_outbox_open (self->rig.dir, self->rig.clock, &moved_aside, NULL);
  if (self->rig.outbox == NULL || moved_aside != NULL)
    findings->lost += MAX (1, answered);
  else if (done != NULL)
    compare (self, self->rig.outbox, done, under_way, findings);
  if (self->rig.outbox != NULL && outbox_rig_try_seal (&self->rig, 999999, 300, NULL) == 0)
    findings->lost++;
  outbox_rig_close (&self->rig);
}

gboolean
ledger_is_prefix (Ledger *self, YjOutbox *outbox)
{
  g_autofree char *found = read_states (self, outbox);
  for (guint i = 0; i < self->steps->len; i++)
    if (g_str_equal (((Step *) g_ptr_array_index (self->steps, i))->states, found))
      return TRUE;
  return FALSE;
}
