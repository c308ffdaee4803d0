/* SPDX-License-Identifier: Apache-2.0 */
#include "outbox-rig.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-suite.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

void
outbox_rig_remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
    const char *name;
    while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);
      outbox_rig_remove_tree (child);
    }
  }
  g_remove (path);
}

char *
outbox_rig_find_judge (void)
{
  return g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "app", "yijian-catalogue-judge", NULL);
}

void
outbox_rig_set_up (OutboxRig *rig)
{
  rig->dir = g_dir_make_tmp ("yijian-outbox-XXXXXX", NULL);
  g_assert_nonnull (rig->dir);
  rig->clock = yj_clock_new_fake (RIG_WALL_USEC, 100 * G_USEC_PER_SEC, RIG_BOOT);
  rig->device_key = yj_suite_device_key_new (NULL);
  rig->outbox = NULL;
  outbox_rig_open (rig, NULL);
}

void
outbox_rig_close (OutboxRig *rig)
{
  g_clear_pointer (&rig->outbox, yj_outbox_close);
}

void
outbox_rig_tear_down (OutboxRig *rig)
{
  outbox_rig_close (rig);
  outbox_rig_remove_tree (rig->dir);
  g_clear_object (&rig->clock);
  g_free (rig->dir);
  g_free (rig->device_key);
}

void
outbox_rig_open (OutboxRig *rig, char **moved_aside)
{
  g_autoptr (GError) error = NULL;
  outbox_rig_close (rig);
  rig->outbox = yj_outbox_open (rig->dir, rig->clock, moved_aside, &error);
  g_assert_no_error (error);
}

void
outbox_rig_reboot (OutboxRig *rig, const char *boot_id)
{
  outbox_rig_close (rig);
  g_clear_object (&rig->clock);
  rig->clock = yj_clock_new_fake (RIG_WALL_USEC, 10 * G_USEC_PER_SEC, boot_id);
  outbox_rig_open (rig, NULL);
}

char *
outbox_rig_id (guint n)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012u", n);
}

char *
outbox_rig_path (OutboxRig *rig, const char *name)
{
  return g_build_filename (rig->dir, name, NULL);
}

static guint64
seal (OutboxRig *rig, guint n, gsize bytes, const char *case_number, const char *about_reference, GError **error)
{
  g_autofree char *id = outbox_rig_id (n), *reference = NULL, *header = NULL, *jws = NULL, *digest = NULL, *data = g_malloc (bytes);
  g_autofree char *secret = g_strdup_printf ("%064u", n);
  g_autoptr (GBytes) envelope = NULL, header_bytes = NULL;
  g_autoptr (json_t) materials = json_pack ("[{s:s, s:i}]", "sha256", secret, "bytes", 10);
  guint64 seq = yj_outbox_reserve_seq (rig->outbox, error);
  YjOutboxRecord record;

  if (seq == 0)
    return 0;
  memset (data, (int) (n % 251), bytes);
  envelope = g_bytes_new (data, bytes);
  reference = yj_reference_new ("7K3M", seq);
  digest = yj_sha256_hex (envelope);
  header = g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"application\",\"item\":{\"id\":\"newborn\",\"version\":1},\"seq\":%" G_GUINT64_FORMAT
                            ",\"source\":{\"kiosk\":\"7K3M\",\"epoch\":\"%s\"},\"reference\":\"%s\",\"case_number\":\"%s\",\"boot_id\":\"" RIG_BOOT
                            "\",\"boottime_usec\":100000000,\"wall\":\"2026-11-18T11:06:40Z\",\"progress_secret_sha256\":\"%s\","
                            "\"envelope\":{\"sha256\":\"%s\",\"bytes\":%" G_GSIZE_FORMAT "},\"materials\":[{\"sha256\":\"%s\",\"bytes\":10}],"
                            "\"matters\":[\"vaccination\",\"social-card\"]}",
                            id, seq, yj_outbox_get_epoch (rig->outbox), reference, case_number != NULL ? case_number : reference, secret,
                            digest, bytes, secret);
  header_bytes = g_bytes_new (header, strlen (header));
  jws = yj_suite_sign_header (header_bytes, rig->device_key, NULL);
  record = (YjOutboxRecord){ seq, id, "application", reference, case_number != NULL ? case_number : reference, "newborn", secret, jws, header,
                             envelope, materials, about_reference };
  return yj_outbox_seal (rig->outbox, &record, error) ? seq : 0;
}

guint64
outbox_rig_try_seal (OutboxRig *rig, guint n, gsize bytes, GError **error)
{
  return seal (rig, n, bytes, NULL, NULL, error);
}

guint64
outbox_rig_seal_as (OutboxRig *rig, guint n, const char *case_number, const char *about_reference, GError **error)
{
  return seal (rig, n, 600, case_number, about_reference, error);
}

guint64
outbox_rig_seal (OutboxRig *rig, guint n)
{
  g_autoptr (GError) error = NULL;
  guint64 seq = outbox_rig_try_seal (rig, n, 600, &error);
  g_assert_no_error (error);
  return seq;
}

gboolean
outbox_rig_settle (OutboxRig *rig, guint64 seq, YjSettlement settlement, const char *receipt, GError **error)
{
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ seq, settlement, g_strdup (receipt), NULL };
  g_ptr_array_add (verdicts, verdict);
  return yj_outbox_settle (rig->outbox, verdicts, error);
}

gboolean
outbox_rig_purge (OutboxRig *rig, gint64 records)
{
  const YjOutboxRetention keep = { records, G_MAXINT64 / 2, G_MAXINT32 };
  gboolean more = TRUE, good = TRUE;

  while (good && more)
    good = yj_outbox_purge (rig->outbox, &keep, &more, NULL);
  return good;
}

char *
outbox_rig_state (OutboxRig *rig, guint n)
{
  g_autofree char *id = outbox_rig_id (n);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) found = yj_outbox_lookup (rig->outbox, id, &error);
  g_assert_no_error (error);
  return g_strdup (yj_json_string (found, "state"));
}

void
outbox_rig_assert_state (OutboxRig *rig, guint n, const char *state)
{
  g_autofree char *found = outbox_rig_state (rig, n);
  g_assert_cmpstr (found, ==, state);
}

gboolean
outbox_rig_sql (OutboxRig *rig, const char *sql, char **message)
{
  g_autofree char *path = outbox_rig_path (rig, "outbox.db");
  sqlite3 *db = NULL;
  gboolean good;

  g_assert_null (rig->outbox);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "unix"), ==, SQLITE_OK);
  good = sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
  if (message != NULL)
    *message = good ? NULL : g_strdup (sqlite3_errmsg (db));
  sqlite3_close (db);
  return good;
}

gint64
outbox_rig_sql_int (OutboxRig *rig, const char *sql)
{
  g_autofree char *path = outbox_rig_path (rig, "outbox.db");
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value;

  g_assert_null (rig->outbox);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "unix"), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return value;
}
