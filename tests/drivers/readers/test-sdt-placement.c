/* SPDX-License-Identifier: Apache-2.0 */
/* Cards on a reader: what is read of each, once, and what is said of one that cannot be read or was pulled away. */
#include "core/identity/yj-id-card-json.h"
#include "core/identity/yj-resident-id.h"
#include "tests/drivers/readers/sdt-rig.h"
#include <string.h>

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
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autoptr (json_t) sent = yj_json_parse (cards[i], strlen (cards[i]), 0, 0, NULL), got = NULL;
    sdt_rig_insert (rig, cards[i]);
    sdt_rig_await (fixture, "read:");
    got = yj_id_card_to_json (fixture->last);
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      if (yj_json_string (sent, keys[k]) != NULL)
        g_assert_cmpstr (yj_json_string (got, keys[k]), ==, yj_json_string (sent, keys[k]));
    g_assert_cmpint (yj_json_int (got, "sex", -1), ==, yj_json_int (sent, "sex", -2));
    g_assert_cmpuint (g_bytes_get_size (fixture->last->photo), ==, 1024);
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (fixture, "removed");
  }
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_place_again (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_expect (fixture, "state:ready", "state:ready");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_expect (fixture, "read:", "state:busy found state:ready read:王晓慧");
  sdt_rig_let_poll (rig, 20);
  g_assert_cmpuint (fixture->events->len, ==, 0); /* lying there is no news, and no second read */
  g_assert_cmpint (sdt_rig_count (rig, "reads"), ==, 1);
  reader_rig_tell (rig, "REMOVE");
  sdt_rig_expect (fixture, "removed", "removed");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_expect (fixture, "read:", "state:busy found state:ready read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* The card of the rig with @value for @member. */
static void
insert_changed (ReaderRig *rig, const char *member, const char *value)
{
  g_autoptr (json_t) card = yj_json_parse (reader_rig_card, strlen (reader_rig_card), 0, 0, NULL);
  g_autofree char *text = NULL;

  json_object_set_new (card, member, json_string (value));
  text = yj_json_to_text (card);
  sdt_rig_insert (rig, text);
}

static void
test_new_address (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  insert_changed (rig, "new_address", "青禾市新居路 1 号");
  sdt_rig_await (fixture, "read:");
  g_assert_cmpstr (fixture->last->address, ==, "青禾市新居路 1 号");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* A card that lies there and cannot be read: said once, and within a second at the settings of a hall, which a busy machine is
 * given five times to show. */
static void
refuse_card (const char *word, const char *events)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new_set (rig->line_path, "poll_ms", "300");
  gint64 best_usec = G_MAXINT64;

  sdt_rig_await (fixture, "state:ready");
  for (int i = 0; i < 5 && best_usec > G_USEC_PER_SEC; i++) {
    gint64 start_usec;
    sdt_rig_let_poll (rig, 1); /* a look was just now: the next one is as far away as it gets */
    start_usec = g_get_monotonic_time ();
    reader_rig_tell (rig, word);
    sdt_rig_expect (fixture, "failed:", events);
    best_usec = MIN (best_usec, g_get_monotonic_time () - start_usec);
    sdt_rig_let_poll (rig, 4);
    g_assert_cmpuint (fixture->events->len, ==, 0);
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_expect (fixture, "removed", "removed");
  }
  g_assert_cmpint (best_usec, <, G_USEC_PER_SEC);
  g_test_message ("%s: said after %d ms", word, (int) (best_usec / 1000));
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_mute (void)
{
  refuse_card ("MUTE", "state:busy found state:ready failed:card-unreadable");
  refuse_card ("MUTE SILENT", "state:busy found state:ready failed:card-unreadable");
}

static void
test_foreign (void)
{
  refuse_card ("FOREIGN", "state:busy found state:ready failed:card-foreign");
}

/* Said not to answer, and then it does: it is read all the same. */
static void
test_late_answer (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  reader_rig_tell (rig, "REFUSE 81");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "failed:card-unreadable");
  reader_rig_tell (rig, "REFUSE OFF");
  sdt_rig_expect (fixture, "read:", "read:王晓慧");
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* Each status of a card request ends as its meaning says, and nothing of it is a mere number. */
static void
test_statuses (void)
{
  static const struct {
    const char *hex, *end;
  } cases[] = { { "31", "failed:card-unreadable" }, { "32", "failed:card-unreadable" }, { "33", "failed:card-unreadable" },
                { "40", "failed:card-foreign" },    { "41", "failed:card-unreadable" }, { "47", "failed:card-unreadable" },
                { "81", "failed:card-unreadable" }, { "21", "state:fault" },            { "23", "state:fault" },
                { "24", "state:fault" },            { "60", "state:fault" },            { "66", "state:fault" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ReaderRig *rig = reader_rig_new ();
    SdtRig *fixture = sdt_rig_new (rig->line_path);
    g_autofree char *command = g_strdup_printf ("REFUSE %s", cases[i].hex);

    sdt_rig_await (fixture, "state:ready");
    reader_rig_tell (rig, command);
    sdt_rig_insert (rig, reader_rig_card);
    sdt_rig_await (fixture, cases[i].end);
    reader_rig_tell (rig, "REFUSE OFF");
    if (g_str_has_prefix (cases[i].end, "failed")) /* a fault is looked at again after 2 s: the reader's test shows it */
      sdt_rig_await (fixture, "read:王晓慧");
    sdt_rig_free (fixture);
    reader_rig_free (rig);
  }
}

/* Whoever comes next finds a card that no look finds: it is said, once, and theirs is read after it. */
static void
test_left_behind (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (fixture, "read:");
  yj_id_reader_stop (fixture->reader);
  yj_id_reader_start (fixture->reader);
  sdt_rig_expect (fixture, "failed:", "state:ready failed:card-left");
  sdt_rig_let_poll (rig, 5);
  g_assert_cmpuint (fixture->events->len, ==, 0);
  reader_rig_tell (rig, "REMOVE");
  sdt_rig_expect (fixture, "removed", "removed");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_expect (fixture, "read:", "state:busy found state:ready read:王晓慧");
  yj_id_reader_stop (fixture->reader);
  yj_id_reader_start (fixture->reader);
  sdt_rig_await (fixture, "failed:card-left");
  sdt_rig_await (fixture, "removed"); /* not lifted: after a while it is looked for in the usual way again */
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* Some readers send fingerprints unasked: the card is read as without them, and they go no further. */
static void
test_fingerprints (void)
{
  static const guint sizes[] = { 0, 1, 512, 1024, 1200 };
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *command = g_strdup_printf ("FINGERPRINT %u", sizes[i]);
    reader_rig_tell (rig, command);
    insert_changed (rig, "photo", "AQIDBA==");
    sdt_rig_await (fixture, "read:王晓慧");
    g_assert_cmpuint (g_bytes_get_size (fixture->last->photo), ==, 1024);
    g_assert_cmpmem (g_bytes_get_data (fixture->last->photo, NULL), 4, "\1\2\3\4", 4);
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (fixture, "removed");
  }
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

/* The chip is right about what is on it: a number that cannot be is handed over, and checked where it is used. */
static void
test_wrong_check_digit (void)
{
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  insert_changed (rig, "number", "000000199001010027");
  sdt_rig_await (fixture, "read:");
  g_assert_cmpstr (fixture->last->number, ==, "000000199001010027");
  g_assert_cmpint (yj_resident_id_check (fixture->last->number, NULL), ==, YJ_RESIDENT_ID_CHECK);
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

static void
test_pull (void)
{
  static const char *const pulls[] = { "PULL-MID-READ", "PULL-MID-READ 0", "PULL-MID-READ 6", "PULL-MID-READ 700", "PULL-MID-READ 1294" };
  ReaderRig *rig = reader_rig_new ();
  SdtRig *fixture = sdt_rig_new (rig->line_path);

  sdt_rig_await (fixture, "state:ready");
  for (guint i = 0; i < G_N_ELEMENTS (pulls); i++) {
    reader_rig_tell (rig, "SLEEP 100"); /* so that the card and its fate come at once */
    sdt_rig_insert (rig, reader_rig_card);
    reader_rig_tell (rig, pulls[i]);
    sdt_rig_await (fixture, "failed:card-removed");
    sdt_rig_insert (rig, reader_rig_card);
    sdt_rig_await (fixture, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (fixture, "removed");
    g_test_message ("%s", pulls[i]);
  }
  sdt_rig_free (fixture);
  reader_rig_free (rig);
}

int
main (int argc, char **argv)
{
  sdt_rig_init (&argc, &argv);
  g_test_add_func ("/readers/sdt-placement/reads-the-four-layouts", test_layouts);
  g_test_add_func ("/readers/sdt-placement/reads-a-card-again-only-when-it-was-lifted", test_place_again);
  g_test_add_func ("/readers/sdt-placement/takes-the-newest-address", test_new_address);
  g_test_add_func ("/readers/sdt-placement/says-once-that-a-mute-card-lies-there", test_mute);
  g_test_add_func ("/readers/sdt-placement/says-that-a-card-is-of-another-kind", test_foreign);
  g_test_add_func ("/readers/sdt-placement/reads-a-card-that-answers-late", test_late_answer);
  g_test_add_func ("/readers/sdt-placement/gives-each-status-its-end", test_statuses);
  g_test_add_func ("/readers/sdt-placement/says-that-a-card-was-left-there", test_left_behind);
  g_test_add_func ("/readers/sdt-placement/steps-over-fingerprints", test_fingerprints);
  g_test_add_func ("/readers/sdt-placement/hands-over-a-number-whose-check-digit-is-wrong", test_wrong_check_digit);
  g_test_add_func ("/readers/sdt-placement/tells-a-card-pulled-away-from-one-that-cannot-be-read", test_pull);
  g_test_add_func ("/readers/sdt-placement/logs-nothing-of-a-person", sdt_rig_test_log);
  return g_test_run ();
}
