/* SPDX-License-Identifier: Apache-2.0 */
/* What CUPS remembers of a printer is believed as long as it may be true, and no longer. */
#include "drivers/printers/yj-print-device.h"
#include "tests/drivers/printers/scripted-cups.h"

#define MINUTE_USEC (60 * G_USEC_PER_SEC)
#define ILL (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_OFFLINE | YJ_PRINTER_MEDIA_LOW)

typedef struct {
  ScriptedCups *cups;
  YjCupsServer *server;
  YjPrintDevice *device;
} Fixture;

static void
begin (Fixture *fixture, int probe_seconds, gboolean driverless)
{
  fixture->cups = scripted_cups_new (SCRIPTED_PRINTS, driverless);
  fixture->server = yj_cups_server_new (scripted_cups_get_address (fixture->cups), "receipt");
  fixture->device = yj_print_device_new (fixture->server, probe_seconds);
}

static void
end (Fixture *fixture)
{
  yj_print_device_free (fixture->device);
  yj_cups_server_free (fixture->server);
  scripted_cups_free (fixture->cups);
}

static YjPrinterReasons
after (Fixture *fixture, int minutes, YjPrinterReasons reasons)
{
  return yj_print_device_correct (fixture->device, reasons, g_get_monotonic_time () + minutes * MINUTE_USEC);
}

static void
assert_forgets_after_five_minutes (Fixture *fixture)
{
  g_assert_cmpuint (after (fixture, 0, ILL), ==, ILL);
  g_assert_cmpuint (after (fixture, 4, ILL), ==, ILL);
  g_assert_cmpuint (after (fixture, 6, ILL), ==, YJ_PRINTER_OK);
}

static void
a_printer_that_is_never_asked_is_given_another_try_after_five_minutes (void)
{
  Fixture fixture;

  begin (&fixture, 0, FALSE);
  yj_print_device_set_kind (fixture.device, YJ_PAPER_ROLL_80, FALSE);
  assert_forgets_after_five_minutes (&fixture);
  yj_print_device_note_job (fixture.device, FALSE);
  assert_forgets_after_five_minutes (&fixture);
  end (&fixture);
}

/* By IPP Everywhere over TLS, whose state only a receipt tells. */
static void
a_printer_that_cannot_be_asked_is_given_another_try_after_five_minutes (void)
{
  Fixture fixture;
  YjPrintBudget budget = yj_print_budget_of (30 * G_USEC_PER_SEC);

  begin (&fixture, -1, TRUE);
  g_assert_false (yj_print_device_ask (fixture.device, &budget));
  g_assert_false (yj_print_device_is_known (fixture.device));
  assert_forgets_after_five_minutes (&fixture);
  end (&fixture);
}

/* A queue that is stopped, or has a job whose end is not known, is that for as long as it says so. */
static void
what_the_queue_itself_says_is_never_forgotten (void)
{
  const YjPrinterReasons own = YJ_PRINTER_STOPPED | YJ_PRINTER_UNSETTLED;
  Fixture fixture;

  begin (&fixture, 0, FALSE);
  g_assert_cmpuint (after (&fixture, 600, own | ILL), ==, own);
  end (&fixture);
}

static void
a_printer_that_takes_probes_is_believed_for_as_long_as_it_says_so (void)
{
  YjPrintBudget budget = yj_print_budget_of (30 * G_USEC_PER_SEC);
  Fixture fixture;

  begin (&fixture, -1, FALSE);
  g_assert_true (yj_print_device_ask (fixture.device, &budget));
  g_assert_true (yj_print_device_is_known (fixture.device));
  g_assert_cmpuint (after (&fixture, 600, ILL), ==, ILL);
  end (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drivers/print-device/a-printer-that-is-never-asked-is-given-another-try-after-five-minutes",
                   a_printer_that_is_never_asked_is_given_another_try_after_five_minutes);
  g_test_add_func ("/drivers/print-device/a-printer-that-cannot-be-asked-is-given-another-try-after-five-minutes",
                   a_printer_that_cannot_be_asked_is_given_another_try_after_five_minutes);
  g_test_add_func ("/drivers/print-device/what-the-queue-itself-says-is-never-forgotten", what_the_queue_itself_says_is_never_forgotten);
  g_test_add_func ("/drivers/print-device/a-printer-that-takes-probes-is-believed-for-as-long-as-it-says-so",
                   a_printer_that_takes_probes_is_believed_for_as_long_as_it_says_so);
  return g_test_run ();
}
