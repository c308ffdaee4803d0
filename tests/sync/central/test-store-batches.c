/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is true of batches in central's store, whatever database is behind it: their progress, their bodies, and what becomes of one
 * that cannot be written. */
#include "core/base/yj-error.h"
#include "tests/sync/central/store-fixture.h"
#include "tests/sync/central/store-records.h"
#include <sodium.h>
#include <stdlib.h>

#define MAX_RECORDS 8
#define OTHER_EPOCH "00000000000000bb"

/* As a batch goes through the store; without cases. */
static gboolean
store_batch (YjCentralStore *store, GPtrArray *records, const YjSettlement *settlements, json_t **progress, GError **error)
{
  const YjRecord *const *list = (const YjRecord *const *) records->pdata;
  const YjRecord *last = g_ptr_array_index (records, records->len - 1);
  YjStanding standings[MAX_RECORDS] = { 0 };
  gboolean good;

  g_assert_cmpuint (records->len, <=, MAX_RECORDS);
  g_assert_true (yj_central_store_look_up (store, list, records->len, standings, error));
  good = yj_central_store_insert_submissions (store, list, settlements, records->len, AT, error) &&
         (*progress = yj_central_store_get_progress (store, last->source, error)) != NULL;
  for (guint i = 0; i < records->len; i++)
    yj_standing_clear (&standings[i]);
  if (good)
    return yj_central_store_commit (store, error);
  yj_central_store_rollback (store);
  return FALSE;
}

static void
settle (YjSettlement *settlements, const json_t *cases)
{
  for (guint i = 0; i < MAX_RECORDS; i++)
    settlements[i] = (YjSettlement){ "accepted", "receipt", NULL, cases };
}

/* "3", or "b7" of the other outbox. */
static YjRecord *
make_record (const char *word)
{
  return *word == 'b' ? new_record_of ("TEST", OTHER_EPOCH, atoi (word + 1)) : new_record (atoi (word));
}

static void
assert_batch (YjCentralStore *store, const char *words, const char *wanted)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_record_free);
  g_autoptr (json_t) progress = NULL, after = NULL, none = json_array ();
  g_autoptr (GError) error = NULL;
  g_autofree char *inside = NULL, *outside = NULL;
  YjSettlement settlements[MAX_RECORDS];

  settle (settlements, none);
  for (guint i = 0; list[i] != NULL; i++)
    g_ptr_array_add (records, make_record (list[i]));
  g_assert_true (store_batch (store, records, settlements, &progress, &error));
  g_assert_no_error (error);
  after = yj_central_store_get_progress (store, ((YjRecord *) g_ptr_array_index (records, records->len - 1))->source, &error);
  g_assert_no_error (error);
  inside = yj_json_to_text (progress);
  outside = yj_json_to_text (after);
  g_test_message ("after %s: %s", words, inside);
  g_assert_cmpstr (inside, ==, wanted);
  g_assert_cmpstr (outside, ==, wanted);
}

