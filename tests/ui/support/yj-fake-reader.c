/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the state of a card reader that no card lies on. */
#include "tests/ui/support/yj-fake-reader.h"

static void yj_fake_reader_iface_init (YjIdReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakeReader, yj_fake_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_fake_reader_iface_init))

static void
start (YjIdReader *reader)
{
  YjFakeReader *self = YJ_FAKE_READER (reader);
  self->started = TRUE;
  self->n_starts++;
}

static void
stop (YjIdReader *reader)
{
  YJ_FAKE_READER (reader)->started = FALSE;
}

static YjDeviceState
get_state (YjIdReader *reader)
{
  return YJ_FAKE_READER (reader)->state;
}

static guint
get_kinds (YjIdReader *reader)
{
  return YJ_FAKE_READER (reader)->kinds;
}

static void
yj_fake_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
  iface->get_state = get_state;
  iface->get_kinds = get_kinds;
}

static void
yj_fake_reader_class_init (YjFakeReaderClass *klass)
{
}

static void
yj_fake_reader_init (YjFakeReader *self)
{
  self->state = YJ_DEVICE_READY;
  self->kinds = 1u << YJ_ID_RESIDENT;
}

YjFakeReader *
yj_fake_reader_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_READER, NULL);
}
