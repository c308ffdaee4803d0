/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the state of a scanner that sees nothing. */
#include "tests/ui/support/yj-fake-scanner.h"

static void yj_fake_scanner_iface_init (YjCodeScannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakeScanner, yj_fake_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, yj_fake_scanner_iface_init))

static void
start (YjCodeScanner *scanner)
{
  YjFakeScanner *self = YJ_FAKE_SCANNER (scanner);
  self->started = TRUE;
  self->n_starts++;
}

static void
stop (YjCodeScanner *scanner)
{
  YJ_FAKE_SCANNER (scanner)->started = FALSE;
}

static YjDeviceState
get_state (YjCodeScanner *scanner)
{
  return YJ_FAKE_SCANNER (scanner)->state;
}

static void
yj_fake_scanner_iface_init (YjCodeScannerInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
  iface->get_state = get_state;
}

static void
yj_fake_scanner_class_init (YjFakeScannerClass *klass)
{
}

static void
yj_fake_scanner_init (YjFakeScanner *self)
{
  self->state = YJ_DEVICE_READY;
}

YjFakeScanner *
yj_fake_scanner_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_SCANNER, NULL);
}
