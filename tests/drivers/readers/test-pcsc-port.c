/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver on a pcscd that behaves as real ones do on bad days: readers that go, fail and lose changes, cards changed unseen, calls
 * that do not come back. Needs no pcscd. */
#include "tests/drivers/readers/fake-winscard.h"
#include "tests/drivers/readers/reader-events.h"

#define PATIENCE_SECONDS 60
#define READ "read:" SOCIAL_NAME ":" SOCIAL_NUMBER " "

static Chip
social_chip (void)
{
  return (Chip) { .over_t0 = TRUE, .files = social_files_make (2, SOCIAL_NAME_GB, "") };
}

static void
begin (ReaderEvents *events, const char *port)
{
  reader_events_begin (events, "pcsc-reader", port);
  yj_id_reader_start (events->reader);
}

/* And its threads are out of the library. */
static void
end (ReaderEvents *events)
{
  gint64 deadline_usec = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  reader_events_end (events);
  while (fake_winscard_get_waiting () > 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_thread_yield ();
  }
}

static void
test_pulled_out (void)
{
  Chip chip = social_chip ();
  ReaderEvents events;

  begin (&events, "pcsc:Fake*");
  reader_events_await (&events, "ready ");
  for (guint i = 0; i < 3; i++) {
    fake_winscard_set_card (&chip);
    reader_events_await (&events, "busy found ready " READ);
    fake_winscard_set_reader (NULL);
    reader_events_await (&events, "absent removed ");
    fake_winscard_set_card (NULL);
    fake_winscard_set_reader (i == 1 ? "Another 00 00" : "Fake 00 01");
    if (i == 1) {
      yj_id_reader_stop (events.reader);
      yj_id_reader_start (events.reader);
      reader_events_await (&events, "absent "); /* one that the settings do not mean */
      fake_winscard_set_reader ("Fake 00 00");
    }
    reader_events_await (&events, "ready ");
  }
  end (&events);
}

/* Listed, and out of order: said once, tried now and then, and never in a circle. */
static void
test_out_of_order (void)
{
  ReaderEvents events;
  guint looks;

  begin (&events, "pcsc:");
  reader_events_await (&events, "ready ");
  fake_winscard_set_broken (TRUE);
  reader_events_await (&events, "absent ");
  looks = fake_winscard_get_looks ();
  while (fake_winscard_get_looks () < looks + 3)
    g_main_context_iteration (NULL, FALSE);
  reader_events_assert_silent (&events);
  fake_winscard_set_broken (FALSE);
  reader_events_await (&events, "ready ");
  g_assert_cmpuint (fake_winscard_get_looks (), <, looks + 20);
  end (&events);
}

static void
test_changed_unseen (void)
{
  Chip chip = social_chip (), foreign = social_chip ();
  ReaderEvents events;

  foreign.kind = CHIP_FOREIGN;
  begin (&events, "pcsc:");
  reader_events_await (&events, "ready ");
  fake_winscard_set_card (&chip);
  reader_events_await (&events, "busy found ready " READ);
  fake_winscard_swap_card (&foreign);
  reader_events_await (&events, "removed busy found ready failed:card-foreign ");
  fake_winscard_set_card (NULL);
  reader_events_await (&events, "removed ");
  end (&events);
}

/* The removal is not told, and found all the same. */
static void
test_lost_change (void)
{
  Chip chip = social_chip ();
  ReaderEvents events;
  gint64 begin_usec;

  begin (&events, "pcsc:");
  reader_events_await (&events, "ready ");
  fake_winscard_lose_changes (TRUE);
  begin_usec = g_get_monotonic_time ();
  fake_winscard_set_card (&chip);
  reader_events_await (&events, "busy found ready " READ);
  fake_winscard_set_card (NULL);
  reader_events_await (&events, "removed ");
  g_test_message ("put in and taken out again were noticed after %d ms", (int) ((g_get_monotonic_time () - begin_usec) / 1000));
  fake_winscard_lose_changes (FALSE);
  end (&events);
}

static void
test_no_answer (void)
{
  Chip chip = social_chip ();
  ReaderEvents events;

  begin (&events, "pcsc:");
  reader_events_await (&events, "ready ");
  fake_winscard_fail_transmit (SCARD_E_NOT_TRANSACTED);
  fake_winscard_set_card (&chip);
  reader_events_await (&events, "busy found ready failed:card-unreadable ");
  fake_winscard_fail_transmit (0);
  fake_winscard_set_card (NULL);
  reader_events_await (&events, "removed ");
  /* A card that wakes up at the second time of asking is read. */
  fake_winscard_fail_transmit (SCARD_W_RESET_CARD);
  fake_winscard_set_card (&chip);
  reader_events_await (&events, "busy found ");
  fake_winscard_fail_transmit (0);
  reader_events_await (&events, "ready " READ);
  fake_winscard_set_card (NULL);
  reader_events_await (&events, "removed ");
  end (&events);
}

static void
test_refused (void)
{
  static const LONG results[] = { SCARD_W_SECURITY_VIOLATION, SCARD_E_NO_SERVICE, SCARD_F_COMM_ERROR };
  ReaderEvents events;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    fake_winscard_refuse (results[i]);
    begin (&events, "pcsc:");
    reader_events_await (&events, "absent ");
    fake_winscard_refuse (0);
    reader_events_await (&events, "ready ");
    end (&events);
  }
}

/* Calls that do not come back hold nobody up, and their threads do not grow in number. */
static void
test_hanging (void)
{
  ReaderEvents events;
  gint64 worst_usec = 0;

  begin (&events, "pcsc:");
  reader_events_await (&events, "ready ");
  fake_winscard_hang (TRUE);
  for (guint i = 0; i < 100; i++) {
    gint64 begin_usec = g_get_monotonic_time ();

    yj_id_reader_stop (events.reader);
    worst_usec = MAX (worst_usec, g_get_monotonic_time () - begin_usec);
    yj_id_reader_start (events.reader);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpuint (fake_winscard_get_waiting (), <=, 1);
  }
  g_test_message ("100 starts and stops with a call that hangs; the slowest stop took %d us", (int) worst_usec);
  g_assert_cmpint (worst_usec, <, 100 * 1000);
  reader_events_await (&events, "absent ");
  fake_winscard_hang (FALSE);
  reader_events_await (&events, "ready ");
  /* While nobody does anything, too. */
  fake_winscard_hang (TRUE);
  reader_events_await (&events, "absent ");
  fake_winscard_hang (FALSE);
  reader_events_await (&events, "ready ");
  end (&events);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readers/pcsc-port/a-reader-that-is-pulled-out-is-absent-until-it-is-back", test_pulled_out);
  g_test_add_func ("/readers/pcsc-port/a-reader-that-is-out-of-order-is-absent,-and-keeps-nobody-busy", test_out_of_order);
  g_test_add_func ("/readers/pcsc-port/a-card-that-was-changed-unseen-is-a-new-card", test_changed_unseen);
  g_test_add_func ("/readers/pcsc-port/a-change-that-is-not-told-is-found-within-seconds", test_lost_change);
  g_test_add_func ("/readers/pcsc-port/a-card-without-answers-is-unreadable,-one-that-was-reset-is-read", test_no_answer);
  g_test_add_func ("/readers/pcsc-port/a-service-that-refuses-is-absent-and-tried-again", test_refused);
  g_test_add_func ("/readers/pcsc-port/calls-that-hang-hold-nobody-up-and-do-not-add-up", test_hanging);
  return g_test_run ();
}
