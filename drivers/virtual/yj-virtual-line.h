/* SPDX-License-Identifier: Apache-2.0 */
/* The far end of a serial line: a pseudo terminal whose near end stands under a path of ours, can be unplugged, and
 * sends as slowly as it is told. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_TYPE_VIRTUAL_LINE (yj_virtual_line_get_type ())
G_DECLARE_FINAL_TYPE (YjVirtualLine, yj_virtual_line, YJ, VIRTUAL_LINE, GObject)

/* Signal: "received" (gconstpointer bytes, guint size), borrowed. */

/* @link: where the symbolic link to the near end is put while plugged. (transfer full) */
YjVirtualLine *yj_virtual_line_new (const char *link);
/* YJ_ERROR_FAILED: no pseudo terminal, or the link cannot be made. Plugging what is plugged changes nothing. */
gboolean yj_virtual_line_plug (YjVirtualLine *self, GError **error);
/* The near end sees a hangup; what was still to be sent is lost. */
void yj_virtual_line_unplug (YjVirtualLine *self);
/* The same when @bytes more were sent: in the middle of what is sent then. */
void yj_virtual_line_unplug_after (YjVirtualLine *self, gsize bytes);
gboolean yj_virtual_line_is_plugged (YjVirtualLine *self);
/* Sends @size bytes after what is already on its way; dropped while unplugged. */
void yj_virtual_line_send (YjVirtualLine *self, const guint8 *bytes, gsize size);
/* Bytes a second, 0 for as fast as they are taken. */
void yj_virtual_line_set_rate (YjVirtualLine *self, guint bytes_per_second);
/* Nothing is sent, and nothing taken, for so long. */
void yj_virtual_line_sleep (YjVirtualLine *self, guint ms);

G_END_DECLS
