/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what all ports share: whether it is open, the signals, and which address is which kind. */
#include "drivers/transports/yj-port.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "drivers/transports/yj-hid-port.h"
#include "drivers/transports/yj-pcsc-port.h"
#include "drivers/transports/yj-record-port.h"
#include "drivers/transports/yj-replay-port.h"
#include "drivers/transports/yj-serial-port.h"
#include <string.h>

typedef struct {
  gboolean open;
} YjPortPrivate;

enum { RECEIVED, CLOSED, APPEARED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YjPort, yj_port, G_TYPE_OBJECT)

static YjPortPrivate *
get_private (YjPort *self)
{
  return yj_port_get_instance_private (self);
}

static YjPort *
new_recorder (const char *where, int rate_baud, GError **error)
{
  const char *comma = strchr (where, ',');
  g_autofree char *file = comma != NULL ? g_strndup (where, (gsize) (comma - where)) : NULL;
  g_autoptr (YjPort) inner = NULL;

  if (g_strcmp0 (g_getenv ("YIJIAN_ALLOW_RECORDING"), "1") != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DENIED,
                         "recording a line is refused: it would keep what is on a card (YIJIAN_ALLOW_RECORDING=1 allows it)");
    return NULL;
  }
  if (file == NULL || *file == '\0' || g_str_has_prefix (comma + 1, "record:")) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a recording is addressed as record:FILE,ADDRESS");
    return NULL;
  }
  inner = yj_port_new (comma + 1, rate_baud, error);
  return inner != NULL ? yj_record_port_new (file, inner) : NULL;
}

YjPort *
yj_port_new (const char *address, int rate_baud, GError **error)
{
  if (g_str_has_prefix (address, "replay:"))
    return yj_replay_port_new (address + strlen ("replay:"));
  if (g_str_has_prefix (address, "record:"))
    return new_recorder (address + strlen ("record:"), rate_baud, error);
  if (g_str_has_prefix (address, "hid:/"))
    return yj_hid_port_new (address + strlen ("hid:"));
  if (yj_pcsc_port_is_address (address))
    return yj_pcsc_port_new (address);
  if (*address == '/')
    return yj_serial_port_new (address, rate_baud, error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "“%s” is not the address of a line: an absolute path is needed", address);
  return NULL;
}

gboolean
yj_port_open (YjPort *self, GError **error)
{
  YjPortPrivate *priv = get_private (self);

  if (!priv->open)
    priv->open = YJ_PORT_GET_CLASS (self)->open (self, error);
  return priv->open;
}

void
yj_port_close (YjPort *self)
{
  YjPortPrivate *priv = get_private (self);

  if (priv->open)
    YJ_PORT_GET_CLASS (self)->close (self);
  priv->open = FALSE;
}

gboolean
yj_port_is_open (YjPort *self)
{
  return get_private (self)->open;
}

gboolean
yj_port_write (YjPort *self, const guint8 *bytes, gsize size, GError **error)
{
  if (!get_private (self)->open) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "the line is closed");
    return FALSE;
  }
  return YJ_PORT_GET_CLASS (self)->write (self, bytes, size, error);
}

void
yj_port_emit_received (YjPort *self, guint8 *bytes, gsize size)
{
  g_signal_emit (self, signals[RECEIVED], 0, bytes, (guint) size);
  yj_secret_wipe (bytes, size);
}

void
yj_port_emit_closed (YjPort *self, const GError *error)
{
  yj_port_close (self);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

void
yj_port_emit_appeared (YjPort *self)
{
  g_signal_emit (self, signals[APPEARED], 0);
}

static void
yj_port_class_init (YjPortClass *klass)
{
  signals[RECEIVED] = g_signal_new ("received", YJ_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                    G_TYPE_POINTER, G_TYPE_UINT);
  signals[CLOSED] = g_signal_new ("closed", YJ_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[APPEARED] = g_signal_new ("appeared", YJ_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_port_init (YjPort *self)
{
}
