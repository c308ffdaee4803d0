/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "sync/central/yj-store-backend.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE "urn:yijian:kiosk:TEST:00000000000000aa"
#define AT "2026-01-01T00:00:00Z"

typedef struct {
  char *dir, *uri, *path;
  YjCentralStore *store;
} Fixture;

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("yj-store-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->dir, "central.db", NULL);
  f->uri = g_strconcat ("sqlite:", f->path, NULL);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) list = g_dir_open (f->dir, 0, NULL);
  const char *name;

  g_clear_pointer (&f->store, yj_central_store_close);
  while ((name = g_dir_read_name (list)) != NULL) {
    g_autofree char *path = g_build_filename (f->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->uri);
}

static void
reopen (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->store, yj_central_store_close);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_no_error (error);
}

static YjRecord *
new_record (gint64 seq)
{
  YjRecord *record = g_new0 (YjRecord, 1);
  g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012" G_GINT64_FORMAT, seq);

  record->header = json_pack ("{s:s, s:s, s:s, s:I, s:s, s:{s:s}, s:{s:s, s:i}, s:{s:s, s:i}, s:[{s:s, s:i}]}", "id", id, "kind",
                              "application", "reference", "TEST00011", "seq", (json_int_t) seq, "region", "000000", "source",
                              "kiosk", "TEST", "item", "id", "newborn", "version", 1, "catalogue", "id", "basic", "version", 1,
                              "materials", "sha256", "00", "bytes", 7);
  record->header_jws = g_strdup_printf ("jws-%" G_GINT64_FORMAT, seq);
  record->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, record->header_jws, -1);
  record->envelope = g_bytes_new ("\0sealed", 7);
  record->source = g_strdup (SOURCE);
  record->id = yj_json_string (record->header, "id");
  record->kind = "application";
  record->reference = yj_json_string (record->header, "reference");
  record->seq = seq;
  return record;
}

static gboolean
insert (Fixture *f, const YjRecord *record, GError **error)
{
  g_autofree char *receipt = g_strdup_printf ("receipt-%" G_GINT64_FORMAT, record->seq);
  g_autofree char *one = g_strdup_printf ("C%" G_GINT64_FORMAT "-1", record->seq), *two = g_strdup_printf ("C%" G_GINT64_FORMAT "-2", record->seq);
  g_autoptr (json_t) cases = json_pack ("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "matter", "a", "case", one, "department", "09", "matter",
                                        "b", "case", two, "department", "36");
  YjSettlement settlement = { "accepted", AT, receipt, NULL, cases };
  return yj_central_store_insert_submissions (f->store, &record, &settlement, 1, error);
}

static void
insert_seq (Fixture *f, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record (seq);

  g_assert_true (insert (f, record, &error));
  g_assert_no_error (error);
}

static gint64
count (Fixture *f, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) counts = yj_central_store_count (f->store, &error);

  g_assert_no_error (error);
  return yj_json_int (counts, what, -1);
}

static void
test_kept (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record (1);
  g_autoptr (json_t) body = NULL, outcome = NULL;
  YjStanding standing = { 0 };
  const YjRecord *wanted = record;
  g_autofree char *epoch = g_strdup (yj_central_store_get_epoch (f->store));

  g_assert_true (insert (f, record, &error));
  reopen (f);
  g_assert_cmpstr (yj_central_store_get_epoch (f->store), ==, epoch);
  g_assert_cmpuint (strlen (epoch), ==, 16);
  g_assert_true (yj_central_store_begin (f->store, &error));
  g_assert_true (yj_central_store_look_up (f->store, &wanted, 1, &standing, &error));
  g_assert_true (yj_central_store_commit (f->store, &error));
  g_assert_cmpstr (standing.digest, ==, record->digest);
  g_assert_cmpstr (standing.receipt, ==, "receipt-1");
  yj_standing_clear (&standing);
  body = yj_central_store_get_body (f->store, 1, &error);
  g_assert_cmpstr (yj_json_string (body, "header_jws"), ==, "jws-1");
  g_assert_cmpstr (yj_json_string (body, "envelope"), ==, "AHNlYWxlZA==");
  g_assert_cmpint (yj_json_int (json_array_get (yj_json_array (body, "materials"), 0), "bytes", 0), ==, 7);
  outcome = yj_central_store_get_outcome (f->store, "C1-2", &error);
  g_assert_cmpstr (yj_json_string (outcome, "status"), ==, "waiting");
  g_assert_no_error (error);
  g_assert_cmpint (count (f, "outbox"), ==, 1);
  g_test_message ("record, body, material, two cases with an outcome each, and one row for what stands behind outlive reopening");
}

