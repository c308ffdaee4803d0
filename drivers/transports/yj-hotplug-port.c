/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which node a line has at present, the port on that node, and what udev's events mean for it. */
#include "drivers/transports/yj-hotplug-port.h"
#include "core/base/yj-error.h"
#include "drivers/transports/yj-udev-client.h"
#include "drivers/yj-device-binding.h"
#include "drivers/yj-driver.h"
#include <string.h>

#define HID_PREFIX "hid:"

struct _YjHotplugPort {
  YjPort parent_instance;
  char *address;            /* (nullable): by the settings' path */
  YjDeviceBinding *binding; /* (nullable): by udev */
  int rate_baud;
  YjUdevClient *client;
  YjPort *inner; /* (nullable): the line that is or was open */
  char *node;    /* of it, without "hid:" */
};

G_DEFINE_FINAL_TYPE (YjHotplugPort, yj_hotplug_port, YJ_TYPE_PORT)

static const char *
skip_prefix (const char *address)
{
  return g_str_has_prefix (address, HID_PREFIX) ? address + strlen (HID_PREFIX) : address;
}

static gboolean
is_ours (YjHotplugPort *self, GUdevDevice *device)
{
  return self->binding != NULL ? yj_device_binding_fits (self->binding, device)
                               : yj_udev_device_has_path (device, skip_prefix (self->address));
}

static void
on_event (YjUdevClient *client, const char *action, GUdevDevice *device, YjHotplugPort *self)
{
  g_autoptr (YjHotplugPort) kept = g_object_ref (self);
  gboolean is_gone = g_str_equal (action, "remove"), is_open = yj_port_is_open (YJ_PORT (self));
  g_autoptr (GError) error = NULL;

  if (is_gone && is_open && yj_udev_device_has_path (device, self->node)) {
    error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "%s: unplugged", self->node);
    yj_port_emit_closed (YJ_PORT (self), error);
  } else if (!is_gone && !is_open && is_ours (self, device)) {
    yj_port_emit_appeared (YJ_PORT (self));
  }
}

static void
on_inner_received (YjPort *inner, gpointer bytes, guint size, YjHotplugPort *self)
{
  yj_port_emit_received (YJ_PORT (self), bytes, size);
}

static void
on_inner_closed (YjPort *inner, const GError *error, YjHotplugPort *self)
{
  g_autoptr (YjHotplugPort) kept = g_object_ref (self);
  yj_port_emit_closed (YJ_PORT (self), error);
}

static void
drop_inner (YjHotplugPort *self)
{
  if (self->inner != NULL)
    g_signal_handlers_disconnect_by_data (self->inner, self);
  g_clear_object (&self->inner);
  g_clear_pointer (&self->node, g_free);
}

/* The address of the device as it is plugged in now. (transfer full) (nullable) */
static char *
find_address (YjHotplugPort *self, GError **error)
{
  g_autoptr (GUdevDevice) device = NULL;

  if (self->address != NULL)
    return g_strdup (self->address);
  device = yj_device_binding_find (self->binding, self->client, error);
  if (device == NULL)
    return NULL;
  return g_strconcat (g_str_equal (g_udev_device_get_subsystem (device), "input") ? HID_PREFIX : "", g_udev_device_get_device_file (device),
                      NULL);
}

static gboolean
yj_hotplug_port_open (YjPort *port, GError **error)
{
  YjHotplugPort *self = YJ_HOTPLUG_PORT (port);
  g_autofree char *address = find_address (self, error);

  drop_inner (self);
  if (address != NULL)
    self->inner = yj_port_new (address, self->rate_baud, error);
  if (self->inner == NULL)
    return FALSE;
  self->node = g_strdup (skip_prefix (address));
  g_signal_connect (self->inner, "received", G_CALLBACK (on_inner_received), self);
  g_signal_connect (self->inner, "closed", G_CALLBACK (on_inner_closed), self);
  return yj_port_open (self->inner, error);
}

/* The inner port stays until the next opening: it may be the one that has just told that it is closed. */
static void
yj_hotplug_port_close (YjPort *port)
{
  YjHotplugPort *self = YJ_HOTPLUG_PORT (port);

  if (self->inner != NULL)
    yj_port_close (self->inner);
}

static gboolean
yj_hotplug_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  return yj_port_write (YJ_HOTPLUG_PORT (port)->inner, bytes, size, error);
}

static void
yj_hotplug_port_finalize (GObject *object)
{
  YjHotplugPort *self = YJ_HOTPLUG_PORT (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  if (self->inner != NULL)
    yj_port_close (self->inner);
  drop_inner (self);
  yj_device_binding_free (self->binding);
  g_free (self->address);
  G_OBJECT_CLASS (yj_hotplug_port_parent_class)->finalize (object);
}

static void
yj_hotplug_port_class_init (YjHotplugPortClass *klass)
{
  YjPortClass *port_class = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_hotplug_port_finalize;
  port_class->open = yj_hotplug_port_open;
  port_class->close = yj_hotplug_port_close;
  port_class->write = yj_hotplug_port_write;
}

static void
yj_hotplug_port_init (YjHotplugPort *self)
{
}

static YjPort *
new_port (const char *address, YjDeviceBinding *binding, int rate_baud)
{
  YjHotplugPort *self = g_object_new (YJ_TYPE_HOTPLUG_PORT, NULL);

  self->address = g_strdup (address);
  self->binding = binding;
  self->rate_baud = rate_baud;
  self->client = yj_udev_client_get ();
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  return YJ_PORT (self);
}


YjPort *
yj_hotplug_port_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, int rate_baud, GError **error)
{
  g_autofree char *address = yj_driver_settings_string (settings, group, "port", NULL);
  g_autoptr (YjDeviceBinding) binding = yj_device_binding_new (settings, group, ids, error);
  g_autoptr (YjPort) plain = NULL;

  if (binding == NULL)
    return NULL;
  if (address != NULL && yj_device_binding_is_by_settings (binding)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] port: a device is named by a path or by its udev properties, not by both", group);
    return NULL;
  }
  /* Refuses an address or a rate that no line has before the first opening. */
  plain = yj_port_new (address != NULL ? address : "/dev/tty", rate_baud, error);
  if (plain == NULL)
    g_prefix_error (error, "[%s] port: ", group);
  if (plain == NULL || (address != NULL && *skip_prefix (address) != '/'))
    return g_steal_pointer (&plain);
  return new_port (address, address == NULL ? g_steal_pointer (&binding) : NULL, rate_baud);
}
