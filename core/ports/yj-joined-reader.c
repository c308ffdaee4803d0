/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a reader made of several: the port's functions, handed to what joins them. */
#include "core/ports/yj-joined-reader.h"
#include "core/ports/yj-joined.h"

struct _YjJoinedReader {
  GObject parent_instance;
  YjJoined *joined;
  guint kinds;
};

static void yj_joined_reader_iface_init (YjIdReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjJoinedReader, yj_joined_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_joined_reader_iface_init))

static void
yj_joined_reader_start (YjIdReader *self)
{
  yj_joined_start (YJ_JOINED_READER (self)->joined);
}

static void
yj_joined_reader_stop (YjIdReader *self)
{
  yj_joined_stop (YJ_JOINED_READER (self)->joined);
}

static YjDeviceState
yj_joined_reader_get_state (YjIdReader *self)
{
  return yj_joined_get_state (YJ_JOINED_READER (self)->joined);
}

static guint
yj_joined_reader_get_kinds (YjIdReader *self)
{
  return YJ_JOINED_READER (self)->kinds;
}

static void
yj_joined_reader_finalize (GObject *object)
{
  yj_joined_free (YJ_JOINED_READER (object)->joined);
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
}

static void
yj_joined_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_joined_reader_start;
  iface->stop = yj_joined_reader_stop;
  iface->get_state = yj_joined_reader_get_state;
  iface->get_kinds = yj_joined_reader_get_kinds;
}

YJ_JOINED_PORT (port, yj_id_reader)

YjIdReader *
yj_joined_reader_new (GPtrArray *readers)
{
  YjJoinedReader *self = g_object_new (YJ_TYPE_JOINED_READER, NULL);

  self->joined = yj_joined_new (self, &port, readers);
  for (guint i = 0; i < readers->len; i++)
    self->kinds |= yj_id_reader_get_kinds (g_ptr_array_index (readers, i));
  return YJ_ID_READER (self);
}
