/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver with a real pcscd and cards in a virtual reader: read, refused, slow, taken out at every moment, shared, recorded. */
#include "tests/drivers/readers/pcsc-fixture.h"
#include <unistd.h>
#include <winscard.h>

static void
test_read (PcscFixture *f)
{
  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  for (guint i = 0; i < 3; i++) {
    PcscCard card = pcsc_fixture_make_card ();

    card.chip.over_t0 = i != 1;
    card.chip.no_short_numbers = i == 2;
    pcsc_fixture_insert (f, &card);
    pcsc_fixture_await (f, "busy found ready " PCSC_READ);
    g_test_message ("T=%d: %u commands, powered %u times", card.chip.over_t0 ? 0 : 1, f->card->commands, f->card->powered);
    pcsc_fixture_take_out (f);
    pcsc_fixture_await (f, "removed ");
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
test_lying_card (PcscFixture *f)
{
  PcscCard card = pcsc_fixture_make_card ();

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  yj_id_reader_stop (f->events.reader);
  pcsc_fixture_insert (f, &card);
  await_inserted (0);
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "ready busy found ready " PCSC_READ);
  yj_id_reader_stop (f->events.reader);
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "ready busy found ready failed:card-left ");
  pcsc_fixture_take_out (f);
  pcsc_fixture_await (f, "removed ");
  pcsc_fixture_insert (f, &card);
  pcsc_fixture_await (f, "busy found ready " PCSC_READ);
  /* Changed for another while nobody looked. */
  yj_id_reader_stop (f->events.reader);
  pcsc_fixture_take_out (f);
  pcsc_fixture_insert (f, &card);
  await_inserted (3); /* the second card was the third change */
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "ready busy found ready " PCSC_READ);
}

static void
test_refused (PcscFixture *f)
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

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    PcscCard card = pcsc_fixture_make_card ();

    card.chip.kind = cases[i].kind;
    card.mute = cases[i].mute;
    pcsc_fixture_insert (f, &card);
    pcsc_fixture_await (f, cases[i].events);
    g_assert_cmpuint (f->card->powered, >=, cases[i].powered);
    g_test_message ("%u: powered %u times, %u commands", i, f->card->powered, f->card->commands);
    pcsc_fixture_take_out (f);
    pcsc_fixture_await (f, "removed ");
  }
}

static void
test_slow (PcscFixture *f)
{
  PcscCard card = pcsc_fixture_make_card ();

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  card.slow_msec = 30;
  pcsc_fixture_insert (f, &card);
  pcsc_fixture_await (f, "busy found ready " PCSC_READ);
  pcsc_fixture_take_out (f);
  pcsc_fixture_await (f, "removed ");
  /* Nothing for a second is said to be nothing; what comes afterwards is taken all the same. */
  card.slow_msec = 1500;
  pcsc_fixture_insert (f, &card);
  pcsc_fixture_await (f, "busy found ready failed:card-unreadable ");
  f->card->slow_msec = 0;
  pcsc_fixture_await (f, PCSC_READ);
  pcsc_fixture_take_out (f);
  pcsc_fixture_await (f, "removed ");
}

/* Taken out instead of each of the answers. */
static void
test_torn (PcscFixture *f)
{
  static const guint few[] = { 1, 2, 9, 20 };
  guint n = pcsc_fixture_is_long () ? 21 : G_N_ELEMENTS (few);

  pcsc_fixture_start (f, "pcsc:");
  pcsc_fixture_await_ready (f);
  for (guint i = 0; i < n; i++) {
    PcscCard card = pcsc_fixture_make_card ();

    card.tear_after = pcsc_fixture_is_long () ? i + 1 : few[i];
    pcsc_fixture_insert (f, &card);
    pcsc_fixture_await (f, "busy found ready failed:card-removed removed ");
    g_assert_cmpuint (f->card->commands, ==, card.tear_after);
  }
}

/* Another program has the card to itself; then it lets go. */
static void
test_taken (PcscFixture *f)
{
  PcscCard card = pcsc_fixture_make_card ();
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;

  pcsc_fixture_start (f, "pcsc:*00 00");
  pcsc_fixture_await_ready (f);
  yj_id_reader_stop (f->events.reader);
  pcsc_fixture_insert (f, &card);
  g_assert_cmpint (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context), ==, SCARD_S_SUCCESS);
  while (SCardConnect (context, "Virtual PCD 00 00", SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol) != SCARD_S_SUCCESS)
    g_main_context_iteration (NULL, FALSE);
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "ready busy found ready failed:device-busy ");
  g_assert_cmpint (SCardDisconnect (handle, SCARD_LEAVE_CARD), ==, SCARD_S_SUCCESS);
  pcsc_fixture_await (f, "busy ready " PCSC_READ);
  SCardReleaseContext (context);
}

