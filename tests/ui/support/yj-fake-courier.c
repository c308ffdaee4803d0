/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what was handed to it, and the errors it was told to give. */
#include "tests/ui/support/yj-fake-courier.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-age.h"
#include <string.h>

static void yj_fake_courier_iface_init (YjCourierInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakeCourier, yj_fake_courier, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_COURIER, yj_fake_courier_iface_init))

/* What a call does once it may be answered. */
typedef void (*Answer) (YjFakeCourier *self, GTask *task);

static gboolean
fail_as_told (YjFakeCourier *self, GTask *task)
{
  int code = self->next_error;
  if (code < 0)
    return FALSE;
  self->next_error = -1;
  g_task_return_new_error (task, YJ_ERROR, code, "as the test told: %s", yj_error_nick (code));
  return TRUE;
}

static gboolean
on_answer (gpointer user_data)
{
  GTask *task = user_data;
  Answer answer = g_object_get_data (G_OBJECT (task), "answer");
  if (!g_task_return_error_if_cancelled (task))
    answer (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

static void
answer_later (GTask *task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, task, g_object_unref);
}

static void
begin (YjFakeCourier *self, gpointer data, GDestroyNotify destroy, Answer answer, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, data, destroy);
  g_object_set_data (G_OBJECT (task), "answer", answer);
  if (self->holding)
    g_ptr_array_add (self->held, task);
  else
    answer_later (task);
}

void
yj_fake_courier_release (YjFakeCourier *self)
{
  self->holding = FALSE;
  for (guint i = 0; i < self->held->len; i++)
    answer_later (g_object_ref (g_ptr_array_index (self->held, i)));
  g_ptr_array_set_size (self->held, 0);
}

static YjSubmission *
make_submission (const char *reference)
{
  YjSubmission *submission = g_new0 (YjSubmission, 1);
  submission->reference = g_strdup (reference);
  submission->case_number = g_strdup (reference);
  submission->header = g_strdup ("{}");
  return submission;
}

/* ---- submit ---- */

typedef struct {
  GBytes *envelope;
  char *draft_header;
} Handed;

static void
handed_free (gpointer data)
{
  Handed *handed = data;
  g_bytes_unref (handed->envelope);
  g_free (handed->draft_header);
  g_free (handed);
}

/* The same application twice gives the same reference. */
static const char *
store (YjFakeCourier *self, Handed *handed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) header = yj_json_parse (handed->draft_header, strlen (handed->draft_header), 0, 0, &error);
  const char *id;

  g_assert_no_error (error);
  id = yj_json_string (header, "id");
  g_assert_nonnull (id);
  if (!g_hash_table_contains (self->references, id)) {
    g_ptr_array_add (self->envelopes, g_bytes_ref (handed->envelope));
    g_ptr_array_add (self->draft_headers, g_strdup (handed->draft_header));
    g_hash_table_insert (self->references, g_strdup (id), yj_reference_new ("7K3M", self->envelopes->len));
  }
  return g_hash_table_lookup (self->references, id);
}

static void
answer_submit (YjFakeCourier *self, GTask *task)
{
  const char *reference = NULL;
  if (self->next_error < 0 || self->store_before_error)
    reference = store (self, g_task_get_task_data (task));
  if (!fail_as_told (self, task))
    g_task_return_pointer (task, make_submission (reference), (GDestroyNotify) yj_submission_free);
}

static void
submit_async (YjCourier *courier, GBytes *envelope, const char *draft_header, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  Handed *handed = g_new0 (Handed, 1);
  handed->envelope = g_bytes_ref (envelope);
  handed->draft_header = g_strdup (draft_header);
  begin (YJ_FAKE_COURIER (courier), handed, handed_free, answer_submit, cancellable, callback, user_data);
}

static gpointer
finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static YjSubmission *
submit_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

/* ---- materials, lookup, progress ---- */

static void
answer_put (YjFakeCourier *self, GTask *task)
{
  GBytes *sealed = g_task_get_task_data (task);
  if (fail_as_told (self, task))
    return;
  g_ptr_array_add (self->materials, g_bytes_ref (sealed));
  g_task_return_pointer (task, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sealed), g_free);
}

