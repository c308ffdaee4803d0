/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a scanner made of several: the port's functions, handed to what joins them. */
#include "core/ports/yj-joined-scanner.h"
#include "core/ports/yj-joined.h"

struct _YjJoinedScanner {
  GObject parent_instance;
  YjJoined *joined;
};

static void yj_joined_scanner_iface_init (YjCodeScannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjJoinedScanner, yj_joined_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, yj_joined_scanner_iface_init))

static void
yj_joined_scanner_start (YjCodeScanner *self)
{
  yj_joined_start (YJ_JOINED_SCANNER (self)->joined);
}

static void
yj_joined_scanner_stop (YjCodeScanner *self)
{
  yj_joined_stop (YJ_JOINED_SCANNER (self)->joined);
}

static YjDeviceState
yj_joined_scanner_get_state (YjCodeScanner *self)
{
  return yj_joined_get_state (YJ_JOINED_SCANNER (self)->joined);
}

static void
yj_joined_scanner_finalize (GObject *object)
{
  yj_joined_free (YJ_JOINED_SCANNER (object)->joined);
  G_OBJECT_CLASS (yj_joined_scanner_parent_class)->finalize (object);
}

static void
yj_joined_scanner_class_init (YjJoinedScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_joined_scanner_finalize;
}

static void
yj_joined_scanner_init (YjJoinedScanner *self)
{
}

static void
yj_joined_scanner_iface_init (YjCodeScannerInterface *iface)
{
  iface->start = yj_joined_scanner_start;
  iface->stop = yj_joined_scanner_stop;
  iface->get_state = yj_joined_scanner_get_state;
}

YJ_JOINED_PORT (port, yj_code_scanner)

YjCodeScanner *
yj_joined_scanner_new (GPtrArray *scanners)
{
  YjJoinedScanner *self = g_object_new (YJ_TYPE_JOINED_SCANNER, NULL);

  self->joined = yj_joined_new (self, &port, scanners);
  return YJ_CODE_SCANNER (self);
}
