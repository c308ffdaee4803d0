/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what else is exchanged in a round: sealed pages up; outcomes and catalogue down; the heartbeat. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-sync-engine-private.h"
#include <glib/gstdio.h>
#include <string.h>

#define OUTCOME_PAGES_MAX 50

gboolean
yj_sync_engine_send_blob (YjSyncEngine *self, const char *sha256, GError **error)
{
  g_autoptr (GBytes) blob = yj_blob_store_get (self->state_dir, sha256, error);
  g_autofree char *path = g_strdup_printf ("/v1/blobs/%s", sha256);
  gint64 offset = 0;

  for (int tries = 0; blob != NULL && tries < 3; tries++) {
    YjUplinkRequest ask = { "HEAD", path, NULL, FALSE, NULL, NULL };
    g_autoptr (YjUplinkAnswer) known = yj_uplink_exchange (self->uplink, &ask, error);
    if (known == NULL)
      return FALSE;
    offset = known->status == 200 ? MAX (known->upload_offset, 0) : 0;
    if (known->status == 200 && offset == (gint64) g_bytes_get_size (blob))
      return TRUE;
    g_autoptr (GBytes) rest = g_bytes_new_from_bytes (blob, (gsize) offset, g_bytes_get_size (blob) - (gsize) offset);
    g_auto (GStrv) headers = g_new0 (char *, 4);
    headers[0] = g_strdup_printf ("Upload-Offset: %" G_GINT64_FORMAT, offset);
    headers[1] = g_strdup_printf ("Upload-Length: %" G_GSIZE_FORMAT, g_bytes_get_size (blob));
    headers[2] = g_strdup ("Upload-Complete: ?1");
    YjUplinkRequest send = { "PATCH", path, "application/partial-upload", FALSE, rest, headers };
    g_autoptr (YjUplinkAnswer) sent = yj_uplink_exchange (self->uplink, &send, error);
    if (sent == NULL)
      return FALSE;
    if (sent->status >= 200 && sent->status <= 299)
      return TRUE;
  }
  if (blob != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_OFFLINE, "central did not take a sealed page");
  return FALSE;
}

typedef struct {
  YjSyncEngine *self;
  const json_t *outcomes;
  gint64 next;
  json_t *count;
  gint64 cursor;
  json_t *dead, *held;
  gboolean stored;
} StoreCall;

static void
call_get_cursor (gpointer data)
{
  StoreCall *call = data;
  call->cursor = yj_outbox_get_outcome_cursor (call->self->outbox);
}

static void
call_store_outcomes (gpointer data)
{
  StoreCall *call = data;
  g_autoptr (GError) error = NULL;
  call->stored = yj_outbox_store_outcomes (call->self->outbox, call->outcomes, call->next, &error);
}

static void
call_count (gpointer data)
{
  StoreCall *call = data;
  call->count = yj_outbox_count (call->self->outbox);
  call->dead = yj_outbox_list (call->self->outbox, "dead");
  call->held = yj_outbox_list (call->self->outbox, "held");
}

static json_t *
get_json (YjSyncEngine *self, const char *path, YjSyncResult *result)
{
  YjUplinkRequest request = { "GET", path, NULL, FALSE, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = yj_uplink_exchange (self->uplink, &request, &error);

  if (answer == NULL) {
    yj_sync_engine_trouble (result, !g_error_matches (error, YJ_ERROR, YJ_ERROR_OFFLINE), "%s", error->message);
    return NULL;
  }
  if (answer->status != 200) {
    yj_sync_engine_trouble (result, answer->status < 500, "central answers %d to %s", answer->status, path);
    return NULL;
  }
  return yj_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), 0, 0, NULL);
}

static gboolean
pull_outcomes (YjSyncEngine *self, YjSyncResult *result)
{
  for (int page = 0; page < OUTCOME_PAGES_MAX; page++) {
    StoreCall call = { .self = self };
    g_autofree char *path = NULL;
    g_autoptr (json_t) root = NULL;

    yj_worker_call (self->store, call_get_cursor, &call);
    path = g_strdup_printf ("/v1/outcomes?after=%" G_GINT64_FORMAT, call.cursor);
    root = get_json (self, path, result);
    call.outcomes = yj_json_array (root, "outcomes");
    if (call.outcomes == NULL) {
      if (result->trouble == NULL)
        yj_sync_engine_trouble (result, TRUE, "central's address answers 200 with something that is not central's");
      return FALSE;
    }
    result->reached = TRUE;
    if (json_array_size (call.outcomes) == 0)
      return TRUE;
    call.next = MAX (yj_json_int (root, "next", call.cursor), call.cursor);
    yj_worker_call (self->store, call_store_outcomes, &call);
    if (!call.stored || call.next == call.cursor)
      return call.stored;
  }
  return TRUE;
}

static YjUplinkAnswer *
get_catalogue_file (YjSyncEngine *self, const char *suffix, const char *etag)
{
  g_autofree char *path = g_strdup_printf ("/v1/catalogues/%s%s", yj_enrolment_get (self->enrolment, "region"), suffix);
  g_auto (GStrv) headers = g_new0 (char *, 2);
  YjUplinkRequest request = { "GET", path, NULL, FALSE, NULL, headers };

  if (etag != NULL)
    headers[0] = g_strdup_printf ("If-None-Match: %s", etag);
  return yj_uplink_exchange (self->uplink, &request, NULL);
}

