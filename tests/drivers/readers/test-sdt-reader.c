/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/identity/yj-id-card-json.h"
#include "core/identity/yj-resident-id.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_SECONDS 60

/* What a reader said, in order: "state:ready", "found", "read:NAME", "failed:card-removed", "removed". */
typedef struct {
  YjIdReader *reader;
  GPtrArray *events;
  YjIdCard *last;
  const char *awaited;
  gboolean stop_when_found;
} Fixture;

static GString *logged;

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (logged, "%s\n", message);
}

static void
note (Fixture *fixture, char *event)
{
  g_ptr_array_add (fixture->events, event);
}

static void
on_found (YjIdReader *reader, Fixture *fixture)
{
  note (fixture, g_strdup ("found"));
  if (fixture->stop_when_found)
    yj_id_reader_stop (reader);
}

static void
on_read (YjIdReader *reader, YjIdCard *card, Fixture *fixture)
{
  note (fixture, g_strconcat ("read:", card->name, NULL));
  g_clear_pointer (&fixture->last, yj_id_card_free);
  fixture->last = yj_id_card_copy (card);
}

static void
on_failed (YjIdReader *reader, const GError *error, Fixture *fixture)
{
  g_assert_true (error->domain == YJ_ERROR);
  note (fixture, g_strconcat ("failed:", yj_error_nick (error->code), NULL));
}

static void
on_removed (YjIdReader *reader, Fixture *fixture)
{
  note (fixture, g_strdup ("removed"));
}

static void
on_state (YjIdReader *reader, YjDeviceState state, const char *reason, Fixture *fixture)
{
  g_assert_nonnull (reason);
  g_assert_cmpint (yj_id_reader_get_state (reader), ==, state);
  note (fixture, g_strconcat ("state:", yj_device_state_nick (state), NULL));
}

static Fixture *
fixture_new (const char *port)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "id-reader", "driver", "sdt-reader");
  g_key_file_set_string (settings, "id-reader", "port", port);
  g_key_file_set_string (settings, "id-reader", "poll_ms", "30");
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->reader = YJ_ID_READER (yj_driver_create (NULL, settings, "id-reader", &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->reader, "card-found", G_CALLBACK (on_found), fixture);
  g_signal_connect (fixture->reader, "card-read", G_CALLBACK (on_read), fixture);
  g_signal_connect (fixture->reader, "card-failed", G_CALLBACK (on_failed), fixture);
  g_signal_connect (fixture->reader, "card-removed", G_CALLBACK (on_removed), fixture);
  g_signal_connect (fixture->reader, "state-changed", G_CALLBACK (on_state), fixture);
  yj_id_reader_start (fixture->reader);
  return fixture;
}

static void
fixture_free (Fixture *fixture)
{
  g_assert_finalize_object (G_OBJECT (fixture->reader));
  g_clear_pointer (&fixture->last, yj_id_card_free);
  g_ptr_array_unref (fixture->events);
  g_free (fixture);
}

static gboolean
has_event (gpointer data)
{
  Fixture *fixture = data;
  for (guint i = 0; i < fixture->events->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (fixture->events, i), fixture->awaited))
      return TRUE;
  return FALSE;
}

static char *
join_events (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < fixture->events->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (char *) g_ptr_array_index (fixture->events, i));
  return g_string_free (text, FALSE);
}

/* Waits for an event that begins so, and forgets all up to now. */
static void
await (Fixture *fixture, const char *event)
{
  fixture->awaited = event;
  if (!reader_rig_wait (has_event, fixture, PATIENCE_SECONDS)) {
    g_autofree char *seen = join_events (fixture);
    g_error ("no %s, but: %s", event, seen);
  }
  g_ptr_array_set_size (fixture->events, 0);
}

static void
expect (Fixture *fixture, const char *last, const char *events)
{
  g_autofree char *seen = NULL;

  fixture->awaited = last;
  g_assert_true (reader_rig_wait (has_event, fixture, PATIENCE_SECONDS));
  seen = join_events (fixture);
  g_assert_cmpstr (seen, ==, events);
  g_ptr_array_set_size (fixture->events, 0);
}

static void
insert (ReaderRig *rig, const char *card)
{
  g_autofree char *command = g_strconcat ("INSERT ", card, NULL);
  reader_rig_tell (rig, command);
}

static gint64
count (ReaderRig *rig, const char *what)
{
  g_autofree char *answer = reader_rig_ask (rig, "STATE");
  g_autoptr (json_t) state = yj_json_parse (answer + 3, strlen (answer + 3), 0, 0, NULL);
  return yj_json_int (state, what, -1);
}

