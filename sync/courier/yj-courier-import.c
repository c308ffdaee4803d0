/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way back by hand: receipts that central wrote beside the records of a stick are judged like those that come by wire, and official
 * numbers that it reserved are taken like those of a heartbeat, as far as central is the one that the outbox knows. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-courier-service-private.h"

#define PAGE_ITEMS 8
#define RECEIPT_MAX_BYTES (64 * 1024)
#define NUMBERS_NAME "numbers.jws"

typedef struct {
  YjCourierCore *core;
  YjWorker *store;
  GCancellable *stop;
  const char *directory;
  guint64 cursor;
  GPtrArray *items;
  GPtrArray *verdicts;
  GHashTable *receipt_keys;
  json_t *numbers; /* what central signed for them */
  guint settled;
  GError *error;
} Import;

/* ---- in the store's thread ---- */

static void
call_begin (gpointer data)
{
  Import *import = data;

  if (import->core->enrolment != NULL)
    import->receipt_keys = g_hash_table_ref (import->core->enrolment->receipt_keys);
  else
    g_set_error_literal (&import->error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled");
}

static void
call_read_page (gpointer data)
{
  Import *import = data;
  import->items = yj_outbox_read_unsettled (import->core->outbox, import->cursor, PAGE_ITEMS, &import->error);
}

/* A receipt that central gave before it was restored speaks of a record that may be gone there. */
static void
call_settle (gpointer data)
{
  Import *import = data;

  for (guint i = import->verdicts->len; i > 0; i--) {
    const YjOutboxVerdict *verdict = g_ptr_array_index (import->verdicts, i - 1);
    if (!yj_outbox_is_receipt_superseded (import->core->outbox, verdict->seq, verdict->receipt))
      continue;
    g_warning ("a receipt of number %" G_GUINT64_FORMAT " is from before central was restored and was left", verdict->seq);
    g_ptr_array_remove_index (import->verdicts, i - 1);
  }
  if (yj_outbox_settle (import->core->outbox, import->verdicts, &import->error))
    import->settled += import->verdicts->len;
}

/* A stick says nothing of when it was written: another epoch of central is met by wire first. */
static void
call_add_numbers (gpointer data)
{
  Import *import = data;
  YjOutbox *outbox = import->core->outbox;
  const char *epoch = yj_json_string (import->numbers, "central_epoch");
  g_autofree char *known = yj_outbox_get_central_epoch (outbox);
  g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", yj_enrolment_get (import->core->enrolment, "kiosk"), yj_outbox_get_epoch (outbox));

  if (epoch == NULL || g_strcmp0 (yj_json_string (import->numbers, "source"), source) != 0)
    g_message ("the official numbers on the stick are not for this outbox and were left");
  else if (known != NULL && !g_str_equal (known, epoch))
    g_message ("the official numbers on the stick are from before or after a restore of central and were left: the network brings others");
  else if (yj_outbox_adopt_central_epoch (outbox, epoch, NULL, &import->error))
    yj_outbox_add_case_ranges (outbox, yj_json_array (import->numbers, "number_ranges"), FALSE, &import->error);
}

/* ---- in the thread of the way by hand ---- */

static char *
read_line (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  if (file == NULL || g_mapped_file_get_length (file) == 0 || g_mapped_file_get_length (file) > RECEIPT_MAX_BYTES)
    return NULL;
  return g_strstrip (g_strndup (g_mapped_file_get_contents (file), g_mapped_file_get_length (file)));
}

static void
judge (Import *import, const YjOutboxItem *item)
{
  g_autofree char *name = g_strconcat (item->id, ".receipt", NULL), *jws = read_line (import->directory, name), *reason = NULL;
  YjItemFate fate = jws != NULL ? yj_batch_job_judge_receipt (jws, item, import->receipt_keys, &reason) : YJ_ITEM_NOT_SENT;
  YjOutboxVerdict *verdict;

  if (fate == YJ_ITEM_NOT_SENT) {
    if (jws != NULL)
      g_warning ("%s.receipt does not prove anything and was left", item->id);
    return;
  }
  verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ item->seq, fate == YJ_ITEM_ACCEPTED ? YJ_SETTLE_ACCEPTED : YJ_SETTLE_REJECTED, g_steal_pointer (&jws),
                                g_steal_pointer (&reason) };
  g_ptr_array_add (import->verdicts, verdict);
}

static gboolean
ask_store (Import *import, void (*func) (gpointer data), GError **error)
{
  if (g_cancellable_set_error_if_cancelled (import->stop, error))
    return FALSE;
  yj_worker_call (import->store, func, import);
  if (import->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&import->error));
  return FALSE;
}

/* A page at a time; each page's verdicts are settled in one commit before the next. */
static gboolean
import_all (Import *import, GError **error)
{
  guint read;

  if (!ask_store (import, call_begin, error))
    return FALSE;
  do {
    g_autoptr (GPtrArray) items = NULL;
    if (!ask_store (import, call_read_page, error))
      return FALSE;
    items = g_steal_pointer (&import->items);
    read = items->len;
    g_ptr_array_set_size (import->verdicts, 0);
    for (guint i = 0; i < read; i++) {
      import->cursor = ((YjOutboxItem *) g_ptr_array_index (items, i))->seq;
      judge (import, g_ptr_array_index (items, i));
    }
    if (import->verdicts->len > 0 && !ask_store (import, call_settle, error))
      return FALSE;
  } while (read > 0);
  return TRUE;
}

/* Where central gives none there is no such file. */
static void
import_numbers (Import *import, GError **error)
{
  g_autofree char *jws = read_line (import->directory, NUMBERS_NAME);
  g_autoptr (GBytes) payload = jws != NULL ? yj_suite_verify_receipt (jws, import->receipt_keys, NULL) : NULL;
  g_autoptr (json_t) numbers = NULL;

  if (payload != NULL)
    numbers = yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL);
  if (jws != NULL && numbers == NULL)
    g_message (NUMBERS_NAME " is not signed by central and was left");
  import->numbers = numbers;
  if (numbers != NULL)
    ask_store (import, call_add_numbers, error);
}

static void
work_import (YjCourierCall *call, GError **error)
{
  YjCourierService *self = call->self;
  Import import = { .core = self->core, .store = self->store, .stop = self->carry_stop, .directory = call->text };

  if (!g_file_test (call->text, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s is not a directory that the courier can read", call->text);
    return;
  }
  import.verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  if (import_all (&import, error))
    import_numbers (&import, error);
  call->count = import.settled;
  g_ptr_array_unref (import.verdicts);
  g_clear_pointer (&import.receipt_keys, g_hash_table_unref);
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
  yj_courier_call_run_by_hand (call, work_import, answer_import);
  return TRUE;
}

void
yj_courier_service_connect_import (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-import", G_CALLBACK (on_import), self, 0);
}
