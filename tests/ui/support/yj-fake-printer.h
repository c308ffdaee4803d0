/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt printer in memory: keeps every receipt it was asked to print, and ends as it is told, from the main loop. */
#pragma once
#include "core/ports/yj-receipt-printer.h"

#define YJ_TYPE_FAKE_PRINTER (yj_fake_printer_get_type ())
G_DECLARE_FINAL_TYPE (YjFakePrinter, yj_fake_printer, YJ, FAKE_PRINTER, GObject)

struct _YjFakePrinter {
  GObject parent_instance;
  YjPrinterReasons reasons; /* change it and emit "state-changed" */
  YjPrintOutcome outcome;   /* of the next prints */
  int error;                /* a YjError that the next prints fail with; -1: none */
  GPtrArray *printed;       /* YjReceipt */
  guint n_purges;
  gboolean purge_fails;
  gboolean holding;         /* prints wait for yj_fake_printer_release () */
  GPtrArray *held;          /* GTask */
};

YjFakePrinter *yj_fake_printer_new (void);
/* Ends what was held, in order, and holds no longer. */
void yj_fake_printer_release (YjFakePrinter *self);
