/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the upload of one sealed page, resumed where central has it. */
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-sync-engine-private.h"
#include <unistd.h>

#define TRIES 3

/* How much of it central has; -1 with @error. All bytes and no end is what a central leaves that died in between. */
static gint64
ask_offset (YjSyncLane *lane, const char *path, gint64 size, gboolean *complete, GError **error)
{
  YjUplinkRequest ask = { "HEAD", path, NULL, FALSE, NULL, NULL };
  g_autoptr (YjUplinkAnswer) known = yj_sync_lane_exchange (lane, &ask, error);

  if (known == NULL)
    return -1;
  *complete = known->status == 200 && known->upload_complete && known->upload_offset == size;
  return known->status == 200 && known->upload_offset >= 0 && known->upload_offset <= size ? known->upload_offset : 0;
}

/* The rest of the file, and that it ends there. */
static YjUplinkAnswer *
send_rest (YjSyncLane *lane, const char *path, int file, gint64 size, gint64 offset, GError **error)
{
  g_autoptr (GBytes) nothing = offset == size ? g_bytes_new_static ("", 0) : NULL;
  g_autofree char *at = g_strdup_printf ("Upload-Offset: %" G_GINT64_FORMAT, offset);
  g_autofree char *length = g_strdup_printf ("Upload-Length: %" G_GINT64_FORMAT, size);
  char *headers[] = { at, length, (char *) "Upload-Complete: ?1", NULL };
  YjUplinkRequest send = { "PATCH", path, "application/partial-upload", FALSE, nothing, headers, file, offset, size - offset };

  return yj_sync_lane_exchange (lane, &send, error);
}

static gboolean
send_file (YjSyncLane *lane, const char *sha256, int file, gint64 size, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/blobs/%s", sha256);
  gboolean refused = FALSE, complete = FALSE;
  int status = 0;

  for (int tries = 0; tries < TRIES; tries++) {
    gint64 offset = ask_offset (lane, path, size, &complete, error);
    g_autoptr (YjUplinkAnswer) sent = NULL;
    if (offset < 0 || complete)
      return complete;
    sent = send_rest (lane, path, file, size, offset, error);
    if (sent == NULL || (sent->status >= 200 && sent->status <= 299))
      return sent != NULL;
    status = sent->status;
    /* 409 and 422 are put right by asking for the offset again. */
    refused = yj_batch_job_is_problem (sent->body) && status >= 400 && status <= 499 && status != 409 && status != 408 && status != 429;
  }
  g_set_error (error, YJ_ERROR, refused ? YJ_ERROR_REJECTED : YJ_ERROR_TIMEOUT, "central did not take a sealed page (%d)", status);
  return FALSE;
}

gboolean
yj_sync_lane_send_blob (YjSyncLane *lane, const char *sha256, GError **error)
{
  gint64 size;
  int file = yj_blob_store_open (lane->engine->state_dir, sha256, &size, error);
  gboolean sent = file >= 0 && send_file (lane, sha256, file, size, error);

  if (file >= 0)
    close (file);
  return sent;
}