static void
test_mode (Fixture *f, gconstpointer unused)
{
  struct stat info;

  insert_seq (f, 1);
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_unique (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) same_id = new_record (1), same_seq = new_record (2);

  insert_seq (f, 1);
  same_id->seq = 9;
  g_assert_false (insert (f, same_id, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  same_seq->seq = 1;
  g_assert_false (insert (f, same_seq, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpint (count (f, "submissions"), ==, 1);
}

static void
test_rollback (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) again = new_record (2);

  g_assert_true (yj_central_store_begin (f->store, &error));
  insert_seq (f, 1);
  insert_seq (f, 2);
  g_assert_false (insert (f, again, &error));
  yj_central_store_rollback (f->store);
  g_assert_cmpint (count (f, "submissions"), ==, 0);
  g_assert_cmpint (count (f, "cases"), ==, 0);
  g_clear_error (&error);
  g_assert_true (yj_central_store_begin (f->store, &error));
  insert_seq (f, 1);
  g_assert_true (yj_central_store_commit (f->store, &error));
  g_assert_no_error (error);
  reopen (f);
  g_assert_cmpint (count (f, "submissions"), ==, 1);
}

/* Straight to the tables, past every rule that is written in C. */
static const char *const forbidden[] = {
  "UPDATE submission SET receipt = 'x'",
  "UPDATE submission SET verdict = 'rejected'",
  "DELETE FROM submission",
  "UPDATE body SET envelope = x'00'",
  "DELETE FROM body",
  "UPDATE outcome SET status = 'done'",
  "DELETE FROM outcome",
  "UPDATE token SET used = 5 WHERE used IS NOT NULL",
  "INSERT INTO outcome (matter_case, status, reason, author, at) VALUES (1, 'lost', '', 'x', 'x')",
  "INSERT INTO outcome (matter_case, status, reason, author, at) VALUES (99, 'done', '', 'x', 'x')",
  "INSERT INTO kiosk (code, region, enrolled, revoked) VALUES ('A', 'B', 'C', 'no')",
};

static void
test_nothing_changes (Fixture *f, gconstpointer unused)
{
  insert_seq (f, 1);
  g_assert_true (yj_central_store_add_token (f->store, "t", "000000", 10, NULL));
  g_assert_true (yj_central_store_use_token (f->store, "t", 5, "TEST", "k", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (yj_store_execute (f->store, &error, forbidden[i], ""));
    g_assert_nonnull (error);
    g_test_message ("%s: %s", forbidden[i], error->message);
  }
  g_assert_cmpint (count (f, "submissions"), ==, 1);
}

static void
assert_progress (Fixture *f, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) progress = yj_central_store_get_progress (f->store, SOURCE, &error);
  g_autofree char *text = yj_json_to_text (progress);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, wanted);
}

static void
set_withheld (Fixture *f, json_t *withheld)
{
  g_autoptr (json_t) owned = withheld;
  g_assert_true (yj_central_store_set_status (f->store, "TEST", "{}", owned, AT, NULL));
}

static void
test_progress (Fixture *f, gconstpointer unused)
{
  assert_progress (f, "{\"contiguous_through\":0,\"gaps\":[]}");
  insert_seq (f, 3);
  assert_progress (f, "{\"contiguous_through\":0,\"gaps\":[[1,2]]}");
  insert_seq (f, 1);
  assert_progress (f, "{\"contiguous_through\":1,\"gaps\":[[2,2]]}");
  insert_seq (f, 2);
  assert_progress (f, "{\"contiguous_through\":3,\"gaps\":[]}");
  insert_seq (f, 7);
  set_withheld (f, json_pack ("[[s, i], [s, i], [s, i]]", SOURCE, 4, SOURCE, 6, SOURCE, 20));
  assert_progress (f, "{\"contiguous_through\":4,\"gaps\":[[5,5]]}");
  set_withheld (f, json_array ());
  assert_progress (f, "{\"contiguous_through\":3,\"gaps\":[[4,6]]}");
  for (gint64 seq = 10; seq < 250; seq += 2)
    insert_seq (f, seq);
  {
    g_autoptr (json_t) progress = yj_central_store_get_progress (f->store, SOURCE, NULL);
    g_assert_cmpuint (json_array_size (yj_json_array (progress, "gaps")), ==, 100);
  }
}

static void
test_quarantine (Fixture *f, gconstpointer unused)
{
  g_autoptr (YjRecord) record = new_record (1);

  for (guint i = 0; i < 1100; i++) {
    g_free (record->digest);
    record->digest = g_strdup_printf ("%u", i);
    g_assert_true (yj_central_store_quarantine (f->store, record, "id-taken", AT, NULL));
    g_assert_true (yj_central_store_quarantine (f->store, record, "id-taken", AT, NULL));
  }
  g_assert_cmpint (count (f, "quarantine"), ==, 1000);
  g_test_message ("one row a digest, at most 1,000 a source");
}

static void
test_exclusive (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  YjCentralStore *second = yj_central_store_open (f->uri, &error);

  g_assert_null (second);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DENIED);
  insert_seq (f, 1);
}

static void
test_copy (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "copy.db", NULL), *uri = g_strconcat ("sqlite:", path, NULL);
  g_autoptr (json_t) counts = NULL, body = NULL;
  g_autoptr (YjCentralStore) copy = NULL;
  struct stat info;

  insert_seq (f, 1);
  g_assert_true (g_file_set_contents (path, "something older", -1, NULL));
  g_assert_true (yj_central_store_copy (f->store, path, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (yj_json_int (counts, "submissions", 0), ==, 1);
  insert_seq (f, 2);
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
    insert_seq (f, seq);
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

typedef struct {
  Fixture *f;
  gint64 first;
} Writer;

static gpointer
write_many (gpointer data)
{
  Writer *writer = data;

  for (gint64 seq = writer->first; seq < writer->first + 100; seq += 4) {
    g_autoptr (GError) error = NULL;
    g_assert_true (yj_central_store_begin (writer->f->store, &error));
    for (gint64 i = 0; i < 4; i++)
      insert_seq (writer->f, seq + i);
    g_assert_true (yj_central_store_commit (writer->f->store, &error));
  }
  return NULL;
}

static void
test_threads (Fixture *f, gconstpointer unused)
{
  Writer writers[4];
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    writers[i] = (Writer){ f, 1 + 100 * (gint64) i };
    threads[i] = g_thread_new ("writer", write_many, &writers[i]);
  }
  while (count (f, "submissions") < 400) {
    gint64 seen = count (f, "submissions");
    g_assert_cmpint (seen % 4, ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_progress (f, "{\"contiguous_through\":400,\"gaps\":[]}");
  g_test_message ("four threads, 100 transactions of 4 records: no reader saw a part of one");
}

static void
test_uris (void)
{
  static const char *const wrong[] = { "", "central.db", "sqlite:", "postgresql://x", "http://x" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_central_store_open (wrong[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  }
}

#define ADD(sentence, function) g_test_add ("/central/store/" sentence, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  ADD ("what-is-stored-outlives-reopening", test_kept);
  ADD ("the-file-is-its-owners-alone", test_mode);
  ADD ("source-with-id-and-source-with-seq-are-unique", test_unique);
  ADD ("a-transaction-is-kept-whole-or-not-at-all", test_rollback);
  ADD ("the-tables-refuse-what-must-never-change", test_nothing_changes);
  ADD ("progress-counts-what-is-stored-or-withheld", test_progress);
  ADD ("conflicts-are-kept-once-and-not-without-end", test_quarantine);
  ADD ("a-second-process-is-kept-out", test_exclusive);
  ADD ("a-copy-is-a-whole-store", test_copy);
  ADD ("a-damaged-file-is-not-taken-for-a-new-one", test_damaged);
  ADD ("threads-see-whole-transactions", test_threads);
  g_test_add_func ("/central/store/other-databases-are-refused-in-a-sentence", test_uris);
  return g_test_run ();
}
