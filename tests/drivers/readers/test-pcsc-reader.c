/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver with a real pcscd and cards in a virtual reader: read, refused, taken out at every moment; pcscd killed, hung, absent. */
#include "tests/drivers/readers/pcsc-rig.h"
#include "tests/drivers/readers/reader-events.h"
#include <signal.h>
#include <unistd.h>
#include <winscard.h>

#define PATIENCE_SECONDS 60
#define RECOVER_USEC (3 * G_USEC_PER_SEC)
/* What a person or a page may notice of stop (). */
#define STOP_USEC (100 * 1000)

static const char *no_isolation; /* why not; NULL when there is */

typedef struct {
  PcscRig *rig;
  PcscCard *card; /* (nullable) */
  ReaderEvents events;
} Fixture;

static void
await (Fixture *f, const char *awaited)
{
  reader_events_await (&f->events, awaited);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->card, pcsc_card_remove);
  reader_events_end (&f->events);
  g_clear_pointer (&f->rig, pcsc_rig_free);
}

#define READ "read:" SOCIAL_NAME ":" SOCIAL_NUMBER " "

static gboolean
is_long (void)
{
  return g_getenv ("YIJIAN_LONG") != NULL && g_strcmp0 (g_getenv ("YIJIAN_LONG"), "") != 0;
}

static PcscCard
social_card (void)
{
  return (PcscCard) { .chip = { .over_t0 = TRUE, .files = social_files_make (2, SOCIAL_NAME_GB, "") } };
}

static void
start (Fixture *f, const char *port)
{
  reader_events_begin (&f->events, "pcsc-reader", port);
  yj_id_reader_start (f->events.reader);
}

static void
insert (Fixture *f, const PcscCard *card)
{
  g_clear_pointer (&f->card, pcsc_card_remove);
  f->card = pcsc_card_insert (card);
}

static void
take_out (Fixture *f)
{
  g_clear_pointer (&f->card, pcsc_card_remove);
}

/* The service is away at first where it was started a moment ago. */
static void
await_ready (Fixture *f)
{
  while (yj_id_reader_get_state (f->events.reader) != YJ_DEVICE_READY)
    g_main_context_iteration (NULL, TRUE);
  g_string_truncate (f->events.text, 0);
}

static void
test_read (Fixture *f, gconstpointer unused)
{
  start (f, "pcsc:");
  await_ready (f);
  for (guint i = 0; i < 3; i++) {
    PcscCard card = social_card ();

    card.chip.over_t0 = i != 1;
    card.chip.no_short_numbers = i == 2;
    insert (f, &card);
    await (f, "busy found ready " READ);
    g_test_message ("T=%d: %u commands, powered %u times", card.chip.over_t0 ? 0 : 1, f->card->commands, f->card->powered);
    take_out (f);
    await (f, "removed ");
  }
}

/* Until pcscd has seen a card that was put in after more than @count changes. */
static void
await_inserted (guint count)
{
  SCARD_READERSTATE state = { .szReader = "Virtual PCD 00 00", .dwCurrentState = SCARD_STATE_UNAWARE };
  SCARDCONTEXT context;

  g_assert_cmpint (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context), ==, SCARD_S_SUCCESS);
  while ((state.dwEventState & SCARD_STATE_PRESENT) == 0 || state.dwEventState >> 16 <= count) {
    g_assert_cmpint (SCardGetStatusChange (context, 0, &state, 1), !=, SCARD_E_INVALID_PARAMETER);
    g_main_context_iteration (NULL, FALSE);
  }
  SCardReleaseContext (context);
}

