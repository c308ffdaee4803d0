/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search for a camera's node and what udev's events mean for it. */
#include "drivers/cameras/yj-camera-node.h"
#include "drivers/transports/yj-udev-client.h"

struct _YjCameraNode {
  YjGstSettings *settings;
  YjUdevClient *client;
  const YjCameraNodeListener *listener;
  gpointer owner;
  char *path; /* (nullable): found last */
};

static gboolean
is_ours (YjCameraNode *self, GUdevDevice *device)
{
  return self->settings->binding != NULL ? yj_device_binding_fits (self->settings->binding, device)
                                         : yj_udev_device_has_path (device, self->settings->device);
}

static void
on_event (YjUdevClient *client, const char *action, GUdevDevice *device, YjCameraNode *self)
{
  if (!g_str_equal (action, "remove")) {
    if (is_ours (self, device))
      self->listener->came (self->owner);
  } else if (self->path != NULL && yj_udev_device_has_path (device, self->path)) {
    g_autofree char *reason = g_strdup_printf ("%s: unplugged", self->path);
    self->listener->went (self->owner, reason);
  }
}

YjCameraNode *
yj_camera_node_new (const YjGstSettings *settings, const YjCameraNodeListener *listener, gpointer owner)
{
  YjCameraNode *self = g_new0 (YjCameraNode, 1);

  self->settings = yj_gst_settings_copy (settings);
  self->client = yj_udev_client_get ();
  self->listener = listener;
  self->owner = owner;
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  return self;
}

void
yj_camera_node_free (YjCameraNode *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  yj_gst_settings_free (self->settings);
  g_free (self->path);
  g_free (self);
}

char *
yj_camera_node_find (YjCameraNode *self, GError **error)
{
  g_autoptr (GUdevDevice) device = NULL;

  g_clear_pointer (&self->path, g_free);
  if (self->settings->binding == NULL)
    self->path = g_strdup (self->settings->device);
  else
    device = yj_device_binding_find (self->settings->binding, self->client, error);
  if (device != NULL)
    self->path = g_strdup (g_udev_device_get_device_file (device));
  return g_strdup (self->path);
}
