/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the devices that stand for one, and the way of their signals to it. */
#include "core/ports/yj-joined.h"

struct _YjJoined {
  gpointer owner;
  const YjJoinedPort *port;
  GPtrArray *devices;
  YjDeviceState announced;
  gboolean is_announced;
};

YjDeviceState
yj_joined_get_state (YjJoined *self)
{
  static const int order[] = { [YJ_DEVICE_ABSENT] = 0, [YJ_DEVICE_FAULT] = 1, [YJ_DEVICE_READY] = 2, [YJ_DEVICE_BUSY] = 3 };
  YjDeviceState best = YJ_DEVICE_ABSENT;

  for (guint i = 0; i < self->devices->len; i++) {
    YjDeviceState state = self->port->get_state (g_ptr_array_index (self->devices, i));
    best = order[state] > order[best] ? state : best;
  }
  return best;
}

static void
announce (YjJoined *self, const char *reason)
{
  g_autoptr (GObject) owner = g_object_ref (self->owner); /* a handler may let it go */
  YjDeviceState best = yj_joined_get_state (self);

  if (self->is_announced && best == self->announced)
    return;
  self->is_announced = TRUE;
  self->announced = best;
  self->port->emit_state (owner, best, reason);
}

/* A device's signal becomes the owner's, with the same arguments. */
static void
pass_on (GClosure *closure, GValue *result, guint n_values, const GValue *values, gpointer hint, gpointer data)
{
  YjJoined *self = closure->data;
  const GSignalInvocationHint *signal = hint;
  g_autofree GValue *passed = g_memdup2 (values, n_values * sizeof *values);

  if (g_str_equal (g_signal_name (signal->signal_id), "state-changed")) {
    announce (self, g_value_get_string (&values[n_values - 1]));
    return;
  }
  /* Only the instance is another one; the arguments stay whose they are. */
  passed[0] = (GValue) G_VALUE_INIT;
  g_value_init (&passed[0], G_OBJECT_TYPE (self->owner));
  g_value_set_object (&passed[0], self->owner);
  g_signal_emitv (passed, signal->signal_id, 0, NULL);
  g_value_unset (&passed[0]);
}

static void
listen (YjJoined *self, GObject *device)
{
  guint n = 0;
  g_autofree guint *ids = g_signal_list_ids (self->port->get_type (), &n);

  for (guint i = 0; i < n; i++) {
    GClosure *closure = g_closure_new_simple (sizeof (GClosure), self);
    g_closure_set_marshal (closure, pass_on);
    g_signal_connect_closure_by_id (device, ids[i], 0, closure, FALSE);
  }
}

YjJoined *
yj_joined_new (gpointer owner, const YjJoinedPort *port, GPtrArray *devices)
{
  YjJoined *self = g_new0 (YjJoined, 1);

  self->owner = owner;
  self->port = port;
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < devices->len; i++) {
    g_ptr_array_add (self->devices, g_object_ref (g_ptr_array_index (devices, i)));
    listen (self, g_ptr_array_index (devices, i));
  }
  return self;
}

void
yj_joined_free (YjJoined *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->devices->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->devices, i), self);
  g_ptr_array_unref (self->devices);
  g_free (self);
}

void
yj_joined_start (YjJoined *self)
{
  self->is_announced = FALSE;
  for (guint i = 0; i < self->devices->len; i++)
    self->port->start (g_ptr_array_index (self->devices, i));
}

void
yj_joined_stop (YjJoined *self)
{
  for (guint i = 0; i < self->devices->len; i++)
    self->port->stop (g_ptr_array_index (self->devices, i));
}
