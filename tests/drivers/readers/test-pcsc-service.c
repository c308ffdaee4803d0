/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver and its service: pcscd killed, hung, absent and without a reader; the reader opened and closed a thousand times. */
#include "tests/drivers/readers/pcsc-fixture.h"
#include <signal.h>
#include <winscard.h>

#define PATIENCE_SECONDS 60
#define RECOVER_USEC (3 * G_USEC_PER_SEC)
/* What a person or a page may notice of stop (). */
#define STOP_USEC (100 * 1000)

static void
test_killed (PcscFixture *f)
{
  guint times = pcsc_fixture_is_long () ? 100 : 10;
  gint64 worst_usec = 0;

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  for (guint i = 0; i < times; i++) {
    PcscCard card = pcsc_fixture_make_card ();
    gint64 begin_usec;

    card.slow_msec = i % 2; /* killed beside a card, and in the middle of one */
    if (i % 4 == 1)
      card.slow_msec = 10000;
    pcsc_fixture_insert (f, &card);
    pcsc_fixture_await (f, i % 4 == 1 ? "busy found " : "busy found ready " PCSC_READ);
    pcsc_rig_kill (f->rig);
    pcsc_fixture_await (f, i % 4 == 1 ? "absent failed:device-failed removed " : "absent removed ");
    pcsc_fixture_take_out (f);
    begin_usec = g_get_monotonic_time ();
    pcsc_rig_start (f->rig, TRUE);
    pcsc_fixture_await (f, "ready ");
    worst_usec = MAX (worst_usec, g_get_monotonic_time () - begin_usec);
    g_assert_cmpint (g_get_monotonic_time () - begin_usec, <, RECOVER_USEC);
  }
  g_test_message ("pcscd killed %u times; ready again after at most %d ms", times, (int) (worst_usec / 1000));
}

/* It takes calls and answers none. */
static void
test_hung (PcscFixture *f)
{
  gint64 begin_usec;

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  yj_id_reader_stop (f->events.reader);
  pcsc_rig_signal (f->rig, SIGSTOP);
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "absent ");
  begin_usec = g_get_monotonic_time ();
  yj_id_reader_stop (f->events.reader);
  g_assert_cmpint (g_get_monotonic_time () - begin_usec, <, STOP_USEC);
  yj_id_reader_start (f->events.reader);
  pcsc_rig_signal (f->rig, SIGCONT);
  pcsc_fixture_await (f, "ready ");
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_many_times (PcscFixture *f)
{
  PcscCard card = pcsc_fixture_make_card ();
  guint times = 1000, files, threads, told = 0;
  gint64 stop_usec = 0, deadline_usec;

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  files = count_entries ("/proc/self/fd");
  threads = count_entries ("/proc/self/task");
  for (guint i = 0; i < times; i++) {
    gint64 begin_usec = g_get_monotonic_time ();

    yj_id_reader_stop (f->events.reader);
    stop_usec = MAX (stop_usec, g_get_monotonic_time () - begin_usec);
    g_string_truncate (f->events.text, 0);
    for (guint k = 0; k < i % 3; k++)
      g_main_context_iteration (NULL, FALSE);
    reader_events_assert_silent (&f->events);
    yj_id_reader_start (f->events.reader);
    if (i % 50 == 0) {
      pcsc_fixture_await (f, "ready ");
      told++;
    } else {
      for (guint k = 0; k < i % 4; k++)
        g_main_context_iteration (NULL, FALSE);
    }
  }
  g_string_truncate (f->events.text, 0);
  pcsc_fixture_await_ready (f);
  pcsc_fixture_insert (f, &card);
  while (strstr (f->events.text->str, PCSC_READ) == NULL)
    g_main_context_iteration (NULL, TRUE);
  deadline_usec = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  while (count_entries ("/proc/self/task") > threads || count_entries ("/proc/self/fd") > files + 1) { /* the card's */
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_thread_yield ();
  }
  g_test_message ("%u starts and stops, awaited %u times; the slowest stop took %d us; %u files and %u threads as before", times, told,
                  (int) stop_usec, files, threads);
  g_assert_cmpint (stop_usec, <, STOP_USEC);
}

static void
await_service (void)
{
  SCARDCONTEXT context;

  while (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
    g_thread_yield ();
  SCardReleaseContext (context);
}

static void
test_without_service (PcscFixture *f)
{
  pcsc_rig_kill (f->rig);
  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await (f, "absent ");
  /* The service alone is not enough. */
  pcsc_rig_start (f->rig, FALSE);
  yj_id_reader_stop (f->events.reader);
  await_service ();
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "absent ");
  pcsc_rig_kill (f->rig);
  pcsc_rig_start (f->rig, TRUE);
  pcsc_fixture_await (f, "ready ");
}

static const PcscCase cases[] = {
  { test_killed, "pcscd-is-killed-many-times-and-the-reader-is-back-within-3-seconds" },
  { test_hung, "a-pcscd-that-hangs-is-said-to-be-away,-and-holds-nobody-up" },
  { test_many_times, "the-reader-is-opened-and-closed-1000-times" },
  { test_without_service, "without-pcscd-or-its-reader-the-device-is-absent-until-both-are-there" },
};

int
main (int argc, char **argv)
{
  return pcsc_fixture_run (argc, argv, "pcsc", cases, G_N_ELEMENTS (cases));
}
