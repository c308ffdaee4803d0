/* SPDX-License-Identifier: Apache-2.0 */
/* The table of answers: what a status means for a batch, what a result means for a record, and which receipts prove
 * something. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/jobs/yj-batch-pack.h"
#include "tests/support/seed.h"
#include <stdio.h>
#include <string.h>
#include <zstd.h>

#define ID "00000000-0000-7000-8000-000000000001"
#define SOURCE "urn:yijian:kiosk:7K3M:00112233445566ff"
#define HEADER_JWS "aGVhZGVy.cGF5bG9hZA.c2ln"

typedef struct {
  YjOutboxItem item;
  char *secret, *kid;
  GHashTable *keys;
} Rig;

static void
set_up (Rig *rig, gconstpointer data)
{
  char *public_key;
  rig->item = (YjOutboxItem){ 7,
                              (char *) ID,
                              (char *) "application",
                              (char *) SOURCE,
                              g_compute_checksum_for_string (G_CHECKSUM_SHA256, HEADER_JWS, -1),
                              (char *) HEADER_JWS,
                              g_bytes_new_static ("sealed", 6) };
  yj_suite_receipt_key_new (&rig->secret, &public_key, &rig->kid);
  rig->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (rig->keys, g_strdup (rig->kid), public_key);
}

static void
tear_down (Rig *rig, gconstpointer data)
{
  g_bytes_unref (rig->item.envelope);
  g_free (rig->item.header_sha256);
  g_hash_table_unref (rig->keys);
  g_free (rig->secret);
  g_free (rig->kid);
}

static char *
make_receipt (Rig *rig, const char *id, const char *digest, const char *source, const char *verdict)
{
  g_autofree char *own = g_compute_checksum_for_string (G_CHECKSUM_SHA256, HEADER_JWS, -1);
  g_autoptr (json_t) receipt = json_pack ("{s:i, s:s, s:s, s:s, s:i, s:s}", "schema", 1, "id", id, "digest", digest != NULL ? digest : own,
                                          "source", source, "seq", 7, "verdict", verdict);
  g_autoptr (GBytes) payload = NULL;

  if (g_str_equal (verdict, "rejected"))
    json_object_set_new (receipt, "problem", json_pack ("{s:s}", "title", "item unknown"));
  payload = yj_json_to_bytes (receipt);
  return yj_suite_sign_receipt (payload, rig->secret, rig->kid, NULL);
}

static YjItemFate
classify (Rig *rig, const char *format_status, const char *receipt, const char *more)
{
  g_autofree char *text =
      g_strdup_printf ("[{\"id\":\"%s\",\"status\":\"%s\"%s%s%s%s}]", ID, format_status, receipt != NULL ? ",\"receipt\":\"" : "",
                       receipt != NULL ? receipt : "", receipt != NULL ? "\"" : "", more != NULL ? more : "");
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) results = yj_json_parse (text, strlen (text), 0, 0, &error);
  g_auto (YjItemResult) result = { 0 };

  g_assert_no_error (error);
  yj_batch_job_classify_item (results, 0, &rig->item, rig->keys, &result);
  g_assert_cmpint (result.fate == YJ_ITEM_ACCEPTED || result.fate == YJ_ITEM_REJECTED, ==, result.receipt != NULL);
  return result.fate;
}

static void
test_receipts (Rig *rig, gconstpointer data)
{
  g_autofree char *good = make_receipt (rig, ID, NULL, SOURCE, "accepted"), *no = make_receipt (rig, ID, NULL, SOURCE, "rejected");
  g_autofree char *other_secret = NULL, *other_key = NULL, *other_kid = NULL, *forged = NULL, *wrong_kid = NULL;
  g_autofree char *of_another = make_receipt (rig, "00000000-0000-7000-8000-000000000002", NULL, SOURCE, "accepted");
  g_autofree char *of_other_bytes =
      make_receipt (rig, ID, "0000000000000000000000000000000000000000000000000000000000000000", SOURCE, "accepted");
  g_autofree char *of_other_kiosk = make_receipt (rig, ID, NULL, "urn:yijian:kiosk:7K3N:00112233445566ff", "accepted");
  g_autofree char *of_other_verdict = make_receipt (rig, ID, NULL, SOURCE, "maybe"), *cut = g_strndup (good, strlen (good) - 5);
  g_auto (GStrv) parts = g_strsplit (good, ".", 3);
  g_autofree char *bare = g_strdup_printf ("%s.%s.", parts[0], parts[1]);
  const char *worthless[] = { of_another, of_other_bytes, of_other_kiosk, of_other_verdict, cut, bare, "", "a.b.c", "x" };

  g_assert_cmpint (classify (rig, "accepted", good, NULL), ==, YJ_ITEM_ACCEPTED);
  g_assert_cmpint (classify (rig, "duplicate", good, NULL), ==, YJ_ITEM_ACCEPTED);
  g_assert_cmpint (classify (rig, "rejected", no, NULL), ==, YJ_ITEM_REJECTED);
  /* The receipt is what counts, not the word beside it. */
  g_assert_cmpint (classify (rig, "accepted", no, NULL), ==, YJ_ITEM_REJECTED);
  for (guint i = 0; i < G_N_ELEMENTS (worthless); i++)
    g_assert_cmpint (classify (rig, "accepted", worthless[i], NULL), ==, YJ_ITEM_NOT_SENT);
  /* Signed by somebody else: under his own name, and under central's. */
  yj_suite_receipt_key_new (&other_secret, &other_key, &other_kid);
  g_autofree char *own_secret = g_steal_pointer (&rig->secret), *own_kid = g_steal_pointer (&rig->kid);
  rig->secret = g_strdup (other_secret);
  rig->kid = g_strdup (other_kid);
  forged = make_receipt (rig, ID, NULL, SOURCE, "accepted");
  g_free (rig->kid);
  rig->kid = g_strdup (own_kid);
  wrong_kid = make_receipt (rig, ID, NULL, SOURCE, "accepted");
  g_assert_cmpint (classify (rig, "accepted", forged, NULL), ==, YJ_ITEM_NOT_SENT);
  g_assert_cmpint (classify (rig, "accepted", wrong_kid, NULL), ==, YJ_ITEM_NOT_SENT);
  g_test_message ("%u worthless receipts settled nothing", (guint) G_N_ELEMENTS (worthless) + 2);
}

