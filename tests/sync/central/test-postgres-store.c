/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is true of central's store in PostgreSQL alone: what it is opened on, many at once, connections that break. */
#include "core/base/yj-error.h"
#include "tests/sync/central/store-fixture.h"
#include "tests/sync/central/store-records.h"
#include <sodium.h>
#include <string.h>

static void
assert_refused (Fixture *f, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->store, yj_central_store_close);
  f->store = yj_central_store_open (f->uri, &error);
  g_assert_null (f->store);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, sentence));
  g_test_message ("%s", error->message);
}

static char *
list_tables (Fixture *f)
{
  return ask_postgres (f->uri, "SELECT string_agg (relname || ':' || relfilenode, ',' ORDER BY relname) FROM pg_class"
                               " WHERE relnamespace = current_schema ()::regnamespace");
}

static void
test_future (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = NULL, *after = NULL, *value = NULL;

  g_free (ask_postgres (f->uri, "UPDATE meta SET value = '99' WHERE key = 'schema'"));
  before = list_tables (f);
  assert_refused (f, "later version");
  after = list_tables (f);
  value = ask_postgres (f->uri, "SELECT value FROM meta WHERE key = 'schema'");
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (value, ==, "99");
}

static void
empty_schema (Fixture *f)
{
  g_free (ask_postgres (f->uri, "SET client_min_messages = error;"
                                "DO $$ BEGIN EXECUTE format ('DROP SCHEMA %I CASCADE; CREATE SCHEMA %1$I', current_schema ()); END $$"));
}

static void
test_foreign (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = NULL, *after = NULL;

  g_clear_pointer (&f->store, yj_central_store_close);
  empty_schema (f);
  g_free (ask_postgres (f->uri, "CREATE TABLE invoice (n integer)"));
  before = list_tables (f);
  assert_refused (f, "another program");
  g_free (ask_postgres (f->uri, "CREATE TABLE meta (a integer)"));
  assert_refused (f, "another program");
  g_free (ask_postgres (f->uri, "DROP TABLE meta"));
  after = list_tables (f);
  g_assert_cmpstr (before, ==, after);
}

static void
test_synchronous (Fixture *f, gconstpointer unused)
{
  g_autofree char *uri = g_strconcat (f->uri, "%20-csynchronous_commit%3Doff", NULL), *before = ask_postgres (uri, "SHOW synchronous_commit");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCentralStore) store = yj_central_store_open (uri, &error);
  g_autoptr (json_t) row = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (before, ==, "off");
  row = yj_store_row (store, &error, "SELECT current_setting ('synchronous_commit') AS value", "");
  g_assert_cmpstr (yj_json_string (row, "value"), ==, "on");
}

static gpointer
open_and_close (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCentralStore) store = yj_central_store_open (data, &error);

  g_assert_no_error (error);
  return g_strdup (yj_central_store_get_epoch (store));
}

static void
test_made_once (Fixture *f, gconstpointer unused)
{
  GThread *threads[4];
  g_autofree char *first = NULL;

  g_clear_pointer (&f->store, yj_central_store_close);
  empty_schema (f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opener", open_and_close, f->uri);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autofree char *epoch = g_thread_join (threads[i]);
    if (first == NULL)
      first = g_strdup (epoch);
    g_assert_cmpstr (epoch, ==, first);
  }
}

/* Ends every other connection to this schema's store. */
static void
cut_connections (void)
{
  g_free (ask_postgres (g_getenv ("YIJIAN_TEST_DATABASE"), "SELECT count (pg_terminate_backend (pid, 30000)) FROM pg_stat_activity"
                                                           " WHERE pid <> pg_backend_pid () AND application_name = 'yijian-central'"));
}

static void
test_idle_cut (Fixture *f, gconstpointer unused)
{
  insert_seq (f->store, 1);
  cut_connections ();
  insert_seq (f->store, 2);
  cut_connections ();
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 2);
}

static void
test_cut_inside (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) one = new_record (1), two = new_record (2);

  g_assert_true (yj_central_store_begin (f->store, &error));
  g_assert_true (insert_record (f->store, one, TRUE, &error));
  cut_connections ();
  g_assert_false (insert_record (f->store, two, TRUE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  yj_central_store_rollback (f->store);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 0);
}

static void
test_cut_at_commit (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) one = new_record (1);

  g_assert_true (yj_central_store_begin (f->store, &error));
  g_assert_true (insert_record (f->store, one, TRUE, &error));
  cut_connections ();
  g_assert_false (yj_central_store_commit (f->store, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN);
  g_test_message ("%s", error->message);
  insert_seq (f->store, 1);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 1);
}

/* What cannot be streamed into one of its tables leaves nothing, and the connection in order. */
static void
test_stream_refused (Fixture *f, gconstpointer unused)
{
  static const char *const tables[] = { "submission", "body" };

  insert_seq (f->store, 1);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YjRecord) record = new_record (2);
    g_autofree char *away = g_strdup_printf ("ALTER TABLE %s RENAME TO away", tables[i]);
    g_autofree char *back = g_strdup_printf ("ALTER TABLE away RENAME TO %s", tables[i]);
    g_free (ask_postgres (f->uri, away));
    g_assert_false (insert_record (f->store, record, FALSE, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
    g_test_message ("%s", error->message);
    g_free (ask_postgres (f->uri, back));
    g_assert_cmpint (count_rows (f->store, "outbox"), ==, 1);
  }
  insert_seq (f->store, 2);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 2);
}

/* ---- two writers, by threads that take turns ---- */
typedef struct {
  Fixture *f;
  gint64 seq;
  GAsyncQueue *go, *done;
} Writer;