static gboolean
has_polled (gpointer data)
{
  ReaderRig *rig = ((gpointer *) data)[0];
  return count (rig, "requests") >= GPOINTER_TO_INT (((gpointer *) data)[1]);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs until the reader was asked @n times more. */
static void
let_poll (ReaderRig *rig, int n)
{
  gpointer data[] = { rig, GINT_TO_POINTER ((int) count (rig, "requests") + n) };
  guint tick = g_timeout_add (10, on_tick, NULL);
  g_assert_true (reader_rig_wait (has_polled, data, PATIENCE_SECONDS));
  g_source_remove (tick);
}

static void
test_layouts (void)
{
  static const char *const cards[] = {
    "{\"kind\":\"resident\",\"name\":\"王晓慧\",\"sex\":2,\"ethnicity\":\"01\",\"birth\":\"1990-01-01\",\"number\":\"000000199001010026\","
    "\"address\":\"青禾市安平路 12 号\",\"authority\":\"青禾市公安局\",\"valid_from\":\"2016-03-12\",\"valid_to\":\"long-term\"}",
    "{\"kind\":\"hmt-residence\",\"name\":\"陈𠮷\",\"sex\":1,\"birth\":\"1994-08-23\",\"number\":\"810000199408230021\","
    "\"address\":\"青禾市安平路 13 号\",\"authority\":\"青禾市公安局\",\"valid_from\":\"2020-01-01\",\"valid_to\":\"2030-01-01\","
    "\"permit_number\":\"H00000000\"}",
    "{\"kind\":\"foreigner-2017\",\"latin_name\":\"ERIKSSON ANNA MARIA\",\"name\":\"安娜\",\"sex\":2,\"birth\":\"1974-08-12\","
    "\"number\":\"UTO000074081200\",\"country\":\"UTO\",\"valid_from\":\"2018-01-01\",\"valid_to\":\"2028-01-01\"}",
    "{\"kind\":\"foreigner-2023\",\"latin_name\":\"ERIKSSON ANNA MARIA WITH A NAME SO LONG AS IT\",\"sex\":2,\"birth\":\"1981-08-03\","
    "\"number\":\"911124198108030024\",\"country\":\"UTO\",\"valid_from\":\"2024-01-01\",\"valid_to\":\"2034-01-01\"}",
  };
  static const char *const keys[] = { "kind", "name", "latin_name", "birth", "number", "address", "authority", "valid_from", "valid_to",
                                      "country", "permit_number", "ethnicity" };
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autoptr (json_t) sent = yj_json_parse (cards[i], strlen (cards[i]), 0, 0, NULL), got = NULL;
    insert (rig, cards[i]);
    await (fixture, "read:");
    got = yj_id_card_to_json (fixture->last);
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      if (yj_json_string (sent, keys[k]) != NULL)
        g_assert_cmpstr (yj_json_string (got, keys[k]), ==, yj_json_string (sent, keys[k]));
    g_assert_cmpint (yj_json_int (got, "sex", -1), ==, yj_json_int (sent, "sex", -2));
    g_assert_cmpuint (g_bytes_get_size (fixture->last->photo), ==, 1024);
    reader_rig_tell (rig, "REMOVE");
    await (fixture, "removed");
  }
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_place_again (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  expect (fixture, "state:ready", "state:ready");
  insert (rig, reader_rig_card);
  expect (fixture, "read:", "state:busy found state:ready read:王晓慧");
  let_poll (rig, 20);
  g_assert_cmpuint (fixture->events->len, ==, 0); /* lying there is no news, and no second read */
  g_assert_cmpint (count (rig, "reads"), ==, 1);
  reader_rig_tell (rig, "REMOVE");
  expect (fixture, "removed", "removed");
  insert (rig, reader_rig_card);
  expect (fixture, "read:", "state:busy found state:ready read:王晓慧");
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_new_address (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);
  g_autoptr (json_t) card = yj_json_parse (reader_rig_card, strlen (reader_rig_card), 0, 0, NULL);
  g_autofree char *text = NULL;

  json_object_set_new (card, "new_address", json_string ("青禾市新居路 1 号"));
  text = yj_json_to_text (card);
  insert (rig, text);
  await (fixture, "read:");
  g_assert_cmpstr (fixture->last->address, ==, "青禾市新居路 1 号");
  fixture_free (fixture);
  reader_rig_free (rig);
}

/* A card that lies there and cannot be read: said once, and within a second, which a busy machine is
 * given five times to show. */
static void
refuse_card (const char *word, const char *events)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);
  gint64 best_usec = G_MAXINT64;

  await (fixture, "state:ready");
  for (int i = 0; i < 5; i++) {
    gint64 start_usec = g_get_monotonic_time ();
    reader_rig_tell (rig, word);
    expect (fixture, "failed:", events);
    best_usec = MIN (best_usec, g_get_monotonic_time () - start_usec);
    let_poll (rig, 20);
    g_assert_cmpuint (fixture->events->len, ==, 0);
    reader_rig_tell (rig, "REMOVE");
    expect (fixture, "removed", "removed");
  }
  g_assert_cmpint (best_usec, <, G_USEC_PER_SEC);
  g_test_message ("%s: said after %d ms", word, (int) (best_usec / 1000));
  insert (rig, reader_rig_card);
  await (fixture, "read:王晓慧");
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_mute (void)
{
  refuse_card ("MUTE", "state:busy found state:ready failed:card-unreadable");
}