static void
test_progress (Fixture *f, gconstpointer unused)
{
  static const struct {
    const char *batch, *progress;
  } steps[] = {
    { "1 2 3", "{\"contiguous_through\":3,\"gaps\":[]}" },
    { "4", "{\"contiguous_through\":4,\"gaps\":[]}" },
    { "6 7", "{\"contiguous_through\":4,\"gaps\":[[5,5]]}" },
    { "9", "{\"contiguous_through\":4,\"gaps\":[[5,5],[8,8]]}" },
    { "5", "{\"contiguous_through\":7,\"gaps\":[[8,8]]}" },
    { "8", "{\"contiguous_through\":9,\"gaps\":[]}" },
    { "12 11 10", "{\"contiguous_through\":12,\"gaps\":[]}" },
    { "13 b1 14 b2", "{\"contiguous_through\":2,\"gaps\":[]}" },
    { "b4 15 b3 16", "{\"contiguous_through\":16,\"gaps\":[]}" },
    { "b5", "{\"contiguous_through\":5,\"gaps\":[]}" },
    { "b8 17 b6", "{\"contiguous_through\":6,\"gaps\":[[7,7]]}" },
    { "18", "{\"contiguous_through\":18,\"gaps\":[]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    assert_batch (f->store, steps[i].batch, steps[i].progress);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 25);
}

/* Of numbers that are told to be withheld only those below what is stored count. */
static void
test_withheld (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) withheld = json_pack ("[[s, i], [s, i]]", SOURCE, 3, SOURCE, 6);

  assert_batch (f->store, "1 2", "{\"contiguous_through\":2,\"gaps\":[]}");
  g_assert_true (yj_central_store_add_kiosk (f->store, "TEST", "000000", AT, &error));
  g_assert_true (yj_central_store_set_status (f->store, "TEST", "{}", withheld, AT, &error));
  g_assert_no_error (error);
  assert_progress (f->store, "{\"contiguous_through\":2,\"gaps\":[]}");
  assert_batch (f->store, "4 5", "{\"contiguous_through\":5,\"gaps\":[]}");
  assert_batch (f->store, "7", "{\"contiguous_through\":7,\"gaps\":[]}");
  assert_batch (f->store, "9", "{\"contiguous_through\":7,\"gaps\":[[8,8]]}");
}

/* Below, at and above what goes to a server in one piece. */
static void
test_bodies (Fixture *f, gconstpointer unused)
{
  static const gsize sizes[] = { 1, 7000, 60000, 65535, 65536, 300000, 4 };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_record_free);
  g_autoptr (json_t) progress = NULL, none = json_array ();
  g_autoptr (GError) error = NULL;
  YjSettlement settlements[MAX_RECORDS];

  settle (settlements, none);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    YjRecord *record = new_record (i + 1);
    guint8 *bytes = g_malloc (sizes[i]);
    randombytes_buf (bytes, sizes[i]);
    g_bytes_unref (record->envelope);
    record->envelope = g_bytes_new_take (bytes, sizes[i]);
    g_ptr_array_add (records, record);
  }
  g_assert_true (store_batch (f->store, records, settlements, &progress, &error));
  g_assert_no_error (error);
  fixture_reopen (f);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const YjRecord *record = g_ptr_array_index (records, i);
    g_autoptr (json_t) list = yj_central_store_list_submissions (f->store, record->id, 0, &error), body = NULL;
    g_autofree char *text = g_base64_encode (g_bytes_get_data (record->envelope, NULL), sizes[i]);
    body = yj_central_store_get_body (f->store, yj_json_int (json_array_get (list, 0), "n", 0), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (yj_json_string (body, "envelope"), ==, text);
    g_assert_cmpstr (yj_json_string (body, "header_jws"), ==, record->header_jws);
  }
}

/* "2: C2-1 a 09 waiting, C2-2 b 36 waiting" */
static char *
describe_cases (YjCentralStore *store, gint64 n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) cases = yj_central_store_list_cases_of (store, n, &error);
  GString *text = g_string_new (NULL);
  size_t i;
  json_t *row;

  g_assert_no_error (error);
  json_array_foreach (cases, i, row)
    g_string_append_printf (text, "%s%s %s %s %s %s", i > 0 ? ", " : "", yj_json_string (row, "case"), yj_json_string (row, "matter"),
                            yj_json_string (row, "department"), yj_json_string (row, "status"), yj_json_string (row, "since"));
  return g_string_free (text, FALSE);
}

