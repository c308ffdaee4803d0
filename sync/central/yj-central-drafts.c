/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the end of drafts: what a person handed over half filled is deleted when its days are over. Number, digest and receipt stay. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central.h"

/* Pages that nothing else names. */
static gboolean
remove_pages (YjCentral *central, gint64 submission, GError **error)
{
  g_autoptr (json_t) pages = yj_central_store_list_unshared_materials (central->store, submission, error);
  size_t i;
  json_t *page;

  json_array_foreach (pages, i, page)
    if (!yj_central_blobs_remove (central->blobs, yj_json_string (page, "sha256"), error))
      return FALSE;
  return pages != NULL;
}

/* An end in the middle leaves the draft marked as kept, and the next round deletes the rest. */
static gboolean
purge (YjCentral *central, const json_t *draft, gboolean *purged, GError **error)
{
  gint64 submission = yj_json_int (draft, "n", 0);
  g_autofree char *at = yj_central_now ();

  *purged = FALSE;
  if (!yj_central_store_begin (central->store, error))
    return FALSE;
  if (yj_central_store_mark_purged (central->store, yj_json_string (draft, "id"), yj_json_string (draft, "reference"), at, purged, error) &&
      (!*purged || (remove_pages (central, submission, error) && yj_central_store_delete_body (central->store, submission, error))))
    return yj_central_store_commit (central->store, error);
  yj_central_store_rollback (central->store);
  return FALSE;
}

/* Deletes drafts whose days are over at @now (seconds since 1970). *@count: how many. */
static gboolean
purge_expired (YjCentral *central, gint64 now, guint *count, GError **error)
{
  gsize n;

  *count = 0;
  do {
    g_autoptr (json_t) drafts = yj_central_store_list_expired_drafts (central->store, now, error);
    size_t i;
    json_t *draft;

    if (drafts == NULL)
      return FALSE;
    n = json_array_size (drafts);
    json_array_foreach (drafts, i, draft) {
      gboolean purged;
      if (!purge (central, draft, &purged, error))
        return FALSE;
      *count += purged;
    }
  } while (n > 0);
  return TRUE;
}

void
yj_central_tidy (YjCentral *central)
{
  g_autoptr (GError) error = NULL, failure = NULL;
  guint count;

  if (!yj_central_settle_withdrawals (central, NULL, &error))
    g_message ("withdrawals wait for the next round: %s", error->message);
  if (!purge_expired (central, g_get_real_time () / G_USEC_PER_SEC, &count, &failure))
    g_message ("drafts wait for the next round: %s", failure->message);
  else if (count > 0)
    g_message ("%u drafts whose days are over were deleted", count);
}
