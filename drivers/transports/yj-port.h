/* SPDX-License-Identifier: Apache-2.0 */
/* A line to a device: bytes out, bytes in, and the news that it is gone. Addresses:
 *   /dev/serial/by-id/…        a serial line (or a pseudo terminal), 8N1, exclusive
 *   hid:/dev/input/by-id/…     a scanner that types, see yj-hid-port.h
 *   pcsc:PATTERN               the card in a PC/SC reader, see yj-pcsc-port.h
 *   replay:/path/to/file       what a recording said, see yj-replay-port.c
 *   record:/path/to/file,ADDR  the line ADDR, written down; only with YIJIAN_ALLOW_RECORDING=1 in the
 *                              environment, because a recording holds what was on the card; a technician's way to it
 *                              is "yijianctl devices record"
 * Drivers cannot tell them apart. Thread: the one that opened it; callbacks come in the main context that
 * was the thread's default at open (). */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_TYPE_PORT (yj_port_get_type ())
G_DECLARE_DERIVABLE_TYPE (YjPort, yj_port, YJ, PORT, GObject)

struct _YjPortClass {
  GObjectClass parent_class;
  gboolean (*open) (YjPort *self, GError **error);
  void (*close) (YjPort *self);
  gboolean (*write) (YjPort *self, const guint8 *bytes, gsize size, GError **error);
};

/* Signals:
 * "received" (gconstpointer bytes, guint size)  borrowed, wiped after the handlers; any split of the stream
 * "closed"   (GError *error)                    the line is gone; open () may be tried again
 * "appeared" ()                                 only while closed: a device has come, and open () is worth a try at once */

/* @rate_baud: 9600, 19200, 38400, 57600 or 115200; serial lines only. Opens nothing.
 * YJ_ERROR_BAD_DATA: address or rate; YJ_ERROR_DENIED: recording is not allowed. (transfer full) (nullable) */
YjPort *yj_port_new (const char *address, int rate_baud, GError **error);

/* YJ_ERROR_DEVICE_ABSENT: no such line; _DEVICE_BUSY: another program has it; _DENIED: no right to it;
 * _DEVICE_FAILED: not a serial line, or it refuses its settings. */
gboolean yj_port_open (YjPort *self, GError **error);
/* No signal follows. Closing a closed port is allowed. */
void yj_port_close (YjPort *self);
gboolean yj_port_is_open (YjPort *self);
/* All of @size or nothing; what the line cannot take at once is sent later, up to 4 KiB.
 * YJ_ERROR_DEVICE_ABSENT: gone, "closed" follows or is past; _DEVICE_FAILED: it has taken nothing for long. */
gboolean yj_port_write (YjPort *self, const guint8 *bytes, gsize size, GError **error);

/* For the kinds of ports. */
void yj_port_emit_received (YjPort *self, guint8 *bytes, gsize size);
/* Marks the port closed and says so. */
void yj_port_emit_closed (YjPort *self, const GError *error);
void yj_port_emit_appeared (YjPort *self);

G_END_DECLS
