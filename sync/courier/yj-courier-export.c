/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way out by hand: every unsettled record, still sealed, with its pages onto a stick, and a signed list at last. It runs in
 * a thread of its own and asks the store for a few records at a time, so that a citizen is never kept waiting by a slow stick. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/jobs/yj-batch-pack.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-courier-service-private.h"
#include "sync/courier/yj-stick.h"
#include <string.h>

/* Records in memory at a time. */
#define PAGE_ITEMS 8
#define LIST_NAME "manifest.jws"

typedef struct {
  YjCourierCore *core;
  YjWorker *store;
  GCancellable *stop;
  YjStick *stick;
  json_t *records, *blobs; /* of the list */
  guint64 cursor;
  GPtrArray *items;
  GHashTable *digests;
  guint64 bytes;
  char *jws;
  GError *error;
} Export;

static gboolean
ask_store (Export *export, void (*func) (gpointer data), GError **error)
{
  if (g_cancellable_is_cancelled (export->stop)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CANCELLED, "the courier ends: export again; what is whole on the stick is kept");
    return FALSE;
  }
  yj_worker_call (export->store, func, export);
  if (export->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&export->error));
  return FALSE;
}

/* ---- in the store's thread ---- */

static void
call_measure (gpointer data)
{
  Export *export = data;
  export->digests = yj_outbox_list_blobs (export->core->outbox, &export->error);
  if (export->digests != NULL)
    yj_outbox_measure_unsettled (export->core->outbox, &export->bytes, &export->error);
}

static void
call_read_page (gpointer data)
{
  Export *export = data;
  export->items = yj_outbox_read_unsettled (export->core->outbox, export->cursor, PAGE_ITEMS, &export->error);
}

static void
call_sign (gpointer data)
{
  Export *export = data;
  YjEnrolment *enrolment = export->core->enrolment;
  g_autoptr (json_t) list = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GDateTime) wall = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (export->core->clock) / G_USEC_PER_SEC);
  g_autofree char *label = g_date_time_format_iso8601 (wall);
  json_t *numbers;

  if (enrolment == NULL) {
    g_set_error_literal (&export->error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled: it has no key to sign the list with");
    return;
  }
  numbers = yj_outbox_describe_case_numbers (export->core->outbox);
  /* An answer that lay on a stick is never fresh. */
  json_object_del (numbers, "fresh");
  list = json_pack ("{s:i, s:{s:s, s:s, s:s, s:o}, s:O, s:O}", "schema", 1, "export", "kiosk", yj_enrolment_get (enrolment, "kiosk"), "epoch",
                    yj_outbox_get_epoch (export->core->outbox), "wall", label, "case_numbers", numbers, "records", export->records, "blobs", export->blobs);
  bytes = yj_json_to_bytes (list);
  export->jws = yj_suite_sign_header (bytes, enrolment->device_key, &export->error);
}

/* ---- in the thread of the way by hand ---- */

static void
add_to_list (json_t *list, const char *key, const char *name, GBytes *bytes)
{
  g_autofree char *digest = yj_sha256_hex (bytes);
  json_t *entry = json_pack ("{s:s, s:I}", key, name, "bytes", (json_int_t) g_bytes_get_size (bytes));

  json_object_set_new (entry, "sha256", json_string (digest));
  json_array_append_new (list, entry);
}

static gboolean
export_blobs (Export *export, GError **error)
{
  GHashTableIter iter;
  gpointer digest;

  if (!yj_stick_make_folder (export->stick, "blobs", error))
    return FALSE;
  g_hash_table_iter_init (&iter, export->digests);
  while (g_hash_table_iter_next (&iter, &digest, NULL)) {
    g_autoptr (GError) failure = NULL;
    g_autoptr (GBytes) blob = yj_blob_store_get (export->core->state_dir, digest, &failure);
    g_autofree char *name = g_strconcat ("blobs/", (char *) digest, NULL);

    if (g_cancellable_set_error_if_cancelled (export->stop, error))
      return FALSE;
    /* A page that is lost here, or that went by wire meanwhile, must not keep the others from leaving. */
    if (blob == NULL) {
      if (!g_error_matches (failure, YJ_ERROR, YJ_ERROR_NOT_FOUND))
        g_warning ("not exported: %s", failure->message);
      continue;
    }
    if (!yj_stick_put (export->stick, name, blob, error))
      return FALSE;
    add_to_list (export->blobs, "name", digest, blob);
  }
  return TRUE;
}

static gboolean
export_item (Export *export, const YjOutboxItem *item, GError **error)
{
  g_autofree char *name = g_strconcat (item->id, ".json", NULL);
  g_autoptr (json_t) event = yj_batch_pack_event (item);
  g_autoptr (GBytes) bytes = event != NULL ? yj_json_to_bytes (event) : NULL;

  if (bytes == NULL) {
    g_warning ("%s is not exported: its header is not text", item->id);
    return TRUE;
  }
  add_to_list (export->records, "id", item->id, bytes);
  return yj_stick_put (export->stick, name, bytes, error);
}

static gboolean
export_records (Export *export, GError **error)
{
  guint read;

  do {
    g_autoptr (GPtrArray) items = NULL;
    if (!ask_store (export, call_read_page, error))
      return FALSE;
    items = g_steal_pointer (&export->items);
    read = items->len;
    for (guint i = 0; i < read; i++) {
      const YjOutboxItem *item = g_ptr_array_index (items, i);
      export->cursor = item->seq;
      if (!export_item (export, item, error))
        return FALSE;
    }
  } while (read > 0);
  return TRUE;
}

/* The list comes last: a stick without it is half. It is gone before anything is written, and comes when all is on the medium. */
static gboolean
export_all (Export *export, GError **error)
{
  g_autoptr (GBytes) list = NULL;

  if (!ask_store (export, call_measure, error) || !yj_stick_check_room (export->stick, export->bytes, error) ||
      !yj_stick_remove (export->stick, LIST_NAME, error))
    return FALSE;
  if (!export_blobs (export, error) || !export_records (export, error) || !yj_stick_sync (export->stick, error) ||
      !ask_store (export, call_sign, error))
    return FALSE;
  list = g_bytes_new_static (export->jws, strlen (export->jws));
  return yj_stick_put (export->stick, LIST_NAME, list, error) && yj_stick_sync (export->stick, error);
}

static void
work_export (YjCourierCall *call, GError **error)
{
  YjCourierService *self = call->self;
  Export export = { .core = self->core, .store = self->store, .stop = self->carry_stop, .records = json_array (), .blobs = json_array () };

  export.stick = yj_stick_open (call->text, error);
  if (export.stick != NULL && export_all (&export, error)) {
    call->count = (guint) json_array_size (export.records);
    g_message ("%u records are on the stick: %u files were written, %u were whole already", call->count,
               yj_stick_get_written (export.stick), yj_stick_get_kept (export.stick));
  }
  yj_stick_free (export.stick);
  json_decref (export.records);
  json_decref (export.blobs);
  g_clear_pointer (&export.digests, g_hash_table_unref);
  g_free (export.jws);
}

static void
answer_export (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_export (call->self->admin, call->invocation, call->count);
}

static gboolean
on_export (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *directory, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (directory);
  yj_courier_call_run_by_hand (call, work_export, answer_export);
  return TRUE;
}

void
yj_courier_service_connect_export (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-export", G_CALLBACK (on_export), self, 0);
}
