/* SPDX-License-Identifier: Apache-2.0 */
/* Measures central's ingest against COPY BINARY of the same records into the same PostgreSQL: central-rate URI BATCH ROUNDS. Each round
 * stores records without matters, copies what was stored, then stores records with two (two cases and two outcomes more each), then judges
 * and stores with one sender, then with two; prints a JSON object of rows per second, a list each. The limits are those of
 * copy-limits.h. */
#include "core/document/yj-reference.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-ingest.h"
#include "tests/bench/copy-limits.h"
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define BATCHES 6             /* of one sender in a round */
#define ENVELOPE_BYTES 8240
#define EPOCH "00000000000000aa"

typedef struct {
  YjCentral *central;
  const char *uri;
  guint batch;
  char *kiosks[2];
  char *device_keys[2];
  json_t *certificates[2];
  gint64 seq[2];
} Bench;

static void
check (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("central-rate: %s\n", error->message);
  exit (1);
}

static char *
enrol (Bench *bench, guint who)
{
  YjAuthority authority = yj_central_keys_get_authority (bench->central->keys);
  g_autofree char *csr = yj_suite_device_csr_new (bench->device_keys[who], bench->kiosks[who], NULL);
  return yj_x509_sign_client (&authority, csr, YJ_ROLE_KIOSK, bench->kiosks[who], NULL);
}

static json_t *
new_header (Bench *bench, guint who, gint64 seq, GBytes *envelope)
{
  g_autofree char *id = g_uuid_string_random (), *digest = yj_sha256_hex (envelope), *reference = yj_reference_new (bench->kiosks[who], (guint64) seq);
  const char *service = NULL, *kind;
  json_t *use;

  json_object_foreach (bench->central->keys->recipient_ids, kind, use)
    if (g_str_equal (json_string_value (use), "service"))
      service = kind;
  return json_pack ("{s:i, s:s, s:s, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:[s, s], s:{s:s, s:i}, s:[], s:[s], s:s, s:s, s:{s:s, s:s}, s:I, s:s,"
                    " s:i, s:s, s:s, s:s, s:s}",
                    "schema", 1, "id", id, "kind", "application", "item", "id", "newborn", "version", 1, "catalogue", "id", "basic",
                    "version", 1, "region", "000000", "matters", "household-registration", "medical-insurance", "envelope",
                    "sha256", digest, "bytes", (int) g_bytes_get_size (envelope), "materials", "recipients", service, "suite", "intl-1",
                    "progress_secret_sha256", "0000000000000000000000000000000000000000000000000000000000000000", "source", "kiosk",
                    bench->kiosks[who], "epoch", EPOCH, "seq", (json_int_t) seq, "boot_id", "boot", "boottime_usec", 1, "wall",
                    "2026-01-01T00:00:00Z", "clock", "unverified", "reference", reference, "case_number", reference);
}

static json_t *
new_event (Bench *bench, guint who)
{
  guint8 bytes[ENVELOPE_BYTES];
  gint64 seq = ++bench->seq[who];
  g_autoptr (GBytes) envelope = NULL, payload = NULL;
  g_autoptr (json_t) header = NULL;
  g_autofree char *jws = NULL, *text = NULL, *source = NULL, *sequence = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  randombytes_buf (bytes, sizeof bytes);
  envelope = g_bytes_new (bytes, sizeof bytes);
  header = new_header (bench, who, seq, envelope);
  payload = yj_json_to_bytes (header);
  jws = yj_suite_sign_header (payload, bench->device_keys[who], NULL);
  text = g_base64_encode (bytes, sizeof bytes);
  source = g_strdup_printf ("urn:yijian:kiosk:%s:" EPOCH, bench->kiosks[who]);
  return json_pack ("{s:s, s:O, s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "specversion", "1.0", "id", json_object_get (header, "id"), "source",
                    source, "type", "org.yijian.application.v1", "sequence", sequence, "datacontenttype", "application/json", "data",
                    "header_jws", jws, "envelope", text);
}

