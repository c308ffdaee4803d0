/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is true of central's store whatever database is behind it: SQLite, or PostgreSQL where YIJIAN_TEST_DATABASE names one. */
#include "core/base/yj-error.h"
#include "tests/sync/central/store-fixture.h"
#include "tests/sync/central/store-records.h"
#include <sodium.h>
#include <string.h>

static void
test_kept (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record (1);
  g_autoptr (json_t) body = NULL, outcome = NULL;
  YjStanding standing = { 0 };
  const YjRecord *wanted = record;
  g_autofree char *epoch = g_strdup (yj_central_store_get_epoch (f->store));

  g_assert_true (insert_record (f->store, record, FALSE, &error));
  fixture_reopen (f);
  g_assert_cmpstr (yj_central_store_get_epoch (f->store), ==, epoch);
  g_assert_cmpuint (strlen (epoch), ==, 16);
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
  g_assert_cmpint (count_rows (f->store, "outbox"), ==, 1);
  g_test_message ("record, body, material, two cases with an outcome each, and one row for what stands behind outlive reopening");
}

static void
test_unique (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) same_id = new_record (1), same_seq = new_record (2);

  insert_seq (f->store, 1);
  same_id->seq = 9;
  g_assert_false (insert_record (f->store, same_id, FALSE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  same_seq->seq = 1;
  g_assert_false (insert_record (f->store, same_seq, FALSE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 1);
}

static void
insert_inside (YjCentralStore *store, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record (seq);

  insert_record (store, record, TRUE, &error);
  g_assert_no_error (error);
}

static void
test_rollback (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) again = new_record (2);

  g_assert_true (yj_central_store_begin (f->store, &error));
  insert_inside (f->store, 1);
  insert_inside (f->store, 2);
  g_assert_false (insert_record (f->store, again, TRUE, &error));
  yj_central_store_rollback (f->store);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 0);
  g_assert_cmpint (count_rows (f->store, "cases"), ==, 0);
  g_clear_error (&error);
  g_assert_true (yj_central_store_begin (f->store, &error));
  insert_inside (f->store, 1);
  g_assert_true (yj_central_store_commit (f->store, &error));
  g_assert_no_error (error);
  fixture_reopen (f);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 1);
}

/* Straight to the tables, past every rule that is written in C. */
static const char *const forbidden[] = {
  "UPDATE submission SET receipt = 'x'",
  "UPDATE submission SET verdict = 'rejected'",
  "DELETE FROM submission",
  "UPDATE body SET envelope = envelope",
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
  insert_seq (f->store, 1);
  g_assert_true (yj_central_store_add_token (f->store, "t", "000000", 10, NULL));
  g_assert_true (yj_central_store_use_token (f->store, "t", 5, "TEST", "k", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (yj_store_execute (f->store, &error, forbidden[i], ""));
    g_assert_nonnull (error);
    g_test_message ("%s: %s", forbidden[i], error->message);
  }
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 1);
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
  assert_progress (f->store, "{\"contiguous_through\":0,\"gaps\":[]}");
  insert_seq (f->store, 3);
  assert_progress (f->store, "{\"contiguous_through\":0,\"gaps\":[[1,2]]}");
  insert_seq (f->store, 1);
  assert_progress (f->store, "{\"contiguous_through\":1,\"gaps\":[[2,2]]}");
  insert_seq (f->store, 2);
  assert_progress (f->store, "{\"contiguous_through\":3,\"gaps\":[]}");
  insert_seq (f->store, 7);
  set_withheld (f, json_pack ("[[s, i], [s, i], [s, i]]", SOURCE, 4, SOURCE, 6, SOURCE, 20));
  assert_progress (f->store, "{\"contiguous_through\":4,\"gaps\":[[5,5]]}");
  set_withheld (f, json_array ());
  assert_progress (f->store, "{\"contiguous_through\":3,\"gaps\":[[4,6]]}");
  for (gint64 seq = 10; seq < 250; seq += 2)
    insert_seq (f->store, seq);
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
  g_assert_cmpint (count_rows (f->store, "quarantine"), ==, 1000);
  g_test_message ("one row a digest, at most 1,000 a source");
}

typedef struct {
  Fixture *f;
  gint64 first;
} Writer;

