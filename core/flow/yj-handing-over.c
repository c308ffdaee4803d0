/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is known of a record on its way: whether it was wanted, handed over, and what the last answer was. */
#include "core/flow/yj-handing-over.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include <string.h>

struct _YjHandingOver {
  GObject parent_instance;
  YjCourier *courier;
  YjHandingOverSeal seal;
  gpointer owner;
  char *id; /* (nullable) */
  GCancellable *cancellable;
  gboolean running;
  gboolean wanted; /* a look-up that finds nothing hands over */
  gboolean handed; /* since it was last wanted */
  gboolean unknown;
};

enum { SENDING, KEPT, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YjHandingOver, yj_handing_over, G_TYPE_OBJECT)

static void look_up (YjHandingOver *self);

static void
end_kept (YjHandingOver *self, YjSubmission *submission)
{
  self->running = self->unknown = FALSE;
  g_signal_emit (self, signals[KEPT], 0, submission);
}

static void
end_failed (YjHandingOver *self, const GError *error)
{
  self->running = FALSE;
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjHandingOver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_submit_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (submission != NULL) {
    end_kept (self, submission);
  } else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN) || g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT)) {
    self->unknown = TRUE;
    look_up (self);
  } else {
    end_failed (self, error);
  }
}

static void
take_id (YjHandingOver *self, const char *draft_header)
{
  g_autoptr (json_t) header = yj_json_parse (draft_header, strlen (draft_header), 0, 0, NULL);
  yj_handing_over_set_id (self, yj_json_string (header, "id"), FALSE);
}

static void
hand_over (YjHandingOver *self)
{
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  g_autoptr (GError) error = NULL;

  self->handed = TRUE;
  if (!self->seal (self->owner, &envelope, &draft_header, &error)) {
    g_message ("what was to be handed over could not be sealed: %s", error->message);
    end_failed (self, error);
    return;
  }
  take_id (self, draft_header);
  yj_courier_submit_async (self->courier, envelope, draft_header, self->cancellable, on_submit_ready, g_object_ref (self));
  g_signal_emit (self, signals[SENDING], 0);
}

static void
on_absent (YjHandingOver *self)
{
  g_autoptr (GError) error = NULL;

  self->unknown = FALSE;
  if (self->wanted && !self->handed) {
    hand_over (self);
    return;
  }
  if (self->wanted)
    error = g_error_new_literal (YJ_ERROR, YJ_ERROR_TIMEOUT, "no answer came, and it was not kept");
  end_failed (self, error);
}

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjHandingOver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_lookup_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (submission != NULL)
    end_kept (self, submission);
  else if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    end_failed (self, error); /* what was unknown still is */
  else
    on_absent (self);
}

static void
look_up (YjHandingOver *self)
{
  yj_courier_lookup_async (self->courier, self->id, self->cancellable, on_lookup_ready, g_object_ref (self));
}

void
yj_handing_over_look (YjHandingOver *self)
{
  g_return_if_fail (self->id != NULL);
  if (self->running)
    return;
  self->running = TRUE;
  self->wanted = FALSE;
  look_up (self);
}

static gboolean
on_unasked (gpointer data)
{
  YjHandingOver *self = data;
  if (!g_cancellable_is_cancelled (self->cancellable))
    hand_over (self);
  return G_SOURCE_REMOVE;
}

void
yj_handing_over_start (YjHandingOver *self)
{
  gboolean asking = self->running; /* only to find out: the answer will do */

  if (asking && self->wanted)
    return;
  self->running = self->wanted = TRUE;
  self->handed = FALSE;
  if (!asking && self->id != NULL)
    look_up (self);
  else if (!asking)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_unasked, g_object_ref (self), g_object_unref);
}

void
yj_handing_over_stop (YjHandingOver *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
yj_handing_over_set_id (YjHandingOver *self, const char *id, gboolean unknown)
{
  g_free (self->id);
  self->id = g_strdup (id);
  self->unknown = unknown;
}

const char *
yj_handing_over_get_id (YjHandingOver *self)
{
  return self->id;
}

gboolean
yj_handing_over_is_unknown (YjHandingOver *self)
{
  return self->unknown;
}

YjHandingOver *
yj_handing_over_new (YjCourier *courier, YjHandingOverSeal seal, gpointer owner)
{
  YjHandingOver *self = g_object_new (YJ_TYPE_HANDING_OVER, NULL);

  self->courier = g_object_ref (courier);
  self->seal = seal;
  self->owner = owner;
  return self;
}

static void
yj_handing_over_finalize (GObject *object)
{
  YjHandingOver *self = YJ_HANDING_OVER (object);

  g_clear_object (&self->courier);
  g_clear_object (&self->cancellable);
  g_free (self->id);
  G_OBJECT_CLASS (yj_handing_over_parent_class)->finalize (object);
}

static void
yj_handing_over_class_init (YjHandingOverClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_handing_over_finalize;
  signals[SENDING] = g_signal_new ("sending", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KEPT] = g_signal_new ("kept", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yj_handing_over_init (YjHandingOver *self)
{
  self->cancellable = g_cancellable_new ();
}