/* Beside a program that uses the card too. */
static void
test_shared (PcscFixture *f)
{
  PcscCard card = pcsc_fixture_make_card ();
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;

  pcsc_fixture_start (f, "pcsc-shared:*00 00");
  pcsc_fixture_await_ready (f);
  yj_id_reader_stop (f->events.reader);
  pcsc_fixture_insert (f, &card);
  g_assert_cmpint (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context), ==, SCARD_S_SUCCESS);
  while (SCardConnect (context, "Virtual PCD 00 00", SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol) != SCARD_S_SUCCESS)
    g_main_context_iteration (NULL, FALSE);
  yj_id_reader_start (f->events.reader);
  pcsc_fixture_await (f, "ready busy found ready " PCSC_READ);
  /* The other program's card still has its power. */
  g_assert_cmpint (SCardDisconnect (handle, SCARD_LEAVE_CARD), ==, SCARD_S_SUCCESS);
  SCardReleaseContext (context);
}

/* Two readers: the one whose name the settings give is used, and only that one. */
static void
test_choice (PcscFixture *f)
{
  PcscCard other = pcsc_fixture_make_card (), chosen = pcsc_fixture_make_card ();
  PcscCard *other_card;

  other.chip.kind = CHIP_FOREIGN;
  chosen.slot = 1;
  pcsc_fixture_start (f, "pcsc:*PCD 00 01");
  pcsc_fixture_await_ready (f);
  other_card = pcsc_card_insert (&other);
  pcsc_fixture_insert (f, &chosen);
  pcsc_fixture_await (f, "busy found ready " PCSC_READ);
  g_assert_cmpuint (other_card->commands, ==, 0);
  pcsc_card_remove (other_card);
  pcsc_fixture_take_out (f);
  pcsc_fixture_await (f, "removed ");
}

/* What was written down is what is played back. */
static void
test_recorded (PcscFixture *f)
{
  const char *path = "/run/recording"; /* our own */
  g_autofree char *record = g_strdup_printf ("record:%s,pcsc:", path), *replay = g_strdup_printf ("replay:%s", path);
  PcscCard card = pcsc_fixture_make_card ();

  pcsc_fixture_start (f, record);
  pcsc_fixture_await_ready (f);
  pcsc_fixture_insert (f, &card);
  pcsc_fixture_await (f, "busy found ready " PCSC_READ);
  pcsc_fixture_take_out (f);
  pcsc_fixture_await (f, "removed ");
  reader_events_end (&f->events);
  pcsc_fixture_start (f, replay);
  g_string_truncate (f->events.text, 0);
  while (strstr (f->events.text->str, "removed ") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_suffix (f->events.text->str, "ready busy found ready " PCSC_READ "removed "));
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
test_technician (PcscFixture *f)
{
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "app", "yijianctl", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  PcscCard card = pcsc_fixture_make_card ();

  pcsc_fixture_insert (f, &card);
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

static const PcscCase cases[] = {
  { test_read, "a-social-security-card-is-read-by-T0-and-by-T1" },
  { test_lying_card, "a-card-that-lies-there-already-is-read-at-the-start,-and-not-a-second-time" },
  { test_refused, "another-card,-a-locked-one,-nonsense-and-a-mute-card-are-refused-once" },
  { test_slow, "a-slow-card-is-waited-for,-and-said-to-be-mute-after-a-second" },
  { test_torn, "a-card-that-is-taken-out-in-the-middle-is-said-to-be" },
  { test_taken, "a-card-that-another-program-has-is-read-when-it-is-free" },
  { test_shared, "a-card-can-be-read-beside-another-program" },
  { test_choice, "of-several-readers-the-settings-choose-one" },
  { test_recorded, "a-recording-plays-what-was" },
  { test_technician, "yijianctl-reads-the-card" },
};

int
main (int argc, char **argv)
{
  return pcsc_fixture_run (argc, argv, "pcsc", cases, G_N_ELEMENTS (cases));
}
