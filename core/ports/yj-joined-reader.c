/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the readers that stand for one. */
#include "core/ports/yj-joined-reader.h"

struct _YjJoinedReader {
  GObject parent_instance;
  GPtrArray *readers;
  YjDeviceState announced;
  gboolean is_announced;
};

static void yj_joined_reader_iface_init (YjIdReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjJoinedReader, yj_joined_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_joined_reader_iface_init))

YjDeviceState
yj_device_state_best (YjDeviceState a, YjDeviceState b)
{
  static const int order[] = { [YJ_DEVICE_ABSENT] = 0, [YJ_DEVICE_FAULT] = 1, [YJ_DEVICE_READY] = 2, [YJ_DEVICE_BUSY] = 3 };
  return order[a] >= order[b] ? a : b;
}

static YjDeviceState
yj_joined_reader_get_state (YjIdReader *reader)
{
  YjJoinedReader *self = YJ_JOINED_READER (reader);
  YjDeviceState best = YJ_DEVICE_ABSENT;

  for (guint i = 0; i < self->readers->len; i++)
    best = yj_device_state_best (best, yj_id_reader_get_state (g_ptr_array_index (self->readers, i)));
  return best;
}

static void
on_state_changed (YjJoinedReader *self, YjDeviceState state, const char *reason)
{
  YjDeviceState best = yj_joined_reader_get_state (YJ_ID_READER (self));

  if (self->is_announced && best == self->announced)
    return;
  self->is_announced = TRUE;
  self->announced = best;
  yj_id_reader_emit_state (YJ_ID_READER (self), best, reason);
}

static void
yj_joined_reader_start (YjIdReader *reader)
{
  YjJoinedReader *self = YJ_JOINED_READER (reader);

  self->is_announced = FALSE;
  g_ptr_array_foreach (self->readers, (GFunc) yj_id_reader_start, NULL);
}

static void
yj_joined_reader_stop (YjIdReader *reader)
{
  g_ptr_array_foreach (YJ_JOINED_READER (reader)->readers, (GFunc) yj_id_reader_stop, NULL);
}

static void
yj_joined_reader_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_JOINED_READER (object)->readers);
  G_OBJECT_CLASS (yj_joined_reader_parent_class)->finalize (object);
}

static void
yj_joined_reader_class_init (YjJoinedReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_joined_reader_finalize;
}

static void
yj_joined_reader_init (YjJoinedReader *self)
{
  self->readers = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
yj_joined_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_joined_reader_start;
  iface->stop = yj_joined_reader_stop;
  iface->get_state = yj_joined_reader_get_state;
}

YjIdReader *
yj_joined_reader_new (GPtrArray *readers)
{
  YjJoinedReader *self = g_object_new (YJ_TYPE_JOINED_READER, NULL);

  for (guint i = 0; i < readers->len; i++) {
    GObject *reader = g_object_ref (g_ptr_array_index (readers, i));
    g_ptr_array_add (self->readers, reader);
    g_signal_connect_object (reader, "card-found", G_CALLBACK (yj_id_reader_emit_found), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (reader, "card-read", G_CALLBACK (yj_id_reader_emit_read), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (reader, "card-failed", G_CALLBACK (yj_id_reader_emit_failed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (reader, "card-removed", G_CALLBACK (yj_id_reader_emit_removed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (reader, "state-changed", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  }
  return YJ_ID_READER (self);
}
