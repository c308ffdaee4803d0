/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a pseudo terminal's master side and the link to its slave. A master whose slave nobody has open reports a
 * hangup without end, so it is looked at by a timer and not by its descriptor. */
#include "drivers/virtual/yj-virtual-line.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define TURN_MS 5
#define CHUNK_BYTES 1024

struct _YjVirtualLine {
  GObject parent_instance;
  char *link;
  int fd;
  guint turn;
  GByteArray *out;
  gsize left_bytes; /* that are still sent before it hangs up; G_MAXSIZE: it does not */
  guint bytes_per_second;
  double allowance; /* bytes that may go now */
  gint64 last_usec;
  gint64 awake_usec;
};

enum { RECEIVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YjVirtualLine, yj_virtual_line, G_TYPE_OBJECT)

static gsize
count_sendable (YjVirtualLine *self, gint64 now_usec)
{
  if (self->bytes_per_second == 0)
    return self->out->len;
  self->allowance += (double) (now_usec - self->last_usec) * self->bytes_per_second / G_USEC_PER_SEC;
  self->allowance = MIN (self->allowance, MAX (1.0, self->bytes_per_second / 50.0));
  return MIN ((gsize) self->allowance, self->out->len);
}

static void
send_some (YjVirtualLine *self, gint64 now_usec)
{
  gsize n = MIN (count_sendable (self, now_usec), self->left_bytes);
  gssize sent = n > 0 ? write (self->fd, self->out->data, n) : 0;

  if (sent <= 0)
    return;
  self->allowance -= (double) sent;
  yj_secret_wipe (self->out->data, (gsize) sent);
  g_byte_array_remove_range (self->out, 0, (guint) sent);
  if (self->left_bytes != G_MAXSIZE)
    self->left_bytes -= (gsize) sent;
}

static gboolean
on_turn (gpointer data)
{
  g_autoptr (YjVirtualLine) self = g_object_ref (data);
  struct pollfd poll_fd = { self->fd, POLLIN, 0 };
  gint64 now_usec = g_get_monotonic_time ();
  guint8 chunk[CHUNK_BYTES];
  gssize n;

  if (now_usec < self->awake_usec)
    return G_SOURCE_CONTINUE;
  poll (&poll_fd, 1, 0);
  n = (poll_fd.revents & POLLIN) != 0 ? read (self->fd, chunk, sizeof chunk) : 0;
  if (n > 0)
    g_signal_emit (self, signals[RECEIVED], 0, chunk, (guint) n);
  if (self->fd < 0)
    return G_SOURCE_REMOVE;
  if ((poll_fd.revents & POLLHUP) != 0)
    g_byte_array_set_size (self->out, 0); /* nobody listens */
  send_some (self, now_usec);
  self->last_usec = now_usec;
  if (self->left_bytes > 0)
    return G_SOURCE_CONTINUE;
  self->turn = 0;
  yj_virtual_line_unplug (self);
  return G_SOURCE_REMOVE;
}

static gboolean
set_raw (const char *slave)
{
  int fd = open (slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios line;
  gboolean good = fd >= 0 && tcgetattr (fd, &line) == 0;

  if (good) {
    cfmakeraw (&line);
    good = tcsetattr (fd, TCSANOW, &line) == 0;
  }
  if (fd >= 0)
    close (fd);
  return good;
}

/* Over what an earlier run may have left, in one step. */
static gboolean
put_link (const char *link, const char *slave)
{
  g_autofree char *fresh = g_strdup_printf ("%s.%d", link, (int) getpid ());

  unlink (fresh);
  if (symlink (slave, fresh) == 0 && rename (fresh, link) == 0)
    return TRUE;
  unlink (fresh);
  return FALSE;
}

gboolean
yj_virtual_line_plug (YjVirtualLine *self, GError **error)
{
  char slave[128];

  if (self->fd >= 0)
    return TRUE;
  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0 || grantpt (self->fd) != 0 || unlockpt (self->fd) != 0 || ptsname_r (self->fd, slave, sizeof slave) != 0 ||
      !set_raw (slave) || !put_link (self->link, slave)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s: no line can be put there: %s", self->link, g_strerror (errno));
    if (self->fd >= 0)
      close (self->fd);
    self->fd = -1;
    return FALSE;
  }
  self->turn = g_timeout_add (TURN_MS, on_turn, self);
  self->last_usec = g_get_monotonic_time ();
  return TRUE;
}

void
yj_virtual_line_unplug (YjVirtualLine *self)
{
  if (self->fd < 0)
    return;
  unlink (self->link);
  g_clear_handle_id (&self->turn, g_source_remove);
  close (self->fd);
  self->fd = -1;
  g_byte_array_set_size (self->out, 0);
  self->awake_usec = 0;
  self->left_bytes = G_MAXSIZE;
}

void
yj_virtual_line_unplug_after (YjVirtualLine *self, gsize bytes)
{
  if (self->fd >= 0)
    self->left_bytes = bytes;
}

gboolean
yj_virtual_line_is_plugged (YjVirtualLine *self)
{
  return self->fd >= 0;
}

void
yj_virtual_line_send (YjVirtualLine *self, const guint8 *bytes, gsize size)
{
  if (self->fd >= 0)
    g_byte_array_append (self->out, bytes, (guint) size);
}

void
yj_virtual_line_set_rate (YjVirtualLine *self, guint bytes_per_second)
{
  self->bytes_per_second = bytes_per_second;
  self->allowance = 0;
}

void
yj_virtual_line_sleep (YjVirtualLine *self, guint ms)
{
  self->awake_usec = g_get_monotonic_time () + (gint64) ms * 1000;
}

static void
yj_virtual_line_finalize (GObject *object)
{
  YjVirtualLine *self = YJ_VIRTUAL_LINE (object);

  yj_virtual_line_unplug (self);
  g_byte_array_unref (self->out);
  g_free (self->link);
  G_OBJECT_CLASS (yj_virtual_line_parent_class)->finalize (object);
}

static void
yj_virtual_line_class_init (YjVirtualLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_virtual_line_finalize;
  signals[RECEIVED] = g_signal_new ("received", YJ_TYPE_VIRTUAL_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                    G_TYPE_POINTER, G_TYPE_UINT);
}

static void
yj_virtual_line_init (YjVirtualLine *self)
{
  self->fd = -1;
  self->left_bytes = G_MAXSIZE;
  self->out = g_byte_array_new ();
}

YjVirtualLine *
yj_virtual_line_new (const char *link)
{
  YjVirtualLine *self = g_object_new (YJ_TYPE_VIRTUAL_LINE, NULL);

  self->link = g_strdup (link);
  return self;
}
