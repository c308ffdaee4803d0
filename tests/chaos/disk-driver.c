/* SPDX-License-Identifier: Apache-2.0 */
/* Does one thing to a courier's folder and says each step: "may KEY VALUE" before it, "done KEY VALUE" once it was answered,
 * "failed KEY" when it says that it failed; or tells by "is KEY VALUE" what a folder holds. Killed and starved from outside. */
#include "tests/chaos/disk-driver.h"
#include "core/seal/yj-suite.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define TRIES 3

Disk disk;

void
disk_say (const char *what, const char *key, const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s %s %s\n", what, key, value);
  struct iovec piece = { line, strlen (line) };
  if (writev (STDOUT_FILENO, &piece, 1) < 0)
    _exit (4);
}

gboolean
disk_open_outbox (void)
{
  for (guint i = 0; disk.rig.outbox == NULL && i < TRIES; i++) {
    g_autoptr (GError) error = NULL;
    disk.rig.outbox = yj_outbox_open (disk.rig.dir, disk.rig.clock, NULL, &error);
    if (disk.rig.outbox == NULL)
      disk_say ("failed", "open", error->message);
  }
  return disk.rig.outbox != NULL;
}

char *
disk_read_states (void)
{
  g_autoptr (json_t) list = yj_outbox_list (disk.rig.outbox, "", 0, YJ_OUTBOX_LIST_MAX);
  GString *states = g_string_new (NULL);
  json_t *record;
  size_t i;

  json_array_foreach (list, i, record)
    g_string_append_c (states, yj_json_string (record, "state")[0]);
  return g_string_free (states, FALSE);
}

gboolean
disk_try (const char *key, const char *value, DiskAttempt attempt, gpointer data)
{
  disk_say ("may", key, value);
  for (guint i = 0; i < TRIES; i++) {
    g_autoptr (GError) error = NULL;
    if (attempt (data, &error)) {
      disk_say ("done", key, value);
      return TRUE;
    }
    disk_say ("failed", key, error != NULL ? error->message : "");
  }
  return FALSE;
}

typedef struct {
  guint n;
  gsize bytes;
} Seal;

static gboolean
attempt_seal (gpointer data, GError **error)
{
  const Seal *seal = data;
  return outbox_rig_try_seal (&disk.rig, seal->n, seal->bytes, error) > 0;
}

static gboolean
seal_more (guint count, gsize bytes)
{
  gboolean good = TRUE;
  for (guint i = 0; good && i < count; i++) {
    g_autofree char *states = disk_read_states (), *after = g_strconcat (states, "q", NULL);
    Seal seal = { (guint) strlen (states) + 1, bytes * (i + 1) };
    good = disk_try ("records", after, attempt_seal, &seal);
  }
  return good;
}

static gboolean
attempt_settle (gpointer data, GError **error)
{
  static const YjSettlement kinds[] = { YJ_SETTLE_ACCEPTED, YJ_SETTLE_REJECTED, YJ_SETTLE_DEAD, YJ_SETTLE_ACCEPTED };
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ i + 1, kinds[i], kinds[i] == YJ_SETTLE_DEAD ? NULL : g_strdup ("receipt"), NULL };
    g_ptr_array_add (verdicts, verdict);
  }
  return yj_outbox_settle (disk.rig.outbox, verdicts, error);
}

static gboolean
attempt_purge (gpointer data, GError **error)
{
  static const YjOutboxRetention keep = { 1, G_MAXINT32, G_MAXINT32 };
  return yj_outbox_purge (disk.rig.outbox, &keep, NULL, error);
}

static gboolean
do_seal (void)
{
  return disk_open_outbox () && seal_more (3, 3000);
}

static gboolean
do_settle (void)
{
  return disk_open_outbox () && disk_try ("records", "ardaqq", attempt_settle, NULL);
}

static gboolean
do_purge (void)
{
  return disk_open_outbox () && disk_try ("records", "ppdaqq", attempt_purge, NULL);
}

static gboolean
attempt_give_back (gpointer data, GError **error)
{
  yj_outbox_give_back (disk.rig.outbox);
  return TRUE;
}