/* Of several records, one of which has none. */
static void
test_cases (Fixture *f, gconstpointer unused)
{
  static const char *const wanted[] = { "C-1 a 09 waiting " AT ", C-2 b 36 waiting " AT, "", "D-1 b 36 waiting " AT };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_record_free);
  g_autoptr (json_t) progress = NULL, none = json_array (), outcomes = NULL;
  g_autoptr (json_t) two = json_pack ("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "matter", "a", "case", "C-1", "department", "09", "matter", "b", "case",
                                      "C-2", "department", "36");
  g_autoptr (json_t) one = json_pack ("[{s:s, s:s, s:s}]", "matter", "b", "case", "D-1", "department", "36");
  YjSettlement settlements[] = { { "accepted", "receipt", NULL, two }, { "rejected", "receipt", NULL, none }, { "accepted", "receipt", NULL, one } };
  g_autoptr (GError) error = NULL;
  gint64 after = 0;

  for (gint64 seq = 1; seq <= 3; seq++)
    g_ptr_array_add (records, new_record (seq));
  g_assert_true (store_batch (f->store, records, settlements, &progress, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    const YjRecord *record = g_ptr_array_index (records, i);
    g_autoptr (json_t) list = yj_central_store_list_submissions (f->store, record->id, 0, &error);
    g_autofree char *found = describe_cases (f->store, yj_json_int (json_array_get (list, 0), "n", 0));
    g_assert_cmpstr (found, ==, wanted[i]);
  }
  outcomes = yj_central_store_list_outcomes (f->store, "000000", &after, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (outcomes), ==, 3);
  g_assert_cmpstr (yj_json_string (json_array_get (outcomes, 1), "case"), ==, "C-2");
  g_assert_cmpint (count_rows (f->store, "outbox"), ==, 3);
}

/* The number of each is asked for where there are as high ones, of this outbox and of the kiosk's other one. */
static void
test_taken (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_record_free);
  YjStanding standings[4] = { 0 };

  assert_batch (f->store, "2 4 9", "{\"contiguous_through\":0,\"gaps\":[[1,1],[3,3],[5,8]]}");
  assert_batch (f->store, "b3 b5", "{\"contiguous_through\":0,\"gaps\":[[1,2],[4,4]]}");
  for (gint64 seq = 3; seq <= 6; seq++)
    g_ptr_array_add (records, new_record (seq));
  g_assert_true (yj_central_store_look_up (f->store, (const YjRecord *const *) records->pdata, 4, standings, &error));
  yj_central_store_rollback (f->store);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpint (standings[i].digest != NULL, ==, i == 1);
    g_assert_cmpint (standings[i].sequence_taken, ==, i == 1);
    g_assert_cmpint (standings[i].reference_taken, ==, i == 0 || i == 2);
    yj_standing_clear (&standings[i]);
  }
}

/* The second record's case has the name of the first one's. */
static void
test_refused_late (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_record_free);
  g_autoptr (json_t) progress = NULL, cases = json_pack ("[{s:s, s:s, s:s}]", "matter", "a", "case", "C-1", "department", "09");
  g_autoptr (GError) error = NULL;
  YjSettlement settlements[MAX_RECORDS];

  settle (settlements, cases);
  g_ptr_array_add (records, new_record (1));
  g_ptr_array_add (records, new_record (2));
  g_assert_false (store_batch (f->store, records, settlements, &progress, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpint (count_rows (f->store, "submissions"), ==, 0);
  g_assert_cmpint (count_rows (f->store, "cases"), ==, 0);
  assert_progress (f->store, "{\"contiguous_through\":0,\"gaps\":[]}");
  assert_batch (f->store, "1 2", "{\"contiguous_through\":2,\"gaps\":[]}");
}

#define ADD(sentence, function) g_test_add ("/central/store-batches/" sentence, Fixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  ADD ("progress-inside-a-transaction-is-that-after-it", test_progress);
  ADD ("withheld-numbers-are-known-below-what-is-stored", test_withheld);
  ADD ("bodies-of-any-size-come-back", test_bodies);
  ADD ("cases-belong-to-their-records-and-keep-their-order", test_cases);
  ADD ("numbers-and-references-that-are-taken-are-told-apart", test_taken);
  ADD ("a-batch-that-is-refused-late-leaves-nothing", test_refused_late);
  return g_test_run ();
}