/* The JSON text of one batch, as it lies there after decoding. */
static GBytes *
new_batch (Bench *bench, guint who)
{
  g_autoptr (json_t) events = json_array ();

  for (guint i = 0; i < bench->batch; i++)
    json_array_append_new (events, new_event (bench, who));
  return yj_json_to_bytes (events);
}

static GPtrArray *
new_batches (Bench *bench, guint who)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < BATCHES; i++)
    g_ptr_array_add (batches, new_batch (bench, who));
  return batches;
}

static json_t *
parse (GBytes *text)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  return yj_json_parse (data, size, YJ_BATCH_MAX_DECODED_BYTES, 0, NULL);
}

static double
rate_since (gint64 started_usec, guint rows)
{
  return rows * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - started_usec);
}

/* ---- central ---- */
/* The store's part alone, as yj-central-ingest.c goes through it; reading, judging and signing happen outside of the clock. */
static gint64
store_batch (Bench *bench, YjBatch *batch, gboolean cases)
{
  guint n = batch->candidates->len;
  g_autofree const YjRecord **records = g_new0 (const YjRecord *, n);
  g_autofree YjSettlement *settlements = g_new0 (YjSettlement, n);
  g_autofree YjStanding *standings = g_new0 (YjStanding, n);
  YjCentralStore *store = bench->central->store;
  g_autoptr (json_t) progress = NULL, none = json_array ();
  g_autoptr (GError) error = NULL;
  gint64 started;

  for (guint i = 0; i < n; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    records[i] = candidate->record;
    settlements[i] = (YjSettlement){ candidate->verdict, candidate->receipt, NULL, cases ? candidate->cases : none };
  }
  started = g_get_monotonic_time ();
  if (yj_central_store_look_up (store, records, n, standings, &error) &&
      yj_central_store_insert_submissions (store, records, settlements, n, batch->received, &error) &&
      (progress = yj_central_store_get_progress (store, records[0]->source, &error)) != NULL)
    yj_central_store_commit (store, &error);
  check (error);
  return g_get_monotonic_time () - started;
}

static void
check_judged (const YjCandidate *candidate)
{
  g_autofree char *text = candidate->verdict == NULL ? yj_json_to_text (candidate->result) : NULL;

  if (text == NULL)
    return;
  g_printerr ("central-rate: a record was not taken: %s\n", text);
  exit (1);
}

static double
measure_store (Bench *bench, GPtrArray *batches, gboolean cases)
{
  YjSpeaker speaker = { bench->kiosks[0], bench->certificates[0] };
  gint64 spent = 0;

  for (guint i = 0; i < batches->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) events = parse (g_ptr_array_index (batches, i));
    g_autoptr (YjBatch) batch = yj_batch_new (bench->central, &speaker, events);

    yj_batch_find_materials (batch, &error);
    yj_batch_settle (batch, &error);
    check (error);
    for (guint k = 0; k < batch->candidates->len; k++)
      check_judged (g_ptr_array_index (batch->candidates, k));
    spent += store_batch (bench, batch, cases);
  }
  return batches->len * bench->batch * (double) G_USEC_PER_SEC / (double) spent;
}

typedef struct {
  Bench *bench;
  guint who;
  GPtrArray *batches;
} Sender;

static gpointer
send_all (gpointer data)
{
  Sender *sender = data;
  YjSpeaker speaker = { sender->bench->kiosks[sender->who], sender->bench->certificates[sender->who] };

  for (guint i = 0; i < sender->batches->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) events = parse (g_ptr_array_index (sender->batches, i)), answer = NULL;
    g_autoptr (GBytes) text = NULL;
    yj_central_ingest (sender->bench->central, &speaker, events, &answer, &error);
    check (error);
    text = yj_json_to_bytes (answer);
    if (strstr (g_bytes_get_data (text, NULL), "\"accepted\"") == NULL)
      exit (1);
  }
  return NULL;
}

