/* SPDX-License-Identifier: Apache-2.0 */
/* What the outbox does when its file, its disk or its history is not as it should be. */
#include "outbox-rig.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static void
seal_many (OutboxRig *rig, guint count)
{
  for (guint n = 1; n <= count; n++)
    outbox_rig_seal (rig, n);
}

static void
test_bit_rot (void)
{
  g_autoptr (GPtrArray) items = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 5);
  outbox_rig_close (&rig);
  /* Changed bytes that SQLite's own check does not see. */
  g_assert_true (outbox_rig_sql (&rig,
                                 "DROP TRIGGER body_sealed; UPDATE body SET envelope = zeroblob (600) WHERE seq = 2;"
                                 "UPDATE body SET header_jws = 'x' || header_jws WHERE seq = 4;",
                                 NULL));
  outbox_rig_open (&rig, NULL);
  items = yj_outbox_claim (rig.outbox, 0, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 3);
  outbox_rig_assert_state (&rig, 2, "dead");
  outbox_rig_assert_state (&rig, 4, "dead");
  outbox_rig_assert_state (&rig, 3, "queued");
  g_test_message ("2 of 5 records had rotted: set aside before sending, 3 go on");
  outbox_rig_tear_down (&rig);
}

static void
overwrite (OutboxRig *rig, const char *name, off_t offset, gsize bytes)
{
  g_autofree char *path = outbox_rig_path (rig, name), *junk = g_malloc (bytes);
  int fd = g_open (path, O_WRONLY | O_CLOEXEC);
  memset (junk, 0x5a, bytes);
  g_assert_cmpint (pwrite (fd, junk, bytes, offset), ==, (ssize_t) bytes);
  close (fd);
}

static guint
count_moved_aside (OutboxRig *rig)
{
  g_autoptr (json_t) list = yj_outbox_list_damaged (rig->outbox);
  return (guint) json_array_size (list);
}

static void
test_unreadable_file (void)
{
  g_autofree char *moved = NULL, *epoch = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 3);
  epoch = g_strdup (yj_outbox_get_epoch (rig.outbox));
  outbox_rig_close (&rig);
  overwrite (&rig, "outbox.db", 0, 4096);
  outbox_rig_open (&rig, &moved);
  g_assert_nonnull (moved);
  g_assert_true (g_file_test (moved, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_moved_aside (&rig), ==, 1);
  g_assert_cmpstr (yj_outbox_get_epoch (rig.outbox), !=, epoch);
  /* No number of it is used again. */
  for (guint n = 1; n <= 3; n++)
    outbox_rig_assert_state (&rig, n, "queued");
  g_assert_cmpuint (outbox_rig_seal (&rig, 9), >, 3);
  outbox_rig_tear_down (&rig);
}

/* The page of a table is damaged; the others can be read. */
static void
test_salvage (void)
{
  g_autofree char *moved = NULL, *old_epoch = NULL;
  g_autoptr (GPtrArray) items = NULL;
  gint64 page;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 40);
  for (guint64 seq = 1; seq <= 3; seq++)
    g_assert_true (outbox_rig_settle (&rig, seq, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (outbox_rig_purge (&rig, 2));
  g_assert_true (outbox_rig_settle (&rig, 5, YJ_SETTLE_DEAD, NULL, NULL));
  old_epoch = g_strdup (yj_outbox_get_epoch (rig.outbox));
  outbox_rig_close (&rig);
  page = outbox_rig_sql_int (&rig, "SELECT rootpage FROM sqlite_schema WHERE name = 'outcome_reference'");
  overwrite (&rig, "outbox.db", (off_t) (page - 1) * 4096, 4096);
  outbox_rig_open (&rig, &moved);
  g_assert_nonnull (moved);
  outbox_rig_assert_state (&rig, 1, "purged");
  outbox_rig_assert_state (&rig, 2, "accepted");
  outbox_rig_assert_state (&rig, 5, "dead");
  outbox_rig_assert_state (&rig, 40, "queued");
  items = yj_outbox_claim (rig.outbox, 0, 500, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 36);
  /* They go out under the name under which they were sealed. */
  g_assert_true (g_str_has_suffix (((YjOutboxItem *) g_ptr_array_index (items, 0))->source, old_epoch));
  g_assert_cmpstr (yj_outbox_get_epoch (rig.outbox), !=, old_epoch);
  g_assert_cmpuint (outbox_rig_seal (&rig, 99), >, 40);
  g_test_message ("40 of 40 records taken over with their states; the damaged file is kept");
  outbox_rig_tear_down (&rig);
}

static void
test_truncated_file (void)
{
  g_autofree char *path = NULL, *moved = NULL;
  gint64 pages, saved = 0;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 60);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  pages = outbox_rig_sql_int (&rig, "PRAGMA page_count");
  g_assert_cmpint (truncate (path, (off_t) (pages - 3) * 4096), ==, 0);
  outbox_rig_open (&rig, &moved);
  g_assert_nonnull (moved);
  for (guint n = 1; n <= 60; n++) {
    g_autofree char *id = outbox_rig_id (n);
    g_autoptr (json_t) found = yj_outbox_lookup (rig.outbox, id, NULL);
    saved += found != NULL;
  }
  g_assert_cmpint (saved, >=, 30);
  g_test_message ("%" G_GINT64_FORMAT " of 60 records were still known after the last three pages were cut off", saved);
  outbox_rig_tear_down (&rig);
}

