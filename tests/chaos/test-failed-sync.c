/* SPDX-License-Identifier: Apache-2.0 */
/* A sync fails, once or for a while, and later the power goes. After a failed sync Linux forgets that what was written is not on
 * the disk: it can still be read, a second sync says that all is well, and it is gone with the power. What the outbox
 * answered must not rest on that. */
#include "chaos-row.h"
#include "crash-vfs.h"
#include "tests/sync/courier/outbox-rig.h"
#include <glib/gstdio.h>
#include <string.h>

#define CHECKPOINT_PAGES 60
#define STEPS 24
#define TRIES 8

typedef struct {
  guint n;
  char *reference;
  guint moment;
} Answer;

typedef struct {
  OutboxRig rig;
  CrashLog *log;
  GArray *answers; /* of Answer */
  guint refused; /* calls that said that they had failed */
  char *mark; /* the file of the numbers at the end */
} Life;

static void
clear_answer (gpointer answer)
{
  g_free (((Answer *) answer)->reference);
}

static gboolean
open_again (Life *life)
{
  for (guint i = 0; life->rig.outbox == NULL && i < TRIES; i++)
    life->rig.outbox = yj_outbox_open (life->rig.dir, life->rig.clock, NULL, NULL);
  return life->rig.outbox != NULL;
}

/* (transfer full) (nullable) */
static char *
dup_reference (Life *life, guint n)
{
  g_autofree char *id = outbox_rig_id (n);
  g_autoptr (json_t) found = life->rig.outbox != NULL ? yj_outbox_lookup (life->rig.outbox, id, NULL) : NULL;
  return g_strdup (yj_json_string (found, "reference"));
}

/* As the kiosk does it: after a failure it hands over the same again, and the answer is the number that is stored. */
static void
seal (Life *life, guint n, gsize bytes)
{
  for (guint try = 0; try < TRIES; try++) {
    g_autofree char *reference = outbox_rig_try_seal (&life->rig, n, bytes, NULL) > 0 ? dup_reference (life, n) : NULL;
    Answer answer = { n, reference, crash_log_get_length (life->log) };
    life->refused += reference == NULL;
    if (reference != NULL) {
      g_array_append_val (life->answers, answer);
      reference = NULL;
      return;
    }
  }
}

static void
step (Life *life, GRand *rand, guint n)
{
  seal (life, n, (gsize) g_rand_int_range (rand, 200, 4000));
  if (n % 4 == 0)
    outbox_rig_settle (&life->rig, n / 2, YJ_SETTLE_ACCEPTED, "receipt", NULL);
  if (n % 7 == 0)
    outbox_rig_purge (&life->rig, 1);
  if (n % 9 == 0) {
    outbox_rig_close (&life->rig);
    g_assert_true (open_again (life));
  }
}

static void
live (Life *life, GRand *rand, guint after, guint count)
{
  g_autofree char *path = NULL;

  life->log = crash_log_new ();
  life->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  g_array_set_clear_func (life->answers, clear_answer);
  crash_vfs_record (life->log);
  outbox_rig_set_up (&life->rig);
  crash_vfs_fail_syncs (after, count);
  for (guint n = 1; n <= STEPS; n++)
    step (life, rand, n);
  crash_vfs_fail_syncs (0, 0);
  outbox_rig_close (&life->rig);
  path = outbox_rig_path (&life->rig, "outbox.seq");
  g_assert_true (g_file_get_contents (path, &life->mark, NULL, NULL));
}

static void
life_clear (Life *life)
{
  outbox_rig_tear_down (&life->rig);
  crash_log_free (life->log);
  g_array_unref (life->answers);
  g_free (life->mark);
}

/* What had been answered at @moment and cannot be found, or has another number. */
static void
check (Life *life, guint moment, guint *answered, guint *lost, guint *doubled)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *moved_aside = NULL;

  life->rig.outbox = yj_outbox_open (life->rig.dir, life->rig.clock, &moved_aside, NULL);
  for (guint i = 0; i < life->answers->len; i++) {
    const Answer *answer = &g_array_index (life->answers, Answer, i);
    g_autofree char *reference = NULL;

    if (answer->moment > moment)
      continue;
    (*answered)++;
    reference = dup_reference (life, answer->n);
    *lost += moved_aside != NULL || g_strcmp0 (reference, answer->reference) != 0;
    *doubled += !g_hash_table_add (numbers, answer->reference);
  }
  outbox_rig_close (&life->rig);
}

static void
cut (Life *life, GRand *rand, guint *states, guint *answered, guint *lost, guint *doubled)
{
  g_autoptr (CrashReplay) replay = crash_replay_new (life->log);
  g_autofree char *path = outbox_rig_path (&life->rig, "outbox.seq");
  guint length = crash_log_get_length (life->log);

  crash_vfs_record (NULL);
  for (guint moment = length / 4; moment <= length; moment += MAX (1, length / 12)) {
    crash_replay_advance (replay, moment);
    crash_vfs_set_disk (crash_replay_draw (replay, rand, 0, FALSE));
    g_assert_true (g_file_set_contents_full (path, life->mark, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    check (life, moment, answered, lost, doubled);
    (*states)++;
  }
}

static void
test_failed_syncs (void)
{
  g_autoptr (GRand) rand = chaos_rand_new ("failed sync");
  guint states = 0, answered = 0, lost = 0, doubled = 0, refused = 0, lives = 0;
  guint every = chaos_is_long () ? 1 : 8, first = (guint) g_rand_int_range (rand, 0, (gint32) every);

  for (guint count = 1; count <= 5; count++)
    for (guint after = first; after < 3 * STEPS; after += every) {
      Life life = { 0 };
      live (&life, rand, after, count);
      cut (&life, rand, &states, &answered, &lost, &doubled);
      refused += life.refused;
      lives++;
      life_clear (&life);
    }
  g_test_message ("%u lives with 1 to 5 failed syncs, %u calls said that they failed, %u disks", lives, refused, states);
  g_assert_cmpuint (refused, >, 0);
  chaos_row ("failed sync, later a power cut", states, answered, lost, doubled);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  chaos_use_memory_for_files ();
  crash_vfs_install (CHECKPOINT_PAGES);
  g_test_add_func ("/failed-sync/no-answer-rests-on-what-a-failed-sync-left-in-memory", test_failed_syncs);
  return g_test_run ();
}