/* A card that was in the reader before it was started; one that was read and left there by who came before. */
static void
test_lying_card (Fixture *f, gconstpointer unused)
{
  PcscCard card = social_card ();

  start (f, "pcsc:");
  await_ready (f);
  yj_id_reader_stop (f->events.reader);
  insert (f, &card);
  await_inserted (0);
  yj_id_reader_start (f->events.reader);
  await (f, "ready busy found ready " READ);
  yj_id_reader_stop (f->events.reader);
  yj_id_reader_start (f->events.reader);
  await (f, "ready busy found ready failed:card-left ");
  take_out (f);
  await (f, "removed ");
  insert (f, &card);
  await (f, "busy found ready " READ);
  /* Changed for another while nobody looked. */
  yj_id_reader_stop (f->events.reader);
  take_out (f);
  insert (f, &card);
  await_inserted (3); /* the second card was the third change */
  yj_id_reader_start (f->events.reader);
  await (f, "ready busy found ready " READ);
}

static void
test_refused (Fixture *f, gconstpointer unused)
{
  static const struct {
    ChipKind kind;
    gboolean mute;
    const char *events;
    guint powered; /* at least */
  } cases[] = {
    { CHIP_FOREIGN, FALSE, "busy found ready failed:card-foreign ", 1 },
    { CHIP_LOCKED, FALSE, "busy found ready failed:card-foreign ", 1 },
    { CHIP_GARBAGE, FALSE, "busy found ready failed:card-unreadable ", 3 },
    { CHIP_ENDLESS, FALSE, "busy found ready failed:card-unreadable ", 3 },
    { CHIP_SOCIAL, TRUE, "busy found ready failed:card-unreadable ", 0 },
  };

  start (f, "pcsc:");
  await_ready (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    PcscCard card = social_card ();

    card.chip.kind = cases[i].kind;
    card.mute = cases[i].mute;
    insert (f, &card);
    await (f, cases[i].events);
    g_assert_cmpuint (f->card->powered, >=, cases[i].powered);
    g_test_message ("%u: powered %u times, %u commands", i, f->card->powered, f->card->commands);
    take_out (f);
    await (f, "removed ");
  }
}

static void
test_slow (Fixture *f, gconstpointer unused)
{
  PcscCard card = social_card ();

  start (f, "pcsc:");
  await_ready (f);
  card.slow_msec = 30;
  insert (f, &card);
  await (f, "busy found ready " READ);
  take_out (f);
  await (f, "removed ");
  /* Nothing for a second is said to be nothing; what comes afterwards is taken all the same. */
  card.slow_msec = 1500;
  insert (f, &card);
  await (f, "busy found ready failed:card-unreadable ");
  f->card->slow_msec = 0;
  await (f, READ);
  take_out (f);
  await (f, "removed ");
}

/* Taken out instead of each of the answers. */
static void
test_torn (Fixture *f, gconstpointer unused)
{
  static const guint few[] = { 1, 2, 9, 20 };
  guint n = is_long () ? 21 : G_N_ELEMENTS (few);

  start (f, "pcsc:");
  await_ready (f);
  for (guint i = 0; i < n; i++) {
    PcscCard card = social_card ();

    card.tear_after = is_long () ? i + 1 : few[i];
    insert (f, &card);
    await (f, "busy found ready failed:card-removed removed ");
    g_assert_cmpuint (f->card->commands, ==, card.tear_after);
  }
}

static void
test_killed (Fixture *f, gconstpointer unused)
{
  guint times = is_long () ? 100 : 10;
  gint64 worst_usec = 0;

  start (f, "pcsc:");
  await_ready (f);
  for (guint i = 0; i < times; i++) {
    PcscCard card = social_card ();
    gint64 begin_usec;

    card.slow_msec = i % 2; /* killed beside a card, and in the middle of one */
    if (i % 4 == 1)
      card.slow_msec = 10000;
    insert (f, &card);
    await (f, i % 4 == 1 ? "busy found " : "busy found ready " READ);
    pcsc_rig_kill (f->rig);
    await (f, i % 4 == 1 ? "absent failed:device-failed removed " : "absent removed ");
    take_out (f);
    begin_usec = g_get_monotonic_time ();
    pcsc_rig_start (f->rig, TRUE);
    await (f, "ready ");
    worst_usec = MAX (worst_usec, g_get_monotonic_time () - begin_usec);
    g_assert_cmpint (g_get_monotonic_time () - begin_usec, <, RECOVER_USEC);
  }
  g_test_message ("pcscd killed %u times; ready again after at most %d ms", times, (int) (worst_usec / 1000));
}

