/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way by hand: every unsettled record, still sealed, onto a stick; signed receipts back from it. */
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-courier-service-private.h"
#include <errno.h>

/* Records in memory at a time. */
#define PAGE_ITEMS 64

static gboolean
fail_store (GError **error, const char *what, const char *why)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s: %s", what, why);
  return FALSE;
}

static gboolean
write_durable (const char *directory, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return yj_durable_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0644, error);
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (!g_path_is_absolute (path)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the directory is named from the root");
    return FALSE;
  }
  return g_mkdir_with_parents (path, 0755) == 0 || fail_store (error, path, g_strerror (errno));
}

static gboolean
export_blobs (YjCourierCore *core, const char *directory, GError **error)
{
  g_autoptr (GHashTable) digests = yj_outbox_list_blobs (core->outbox, error);
  g_autofree char *folder = g_build_filename (directory, "blobs", NULL);
  GHashTableIter iter;
  gpointer digest;

  if (digests == NULL || !make_folder (folder, error))
    return FALSE;
  g_hash_table_iter_init (&iter, digests);
  while (g_hash_table_iter_next (&iter, &digest, NULL)) {
    g_autoptr (GError) failure = NULL;
    g_autoptr (GBytes) blob = yj_blob_store_get (core->state_dir, digest, &failure);
    /* A page that is lost here must not keep the others from leaving. */
    if (blob == NULL)
      g_warning ("not exported: %s", failure->message);
    else if (!write_durable (folder, digest, blob, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
export_item (const YjOutboxItem *item, const char *directory, GError **error)
{
  g_autofree char *name = g_strconcat (item->id, ".json", NULL);
  g_autoptr (json_t) event = yj_batch_job_encode_event (item);
  g_autoptr (GBytes) bytes = event != NULL ? yj_json_to_bytes (event) : NULL;

  return bytes != NULL ? write_durable (directory, name, bytes, error) : fail_store (error, item->id, "its header is not text");
}

typedef gboolean (*ItemFunc) (YjCourierCall *call, const YjOutboxItem *item, GPtrArray *verdicts, GError **error);

/* Every unsettled record, a page at a time; each page's verdicts are settled before the next. */
static void
walk_unsettled (YjCourierCall *call, ItemFunc func, GError **error)
{
  YjOutbox *outbox = call->self->core->outbox;
  guint64 cursor = 0;

  for (;;) {
    g_autoptr (GPtrArray) items = yj_outbox_read_unsettled (outbox, cursor, PAGE_ITEMS, error);
    g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);

    if (items == NULL || items->len == 0)
      return;
    for (guint i = 0; i < items->len; i++) {
      const YjOutboxItem *item = g_ptr_array_index (items, i);
      cursor = item->seq;
      if (!func (call, item, verdicts, error))
        return;
    }
    if (!yj_outbox_settle (outbox, verdicts, error))
      return;
    call->count += verdicts->len;
  }
}

static gboolean
export_one (YjCourierCall *call, const YjOutboxItem *item, GPtrArray *verdicts, GError **error)
{
  call->count++;
  return export_item (item, call->text, error);
}

static void
work_export (YjCourierCall *call, GError **error)
{
  if (make_folder (call->text, error) && export_blobs (call->self->core, call->text, error))
    walk_unsettled (call, export_one, error);
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
  yj_courier_call_run (call, work_export, answer_export);
  return TRUE;
}

/* A receipt that came by hand is judged like one that came by wire. */
static gboolean
import_one (YjCourierCall *call, const YjOutboxItem *item, GPtrArray *verdicts, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.receipt", call->text, item->id), *jws = NULL, *reason = NULL;
  YjOutboxVerdict *verdict;
  YjItemFate fate;

  if (!g_file_get_contents (path, &jws, NULL, NULL))
    return TRUE;
  fate = yj_batch_job_judge_receipt (g_strstrip (jws), item, call->self->core->enrolment->receipt_keys, &reason);
  if (fate == YJ_ITEM_NOT_SENT) {
    g_warning ("%s.receipt does not prove anything and was left", item->id);
    return TRUE;
  }
  verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ item->seq, fate == YJ_ITEM_ACCEPTED ? YJ_SETTLE_ACCEPTED : YJ_SETTLE_REJECTED, g_steal_pointer (&jws),
                                g_steal_pointer (&reason) };
  g_ptr_array_add (verdicts, verdict);
  return TRUE;
}

static void
work_import (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;

  if (core->enrolment == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled");
    return;
  }
  if (!g_file_test (call->text, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s is not a directory that the courier can read", call->text);
    return;
  }
  walk_unsettled (call, import_one, error);
}

static void
answer_import (YjCourierCall *call)
{
  yj_dbus_courier1_admin_complete_import (call->self->admin, call->invocation, call->count);
  yj_courier_service_refresh (call->self);
}

static gboolean
on_import (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, const char *directory, YjCourierService *self)
{
  YjCourierCall *call = yj_courier_call_new (self, invocation);
  call->text = g_strdup (directory);
  yj_courier_call_run (call, work_import, answer_import);
  return TRUE;
}

void
yj_courier_service_connect_carry (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-export", G_CALLBACK (on_export), self, 0);
  g_signal_connect_object (self->admin, "handle-import", G_CALLBACK (on_import), self, 0);
}