static void
test_foreign (void)
{
  refuse_card ("FOREIGN", "state:busy found state:ready failed:card-foreign");
}

/* The chip is right about what is on it: a number that cannot be is handed over, and checked where it is used. */
static void
test_wrong_check_digit (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);
  g_autoptr (json_t) card = yj_json_parse (reader_rig_card, strlen (reader_rig_card), 0, 0, NULL);
  g_autofree char *text = NULL;

  json_object_set_new (card, "number", json_string ("000000199001010027"));
  text = yj_json_to_text (card);
  insert (rig, text);
  await (fixture, "read:");
  g_assert_cmpstr (fixture->last->number, ==, "000000199001010027");
  g_assert_cmpint (yj_resident_id_check (fixture->last->number, NULL), ==, YJ_RESIDENT_ID_CHECK);
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_pull (void)
{
  static const char *const pulls[] = { "PULL-MID-READ", "PULL-MID-READ 0", "PULL-MID-READ 6", "PULL-MID-READ 700", "PULL-MID-READ 1294" };
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  await (fixture, "state:ready");
  for (guint i = 0; i < G_N_ELEMENTS (pulls); i++) {
    reader_rig_tell (rig, "SLEEP 100"); /* so that the card and its fate come at once */
    insert (rig, reader_rig_card);
    reader_rig_tell (rig, pulls[i]);
    await (fixture, "failed:card-removed");
    insert (rig, reader_rig_card);
    await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    await (fixture, "removed");
    g_test_message ("%s", pulls[i]);
  }
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_garbage (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  await (fixture, "state:ready");
  for (int i = 0; i < 10; i++) {
    g_autofree char *garbage = g_strdup_printf ("GARBAGE %d", 100 + i * 1500);
    reader_rig_tell (rig, garbage);
    insert (rig, reader_rig_card);
    reader_rig_tell (rig, garbage);
    await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    await (fixture, "removed");
  }
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_slow (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  await (fixture, "state:ready");
  reader_rig_tell (rig, "SLOW 600");
  insert (rig, reader_rig_card);
  await (fixture, "read:王晓慧");
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_errors (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  await (fixture, "state:ready");
  for (guint i = 0; i < 3; i++) { /* passing troubles are overcome without a word */
    static const char *const passing[] = { "ERROR 10 2", "ERROR 41 2", "ERROR 81 2" };
    reader_rig_tell (rig, passing[i]);
    insert (rig, reader_rig_card);
    await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    await (fixture, "removed");
  }
  reader_rig_tell (rig, "ERROR 66 0");
  await (fixture, "state:fault");
  reader_rig_tell (rig, "ERROR OFF");
  await (fixture, "state:ready");
  insert (rig, reader_rig_card);
  await (fixture, "read:王晓慧");
  fixture_free (fixture);
  reader_rig_free (rig);
}

/* A busy machine may need longer once, but not every time. */
static gint64 fastest_return_usec = G_MAXINT64;

static void
plug_and_read (ReaderRig *rig, Fixture *fixture)
{
  gint64 start = g_get_monotonic_time ();

  reader_rig_tell (rig, "PLUG");
  await (fixture, "state:ready");
  fastest_return_usec = MIN (fastest_return_usec, g_get_monotonic_time () - start);
  g_test_message ("back after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
  g_free (reader_rig_ask (rig, "REMOVE"));
  let_poll (rig, 8);
  g_ptr_array_set_size (fixture->events, 0);
  insert (rig, reader_rig_card);
  await (fixture, "read:王晓慧");
}

static void
test_unplug (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture;

  reader_rig_tell (rig, "UNPLUG"); /* before the start */
  fixture = fixture_new (rig->line_path);
  expect (fixture, "state:", "state:absent");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "UNPLUG"); /* while a read card lies there */
  expect (fixture, "removed", "state:absent removed");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "REMOVE");
  await (fixture, "removed");
  reader_rig_tell (rig, "UNPLUG"); /* idle */
  expect (fixture, "state:", "state:absent");
  plug_and_read (rig, fixture);
  reader_rig_tell (rig, "REMOVE");
  await (fixture, "removed");
  reader_rig_tell (rig, "SLOW 500"); /* in the middle of a read */
  insert (rig, reader_rig_card);
  await (fixture, "found");
  reader_rig_tell (rig, "UNPLUG");
  expect (fixture, "removed", "state:absent failed:device-failed removed");
  reader_rig_tell (rig, "SLOW 0");
  plug_and_read (rig, fixture);
  g_assert_cmpint (fastest_return_usec, <, 3 * G_USEC_PER_SEC);
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_hang (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);

  await (fixture, "state:ready");
  reader_rig_tell (rig, "SLEEP 3600000");
  await (fixture, "state:absent");
  reader_rig_tell (rig, "SLEEP 0");
  await (fixture, "state:ready");
  insert (rig, reader_rig_card);
  await (fixture, "read:王晓慧");
  fixture_free (fixture);
  reader_rig_free (rig);
}

static void
test_busy_line (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *first = fixture_new (rig->line_path), *second;

  await (first, "state:ready");
  second = fixture_new (rig->line_path);
  await (second, "state:fault");
  yj_id_reader_stop (first->reader);
  await (second, "state:ready");
  fixture_free (second);
  fixture_free (first);
  reader_rig_free (rig);
}

static void
test_stop_in_handler (void)
{
  ReaderRig *rig = reader_rig_new ();
  Fixture *fixture = fixture_new (rig->line_path);
  gint64 requests;

  fixture->stop_when_found = TRUE;
  insert (rig, reader_rig_card);
  await (fixture, "found");
  requests = count (rig, "requests");
  g_assert_cmpint (yj_id_reader_get_state (fixture->reader), ==, YJ_DEVICE_READY);
  fixture->stop_when_found = FALSE;
  yj_id_reader_start (fixture->reader);
  await (fixture, "read:王晓慧");
  g_assert_cmpint (count (rig, "requests"), >, requests);
  fixture_free (fixture);
  reader_rig_free (rig);
}

/* What was logged in all tests before has no name, number or address in it. */
static void
test_log (void)
{
  static const char *const secrets[] = { "王晓慧", "000000199001010026", "安平路", "ERIKSSON", "810000199408230021" };

  g_assert_cmpuint (logged->len, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (logged->str, secrets[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  logged = g_string_new (NULL);
  g_log_set_handler ("yijian-drivers", G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, on_log, NULL);
  g_test_add_func ("/readers/sdt-reader/reads-the-four-layouts", test_layouts);
  g_test_add_func ("/readers/sdt-reader/reads-a-card-again-only-when-it-was-lifted", test_place_again);
  g_test_add_func ("/readers/sdt-reader/takes-the-newest-address", test_new_address);
  g_test_add_func ("/readers/sdt-reader/says-once-that-a-mute-card-lies-there", test_mute);
  g_test_add_func ("/readers/sdt-reader/says-that-a-card-is-of-another-kind", test_foreign);
  g_test_add_func ("/readers/sdt-reader/hands-over-a-number-whose-check-digit-is-wrong", test_wrong_check_digit);
  g_test_add_func ("/readers/sdt-reader/tells-a-card-pulled-away-from-one-that-cannot-be-read", test_pull);
  g_test_add_func ("/readers/sdt-reader/reads-between-garbage", test_garbage);
  g_test_add_func ("/readers/sdt-reader/waits-for-a-slow-answer", test_slow);
  g_test_add_func ("/readers/sdt-reader/overcomes-passing-errors-and-reports-a-fault", test_errors);
  g_test_add_func ("/readers/sdt-reader/survives-being-unplugged-in-every-state", test_unplug);
  g_test_add_func ("/readers/sdt-reader/recovers-from-a-reader-that-hangs", test_hang);
  g_test_add_func ("/readers/sdt-reader/leaves-a-line-that-another-has", test_busy_line);
  g_test_add_func ("/readers/sdt-reader/can-be-stopped-by-a-handler", test_stop_in_handler);
  g_test_add_func ("/readers/sdt-reader/logs-nothing-of-a-person", test_log);
  return g_test_run ();
}
