/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the parts of central and their order of making. */
#include "sync/central/yj-central.h"

#define PACE_BATCH_MAX 500
#define PACE_BATCH_MIN 50
#define PACE_FREE 4             /* batches at once that need no slowing */
#define PACE_INTERVAL_STEP_MS 250

YjCentral *
yj_central_new (const char *database, YjCentralKeys *keys, GError **error)
{
  g_autoptr (YjCentral) central = g_new0 (YjCentral, 1);
  g_autofree char *path = NULL, *blobs = NULL;

  central->keys = keys;
  central->region = g_strdup ("000000");
  if (!yj_central_store_parse_uri (database, &path, error) || (central->store = yj_central_store_open (database, error)) == NULL)
    return NULL;
  blobs = g_strconcat (path, "-blobs", NULL);
  central->blobs = yj_central_blobs_new (blobs, error);
  if (central->blobs == NULL)
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
  json_decref (central->hall);
  g_free (central->region);
  g_free (central->public_url);
  g_free (central);
}

char *
yj_central_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* The more kiosks send at once, the smaller the batches and the longer the pauses. */
json_t *
yj_central_pace (YjCentral *central)
{
  int busy = MAX (0, g_atomic_int_get (&central->in_flight) - PACE_FREE);
  return json_pack ("{s:i, s:i}", "batch", MAX (PACE_BATCH_MIN, PACE_BATCH_MAX / (busy + 1)), "interval_ms",
                    busy * PACE_INTERVAL_STEP_MS);
}
