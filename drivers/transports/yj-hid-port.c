/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the descriptor of an input device, its grab and its source. */
#include "drivers/transports/yj-hid-port.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-source.h"
#include "drivers/transports/yj-hid-keys.h"
#include "drivers/transports/yj-node-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define EVENTS_A_READ 64

struct _YjHidPort {
  YjPort parent_instance;
  char *device;
  int fd;
  GSource *reading;
  YjHidKeys keys;
};

G_DEFINE_FINAL_TYPE (YjHidPort, yj_hid_port, YJ_TYPE_PORT)

static void
yj_hid_port_close (YjPort *port)
{
  YjHidPort *self = YJ_HID_PORT (port);

  yj_source_clear (&self->reading);
  if (self->fd >= 0)
    close (self->fd); /* which ends the grab */
  self->fd = -1;
  self->keys = (YjHidKeys){ 0 };
}

static void
lose_line (YjHidPort *self, const char *why)
{
  g_autoptr (GError) error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "%s: %s", self->device, why);
  yj_port_emit_closed (YJ_PORT (self), error);
}

/* FALSE: the kernel dropped events that nobody took in time. What was typed around them is another text, so that the line is lost and
 * with it what was held of it. */
static gboolean
are_whole (const struct input_event *events, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED)
      return FALSE;
  return TRUE;
}

static void
take_events (YjHidPort *self, const struct input_event *events, gsize count)
{
  guint8 bytes[EVENTS_A_READ * YJ_HID_KEYS_MAX_BYTES];
  gsize used = 0;

  if (!are_whole (events, count)) {
    lose_line (self, "typed faster than it was read");
    return;
  }

  for (gsize i = 0; i < count; i++)
    if (events[i].type == EV_KEY)
      used += yj_hid_keys_take (&self->keys, events[i].code, events[i].value, bytes + used);
  if (used > 0)
    yj_port_emit_received (YJ_PORT (self), bytes, used);
  yj_secret_wipe (bytes, sizeof bytes);
}

static gboolean
on_fd_readable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (YjHidPort) self = g_object_ref (data);
  struct input_event events[EVENTS_A_READ];
  gssize n = read (fd, events, sizeof events);

  if (n > 0) {
    take_events (self, events, (gsize) n / sizeof *events);
    yj_secret_wipe (events, sizeof events);
    return self->fd == fd ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  }
  if (n < 0 && (errno == EINTR || (errno == EAGAIN && (condition & (G_IO_HUP | G_IO_ERR)) == 0)))
    return G_SOURCE_CONTINUE;
  lose_line (self, n < 0 && errno != EAGAIN ? g_strerror (errno) : "unplugged");
  return G_SOURCE_REMOVE;
}

static gboolean
yj_hid_port_open (YjPort *port, GError **error)
{
  YjHidPort *self = YJ_HID_PORT (port);

  do
    self->fd = open (self->device, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  while (self->fd < 0 && errno == EINTR);
  if (self->fd < 0 || ioctl (self->fd, EVIOCGRAB, 1) != 0) {
    int number = errno;
    yj_hid_port_close (port);
    yj_node_set_error (error, self->device, "cannot be had for this program alone", number);
    return FALSE;
  }
  self->reading = g_unix_fd_source_new (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->reading, G_SOURCE_FUNC (on_fd_readable), self, NULL);
  g_source_attach (self->reading, g_main_context_get_thread_default ());
  return TRUE;
}

static gboolean
yj_hid_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "%s: a keyboard takes no bytes", YJ_HID_PORT (port)->device);
  return FALSE;
}

static void
yj_hid_port_finalize (GObject *object)
{
  YjHidPort *self = YJ_HID_PORT (object);

  yj_hid_port_close (YJ_PORT (self));
  g_free (self->device);
  G_OBJECT_CLASS (yj_hid_port_parent_class)->finalize (object);
}

static void
yj_hid_port_class_init (YjHidPortClass *klass)
{
  YjPortClass *port = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_hid_port_finalize;
  port->open = yj_hid_port_open;
  port->close = yj_hid_port_close;
  port->write = yj_hid_port_write;
}

static void
yj_hid_port_init (YjHidPort *self)
{
  self->fd = -1;
}

YjPort *
yj_hid_port_new (const char *device)
{
  YjHidPort *self = g_object_new (YJ_TYPE_HID_PORT, NULL);
  self->device = g_strdup (device);
  return YJ_PORT (self);
}