static void
test_words (Rig *rig, gconstpointer data)
{
  g_assert_cmpint (classify (rig, "accepted", NULL, NULL), ==, YJ_ITEM_NOT_SENT);
  g_assert_cmpint (classify (rig, "duplicate", NULL, NULL), ==, YJ_ITEM_NOT_SENT);
  g_assert_cmpint (classify (rig, "rejected", NULL, NULL), ==, YJ_ITEM_NOT_SENT);
  g_assert_cmpint (classify (rig, "no-such-word", NULL, NULL), ==, YJ_ITEM_NOT_SENT);
  g_assert_cmpint (classify (rig, "incomplete", NULL, ",\"missing\":[\"ab\", 7]"), ==, YJ_ITEM_INCOMPLETE);
  g_assert_cmpint (classify (rig, "deferred", NULL, ",\"retry_after_ms\":5000"), ==, YJ_ITEM_DEFERRED);
  g_assert_cmpint (classify (rig, "conflict", NULL, NULL), ==, YJ_ITEM_DEAD);
  g_assert_cmpint (classify (rig, "malformed", NULL, ",\"problem\":{\"title\":\"header\"}"), ==, YJ_ITEM_DEAD);
}

static void
test_lists (Rig *rig, gconstpointer data)
{
  static const char *const texts[] = { "[]", "[{}]", "[null]", "[\"x\"]", "[{\"id\":\"other\",\"status\":\"malformed\"}]", "[{\"id\":7}]" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (json_t) results = yj_json_parse (texts[i], strlen (texts[i]), 0, 0, NULL);
    g_auto (YjItemResult) result = { 0 };
    yj_batch_job_classify_item (results, 0, &rig->item, rig->keys, &result);
    g_assert_cmpint (result.fate, ==, YJ_ITEM_NOT_SENT);
  }
}

static const char *
name_action (YjBatchAction action)
{
  static const char *const names[] = {
    [YJ_BATCH_READ_RESULTS] = "READ_RESULTS", [YJ_BATCH_BISECT] = "BISECT", [YJ_BATCH_SMALLER] = "SMALLER",
    [YJ_BATCH_OTHER_CODING] = "OTHER_CODING", [YJ_BATCH_WAIT] = "WAIT",     [YJ_BATCH_SUSPECT] = "SUSPECT",
    [YJ_BATCH_ALARM] = "ALARM",
  };
  return names[action];
}

/* Sets the statuses that "400, 422" or "500-502" names; a number that stands in two rows fails. */
static void
take_row (const char *statuses, const char *action, char **expected)
{
  g_auto (GStrv) parts = g_strsplit (statuses, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    int from = 0, to = 0, n = sscanf (parts[i], "%d-%d", &from, &to);
    for (int status = from; n > 0 && status <= (n == 2 ? to : from); status++) {
      g_assert_null (expected[status]);
      expected[status] = g_strdup (action);
    }
  }
}

/* The table that people read is the one that is tested. */
static void
test_statuses (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "docs", "architecture.md", NULL), *text = NULL, *other = NULL;
  char *expected[1000] = { NULL };
  g_auto (GStrv) lines = NULL;
  guint rows = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (strstr (text, "| answer to a batch |"), "\n", -1);
  for (guint i = 2; lines[i][0] == '|'; i++, rows++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "|", 4);
    g_auto (GStrv) words = g_strsplit (cells[2], "`", 3);
    if (strstr (cells[1], "any other") != NULL)
      other = g_strdup (words[1]);
    else
      take_row (cells[1], words[1], expected);
  }
  for (int status = 100; status < 1000; status++) {
    g_assert_cmpstr (name_action (yj_batch_job_classify_status (status)), ==, expected[status] != NULL ? expected[status] : other);
    g_free (expected[status]);
  }
  g_test_message ("%u rows of the table in docs/architecture.md, 900 statuses", rows);
}

