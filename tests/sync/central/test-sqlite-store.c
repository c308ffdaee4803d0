/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is true of central's store in an SQLite file alone. */
#include "core/base/yj-error.h"
#include "tests/sync/central/store-fixture.h"
#include "sync/base/yj-settled-list.h"
#include "sync/central/yj-sqlite-store.h"
#include "tests/sync/central/store-records.h"
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_mode (Fixture *f, gconstpointer unused)
{
  struct stat info;

  insert_seq (f->store, 1);
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_exclusive (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  YjCentralStore *second = yj_central_store_open (f->uri, &error);

  g_assert_null (second);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DENIED);
  insert_seq (f->store, 1);
}

static void
test_copy (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "copy.db", NULL), *uri = g_strconcat ("sqlite:", path, NULL);
  g_autoptr (json_t) counts = NULL, body = NULL;
  g_autoptr (YjCentralStore) copy = NULL;
  struct stat info;

  insert_seq (f->store, 1);
  g_assert_true (g_file_set_contents (path, "something older", -1, NULL));
  g_assert_true (yj_central_store_copy (f->store, path, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (yj_json_int (counts, "submissions", 0), ==, 1);
  insert_seq (f->store, 2);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  copy = yj_central_store_open (uri, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_central_store_get_epoch (copy), ==, yj_central_store_get_epoch (f->store));
  body = yj_central_store_get_body (copy, 1, &error);
  g_assert_cmpstr (yj_json_string (body, "header_jws"), ==, "jws-1");
  g_assert_null (yj_central_store_get_body (copy, 2, NULL));
}

/* A broken page is found and told, and the store does not go on as if nothing was. */
static void
test_damaged (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint8 noise[4096];
  int fd;

  for (gint64 seq = 1; seq <= 50; seq++)
    insert_seq (f->store, seq);
  g_clear_pointer (&f->store, yj_central_store_close);
  randombytes_buf (noise, sizeof noise);
  fd = open (f->path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, noise, sizeof noise, 0), ==, sizeof noise);
  close (fd);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_null (f->store);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  g_test_message ("%s", error->message + strlen (f->dir));
}

static void
test_uris (void)
{
  static const char *const wrong[] = { "", "central.db", "sqlite:", "http://x", "postgresql://u:secret@/x", "postgresql://u@/x?pool_max_conns=0", "postgresql://u@/x?nonsense=1" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_central_store_open (wrong[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
    g_assert_null (strstr (error->message, "secret"));
    g_test_message ("%s", error->message);
  }
}

static gint64 steps;

static int
on_profile (unsigned kind, void *data, void *statement, void *nanoseconds)
{
  steps += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 1);
  return 0;
}

/* Rows up to @count, as copies of the first one under their own numbers. */
static void
fill (Fixture *f, gint64 first, gint64 count)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE counter (n) AS (SELECT %" G_GINT64_FORMAT " UNION ALL SELECT n + 1 FROM counter WHERE n < %" G_GINT64_FORMAT ")"
    " INSERT INTO submission SELECT counter.n, source, counter.n, printf ('00000000-0000-4000-9000-%%012d', counter.n), kind, kiosk, region,"
    " reference, item, item_version, catalogue, catalogue_version, progress_secret_sha256, digest, verdict, problem, received, receipt"
    " FROM counter, submission WHERE seq = 1",
    first, count);
  g_assert_cmpint (sqlite3_exec (((YjSqliteStore *) f->store)->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

/* SQLite's steps for the most that one question of a kiosk may ask, the newest first, and how many rows it gave. */
static gint64
compare_a_day (Fixture *f, gint64 count, gint64 *rows)
{
  steps = *rows = 0;
  sqlite3_trace_v2 (((YjSqliteStore *) f->store)->db, SQLITE_TRACE_PROFILE, on_profile, NULL);
  for (gint64 first = count - YJ_SETTLED_NUMBERS_MAX + 1; first <= count; first += YJ_STORE_SETTLED_PAGE) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) page = yj_central_store_list_settled (f->store, SOURCE, first, count, &error);
    g_assert_no_error (error);
    *rows += (gint64) json_array_size (page);
  }
  sqlite3_trace_v2 (((YjSqliteStore *) f->store)->db, 0, NULL, NULL);
  return steps;
}

static void
test_cost (Fixture *f, gconstpointer unused)
{
  gint64 few, many, rows;

  insert_seq (f->store, 1);
  fill (f, 2, 20000);
  few = compare_a_day (f, 20000, &rows);
  g_assert_cmpint (rows, ==, YJ_SETTLED_NUMBERS_MAX);
  fill (f, 20001, 100000);
  many = compare_a_day (f, 100000, &rows);
  g_assert_cmpint (rows, ==, YJ_SETTLED_NUMBERS_MAX);
  g_assert_cmpint (few, >, rows);
  g_assert_cmpint (many * 10, <=, few * 11);
  g_test_message ("a day's question of %d numbers: %" G_GINT64_FORMAT " steps among 20,000 records, %" G_GINT64_FORMAT " among 100,000",
                  YJ_SETTLED_NUMBERS_MAX, few, many);
}

#define ADD(sentence, function) g_test_add ("/central/sqlite-store/" sentence, Fixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  ADD ("the-file-is-its-owners-alone", test_mode);
  ADD ("a-second-process-is-kept-out", test_exclusive);
  ADD ("a-copy-is-a-whole-store", test_copy);
  ADD ("what-a-kiosk-compares-in-a-day-costs-the-same-among-any-number-of-records", test_cost);
  ADD ("a-damaged-file-is-not-taken-for-a-new-one", test_damaged);
  g_test_add_func ("/central/sqlite-store/other-databases-are-refused-in-a-sentence", test_uris);
  return g_test_run ();
}
