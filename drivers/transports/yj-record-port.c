/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the recording of another port: "> hex" for what we sent, "< hex" for what came, "~ ms" for a silence between two such, "!" for a
 * hangup. A silence is what ends a code or a document of a device that speaks by itself. */
#include "drivers/transports/yj-record-port.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Bytes of one frame come closer together. */
#define SILENCE_MIN_MSEC 10

struct _YjRecordPort {
  YjPort parent_instance;
  char *path;
  FILE *file;
  YjPort *inner;
  gint64 received_usec; /* when bytes came last; 0: something was sent since */
};

G_DEFINE_FINAL_TYPE (YjRecordPort, yj_record_port, YJ_TYPE_PORT)

static void
write_line (YjRecordPort *self, char mark, const guint8 *bytes, gsize size)
{
  if (self->file == NULL)
    return;
  fputc (mark, self->file);
  for (gsize i = 0; i < size; i++)
    fprintf (self->file, " %02X", bytes[i]);
  fputc ('\n', self->file);
  fflush (self->file);
}

static void
write_silence (YjRecordPort *self)
{
  gint64 now_usec = g_get_monotonic_time (), msec = (now_usec - self->received_usec) / 1000;

  if (self->file != NULL && self->received_usec != 0 && msec >= SILENCE_MIN_MSEC)
    fprintf (self->file, "~ %" G_GINT64_FORMAT "\n", msec);
  self->received_usec = now_usec;
}

static void
on_inner_received (YjPort *inner, gpointer bytes, guint size, YjRecordPort *self)
{
  write_silence (self);
  write_line (self, '<', bytes, size);
  yj_port_emit_received (YJ_PORT (self), bytes, size);
}

static void
on_inner_closed (YjPort *inner, const GError *error, YjRecordPort *self)
{
  write_line (self, '!', NULL, 0);
  yj_port_emit_closed (YJ_PORT (self), error);
}

static gboolean
yj_record_port_open (YjPort *port, GError **error)
{
  YjRecordPort *self = YJ_RECORD_PORT (port);
  int fd;

  if (self->file == NULL) {
    fd = open (self->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    self->file = fd >= 0 ? fdopen (fd, "a") : NULL;
  }
  if (self->file == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s: the recording cannot be written: %s", self->path, g_strerror (errno));
    return FALSE;
  }
  self->received_usec = g_get_monotonic_time (); /* the silence before the first word is told, too */
  return yj_port_open (self->inner, error);
}

static void
yj_record_port_close (YjPort *port)
{
  yj_port_close (YJ_RECORD_PORT (port)->inner);
}

static gboolean
yj_record_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  YjRecordPort *self = YJ_RECORD_PORT (port);

  self->received_usec = 0;
  write_line (self, '>', bytes, size);
  return yj_port_write (self->inner, bytes, size, error);
}

static void
yj_record_port_finalize (GObject *object)
{
  YjRecordPort *self = YJ_RECORD_PORT (object);

  g_signal_handlers_disconnect_by_data (self->inner, self);
  g_clear_object (&self->inner);
  g_clear_pointer (&self->file, fclose);
  g_free (self->path);
  G_OBJECT_CLASS (yj_record_port_parent_class)->finalize (object);
}

static void
yj_record_port_class_init (YjRecordPortClass *klass)
{
  YjPortClass *port_class = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_record_port_finalize;
  port_class->open = yj_record_port_open;
  port_class->close = yj_record_port_close;
  port_class->write = yj_record_port_write;
}

static void
yj_record_port_init (YjRecordPort *self)
{
}

YjPort *
yj_record_port_new (const char *file, YjPort *inner)
{
  YjRecordPort *self = g_object_new (YJ_TYPE_RECORD_PORT, NULL);

  self->path = g_strdup (file);
  self->inner = g_object_ref (inner);
  g_signal_connect (inner, "received", G_CALLBACK (on_inner_received), self);
  g_signal_connect (inner, "closed", G_CALLBACK (on_inner_closed), self);
  return YJ_PORT (self);
}