/* It takes calls and answers none. */
static void
test_hung (Fixture *f, gconstpointer unused)
{
  gint64 begin_usec;

  start (f, "pcsc:");
  await_ready (f);
  yj_id_reader_stop (f->events.reader);
  pcsc_rig_signal (f->rig, SIGSTOP);
  yj_id_reader_start (f->events.reader);
  await (f, "absent ");
  begin_usec = g_get_monotonic_time ();
  yj_id_reader_stop (f->events.reader);
  g_assert_cmpint (g_get_monotonic_time () - begin_usec, <, STOP_USEC);
  yj_id_reader_start (f->events.reader);
  pcsc_rig_signal (f->rig, SIGCONT);
  await (f, "ready ");
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
test_many_times (Fixture *f, gconstpointer unused)
{
  PcscCard card = social_card ();
  guint times = 1000, files, threads, told = 0;
  gint64 stop_usec = 0, deadline_usec;

  start (f, "pcsc:");
  await_ready (f);
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
      await (f, "ready ");
      told++;
    } else {
      for (guint k = 0; k < i % 4; k++)
        g_main_context_iteration (NULL, FALSE);
    }
  }
  g_string_truncate (f->events.text, 0);
  await_ready (f);
  insert (f, &card);
  while (strstr (f->events.text->str, READ) == NULL)
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

/* Another program has the card to itself; then it lets go. */
static void
test_taken (Fixture *f, gconstpointer unused)
{
  PcscCard card = social_card ();
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;

  start (f, "pcsc:*00 00");
  await_ready (f);
  yj_id_reader_stop (f->events.reader);
  insert (f, &card);
  g_assert_cmpint (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context), ==, SCARD_S_SUCCESS);
  while (SCardConnect (context, "Virtual PCD 00 00", SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol) != SCARD_S_SUCCESS)
    g_main_context_iteration (NULL, FALSE);
  yj_id_reader_start (f->events.reader);
  await (f, "ready busy found ready failed:device-busy ");
  g_assert_cmpint (SCardDisconnect (handle, SCARD_LEAVE_CARD), ==, SCARD_S_SUCCESS);
  await (f, "busy ready " READ);
  SCardReleaseContext (context);
}

/* Beside a program that uses the card too. */
static void
test_shared (Fixture *f, gconstpointer unused)
{
  PcscCard card = social_card ();
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;

  start (f, "pcsc-shared:*00 00");
  await_ready (f);
  yj_id_reader_stop (f->events.reader);
  insert (f, &card);
  g_assert_cmpint (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context), ==, SCARD_S_SUCCESS);
  while (SCardConnect (context, "Virtual PCD 00 00", SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol) != SCARD_S_SUCCESS)
    g_main_context_iteration (NULL, FALSE);
  yj_id_reader_start (f->events.reader);
  await (f, "ready busy found ready " READ);
  /* The other program's card still has its power. */
  g_assert_cmpint (SCardDisconnect (handle, SCARD_LEAVE_CARD), ==, SCARD_S_SUCCESS);
  SCardReleaseContext (context);
}