/* As ingest does it: look first, then write. */
static gpointer
write_many (gpointer data)
{
  Writer *writer = data;

  for (gint64 seq = writer->first; seq < writer->first + 100; seq += 4) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YjRecord) first = new_record (seq);
    const YjRecord *wanted = first;
    YjStanding standing = { 0 };
    g_assert_true (yj_central_store_look_up (writer->f->store, &wanted, 1, &standing, &error));
    g_assert_null (standing.digest);
    for (gint64 i = 0; i < 4; i++)
      insert_inside (writer->f->store, seq + i);
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
  while (count_rows (f->store, "submissions") < 400) {
    gint64 seen = count_rows (f->store, "submissions");
    g_assert_cmpint (seen % 4, ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_progress (f->store, "{\"contiguous_through\":400,\"gaps\":[]}");
  g_test_message ("four threads, 100 transactions of 4 records: no reader saw a part of one");
}

static void
test_look_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) same = new_record (2), new = new_record (5), number = new_record (6);
  g_autoptr (YjRecord) elsewhere = new_record_of ("TEST", "00000000000000bb", 2);
  const YjRecord *records[] = { new, same, number, elsewhere };
  YjStanding standings[4] = { 0 };

  insert_seq (f->store, 1);
  insert_seq (f->store, 2);
  number->seq = 1;
  g_assert_true (yj_central_store_look_up (f->store, records, 4, standings, &error));
  yj_central_store_rollback (f->store);
  g_assert_no_error (error);
  g_assert_null (standings[0].digest);
  g_assert_false (standings[0].sequence_taken || standings[0].reference_taken);
  g_assert_cmpstr (standings[1].digest, ==, same->digest);
  g_assert_cmpstr (standings[1].receipt, ==, "receipt-2");
  g_assert_null (standings[2].digest);
  g_assert_true (standings[2].sequence_taken);
  g_assert_false (standings[2].reference_taken);
  g_assert_null (standings[3].digest);
  g_assert_false (standings[3].sequence_taken);
  g_assert_true (standings[3].reference_taken);
  for (guint i = 0; i < 4; i++)
    yj_standing_clear (&standings[i]);
}