static void
put_material_async (YjCourier *courier, GBytes *sealed, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  begin (YJ_FAKE_COURIER (courier), g_bytes_ref (sealed), (GDestroyNotify) g_bytes_unref, answer_put, cancellable, callback,
         user_data);
}

static char *
put_material_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

static void
answer_lookup (YjFakeCourier *self, GTask *task)
{
  const char *reference = g_hash_table_lookup (self->references, g_task_get_task_data (task));
  if (fail_as_told (self, task))
    return;
  if (reference == NULL)
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no such application");
  else
    g_task_return_pointer (task, make_submission (reference), (GDestroyNotify) yj_submission_free);
}

static void
lookup_async (YjCourier *courier, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  begin (YJ_FAKE_COURIER (courier), g_strdup (id), g_free, answer_lookup, cancellable, callback, user_data);
}

static YjSubmission *
lookup_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

static void
answer_progress (YjFakeCourier *self, GTask *task)
{
  if (fail_as_told (self, task))
    return;
  if (self->progress == NULL)
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_NOT_FOUND, "unknown or wrong");
  else
    g_task_return_pointer (task, json_deep_copy (self->progress), (GDestroyNotify) json_decref);
}

static void
progress_async (YjCourier *courier, const char *reference, const char *secret, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  YjFakeCourier *self = YJ_FAKE_COURIER (courier);
  g_free (self->asked_reference);
  g_free (self->asked_secret);
  self->asked_reference = g_strdup (reference);
  self->asked_secret = g_strdup (secret);
  begin (self, NULL, NULL, answer_progress, cancellable, callback, user_data);
}

static json_t *
progress_finish (YjCourier *courier, GAsyncResult *result, GError **error)
{
  return finish (result, error);
}

static void
end_session (YjCourier *courier)
{
  YJ_FAKE_COURIER (courier)->n_sessions_ended++;
}

static YjGates
get_gates (YjCourier *courier)
{
  return YJ_FAKE_COURIER (courier)->gates;
}

static const json_t *
get_provisioning (YjCourier *courier)
{
  return YJ_FAKE_COURIER (courier)->provisioning;
}

static void
yj_fake_courier_iface_init (YjCourierInterface *iface)
{
  iface->submit_async = submit_async;
  iface->submit_finish = submit_finish;
  iface->put_material_async = put_material_async;
  iface->put_material_finish = put_material_finish;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->progress_async = progress_async;
  iface->progress_finish = progress_finish;
  iface->end_session = end_session;
  iface->get_gates = get_gates;
  iface->get_provisioning = get_provisioning;
}

static void
yj_fake_courier_finalize (GObject *object)
{
  YjFakeCourier *self = YJ_FAKE_COURIER (object);
  json_decref (self->provisioning);
  json_decref (self->progress);
  g_free (self->asked_reference);
  g_free (self->asked_secret);
  for (guint i = 0; i < G_N_ELEMENTS (self->identities); i++)
    yj_secret_text_free (self->identities[i]);
  g_ptr_array_unref (self->envelopes);
  g_ptr_array_unref (self->draft_headers);
  g_ptr_array_unref (self->materials);
  g_ptr_array_unref (self->held);
  g_hash_table_unref (self->references);
  G_OBJECT_CLASS (yj_fake_courier_parent_class)->finalize (object);
}

static void
yj_fake_courier_class_init (YjFakeCourierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_fake_courier_finalize;
}

static char *
make_recipient (char **identity)
{
  char *recipient = NULL;
  yj_age_keygen (identity, &recipient);
  return recipient;
}

static void
yj_fake_courier_init (YjFakeCourier *self)
{
  g_autofree char *service = make_recipient (&self->identities[0]), *escrow = make_recipient (&self->identities[1]);

  self->next_error = -1;
  self->provisioning = json_pack ("{s:s, s:s, s:{}, s:[s, s]}", "kiosk", "7K3M", "region", "000000", "hall", "recipients", service,
                                  escrow);
  self->envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->draft_headers = g_ptr_array_new_with_free_func (g_free);
  self->materials = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

YjFakeCourier *
yj_fake_courier_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_COURIER, NULL);
}
