/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the side of a PC/SC reader that the main context sees. */
#include "drivers/transports/yj-pcsc-port.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/transports/yj-pcsc-run.h"
#include <string.h>

#define LOOK_MSEC 500
#define ALONE "pcsc:"
#define SHARED "pcsc-shared:"

struct _YjPcscPort {
  YjPort parent_instance;
  char *pattern;
  DWORD share;
  YjPcscGate *gate;
  YjPcscRun *run; /* NULL while closed */
  GSource *watch; /* whether pcscd hangs */
};

G_DEFINE_FINAL_TYPE (YjPcscPort, yj_pcsc_port, YJ_TYPE_PORT)

static void
on_told (gpointer owner, guint8 *message, gsize size)
{
  g_autoptr (YjPcscPort) self = g_object_ref (owner);

  yj_port_emit_received (YJ_PORT (self), message, size);
}

static void
on_closed (gpointer owner, const GError *error)
{
  g_autoptr (YjPcscPort) self = g_object_ref (owner);

  yj_port_emit_closed (YJ_PORT (self), error);
}

static gboolean
on_look_due (gpointer data)
{
  g_autoptr (YjPcscPort) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;

  if (!yj_pcsc_run_is_overdue (self->run))
    return G_SOURCE_CONTINUE;
  error = g_error_new_literal (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "the smart card service (pcscd) does not answer");
  yj_port_emit_closed (YJ_PORT (self), error);
  return G_SOURCE_REMOVE;
}

static gboolean
yj_pcsc_port_open (YjPort *port, GError **error)
{
  static const YjPcscListener listener = { on_told, on_closed };
  YjPcscPort *self = YJ_PCSC_PORT (port);

  self->run = yj_pcsc_run_start (self->gate, self->pattern, self->share, &listener, self);
  self->watch = g_timeout_source_new (LOOK_MSEC);
  g_source_set_callback (self->watch, on_look_due, self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
  return TRUE;
}

static void
yj_pcsc_port_close (YjPort *port)
{
  YjPcscPort *self = YJ_PCSC_PORT (port);

  yj_source_clear (&self->watch);
  g_clear_pointer (&self->run, yj_pcsc_run_end);
}

static gboolean
yj_pcsc_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  g_return_val_if_fail (size > 0, FALSE);
  yj_pcsc_run_order (YJ_PCSC_PORT (port)->run, bytes, size);
  return TRUE;
}

static void
yj_pcsc_port_finalize (GObject *object)
{
  YjPcscPort *self = YJ_PCSC_PORT (object);

  yj_pcsc_port_close (YJ_PORT (self));
  yj_pcsc_gate_unref (self->gate);
  g_free (self->pattern);
  G_OBJECT_CLASS (yj_pcsc_port_parent_class)->finalize (object);
}

static void
yj_pcsc_port_class_init (YjPcscPortClass *klass)
{
  YjPortClass *port_class = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_pcsc_port_finalize;
  port_class->open = yj_pcsc_port_open;
  port_class->close = yj_pcsc_port_close;
  port_class->write = yj_pcsc_port_write;
}

static void
yj_pcsc_port_init (YjPcscPort *self)
{
  self->gate = yj_pcsc_gate_new ();
}

gboolean
yj_pcsc_port_is_address (const char *address)
{
  return g_str_has_prefix (address, ALONE) || g_str_has_prefix (address, SHARED);
}

YjPort *
yj_pcsc_port_new (const char *address)
{
  YjPcscPort *self = g_object_new (YJ_TYPE_PCSC_PORT, NULL);

  self->share = g_str_has_prefix (address, SHARED) ? SCARD_SHARE_SHARED : SCARD_SHARE_EXCLUSIVE;
  self->pattern = g_strdup (strchr (address, ':') + 1);
  return YJ_PORT (self);
}