static void
test_newer_and_foreign (void)
{
  static const char *const changes[] = { "PRAGMA user_version = 3", "PRAGMA application_id = 42" };
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = NULL, *before = NULL, *after = NULL;
    gsize size_before, size_after;
    OutboxRig rig;

    outbox_rig_set_up (&rig);
    seal_many (&rig, 2);
    outbox_rig_close (&rig);
    g_assert_true (outbox_rig_sql (&rig, changes[i], NULL));
    path = outbox_rig_path (&rig, "outbox.db");
    g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));
    g_assert_null (yj_outbox_open (rig.dir, rig.clock, NULL, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
    g_test_message ("%s", error->message);
    g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
    g_assert_cmpmem (before, size_before, after, size_after);
    outbox_rig_tear_down (&rig);
  }
}

/* An image of last week comes back: its numbers must not be given out a second time. */
static void
test_restored_image (void)
{
  g_autofree char *path = NULL, *image = NULL;
  gsize size;
  guint64 seq;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 5);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  g_assert_true (g_file_get_contents (path, &image, &size, NULL));
  outbox_rig_open (&rig, NULL);
  for (guint n = 6; n <= 300; n++)
    outbox_rig_seal (&rig, n);
  outbox_rig_close (&rig);
  g_assert_true (g_file_set_contents (path, image, (gssize) size, NULL));
  outbox_rig_open (&rig, NULL);
  seq = outbox_rig_seal (&rig, 1000);
  g_assert_cmpuint (seq, >, 300);
  g_test_message ("after the image of record 5 came back, the next number is %" G_GUINT64_FORMAT, seq);
  outbox_rig_tear_down (&rig);
}

static void
test_lost_file (void)
{
  g_autofree char *path = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_many (&rig, 5);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  g_unlink (path);
  outbox_rig_open (&rig, NULL);
  g_assert_cmpuint (outbox_rig_seal (&rig, 6), >, 5);
  outbox_rig_tear_down (&rig);
}

/* ---- a full disk, in a mount of its own ---- */

static void
fill (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "filler", NULL), *zeros = g_malloc0 (4096);
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  while (write (fd, zeros, 4096) == 4096)
    ;
  close (fd);
}

static void
use_full_disk (OutboxRig *rig)
{
  g_autofree char *ballast = outbox_rig_path (rig, "ballast");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  guint n = 2;

  outbox_rig_seal (rig, 1);
  fill (rig->dir);
  g_assert_true (g_file_test (ballast, G_FILE_TEST_EXISTS));
  /* The session that was under way is finished, out of the ballast. */
  while (g_file_test (ballast, G_FILE_TEST_EXISTS))
    g_assert_cmpuint (outbox_rig_try_seal (rig, n++, 60000, &error), >, 0);
  g_assert_no_error (error);
  while (outbox_rig_try_seal (rig, n++, 60000, &error) > 0)
    ;
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE_FULL);
  /* Full for good: what is stored can be read, also by a courier that starts now. */
  outbox_rig_open (rig, NULL);
  items = yj_outbox_claim (rig->outbox, 0, 500, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, n - 2);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpuint (((YjOutboxItem *) g_ptr_array_index (items, i))->seq, ==, i + 1);
  printf ("# %u records were sealed on the full disk and all of them can be sent\n", n - 3);
}

static gboolean
write_map (const char *path, const char *text)
{
  FILE *file = fopen (path, "we");
  gboolean written = file != NULL && fputs (text, file) >= 0;
  return file != NULL && fclose (file) == 0 && written;
}

/* Root has a mount namespace for the asking. Anybody else has one inside a user namespace, where files can be made only
 * once the account is mapped. */
static gboolean
enter_mount_namespace (void)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", (guint) geteuid ()), *gid_map = g_strdup_printf ("0 %u 1", (guint) getegid ());

  if (unshare (CLONE_NEWNS) == 0)
    return TRUE;
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_map ("/proc/self/setgroups", "deny") &&
         write_map ("/proc/self/uid_map", uid_map) && write_map ("/proc/self/gid_map", gid_map);
}

/* A child with a mount namespace of its own: 77 when the machine does not grant one. */
static int
run_on_small_disk (const char *dir)
{
  OutboxRig rig = { NULL };

  if (!enter_mount_namespace ())
    return 77;
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount ("tmpfs", dir, "tmpfs", 0, "size=6m") != 0)
    return 77;
  outbox_rig_set_up (&rig);
  outbox_rig_close (&rig);
  outbox_rig_remove_tree (rig.dir);
  g_free (rig.dir);
  rig.dir = g_build_filename (dir, "state", NULL);
  g_mkdir (rig.dir, 0700);
  outbox_rig_open (&rig, NULL);
  use_full_disk (&rig);
  outbox_rig_tear_down (&rig);
  return 0;
}

static void
test_full_disk (void)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-full-XXXXXX", NULL);
  pid_t child = fork ();
  int status = 0;

  if (child == 0) {
    int code = run_on_small_disk (dir);
    fflush (stdout);
    _exit (code);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_rmdir (dir); /* the mount was the child's, so it is empty here */
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("no mount namespace");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-damage/a-record-whose-bytes-rotted-is-set-aside-and-stops-no-other", test_bit_rot);
  g_test_add_func ("/outbox-damage/an-unreadable-file-is-moved-aside-and-no-number-comes-twice", test_unreadable_file);
  g_test_add_func ("/outbox-damage/readable-records-move-with-their-states-under-a-new-epoch", test_salvage);
  g_test_add_func ("/outbox-damage/a-file-that-was-cut-off-gives-what-it-has", test_truncated_file);
  g_test_add_func ("/outbox-damage/a-newer-or-foreign-file-is-never-touched", test_newer_and_foreign);
  g_test_add_func ("/outbox-damage/an-old-image-does-not-bring-numbers-back", test_restored_image);
  g_test_add_func ("/outbox-damage/a-lost-file-does-not-bring-numbers-back", test_lost_file);
  g_test_add_func ("/outbox-damage/a-full-disk-takes-what-was-begun-and-gives-back-all", test_full_disk);
  return g_test_run ();
}