static void
wait_for (GAsyncQueue *queue)
{
  g_assert_nonnull (g_async_queue_timeout_pop (queue, 60 * G_USEC_PER_SEC));
}

static gpointer
write_in_turns (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record_of ("SLOW", "00000000000000aa", writer->seq);

  g_assert_true (yj_central_store_begin (writer->f->store, &error));
  g_assert_true (insert_record (writer->f->store, record, TRUE, &error));
  g_async_queue_push (writer->done, writer);
  wait_for (writer->go);
  g_assert_true (yj_central_store_commit (writer->f->store, &error));
  g_assert_no_error (error);
  return NULL;
}

static guint
read_outcomes (Fixture *f, gint64 *after)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) rows = yj_central_store_list_outcomes (f->store, "000000", after, &error);

  g_assert_no_error (error);
  return (guint) json_array_size (rows);
}

/* The slow one has the lower numbers and commits later: a reader that went past it would never see its outcomes. */
static void
test_settled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncQueue) go = g_async_queue_new (), done = g_async_queue_new ();
  Writer writer = { f, 100, go, done };
  gint64 after = 0;
  GThread *thread;

  insert_seq (f->store, 1);
  g_assert_cmpuint (read_outcomes (f, &after), ==, 2);
  thread = g_thread_new ("slow", write_in_turns, &writer);
  wait_for (done);
  insert_seq (f->store, 2);
  g_assert_cmpint (count_rows (f->store, "outcomes"), ==, 4);
  g_assert_cmpuint (read_outcomes (f, &after), ==, 0);
  g_assert_cmpint (after, ==, 2);
  g_async_queue_push (go, &writer);
  g_thread_join (thread);
  g_assert_cmpuint (read_outcomes (f, &after), ==, 4);
  g_assert_cmpint (after, ==, 6);
}

/* The very first outcome of a store is no exception. */
static void
test_settled_first (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncQueue) go = g_async_queue_new (), done = g_async_queue_new ();
  Writer writer = { f, 100, go, done };
  gint64 after = 0;
  GThread *thread = g_thread_new ("slow", write_in_turns, &writer);

  wait_for (done);
  g_assert_cmpuint (read_outcomes (f, &after), ==, 0);
  g_assert_cmpint (after, ==, 0);
  g_async_queue_push (go, &writer);
  g_thread_join (thread);
  g_assert_cmpuint (read_outcomes (f, &after), ==, 2);
}

static gpointer
lock_both (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_assert_true (yj_central_store_begin (writer->f->store, &error));
  g_assert_true (yj_central_store_lock (writer->f->store, "case", writer->seq == 1 ? "a" : "b", &error));
  g_async_queue_push (writer->done, writer);
  wait_for (writer->go);
  ok = yj_central_store_lock (writer->f->store, "case", writer->seq == 1 ? "b" : "a", &error);
  if (!ok)
    g_assert_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT);
  yj_central_store_rollback (writer->f->store);
  return GINT_TO_POINTER (ok);
}

static void
test_deadlock (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncQueue) go = g_async_queue_new (), done = g_async_queue_new ();
  Writer one = { f, 1, go, done }, two = { f, 2, go, done };
  GThread *first = g_thread_new ("one", lock_both, &one), *second = g_thread_new ("two", lock_both, &two);
  int went_well;

  wait_for (done);
  wait_for (done);
  g_async_queue_push (go, &one);
  g_async_queue_push (go, &one);
  went_well = GPOINTER_TO_INT (g_thread_join (first)) + GPOINTER_TO_INT (g_thread_join (second));
  g_assert_cmpint (went_well, ==, 1);
  g_test_message ("of two that wait for each other one is told to try again");
}

static void
test_exhausted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncQueue) go = g_async_queue_new (), done = g_async_queue_new ();
  g_autofree char *uri = g_strconcat (f->uri, "&pool_max_conns=1", NULL);
  g_autoptr (GError) error = NULL;
  Writer writer = { f, 100, go, done };
  GThread *thread;

  g_clear_pointer (&f->store, yj_central_store_close);
  f->store = yj_central_store_open (uri, &error);
  g_assert_no_error (error);
  thread = g_thread_new ("slow", write_in_turns, &writer);
  wait_for (done);
  g_assert_false (yj_central_store_check (f->store, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT);
  g_test_message ("%s", error->message);
  g_async_queue_push (go, &writer);
  g_thread_join (thread);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 1);
}

#define ADD(sentence, function) g_test_add ("/central/postgres-store/" sentence, Fixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_assert_true (on_postgres ());
  ADD ("a-database-from-the-future-is-not-touched", test_future);
  ADD ("a-database-of-another-program-is-not-touched", test_foreign);
  ADD ("commits-are-synchronous-whatever-the-role-says", test_synchronous);
  ADD ("processes-that-start-together-make-the-tables-once", test_made_once);
  ADD ("a-connection-that-broke-while-idle-is-replaced", test_idle_cut);
  ADD ("a-connection-that-breaks-inside-leaves-nothing", test_cut_inside);
  ADD ("a-commit-without-an-answer-is-an-unknown-outcome", test_cut_at_commit);
  ADD ("a-stream-that-is-refused-leaves-nothing", test_stream_refused);
  ADD ("no-outcome-appears-behind-a-reader", test_settled);
  ADD ("not-even-the-first-outcome-does", test_settled_first);
  ADD ("who-would-wait-for-ever-is-told-to-try-again", test_deadlock);
  ADD ("when-all-connections-are-in-use-the-wait-ends", test_exhausted);
  return g_test_run ();
}
