/* SPDX-License-Identifier: Apache-2.0 */
/* Owns to whom a picture is sealed, how large it may be, and its way into the courier's hands and the session. */
#include "ui/yj-keep-picture.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-envelope.h"

typedef struct {
  YjContext *context;
  char *material_id;
  guint index;
  GBytes *thumbnail; /* (nullable) */
  gsize sealed_bytes;
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_object_unref (keeping->context);
  g_free (keeping->material_id);
  g_clear_pointer (&keeping->thumbnail, g_bytes_unref);
  g_free (keeping);
}

static GBytes *
seal (YjContext *context, GBytes *picture, GError **error)
{
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  g_autoptr (GBytes) sealed = NULL;

  if (recipients[0] == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "there is nobody to seal to");
    return NULL;
  }
  sealed = yj_seal_bytes (picture, (const char *const *) recipients, error);
  if (sealed != NULL && g_bytes_get_size (sealed) > YJ_MATERIAL_MAX_BYTES) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "the page is larger than a material may be");
    return NULL;
  }
  return g_steal_pointer (&sealed);
}

static void
on_put_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Keeping *keeping = g_task_get_task_data (task);
  YjSession *session = keeping->context->session;
  GError *error = NULL;
  g_autofree char *sha256 = yj_courier_put_material_finish (YJ_COURIER (source), result, &error);

  if (sha256 == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (g_task_return_error_if_cancelled (task)) /* that visit may be over */
    return;
  yj_session_put_material_page (session, keeping->material_id, keeping->index, sha256, keeping->sealed_bytes, keeping->thumbnail);
  g_task_return_boolean (task, TRUE);
}

void
yj_keep_picture_async (YjContext *context, GBytes *picture, GBytes *thumbnail, const char *material_id, guint index,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (GBytes) sealed = seal (context, picture, &error);
  Keeping *keeping;

  g_task_set_source_tag (task, yj_keep_picture_async);
  if (sealed == NULL) {
    g_message ("a picture could not be sealed: %s", error->message);
    g_task_return_error (task, error);
    return;
  }
  keeping = g_new0 (Keeping, 1);
  keeping->context = g_object_ref (context);
  keeping->material_id = g_strdup (material_id);
  keeping->index = index;
  keeping->thumbnail = thumbnail != NULL ? g_bytes_ref (thumbnail) : NULL;
  keeping->sealed_bytes = g_bytes_get_size (sealed);
  g_task_set_task_data (task, keeping, (GDestroyNotify) keeping_free);
  yj_courier_put_material_async (context->courier, sealed, cancellable, on_put_ready, g_steal_pointer (&task));
}

gboolean
yj_keep_picture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
