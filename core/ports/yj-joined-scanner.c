/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the scanners that stand for one. */
#include "core/ports/yj-joined-scanner.h"
#include "core/ports/yj-joined-reader.h"

struct _YjJoinedScanner {
  GObject parent_instance;
  GPtrArray *scanners;
  YjDeviceState announced;
  gboolean is_announced;
};

static void yj_joined_scanner_iface_init (YjCodeScannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjJoinedScanner, yj_joined_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, yj_joined_scanner_iface_init))

static YjDeviceState
yj_joined_scanner_get_state (YjCodeScanner *scanner)
{
  YjJoinedScanner *self = YJ_JOINED_SCANNER (scanner);
  YjDeviceState best = YJ_DEVICE_ABSENT;

  for (guint i = 0; i < self->scanners->len; i++)
    best = yj_device_state_best (best, yj_code_scanner_get_state (g_ptr_array_index (self->scanners, i)));
  return best;
}

static void
on_state_changed (YjJoinedScanner *self, YjDeviceState state, const char *reason)
{
  YjDeviceState best = yj_joined_scanner_get_state (YJ_CODE_SCANNER (self));

  if (self->is_announced && best == self->announced)
    return;
  self->is_announced = TRUE;
  self->announced = best;
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (self), best, reason);
}

static void
yj_joined_scanner_start (YjCodeScanner *scanner)
{
  YjJoinedScanner *self = YJ_JOINED_SCANNER (scanner);

  self->is_announced = FALSE;
  g_ptr_array_foreach (self->scanners, (GFunc) yj_code_scanner_start, NULL);
}

static void
yj_joined_scanner_stop (YjCodeScanner *scanner)
{
  g_ptr_array_foreach (YJ_JOINED_SCANNER (scanner)->scanners, (GFunc) yj_code_scanner_stop, NULL);
}

static void
yj_joined_scanner_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_JOINED_SCANNER (object)->scanners);
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
  self->scanners = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
yj_joined_scanner_iface_init (YjCodeScannerInterface *iface)
{
  iface->start = yj_joined_scanner_start;
  iface->stop = yj_joined_scanner_stop;
  iface->get_state = yj_joined_scanner_get_state;
}

YjCodeScanner *
yj_joined_scanner_new (GPtrArray *scanners)
{
  YjJoinedScanner *self = g_object_new (YJ_TYPE_JOINED_SCANNER, NULL);

  for (guint i = 0; i < scanners->len; i++) {
    GObject *scanner = g_object_ref (g_ptr_array_index (scanners, i));
    g_ptr_array_add (self->scanners, scanner);
    g_signal_connect_object (scanner, "code-read", G_CALLBACK (yj_code_scanner_emit_read), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (scanner, "state-changed", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  }
  return YJ_CODE_SCANNER (self);
}