static gboolean
do_give_back (void)
{
  g_autofree char *states = NULL;

  if (!disk_open_outbox ())
    return FALSE;
  states = disk_read_states ();
  return disk_try ("records", states, attempt_give_back, NULL);
}

/* Leaves room in the database: one large record that has been sent and purged. */
static gboolean
do_leave_room (void)
{
  static const YjOutboxRetention nothing = { 0, 0, 0 };
  guint64 seq;

  if (!disk_open_outbox ())
    return FALSE;
  seq = outbox_rig_try_seal (&disk.rig, 7, 1300000, NULL);
  return seq > 0 && outbox_rig_settle (&disk.rig, seq, YJ_SETTLE_ACCEPTED, "receipt", NULL) &&
         yj_outbox_purge (disk.rig.outbox, &nothing, NULL, NULL);
}

static int
checkpoint_always (sqlite3 *db, char **message, gconstpointer api)
{
  sqlite3_wal_autocheckpoint (db, 1);
  return SQLITE_OK;
}

static gboolean
do_checkpoint (void)
{
  sqlite3_auto_extension ((void (*) (void)) checkpoint_always);
  return disk_open_outbox () && seal_more (3, 9000);
}

static gboolean
do_close (void)
{
  gboolean good = disk_open_outbox () && seal_more (1, 3000);
  outbox_rig_close (&disk.rig);
  return good;
}

/* A folder in which nothing was before. */
static gboolean
do_fresh (void)
{
  return disk_open_outbox () && seal_more (1, 3000) && disk_put_blob (1);
}

/* Only begins: a log is recovered, an older version is brought up, a damaged file is taken over. */
static gboolean
do_open (void)
{
  return disk_open_outbox ();
}

/* The page of an index no longer is one. */
static gboolean
do_damage (void)
{
  g_autofree char *path = outbox_rig_path (&disk.rig, "outbox.db");
  guint8 junk[4096];
  gint64 page;
  int fd;

  if (!disk_open_outbox ())
    return FALSE;
  outbox_rig_close (&disk.rig);
  page = outbox_rig_sql_int (&disk.rig, "SELECT rootpage FROM sqlite_schema WHERE name = 'outcome_reference'");
  memset (junk, 0x5a, sizeof junk);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  return fd >= 0 && pwrite (fd, junk, sizeof junk, (off_t) (page - 1) * 4096) == sizeof junk && close (fd) == 0;
}

/* A folder to begin with: six records, some settled when a word says so; the log is left as a killed courier leaves it. */
static gboolean
do_prepare (void)
{
  if (!disk_open_outbox () || !seal_more (6, 500))
    return FALSE;
  return disk.words[0] == NULL || attempt_settle (NULL, NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    gboolean (*run) (void);
  } things[] = {
    { "prepare", do_prepare },
    { "state", disk_do_state },
    { "seal", do_seal },
    { "settle", do_settle },
    { "purge", do_purge },
    { "give-back", do_give_back },
    { "leave-room", do_leave_room },
    { "checkpoint", do_checkpoint },
    { "close", do_close },
    { "blob", disk_do_blob },
    { "enrol", disk_do_enrol },
    { "catalogue", disk_do_catalogue },
    { "roll-back", disk_do_roll_back },
    { "fresh", do_fresh },
    { "open", do_open },
    { "damage", do_damage },
    { "rotate", disk_do_rotate },
  };

  g_return_val_if_fail (argc >= 3, 2);
  disk.rig.dir = argv[1];
  disk.rig.clock = yj_clock_new_fake (RIG_WALL_USEC, 100 * G_USEC_PER_SEC, RIG_BOOT);
  disk.rig.device_key = yj_suite_device_key_new (NULL);
  disk.words = argv + 3;
  disk_say ("begin", argv[2], "");
  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    if (g_str_equal (things[i].name, argv[2])) {
      gboolean good = things[i].run ();
      disk_say ("end", argv[2], "");
      _exit (good ? 0 : 3); /* the outbox is left as a killed courier leaves it */
    }
  return 2;
}
