/* SPDX-License-Identifier: Apache-2.0 */
/* The driver against a real cupsd and a virtual printer (tests/support/print-rig): what the tests of this folder share. */
#pragma once
#include "core/ports/yj-receipt-printer.h"
#include "tests/support/print-rig-client.h"

typedef struct {
  PrintRig *rig;
  YjReceiptPrinter *printer;
  GCancellable *cancellable;
  char *journal;
  guint changes;
  gboolean was_unsettled;
  /* of the last print */
  gboolean done, ok;
  YjPrintOutcome outcome;
  GError *error;
  /* of the last purge */
  gboolean purge_done, purge_ok;
  GError *purge_error;
} Fixture;

typedef struct {
  const char *name;  /* a sentence */
  const char *probe; /* seconds between two probes; "0": none */
  void (*run) (Fixture *fixture, gconstpointer probe);
} FixtureTest;
/* Each with a rig of its own and a driver that is ready, as @folder/name. */
void fixture_add_tests (const char *folder, const FixtureTest *tests, gsize count);

/* A rig with arguments of print-rig after the folder, and a driver with more settings as key=value; both NULL-terminated (nullable). */
void fixture_open (Fixture *fixture, const char *probe, const char *const *rig_options, const char *const *settings);
void fixture_tear_down (Fixture *fixture, gconstpointer probe);
/* A driver on the fixture's rig. (transfer full) */
YjReceiptPrinter *fixture_open_printer (Fixture *fixture, const char *probe, const char *journal, const char *const *settings);

void fixture_tell (Fixture *fixture, const char *word);
/* Runs the main loop until @condition holds. */
void fixture_run_until (Fixture *fixture, gboolean (*condition) (Fixture *));
/* What to wait for. */
gboolean fixture_is_done (Fixture *fixture);
gboolean fixture_is_ready (Fixture *fixture);
gboolean fixture_is_idle (Fixture *fixture); /* the printer holds no job */
gboolean fixture_has_a_job_at_the_printer (Fixture *fixture);

void fixture_start_print (Fixture *fixture);
void fixture_start_print_of (Fixture *fixture, YjReceipt *receipt);
void fixture_purge (Fixture *fixture);
/* One receipt, one sheet. */
void fixture_assert_prints (Fixture *fixture);
/* What the camera's own pipeline reads off the sheet that came out. (transfer full) */
char *fixture_read_code_off (const char *path);
