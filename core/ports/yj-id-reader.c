/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the signals of the identity reader port. */
#include "core/ports/yj-id-reader.h"

G_DEFINE_INTERFACE (YjIdReader, yj_id_reader, G_TYPE_OBJECT)

enum { FOUND, READ, FAILED, REMOVED, STATE, N_SIGNALS };
static guint signals[N_SIGNALS];

GType
yj_device_state_get_type (void)
{
  static const GEnumValue values[] = {
    { YJ_DEVICE_ABSENT, "YJ_DEVICE_ABSENT", "absent" },
    { YJ_DEVICE_READY, "YJ_DEVICE_READY", "ready" },
    { YJ_DEVICE_BUSY, "YJ_DEVICE_BUSY", "busy" },
    { YJ_DEVICE_FAULT, "YJ_DEVICE_FAULT", "fault" },
    { 0, NULL, NULL },
  };
  static gsize type;
  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("YjDeviceState", values));
  return type;
}

const char *
yj_device_state_nick (YjDeviceState state)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (YJ_TYPE_DEVICE_STATE);
  GEnumValue *value = g_enum_get_value (klass, state);
  return value != NULL ? value->value_nick : "absent";
}

static void
yj_id_reader_default_init (YjIdReaderInterface *iface)
{
  GType type = YJ_TYPE_ID_READER;
  signals[FOUND] = g_signal_new ("card-found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[READ] = g_signal_new ("card-read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, YJ_TYPE_ID_CARD);
  signals[FAILED] = g_signal_new ("card-failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[REMOVED] = g_signal_new ("card-removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STATE] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 YJ_TYPE_DEVICE_STATE, G_TYPE_STRING);
}

void
yj_id_reader_start (YjIdReader *self)
{
  YJ_ID_READER_GET_IFACE (self)->start (self);
}

void
yj_id_reader_stop (YjIdReader *self)
{
  YJ_ID_READER_GET_IFACE (self)->stop (self);
}

YjDeviceState
yj_id_reader_get_state (YjIdReader *self)
{
  return YJ_ID_READER_GET_IFACE (self)->get_state (self);
}

guint
yj_id_reader_get_kinds (YjIdReader *self)
{
  return YJ_ID_READER_GET_IFACE (self)->get_kinds (self);
}

void
yj_id_reader_emit_found (YjIdReader *self)
{
  g_signal_emit (self, signals[FOUND], 0);
}

void
yj_id_reader_emit_read (YjIdReader *self, YjIdCard *card)
{
  g_signal_emit (self, signals[READ], 0, card);
}

void
yj_id_reader_emit_failed (YjIdReader *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

void
yj_id_reader_emit_removed (YjIdReader *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

void
yj_id_reader_emit_state (YjIdReader *self, YjDeviceState state, const char *reason)
{
  g_signal_emit (self, signals[STATE], 0, state, reason);
}
