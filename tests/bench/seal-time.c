/* SPDX-License-Identifier: Apache-2.0 */
/* Times the seal of records beside a raw append + fdatasync of the same bytes, in blocks that take turns, on one disk.
 *
 *   seal-time BLOCKS RECORDS BYTES [SKIP]
 *
 * SKIP records are sealed before anything is timed. One JSON object: "raw_usec" and "seal_usec", each a list of BLOCKS lists. */
#include "core/base/yj-json.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-suite.h"
#include "tests/sync/courier/outbox-rig.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  OutboxRig rig;
  guint sealed;
  gsize bytes;
  guint8 *data;
  gsize record_bytes; /* of envelope, signed header and its payload together */
  int file;
} Bench;

static gint64
write_raw (Bench *bench)
{
  gint64 began = g_get_monotonic_time ();
  if (write (bench->file, bench->data, bench->record_bytes) != (ssize_t) bench->record_bytes || fdatasync (bench->file) != 0)
    g_error ("the disk does not take %" G_GSIZE_FORMAT " bytes", bench->record_bytes);
  return g_get_monotonic_time () - began;
}

/* What the courier does between the envelope's arrival and its answer, without the signature. */
static gint64
seal (Bench *bench)
{
  gint64 began = g_get_monotonic_time (), spent;
  g_autoptr (GError) error = NULL;
  guint64 seq = yj_outbox_reserve_seq (bench->rig.outbox, &error);
  g_autofree char *id = outbox_rig_id (++bench->sealed), *reference = yj_reference_new ("7K3M", seq), *header = NULL, *jws = NULL;
  g_autoptr (GBytes) envelope = g_bytes_new_static (bench->data, bench->bytes), text = NULL;
  YjOutboxRecord record;

  spent = g_get_monotonic_time () - began;
  header = g_strdup_printf ("{\"schema\":1,\"id\":\"%s\",\"kind\":\"application\",\"source\":{\"kiosk\":\"7K3M\",\"epoch\":\"%s\"},"
                            "\"seq\":%" G_GUINT64_FORMAT ",\"matters\":[\"vaccination\",\"social-card\"]}",
                            id, yj_outbox_get_epoch (bench->rig.outbox), seq);
  text = g_bytes_new (header, strlen (header));
  jws = yj_suite_sign_header (text, bench->rig.device_key, NULL);
  bench->record_bytes = bench->bytes + strlen (header) + strlen (jws);
  record = (YjOutboxRecord){ .seq = seq, .id = id, .kind = "application", .reference = reference, .case_number = reference,
                             .item = "newborn", .header_jws = jws, .header_json = header, .envelope = envelope };
  began = g_get_monotonic_time ();
  if (!yj_outbox_seal (bench->rig.outbox, &record, &error))
    g_error ("%s", error->message);
  return spent + g_get_monotonic_time () - began;
}

static void
time_block (Bench *bench, guint records, gint64 (*function) (Bench *), json_t *list)
{
  json_t *block = json_array ();
  for (guint i = 0; i < records; i++)
    json_array_append_new (block, json_integer (function (bench)));
  json_array_append_new (list, block);
}

int
main (int argc, char **argv)
{
  guint blocks = argc > 3 ? (guint) atoi (argv[1]) : 0, records = argc > 3 ? (guint) atoi (argv[2]) : 0;
  guint skip = argc > 4 ? (guint) atoi (argv[4]) : 1;
  g_autoptr (json_t) raw = json_array (), sealed = json_array (), all = NULL;
  g_autofree char *path = NULL, *text = NULL;
  Bench bench = { .bytes = argc > 3 ? (gsize) atoi (argv[3]) : 0 };

  if (argc < 4 || bench.bytes == 0) {
    fputs ("usage: seal-time BLOCKS RECORDS BYTES [SKIP]\n", stderr);
    return 2;
  }
  bench.data = g_malloc0 (bench.bytes + 65536);
  for (gsize i = 0; i < bench.bytes + 65536; i++)
    bench.data[i] = (guint8) g_random_int ();
  outbox_rig_set_up (&bench.rig);
  yj_outbox_keep_house (bench.rig.outbox); /* as the courier does when it begins */
  path = outbox_rig_path (&bench.rig, "raw");
  bench.file = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  for (guint i = 0; i < skip; i++)
    seal (&bench);
  for (guint i = 0; i < blocks; i++) {
    time_block (&bench, records, write_raw, raw);
    time_block (&bench, records, seal, sealed);
  }
  close (bench.file);
  outbox_rig_tear_down (&bench.rig);
  g_free (bench.data);
  all = json_pack ("{s:O, s:O}", "raw_usec", raw, "seal_usec", sealed);
  text = yj_json_to_text (all);
  puts (text);
  return 0;
}