/* Two readers: the one whose name the settings give is used, and only that one. */
static void
test_choice (Fixture *f, gconstpointer unused)
{
  PcscCard other = social_card (), chosen = social_card ();
  PcscCard *other_card;

  other.chip.kind = CHIP_FOREIGN;
  chosen.slot = 1;
  start (f, "pcsc:*PCD 00 01");
  await_ready (f);
  other_card = pcsc_card_insert (&other);
  insert (f, &chosen);
  await (f, "busy found ready " READ);
  g_assert_cmpuint (other_card->commands, ==, 0);
  pcsc_card_remove (other_card);
  take_out (f);
  await (f, "removed ");
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
test_without_service (Fixture *f, gconstpointer unused)
{
  pcsc_rig_kill (f->rig);
  start (f, "pcsc:");
  await (f, "absent ");
  /* The service alone is not enough. */
  pcsc_rig_start (f->rig, FALSE);
  yj_id_reader_stop (f->events.reader);
  await_service ();
  yj_id_reader_start (f->events.reader);
  await (f, "absent ");
  pcsc_rig_kill (f->rig);
  pcsc_rig_start (f->rig, TRUE);
  await (f, "ready ");
}

/* What was written down is what is played back. */
static void
test_recorded (Fixture *f, gconstpointer unused)
{
  const char *path = "/run/recording"; /* our own */
  g_autofree char *record = g_strdup_printf ("record:%s,pcsc:", path), *replay = g_strdup_printf ("replay:%s", path);
  PcscCard card = social_card ();

  start (f, record);
  await_ready (f);
  insert (f, &card);
  await (f, "busy found ready " READ);
  take_out (f);
  await (f, "removed ");
  reader_events_end (&f->events);
  start (f, replay);
  g_string_truncate (f->events.text, 0);
  while (strstr (f->events.text->str, "removed ") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_suffix (f->events.text->str, "ready busy found ready " READ "removed "));
  unlink (path);
}

static void
on_ended (GObject *process, GAsyncResult *result, gpointer out)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait (G_SUBPROCESS (process), NULL, NULL)); /* its end of the pipe was closed a moment before */
  g_assert_true (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, out, NULL, &error));
  g_assert_no_error (error);
}

static void
test_technician (Fixture *f, gconstpointer unused)
{
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "app", "yijianctl", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  PcscCard card = social_card ();

  insert (f, &card);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--json", "card", "read", "--port", "pcsc:*00 00", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_ended, &out);
  while (out == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_assert_nonnull (strstr (out, "\"kind\":\"social-security\""));
  g_assert_nonnull (strstr (out, SOCIAL_NAME));
  g_assert_nonnull (strstr (out, "\"number_valid\":true"));
}

typedef struct {
  void (*run) (Fixture *f, gconstpointer data);
  const char *name;
} Case;

static const Case cases[] = {
  { test_read, "a-social-security-card-is-read-by-T0-and-by-T1" },
  { test_lying_card, "a-card-that-lies-there-already-is-read-at-the-start,-and-not-a-second-time" },
  { test_refused, "another-card,-a-locked-one,-nonsense-and-a-mute-card-are-refused-once" },
  { test_slow, "a-slow-card-is-waited-for,-and-said-to-be-mute-after-a-second" },
  { test_torn, "a-card-that-is-taken-out-in-the-middle-is-said-to-be" },
  { test_killed, "pcscd-is-killed-many-times-and-the-reader-is-back-within-3-seconds" },
  { test_hung, "a-pcscd-that-hangs-is-said-to-be-away,-and-holds-nobody-up" },
  { test_many_times, "the-reader-is-opened-and-closed-1000-times" },
  { test_taken, "a-card-that-another-program-has-is-read-when-it-is-free" },
  { test_shared, "a-card-can-be-read-beside-another-program" },
  { test_choice, "of-several-readers-the-settings-choose-one" },
  { test_without_service, "without-pcscd-or-its-reader-the-device-is-absent-until-both-are-there" },
  { test_recorded, "a-recording-plays-what-was" },
  { test_technician, "yijianctl-reads-the-card" },
};

static void
run_case (Fixture *f, gconstpointer data)
{
  const Case *one = data;

  if (no_isolation != NULL) {
    g_test_skip (no_isolation);
    return;
  }
  f->rig = pcsc_rig_new ();
  pcsc_rig_start (f->rig, TRUE);
  one->run (f, NULL);
}

int
main (int argc, char **argv)
{
  /* Before anything has a thread. */
  if (!pcsc_rig_isolate (&no_isolation))
    g_assert_nonnull (no_isolation);
  g_setenv ("YIJIAN_ALLOW_RECORDING", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/readers/pcsc/", cases[i].name, NULL);
    g_test_add (path, Fixture, &cases[i], NULL, run_case, teardown);
  }
  return g_test_run ();
}
