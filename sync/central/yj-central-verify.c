/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a batch before the store is asked: its events read and verified, and the materials they name looked for. */
#include "sync/central/yj-central-ingest.h"

static void
candidate_free (YjCandidate *candidate)
{
  yj_record_free (candidate->record);
  yj_standing_clear (&candidate->standing);
  json_decref (candidate->problem);
  json_decref (candidate->result);
  json_decref (candidate->rejection);
  json_decref (candidate->cases);
  g_free (candidate->receipt);
  g_free (candidate);
}

typedef struct {
  const char *kiosk;
  GPtrArray *keys;      /* YjHeaderKey */
} Verification;

static void
verify (gpointer thing, gpointer data)
{
  YjCandidate *candidate = thing;
  const Verification *verification = data;

  yj_record_read (candidate->record, candidate->event, verification->kiosk, verification->keys, &candidate->problem);
}

/* A certificate that cannot be read verifies nothing; the others may. */
static GPtrArray *
read_keys (YjCentral *central, const json_t *certificates)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_header_key_free);
  size_t i;
  json_t *certificate;

  json_array_foreach (certificates, i, certificate) {
    YjHeaderKey *key = yj_header_keys_get (central->header_keys, json_string_value (certificate));
    if (key != NULL)
      g_ptr_array_add (keys, key);
  }
  return keys;
}

YjBatch *
yj_batch_new (YjCentral *central, const YjSpeaker *speaker, json_t *events)
{
  YjBatch *batch = g_new0 (YjBatch, 1);
  g_autoptr (GPtrArray) keys = read_keys (central, speaker->certificates);
  Verification verification = { speaker->kiosk, keys };
  size_t i;
  json_t *event;

  batch->central = central;
  batch->received = yj_central_now ();
  batch->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  batch->fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_array_foreach (events, i, event) {
    YjCandidate *candidate = g_new0 (YjCandidate, 1);
    candidate->record = g_new0 (YjRecord, 1);
    candidate->event = event;
    g_ptr_array_add (batch->candidates, candidate);
  }
  yj_workers_do (central->workers, batch->candidates, verify, &verification);
  return batch;
}

gboolean
yj_batch_find_materials (YjBatch *batch, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < batch->candidates->len; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    size_t k;
    json_t *material;
    if (candidate->problem != NULL)
      continue;
    json_array_foreach (json_object_get (candidate->record->header, "materials"), k, material)
      g_ptr_array_add (names, (gpointer) yj_json_string (material, "sha256"));
  }
  batch->blob_bytes = yj_central_blobs_find (batch->central->blobs, names, error);
  return batch->blob_bytes != NULL;
}

void
yj_batch_free (YjBatch *batch)
{
  if (batch == NULL)
    return;
  g_clear_pointer (&batch->blob_bytes, g_hash_table_unref);
  g_hash_table_unref (batch->fresh);
  g_ptr_array_unref (batch->candidates);
  g_free (batch->received);
  g_free (batch);
}