static void
test_problems (void)
{
  static const struct {
    const char *text;
    gboolean ours;
  } table[] = {
    { "{\"type\":\"urn:yijian:problem:too-large\",\"title\":\"x\"}", TRUE },
    { "{\"type\":\"about:blank\"}", FALSE },
    { "<html>400 Bad Request</html>", FALSE },
    { "", FALSE },
    { "[]", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GBytes) body = g_bytes_new_static (table[i].text, strlen (table[i].text));
    g_assert_cmpint (yj_batch_job_is_problem (body), ==, table[i].ours);
  }
}

/* The item's body is let go by the coding, so each coding gets its own. */
static GBytes *
encode (Rig *rig, gboolean zstd)
{
  g_autoptr (YjBatchPack) pack = yj_batch_pack_new (0, zstd);
  YjOutboxItem item = rig->item;

  item.envelope = g_bytes_ref (rig->item.envelope);
  item.header_jws = g_strdup (rig->item.header_jws);
  yj_batch_pack_add (pack, &item);
  g_assert_null (item.envelope);
  return yj_batch_pack_finish (pack);
}

/* Longer than a piece of base64, and a header that has to be escaped: the short way into JSON gives what the long way gives. */
static void
test_long_way (Rig *rig, gconstpointer data)
{
  static const char *const headers[] = { HEADER_JWS, "no \"JWS\" at all", "" };

  for (guint i = 0; i < 3 * G_N_ELEMENTS (headers); i++) {
    g_autoptr (YjBatchPack) pack = yj_batch_pack_new (0, FALSE);
    g_autoptr (GBytes) packed = NULL;
    g_autoptr (json_t) batch = NULL, event = NULL;
    gsize size = 30000 + i;
    YjOutboxItem item = rig->item;
    guint8 *noise = g_malloc (size);

    for (gsize k = 0; k < size; k++)
      noise[k] = (guint8) g_test_rand_int ();
    item.header_jws = g_strdup (headers[i / 3]);
    item.envelope = g_bytes_new_take (noise, size);
    event = yj_batch_pack_event (&item);
    yj_batch_pack_add (pack, &item);
    packed = yj_batch_pack_finish (pack);
    batch = yj_json_parse (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), 0, 0, NULL);
    g_assert_true (json_equal (json_array_get (batch, 0), event));
    g_assert_null (item.envelope);
  }
}

static void
test_encode (Rig *rig, gconstpointer data)
{
  g_autoptr (GBytes) plain = encode (rig, FALSE), packed = encode (rig, TRUE), again = encode (rig, TRUE);
  g_autoptr (json_t) batch = NULL;
  char room[4096];
  gsize size;

  g_assert_true (g_bytes_equal (packed, again));
  /* A stream says no length in its frame, so the room is given. */
  size = ZSTD_decompress (room, sizeof room, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  g_assert_false (ZSTD_isError (size));
  g_assert_cmpmem (room, size, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  batch = yj_json_parse (room, size, 0, 0, NULL);
  g_assert_cmpuint (json_array_size (batch), ==, 1);
  g_assert_cmpstr (yj_json_string (json_array_get (batch, 0), "specversion"), ==, "1.0");
  g_assert_cmpstr (yj_json_string (json_array_get (batch, 0), "type"), ==, "org.yijian.application.v1");
  g_assert_cmpstr (yj_json_string (json_array_get (batch, 0), "source"), ==, SOURCE);
  g_assert_cmpstr (yj_json_string (json_array_get (batch, 0), "sequence"), ==, "7");
  g_assert_cmpstr (yj_json_string (yj_json_object (json_array_get (batch, 0), "data"), "envelope"), ==, "c2VhbGVk");
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add ("/batch-job/a-receipt-counts-when-signature-id-digest-and-source-hold", Rig, NULL, set_up, test_receipts, tear_down);
  g_test_add ("/batch-job/a-word-without-a-receipt-settles-nothing", Rig, NULL, set_up, test_words, tear_down);
  g_test_add ("/batch-job/a-list-that-does-not-speak-of-a-record-leaves-it", Rig, NULL, set_up, test_lists, tear_down);
  g_test_add_func ("/batch-job/every-status-has-its-action", test_statuses);
  g_test_add_func ("/batch-job/only-centrals-own-problem-is-one", test_problems);
  g_test_add ("/batch-job/a-batch-is-cloudevents-and-the-same-each-time", Rig, NULL, set_up, test_encode, tear_down);
  g_test_add ("/batch-job/the-short-way-into-json-gives-what-the-long-way-gives", Rig, NULL, set_up, test_long_way, tear_down);
  return g_test_run ();
}
