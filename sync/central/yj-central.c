/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the parts of central and their order of making. */
#include "sync/central/yj-central.h"

#define SPREAD_SECONDS 60
#define COUNT_REST 50

YjCentral *
yj_central_new (const char *database, YjCentralKeys *keys, GError **error)
{
  g_autoptr (YjCentral) central = g_new0 (YjCentral, 1);

  central->keys = keys;
  central->workers = yj_workers_new ();
  central->header_keys = yj_header_keys_new ();
  central->region = g_strdup ("000000");
  g_mutex_init (&central->counting);
  central->load = yj_load_new (SPREAD_SECONDS);
  central->metrics = yj_metrics_new ();
  if ((central->store = yj_central_store_open (database, error)) == NULL ||
      (central->blobs = yj_central_blobs_new (central->store, database, error)) == NULL)
    return NULL;
  if (keys != NULL && (central->catalogues = yj_central_catalogues_new (central->store, keys, error)) == NULL)
    return NULL;
  return g_steal_pointer (&central);
}

void
yj_central_free (YjCentral *central)
{
  if (central == NULL)
    return;
  yj_central_catalogues_free (central->catalogues);
  yj_central_blobs_free (central->blobs);
  yj_central_store_close (central->store);
  yj_central_keys_free (central->keys);
  g_mutex_clear (&central->counting);
  json_decref (central->counts);
  yj_load_free (central->load);
  yj_metrics_free (central->metrics);
  yj_workers_free (central->workers);
  yj_header_keys_free (central->header_keys);
  json_decref (central->hall);
  g_free (central->region);
  g_free (central->public_url);
  g_free (central->case_prefix);
  g_free (central);
}

json_t *
yj_central_count (YjCentral *central)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&central->counting);
  gint64 began = g_get_monotonic_time (), ended;
  json_t *fresh;

  if (central->counts != NULL && began < central->count_again_usec)
    return json_incref (central->counts);
  fresh = yj_central_store_count (central->store, NULL);
  ended = g_get_monotonic_time ();
  central->count_again_usec = ended + (ended - began) * COUNT_REST;
  json_decref (central->counts);
  central->counts = fresh;
  return json_incref (fresh);
}

char *
yj_central_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

void
yj_central_add_standing (YjCentral *central, json_t *answer)
{
  g_autoptr (YjReceiptKeys) keys = yj_receipt_key_watch_get (central->keys->receipt);

  json_object_set_new (answer, "server_ms", json_integer (g_get_real_time () / 1000));
  json_object_set_new (answer, "central_epoch", json_string (yj_central_store_get_epoch (central->store)));
  json_object_set_new (answer, "pace", yj_load_make_pace (central->load));
  if (json_array_size (keys->announcements) > 0)
    json_object_set (answer, "receipt_keys", keys->announcements);
}
