/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the gate names, the submission value and the signal of the courier port. */
#include "core/ports/yj-courier.h"

G_DEFINE_INTERFACE (YjCourier, yj_courier, G_TYPE_OBJECT)

static guint status_changed;

static const char *const gate_names[] = { "courier",   "unenrolled", "disk",    "queue-count",
                                          "queue-age", "catalogue",  "printer", "store",   "catalogue-expired" };

GStrv
yj_gates_to_strv (YjGates gates)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (gate_names); i++)
    if (gates & (1 << i))
      g_strv_builder_add (builder, gate_names[i]);
  return g_strv_builder_end (builder);
}

YjGates
yj_gates_from_strv (const char *const *names)
{
  YjGates gates = YJ_GATE_OPEN;
  for (; names != NULL && *names != NULL; names++)
    for (guint i = 0; i < G_N_ELEMENTS (gate_names); i++)
      if (g_str_equal (*names, gate_names[i]))
        gates |= 1 << i;
  return gates;
}

void
yj_submission_free (YjSubmission *submission)
{
  if (submission == NULL)
    return;
  g_free (submission->reference);
  g_free (submission->case_number);
  g_free (submission->header);
  g_free (submission);
}

static void
yj_courier_default_init (YjCourierInterface *iface)
{
  status_changed = g_signal_new ("status-changed", YJ_TYPE_COURIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

void
yj_courier_submit_async (YjCourier *self, GBytes *envelope, const char *draft_header, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_COURIER_GET_IFACE (self)->submit_async (self, envelope, draft_header, cancellable, callback, user_data);
}

YjSubmission *
yj_courier_submit_finish (YjCourier *self, GAsyncResult *result, GError **error)
{
  return YJ_COURIER_GET_IFACE (self)->submit_finish (self, result, error);
}

void
yj_courier_put_material_async (YjCourier *self, GBytes *sealed, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_COURIER_GET_IFACE (self)->put_material_async (self, sealed, cancellable, callback, user_data);
}

char *
yj_courier_put_material_finish (YjCourier *self, GAsyncResult *result, GError **error)
{
  return YJ_COURIER_GET_IFACE (self)->put_material_finish (self, result, error);
}

void
yj_courier_lookup_async (YjCourier *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  YJ_COURIER_GET_IFACE (self)->lookup_async (self, id, cancellable, callback, user_data);
}

YjSubmission *
yj_courier_lookup_finish (YjCourier *self, GAsyncResult *result, GError **error)
{
  return YJ_COURIER_GET_IFACE (self)->lookup_finish (self, result, error);
}

void
yj_courier_progress_async (YjCourier *self, const char *reference, const char *secret, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_COURIER_GET_IFACE (self)->progress_async (self, reference, secret, cancellable, callback, user_data);
}

json_t *
yj_courier_progress_finish (YjCourier *self, GAsyncResult *result, GError **error)
{
  return YJ_COURIER_GET_IFACE (self)->progress_finish (self, result, error);
}

void
yj_courier_end_session (YjCourier *self)
{
  YJ_COURIER_GET_IFACE (self)->end_session (self);
}

YjGates
yj_courier_get_gates (YjCourier *self)
{
  return YJ_COURIER_GET_IFACE (self)->get_gates (self);
}

const json_t *
yj_courier_get_provisioning (YjCourier *self)
{
  return YJ_COURIER_GET_IFACE (self)->get_provisioning (self);
}

void
yj_courier_emit_status_changed (YjCourier *self)
{
  g_signal_emit (self, status_changed, 0);
}
