/* SPDX-License-Identifier: Apache-2.0 */
/* Times the courier's own way from sealed records to the wire, beside one big body over the same TLS.
 *
 *   upload-rate URL CA BIG_MIB RECORDS BATCH BYTES ROUNDS
 *
 * In each round: one PUT of BIG_MIB, then RECORDS records of BYTES in batches of BATCH over one connection and over two, with zstd and
 * without. One JSON object: for each of the ways a list of ROUNDS pairs [bytes on the wire, microseconds]. */
#include "core/base/yj-json.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/jobs/yj-batch-pack.h"
#include "sync/courier/yj-uplink.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_SECONDS 300
#define NOISE_BYTES ((gsize) 4 << 20) /* repeats beyond what zstd looks back */

typedef struct {
  const char *url, *ca;
  YjClock *clock;
  guint records, batch;
  gsize bytes;
  gboolean zstd;
  char *header_jws;
  GBytes *noise; /* records are cut from it, each from another place */
  gint next;     /* atomic: the next record */
  gsize wire_bytes; /* atomic */
} Upload;

static YjUplink *
new_uplink (Upload *upload)
{
  return yj_uplink_new (upload->url, upload->ca, NULL, NULL, upload->clock, TIMEOUT_SECONDS, NULL);
}

static void
send_body (YjUplink *uplink, const char *method, GBytes *body, gboolean zstd)
{
  YjUplinkRequest request = { method, "/v1/batches", "application/cloudevents-batch+json", zstd, body, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = yj_uplink_exchange (uplink, &request, &error);

  if (answer == NULL || answer->status != 200) {
    fprintf (stderr, "upload-rate: %s\n", error != NULL ? error->message : "not answered with 200");
    exit (1);
  }
}

static YjOutboxItem *
new_item (Upload *upload, guint number)
{
  YjOutboxItem *item = g_new0 (YjOutboxItem, 1);

  item->seq = number + 1;
  item->id = g_strdup_printf ("00000000-0000-7000-8000-%012u", number);
  item->kind = g_strdup ("application");
  item->source = g_strdup ("urn:yijian:kiosk:7K3M:0011223344556677");
  item->header_jws = g_strdup (upload->header_jws);
  item->envelope = g_bytes_new_from_bytes (upload->noise, (number * upload->bytes) % (NOISE_BYTES - upload->bytes), upload->bytes);
  return item;
}

static gpointer
run_lane (gpointer data)
{
  Upload *upload = data;
  g_autoptr (YjUplink) uplink = new_uplink (upload);
  guint first;

  while ((first = (guint) g_atomic_int_add (&upload->next, (gint) upload->batch)) < upload->records) {
    guint end = MIN (first + upload->batch, upload->records);
    g_autoptr (YjBatchPack) pack = yj_batch_pack_new ((end - first) * (upload->bytes + strlen (upload->header_jws)), upload->zstd);
    g_autoptr (GBytes) body = NULL;

    for (guint i = first; i < end; i++) {
      YjOutboxItem *item = new_item (upload, i);
      yj_batch_pack_add (pack, item);
      yj_outbox_item_free (item);
    }
    body = yj_batch_pack_finish (pack);
    __atomic_add_fetch (&upload->wire_bytes, g_bytes_get_size (body), __ATOMIC_RELAXED);
    send_body (uplink, "POST", body, upload->zstd);
  }
  return NULL;
}

static void
note (json_t *list, gsize bytes, gint64 began)
{
  json_array_append_new (list, json_pack ("[I, I]", (json_int_t) bytes, (json_int_t) (g_get_monotonic_time () - began)));
}

static void
time_batches (Upload *upload, guint lanes, gboolean zstd, json_t *list)
{
  GThread *threads[2];
  gint64 began = g_get_monotonic_time ();

  upload->next = 0;
  upload->wire_bytes = 0;
  upload->zstd = zstd;
  for (guint i = 0; i < lanes; i++)
    threads[i] = g_thread_new ("lane", run_lane, upload);
  for (guint i = 0; i < lanes; i++)
    g_thread_join (threads[i]);
  note (list, upload->wire_bytes, began);
}

static void
time_big (Upload *upload, GBytes *big, json_t *list)
{
  g_autoptr (YjUplink) uplink = new_uplink (upload);
  gint64 began = g_get_monotonic_time ();

  send_body (uplink, "PUT", big, FALSE);
  note (list, g_bytes_get_size (big), began);
}

static GBytes *
new_noise (gsize size)
{
  guint32 *data = g_malloc (size);
  for (gsize i = 0; i < size / 4; i++)
    data[i] = g_random_int ();
  return g_bytes_new_take (data, size);
}

/* As long as the header of an application with two matters. */
static char *
new_header (void)
{
  g_autofree char *key = yj_suite_device_key_new (NULL), *text = g_malloc0 (901);
  g_autoptr (GBytes) payload = NULL;

  memset (text, 'h', 900);
  payload = g_bytes_new (text, 900);
  return yj_suite_sign_header (payload, key, NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    guint lanes;
    gboolean zstd;
  } ways[] = { { "one_zstd", 1, TRUE }, { "two_zstd", 2, TRUE }, { "one_plain", 1, FALSE }, { "two_plain", 2, FALSE } };
  g_autoptr (json_t) all = json_object ();
  g_autofree char *text = NULL, *ca = NULL;
  Upload upload = { 0 };
  g_autoptr (GBytes) big = NULL;

  if (argc != 8 || !g_file_get_contents (argv[2], &ca, NULL, NULL)) {
    fputs ("usage: upload-rate URL CA BIG_MIB RECORDS BATCH BYTES ROUNDS\n", stderr);
    return 2;
  }
  upload = (Upload){ .url = argv[1], .ca = ca, .clock = yj_clock_new (), .records = (guint) atoi (argv[4]), .batch = (guint) atoi (argv[5]),
                     .bytes = (gsize) atoi (argv[6]), .header_jws = new_header (), .noise = new_noise (NOISE_BYTES) };
  big = new_noise ((gsize) atoi (argv[3]) << 20);
  json_object_set_new (all, "big", json_array ());
  for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
    json_object_set_new (all, ways[w].name, json_array ());
  for (int round = 0; round < atoi (argv[7]); round++) {
    time_big (&upload, big, json_object_get (all, "big"));
    for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
      time_batches (&upload, ways[w].lanes, ways[w].zstd, json_object_get (all, ways[w].name));
  }
  text = yj_json_to_text (all);
  puts (text);
  g_bytes_unref (upload.noise);
  g_free (upload.header_jws);
  g_object_unref (upload.clock);
  return 0;
}