static void
test_kiosks (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) kiosk = NULL, list = NULL, token = NULL;

  g_assert_null (yj_central_store_find_kiosk (f->store, "TEST", &error));
  g_assert_no_error (error);
  g_assert_true (yj_central_store_add_kiosk (f->store, "TEST", "000000", AT, &error));
  g_assert_true (yj_central_store_add_certificate (f->store, "TEST", "k1", "pem one", AT, &error));
  g_assert_true (yj_central_store_add_certificate (f->store, "TEST", "k2", "pem two", AT, &error));
  g_assert_false (yj_central_store_add_kiosk (f->store, "TEST", "000000", AT, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (yj_central_store_revoke_kiosk (f->store, "NONE", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (yj_central_store_revoke_kiosk (f->store, "TEST", &error));
  insert_seq (f->store, 1);
  kiosk = yj_central_store_find_kiosk (f->store, "TEST", &error);
  g_assert_cmpint (yj_json_int (kiosk, "revoked", 0), ==, 1);
  g_assert_cmpstr (json_string_value (json_array_get (yj_json_array (kiosk, "certificates"), 0)), ==, "pem two");
  list = yj_central_store_list_kiosks (f->store, &error);
  g_assert_cmpint (yj_json_int (json_array_get (list, 0), "submissions", 0), ==, 1);
  g_assert_true (yj_central_store_add_token (f->store, "t", "000000", 10, &error));
  g_assert_true (yj_central_store_use_token (f->store, "t", 5, "TEST", "k1", &error));
  token = yj_central_store_find_token (f->store, "t", &error);
  g_assert_cmpint (yj_json_int (token, "used", 0), ==, 5);
  g_assert_null (yj_central_store_find_token (f->store, "u", &error));
  g_assert_no_error (error);
}

static void
test_catalogues (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) one = g_bytes_new ("\0one", 4), other = g_bytes_new ("\0two", 4);
  g_autoptr (json_t) names = NULL, row = NULL;

  g_assert_true (yj_central_store_add_catalogue (f->store, "basic", 1, one, "signature", AT, &error));
  g_assert_true (yj_central_store_add_catalogue (f->store, "basic", 1, one, "signature", AT, &error));
  g_assert_false (yj_central_store_add_catalogue (f->store, "basic", 1, other, "signature", AT, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (yj_central_store_add_catalogue (f->store, "basic", 2, other, "signature", AT, &error));
  names = yj_central_store_list_catalogues (f->store, &error);
  g_assert_cmpuint (json_array_size (names), ==, 2);
  row = yj_central_store_get_catalogue (f->store, "basic", 2, &error);
  g_assert_cmpstr (yj_json_string (row, "bundle"), ==, "AHR3bw==");
  g_assert_no_error (error);
}

static void
test_outcomes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) first = NULL, second = NULL, foreign = NULL, cases = NULL, done = NULL;
  gint64 after = 0, start = 0;

  insert_seq (f->store, 1);
  first = yj_central_store_list_outcomes (f->store, "000000", &after, &error);
  g_assert_cmpuint (json_array_size (first), ==, 2);
  g_assert_cmpint (after, ==, 2);
  g_assert_true (yj_central_store_add_outcome (f->store, "C1-2", "done", "", "operator", AT, &error));
  second = yj_central_store_list_outcomes (f->store, "000000", &after, &error);
  g_assert_cmpuint (json_array_size (second), ==, 1);
  g_assert_cmpstr (yj_json_string (json_array_get (second, 0), "case"), ==, "C1-2");
  foreign = yj_central_store_list_outcomes (f->store, "999999", &start, &error);
  g_assert_cmpuint (json_array_size (foreign), ==, 0);
  g_assert_cmpint (start, ==, 3);
  cases = yj_central_store_list_cases (f->store, "36", NULL, 0, &error);
  g_assert_cmpuint (json_array_size (cases), ==, 1);
  g_assert_cmpstr (yj_json_string (json_array_get (cases, 0), "status"), ==, "done");
  done = yj_central_store_list_cases (f->store, NULL, "waiting", 0, &error);
  g_assert_cmpuint (json_array_size (done), ==, 1);
  g_assert_null (yj_central_store_get_outcome (f->store, "C9-9", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
}

static void
test_list (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) all = NULL, one = NULL, rest = NULL;

  for (gint64 seq = 1; seq <= 3; seq++)
    insert_seq (f->store, seq);
  all = yj_central_store_list_submissions (f->store, NULL, 0, &error);
  g_assert_cmpuint (json_array_size (all), ==, 3);
  g_assert_cmpstr (yj_json_string (json_array_get (all, 2), "source"), ==, SOURCE);
  one = yj_central_store_list_submissions (f->store, "00000000-0000-4000-8000-000000000002", 0, &error);
  g_assert_cmpuint (json_array_size (one), ==, 1);
  rest = yj_central_store_list_submissions (f->store, NULL, yj_json_int (json_array_get (all, 1), "n", 0), &error);
  g_assert_cmpuint (json_array_size (rest), ==, 1);
  g_assert_no_error (error);
}

static void
test_settled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) other = new_record_of ("OTHR", "00000000000000bb", 3);
  g_autoptr (json_t) some = NULL, none = NULL;

  g_assert_true (insert_record (f->store, other, FALSE, &error));
  insert_seq (f->store, 4);
  for (gint64 seq = 1; seq <= 2; seq++)
    insert_seq (f->store, seq);
  some = yj_central_store_list_settled (f->store, SOURCE, 2, 9, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (some), ==, 2);
  for (gsize i = 0; i < 2; i++) {
    g_autoptr (YjRecord) record = new_record (i == 0 ? 2 : 4);
    const json_t *row = json_array_get (some, i);
    g_assert_cmpint (yj_json_int (row, "seq", 0), ==, record->seq);
    g_assert_cmpstr (yj_json_string (row, "id"), ==, record->id);
    g_assert_cmpstr (yj_json_string (row, "digest"), ==, record->digest);
    g_assert_cmpstr (yj_json_string (row, "verdict"), ==, "accepted");
  }
  none = yj_central_store_list_settled (f->store, "urn:yijian:kiosk:NONE:0000000000000000", 1, 9, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (none), ==, 0);
}

#define ADD(sentence, function) g_test_add ("/central/store/" sentence, Fixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  ADD ("what-is-stored-outlives-reopening", test_kept);
  ADD ("source-with-id-and-source-with-seq-are-unique", test_unique);
  ADD ("a-transaction-is-kept-whole-or-not-at-all", test_rollback);
  ADD ("the-tables-refuse-what-must-never-change", test_nothing_changes);
  ADD ("progress-counts-what-is-stored-or-withheld", test_progress);
  ADD ("conflicts-are-kept-once-and-not-without-end", test_quarantine);
  ADD ("threads-see-whole-transactions", test_threads);
  ADD ("a-batch-is-looked-up-by-id-number-and-reference", test_look_up);
  ADD ("kiosks-their-keys-and-tokens-are-kept", test_kiosks);
  ADD ("a-catalogue-version-has-one-content", test_catalogues);
  ADD ("outcomes-are-read-onwards-from-the-last-one", test_outcomes);
  ADD ("submissions-are-listed-in-order-or-by-id", test_list);
  ADD ("what-is-settled-is-listed-by-source-and-number", test_settled);
  return g_test_run ();
}