/* The old bundle becomes "previous"; the new one appears by rename. */
static gboolean
install_catalogue (YjSyncEngine *self, GBytes *bundle, const char *signature)
{
  g_autofree char *folder = g_build_filename (self->state_dir, "catalogue", NULL);
  static const char *const names[] = { "ycat", "ycat.minisig" };
  const char *texts[] = { g_bytes_get_data (bundle, NULL), signature };
  gssize sizes[] = { (gssize) g_bytes_get_size (bundle), -1 };
  gboolean good = TRUE;

  g_mkdir_with_parents (folder, 0755);
  for (guint i = 0; good && i < 2; i++) {
    g_autofree char *fresh = g_strdup_printf ("%s/new.%s", folder, names[i]);
    good = g_file_set_contents_full (fresh, texts[i], sizes[i], G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                     NULL);
  }
  for (guint i = 0; good && i < 2; i++) {
    g_autofree char *fresh = g_strdup_printf ("%s/new.%s", folder, names[i]);
    g_autofree char *current = g_strdup_printf ("%s/current.%s", folder, names[i]);
    g_autofree char *previous = g_strdup_printf ("%s/previous.%s", folder, names[i]);
    g_rename (current, previous);
    good = g_rename (fresh, current) == 0;
  }
  return good;
}

static int
current_version (YjSyncEngine *self)
{
  g_autofree char *path = g_build_filename (self->state_dir, "catalogue", "current.ycat", NULL);
  g_autoptr (YjCatalogue) current = yj_catalogue_new_from_bundle (path, yj_enrolment_get (self->enrolment, "catalogue_key"), NULL);
  return current != NULL ? yj_catalogue_get_version (current) : 0;
}

static void
pull_catalogue (YjSyncEngine *self, YjSyncResult *result)
{
  g_autoptr (YjUplinkAnswer) bundle = get_catalogue_file (self, "", self->catalogue_etag), signature = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (bundle == NULL || bundle->status != 200)
    return;
  signature = get_catalogue_file (self, ".minisig", NULL);
  if (signature == NULL || signature->status != 200)
    return;
  text = g_strndup (g_bytes_get_data (signature->body, NULL), g_bytes_get_size (signature->body));
  catalogue = yj_catalogue_new_from_bytes (bundle->body, text, yj_enrolment_get (self->enrolment, "catalogue_key"), &error);
  if (catalogue == NULL) {
    yj_sync_engine_trouble (result, TRUE, "central's catalogue was refused: %s", error->message);
    return;
  }
  /* Versions only grow: an old bundle from a cache is not put in place. */
  if (yj_catalogue_get_version (catalogue) < current_version (self) || !install_catalogue (self, bundle->body, text))
    return;
  g_free (self->catalogue_etag);
  self->catalogue_etag = g_strdup (bundle->etag);
}

static json_t *
list_withheld (const StoreCall *call)
{
  json_t *withheld = json_array (), *record;
  const json_t *lists[] = { call->dead, call->held };
  size_t i;

  for (guint n = 0; n < 2; n++)
    json_array_foreach (lists[n], i, record)
      json_array_append_new (withheld, json_pack ("{s:O, s:O, s:O}", "id", json_object_get (record, "id"), "seq",
                                                  json_object_get (record, "seq"), "state", json_object_get (record, "state")));
  return withheld;
}

static void
put_status (YjSyncEngine *self)
{
  StoreCall call = { .self = self };
  g_autoptr (json_t) status = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (YjUplinkAnswer) answer = NULL;
  YjUplinkRequest request = { "PUT", "/v1/status", "application/json", FALSE, NULL, NULL };

  yj_worker_call (self->store, call_count, &call);
  status = json_pack ("{s:s, s:s, s:s, s:{s:O, s:O, s:O}, s:o}", "kiosk", yj_enrolment_get (self->enrolment, "kiosk"), "version",
                      YJ_VERSION, "epoch", yj_outbox_get_epoch (self->outbox), "queue", "queued",
                      json_object_get (call.count, "queued"), "held", json_object_get (call.count, "held"), "dead",
                      json_object_get (call.count, "dead"), "withheld", list_withheld (&call));
  json_decref (call.count);
  json_decref (call.dead);
  json_decref (call.held);
  body = yj_json_to_bytes (status);
  request.body = body;
  answer = yj_uplink_exchange (self->uplink, &request, NULL);
  if (answer != NULL && answer->status == 200) {
    g_autoptr (json_t) root = yj_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), 0, 0, NULL);
    gint64 msec = yj_json_int (root, "server_ms", 0);
    /* The certificate chain has vouched for who says this. */
    if (msec > 0)
      yj_clock_raise_floor (self->clock, msec * 1000);
  }
}

void
yj_sync_engine_pull (YjSyncEngine *self, YjSyncResult *result)
{
  if (!pull_outcomes (self, result))
    return;
  put_status (self);
  pull_catalogue (self, result);
}
