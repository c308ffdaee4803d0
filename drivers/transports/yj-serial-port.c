/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the file descriptor of a serial line, its sources and what is still to be written. Modem lines are
 * not asked for, because pseudo terminals and many USB bridges have none. */
#include "drivers/transports/yj-serial-port.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-source.h"
#include "drivers/transports/yj-node-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define WAITING_MAX_BYTES 4096
#define CHUNK_BYTES 4096
/* A line that floods us may not keep the loop from its other work. */
#define CHUNKS_A_TURN 4

struct _YjSerialPort {
  YjPort parent_instance;
  char *path;
  speed_t speed;
  int fd;
  GSource *reading;
  GSource *writing;
  GByteArray *waiting;
};

G_DEFINE_FINAL_TYPE (YjSerialPort, yj_serial_port, YJ_TYPE_PORT)

static void
yj_serial_port_close (YjPort *port)
{
  YjSerialPort *self = YJ_SERIAL_PORT (port);

  yj_source_clear (&self->reading);
  yj_source_clear (&self->writing);
  g_byte_array_set_size (self->waiting, 0);
  if (self->fd < 0)
    return;
  /* The mark would outlive us where something else holds the line open. */
  ioctl (self->fd, TIOCNXCL);
  close (self->fd);
  self->fd = -1;
}

static gboolean
set_failure (YjSerialPort *self, const char *what, GError **error)
{
  yj_node_set_error (error, self->path, what, errno);
  return FALSE;
}

static void
lose_line (YjSerialPort *self, const char *why)
{
  g_autoptr (GError) error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "%s: %s", self->path, why);
  yj_port_emit_closed (YJ_PORT (self), error);
}

static gboolean
on_fd_readable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (YjSerialPort) self = g_object_ref (data);
  guint8 chunk[CHUNK_BYTES];

  for (int i = 0; i < CHUNKS_A_TURN && self->fd == fd; i++) {
    gssize n = read (fd, chunk, sizeof chunk);
    if (n > 0) {
      yj_port_emit_received (YJ_PORT (self), chunk, (gsize) n);
      continue;
    }
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && errno == EAGAIN && (condition & (G_IO_HUP | G_IO_ERR)) == 0)
      return G_SOURCE_CONTINUE;
    lose_line (self, n < 0 && errno != EAGAIN ? g_strerror (errno) : "unplugged");
    return G_SOURCE_REMOVE;
  }
  return self->fd == fd ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Sends what the line takes. FALSE when it is gone. */
static gboolean
send_waiting (YjSerialPort *self)
{
  while (self->waiting->len > 0) {
    gssize n = write (self->fd, self->waiting->data, self->waiting->len);
    if (n > 0)
      g_byte_array_remove_range (self->waiting, 0, (guint) n);
    else if (n == 0 || errno == EAGAIN)
      return TRUE;
    else if (errno != EINTR)
      return FALSE;
  }
  return TRUE;
}

static gboolean
on_fd_writable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (YjSerialPort) self = g_object_ref (data);

  if (!send_waiting (self)) {
    lose_line (self, g_strerror (errno));
    return G_SOURCE_REMOVE;
  }
  if (self->waiting->len > 0)
    return G_SOURCE_CONTINUE;
  yj_source_clear (&self->writing);
  return G_SOURCE_REMOVE;
}

static GSource *
watch (YjSerialPort *self, GIOCondition condition, GUnixFDSourceFunc callback)
{
  GSource *source = g_unix_fd_source_new (self->fd, condition);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static gboolean
set_up_line (YjSerialPort *self, GError **error)
{
  struct termios line;

  if (tcgetattr (self->fd, &line) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "%s: not a serial line", self->path);
    return FALSE;
  }
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    return set_failure (self, "in use by another program", error);
  if (ioctl (self->fd, TIOCEXCL) != 0)
    return set_failure (self, "cannot be had exclusively", error);
  cfmakeraw (&line);
  line.c_cflag &= (tcflag_t) ~(CSTOPB | CRTSCTS);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cc[VMIN] = 1; /* with 0, "nothing yet" would look like a hangup */
  line.c_cc[VTIME] = 0;
  if (cfsetspeed (&line, self->speed) != 0 || tcsetattr (self->fd, TCSANOW, &line) != 0)
    return set_failure (self, "refuses its settings", error);
  tcflush (self->fd, TCIOFLUSH);
  return TRUE;
}

static gboolean
yj_serial_port_open (YjPort *port, GError **error)
{
  YjSerialPort *self = YJ_SERIAL_PORT (port);

  do
    self->fd = open (self->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  while (self->fd < 0 && errno == EINTR);
  if (self->fd < 0)
    return set_failure (self, "cannot be opened", error);
  if (!set_up_line (self, error)) {
    close (self->fd);
    self->fd = -1;
    return FALSE;
  }
  self->reading = watch (self, G_IO_IN | G_IO_HUP | G_IO_ERR, on_fd_readable);
  return TRUE;
}

static gboolean
yj_serial_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  YjSerialPort *self = YJ_SERIAL_PORT (port);

  if (self->waiting->len + size > WAITING_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "%s: takes no bytes", self->path);
    return FALSE;
  }
  g_byte_array_append (self->waiting, bytes, (guint) size);
  if (!send_waiting (self))
    return set_failure (self, "cannot be written to", error);
  if (self->waiting->len > 0 && self->writing == NULL)
    self->writing = watch (self, G_IO_OUT, on_fd_writable);
  return TRUE;
}

static void
yj_serial_port_finalize (GObject *object)
{
  YjSerialPort *self = YJ_SERIAL_PORT (object);

  yj_port_close (YJ_PORT (self));
  g_byte_array_unref (self->waiting);
  g_free (self->path);
  G_OBJECT_CLASS (yj_serial_port_parent_class)->finalize (object);
}

static void
yj_serial_port_class_init (YjSerialPortClass *klass)
{
  YjPortClass *port_class = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_serial_port_finalize;
  port_class->open = yj_serial_port_open;
  port_class->close = yj_serial_port_close;
  port_class->write = yj_serial_port_write;
}

static void
yj_serial_port_init (YjSerialPort *self)
{
  self->fd = -1;
  self->waiting = g_byte_array_new ();
}

YjPort *
yj_serial_port_new (const char *path, int rate_baud, GError **error)
{
  static const struct {
    int baud;
    speed_t speed;
  } rates[] = { { 9600, B9600 }, { 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 } };
  YjSerialPort *self;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].baud == rate_baud) {
      self = g_object_new (YJ_TYPE_SERIAL_PORT, NULL);
      self->path = g_strdup (path);
      self->speed = rates[i].speed;
      return YJ_PORT (self);
    }
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%d baud is not a rate of this line: 9600, 19200, 38400, 57600 or 115200", rate_baud);
  return NULL;
}