static double
measure_whole (Bench *bench, guint senders)
{
  Sender jobs[2];
  GThread *threads[2];
  gint64 started;
  double rate;

  for (guint i = 0; i < senders; i++)
    jobs[i] = (Sender){ bench, i, new_batches (bench, i) };
  started = g_get_monotonic_time ();
  for (guint i = 0; i < senders; i++)
    threads[i] = g_thread_new ("sender", send_all, &jobs[i]);
  for (guint i = 0; i < senders; i++)
    g_thread_join (threads[i]);
  rate = rate_since (started, senders * BATCHES * bench->batch);
  for (guint i = 0; i < senders; i++)
    g_ptr_array_unref (jobs[i].batches);
  return rate;
}

static void
prepare (Bench *bench, PGconn *conn, const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) summary = NULL;
  YjCentralKeys *keys;

  copy_limits_run (conn, "CREATE SCHEMA bench; CREATE SCHEMA copied; SET search_path = copied", PGRES_COMMAND_OK);
  yj_central_keys_init (dir, NULL, "intl-1", &summary, &error);
  check (error);
  keys = yj_central_keys_load (dir, &error);
  check (error);
  bench->central = yj_central_new (bench->uri, keys, &error);
  check (error);
  copy_limits_prepare (conn);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *certificate = NULL;
    bench->kiosks[i] = g_strdup_printf ("AAA%u", i);
    bench->device_keys[i] = yj_suite_device_key_new (NULL);
    certificate = enrol (bench, i);
    bench->certificates[i] = json_pack ("[s]", certificate);
  }
}

static void
note (json_t *figures, const char *name, double rate)
{
  if (figures == NULL)
    return;
  if (json_object_get (figures, name) == NULL)
    json_object_set_new (figures, name, json_array ());
  json_array_append_new (json_object_get (figures, name), json_real (rate));
}

static void
measure_rounds (Bench *bench, PGconn *conn, guint rounds)
{
  g_autoptr (json_t) figures = json_object ();
  g_autofree char *text = NULL;

  for (guint i = 0; i <= rounds; i++) {
    g_autoptr (GPtrArray) plain = new_batches (bench, 0), batches = new_batches (bench, 0);
    gint64 after = copy_limits_find_last (conn);
    gboolean counts = i > 0; /* the first one warms caches and makes files grow */

    note (counts ? figures : NULL, "bare", measure_store (bench, plain, FALSE));
    for (guint k = 0; k < N_COPY_LIMITS; k++)
      note (counts ? figures : NULL, copy_limits[k].name, copy_limits_measure (conn, k, after, bench->batch, BATCHES));
    note (counts ? figures : NULL, "store", measure_store (bench, batches, TRUE));
    note (counts ? figures : NULL, "one", measure_whole (bench, 1));
    note (counts ? figures : NULL, "two", measure_whole (bench, 2));
  }
  text = yj_json_to_text (figures);
  g_print ("%s\n", text);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) list = g_dir_open (path, 0, NULL);
  const char *name;

  while (list != NULL && (name = g_dir_read_name (list)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    if (g_file_test (inside, G_FILE_TEST_IS_DIR) && !g_file_test (inside, G_FILE_TEST_IS_SYMLINK))
      remove_tree (inside);
    else
      g_unlink (inside);
  }
  g_rmdir (path);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  PGconn *conn;
  g_autofree char *dir = g_dir_make_tmp ("yj-rate-XXXXXX", NULL), *keys = g_build_filename (dir, "keys", NULL);

  if (argc != 4 || sodium_init () < 0)
    return 2;
  bench.uri = argv[1];
  bench.batch = (guint) atoi (argv[2]);
  conn = PQconnectdb (bench.uri);
  prepare (&bench, conn, keys);
  measure_rounds (&bench, conn, (guint) atoi (argv[3]));
  yj_central_free (bench.central);
  PQfinish (conn);
  remove_tree (dir);
  return 0;
}
