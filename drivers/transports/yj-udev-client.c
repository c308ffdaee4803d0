/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the connection to udev that the drivers of a main context share. */
#include "drivers/transports/yj-udev-client.h"

struct _YjUdevClient {
  GObject parent_instance;
  GMainContext *context;
  GUdevClient *client;
};

G_DEFINE_FINAL_TYPE (YjUdevClient, yj_udev_client, G_TYPE_OBJECT)

const char *const yj_udev_subsystems[] = { "tty", "input", "video4linux", "usb", NULL };

static guint event_signal;
static GMutex lock;
static GHashTable *clients; /* of YjUdevClient by their GMainContext, without a reference; NULL while there is none */

static void
on_uevent (GUdevClient *client, const char *action, GUdevDevice *device, YjUdevClient *self)
{
  g_autoptr (YjUdevClient) kept = g_object_ref (self);

  if (g_udev_device_get_device_file (device) != NULL)
    g_signal_emit (kept, event_signal, 0, action, device);
}

static YjUdevClient *
new_client (GMainContext *context)
{
  YjUdevClient *self = g_object_new (YJ_TYPE_UDEV_CLIENT, NULL);

  self->context = g_main_context_ref (context);
  self->client = g_udev_client_new (yj_udev_subsystems);
  g_signal_connect (self->client, "uevent", G_CALLBACK (on_uevent), self);
  return self;
}

YjUdevClient *
yj_udev_client_get (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  YjUdevClient *self = clients != NULL ? g_hash_table_lookup (clients, context) : NULL;

  if (self != NULL)
    return g_object_ref (self);
  if (clients == NULL)
    clients = g_hash_table_new (NULL, NULL);
  self = new_client (context);
  g_hash_table_insert (clients, context, self);
  return self;
}

GPtrArray *
yj_udev_client_list (YjUdevClient *self, const char *subsystem)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func (g_object_unref);
  GList *all = g_udev_client_query_by_subsystem (self->client, subsystem);

  for (GList *item = all; item != NULL; item = item->next)
    if (g_udev_device_get_device_file (item->data) != NULL)
      g_ptr_array_add (devices, g_object_ref (item->data));
  g_list_free_full (all, g_object_unref);
  return devices;
}

gboolean
yj_udev_device_has_path (GUdevDevice *device, const char *path)
{
  const char *const *links = g_udev_device_get_device_file_symlinks (device);

  return g_strcmp0 (g_udev_device_get_device_file (device), path) == 0 || (links != NULL && g_strv_contains (links, path));
}

static void
forget_client (YjUdevClient *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_hash_table_remove (clients, self->context);
  if (g_hash_table_size (clients) == 0)
    g_clear_pointer (&clients, g_hash_table_unref);
}

static void
yj_udev_client_finalize (GObject *object)
{
  YjUdevClient *self = YJ_UDEV_CLIENT (object);

  forget_client (self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (yj_udev_client_parent_class)->finalize (object);
}

static void
yj_udev_client_class_init (YjUdevClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_udev_client_finalize;
  event_signal = g_signal_new ("event", YJ_TYPE_UDEV_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                               G_UDEV_TYPE_DEVICE);
}

static void
yj_udev_client_init (YjUdevClient *self)
{
}
