/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reader under test, the order of what it said, and what its driver logged. */
#include "tests/drivers/readers/sdt-rig.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include "drivers/yj-driver.h"
#include <string.h>

static GString *logged;

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (logged, "%s\n", message);
}

static void
note (SdtRig *fixture, char *event)
{
  g_ptr_array_add (fixture->events, event);
}

static void
on_found (YjIdReader *reader, SdtRig *fixture)
{
  note (fixture, g_strdup ("found"));
  if (fixture->stop_when_found)
    yj_id_reader_stop (reader);
}

static void
on_read (YjIdReader *reader, YjIdCard *card, SdtRig *fixture)
{
  note (fixture, g_strconcat ("read:", card->name, NULL));
  g_clear_pointer (&fixture->last, yj_id_card_free);
  fixture->last = yj_id_card_copy (card);
}

static void
on_failed (YjIdReader *reader, const GError *error, SdtRig *fixture)
{
  g_assert_true (error->domain == YJ_ERROR);
  note (fixture, g_strconcat ("failed:", yj_error_nick (error->code), NULL));
}

static void
on_removed (YjIdReader *reader, SdtRig *fixture)
{
  note (fixture, g_strdup ("removed"));
}

static void
on_state (YjIdReader *reader, YjDeviceState state, const char *reason, SdtRig *fixture)
{
  g_assert_nonnull (reason);
  g_assert_cmpint (yj_id_reader_get_state (reader), ==, state);
  note (fixture, g_strconcat ("state:", yj_device_state_nick (state), NULL));
}

static SdtRig *
make (const char *port, const char *key, const char *value)
{
  SdtRig *fixture = g_new0 (SdtRig, 1);
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "id-reader", "driver", "sdt-reader");
  g_key_file_set_string (settings, "id-reader", "port", port);
  g_key_file_set_string (settings, "id-reader", "poll_ms", "30");
  if (key != NULL)
    g_key_file_set_string (settings, "id-reader", key, value);
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

SdtRig *
sdt_rig_new (const char *port)
{
  return make (port, NULL, NULL);
}

SdtRig *
sdt_rig_new_set (const char *port, const char *key, const char *value)
{
  return make (port, key, value);
}

void
sdt_rig_free (SdtRig *fixture)
{
  g_assert_finalize_object (G_OBJECT (fixture->reader));
  g_clear_pointer (&fixture->last, yj_id_card_free);
  g_ptr_array_unref (fixture->events);
  g_free (fixture);
}

static gboolean
has_event (gpointer data)
{
  SdtRig *fixture = data;
  for (guint i = 0; i < fixture->events->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (fixture->events, i), fixture->awaited))
      return TRUE;
  return FALSE;
}

static char *
join_events (SdtRig *fixture)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < fixture->events->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (char *) g_ptr_array_index (fixture->events, i));
  return g_string_free (text, FALSE);
}

void
sdt_rig_await (SdtRig *fixture, const char *event)
{
  fixture->awaited = event;
  if (!reader_rig_wait (has_event, fixture, SDT_RIG_PATIENCE_SECONDS)) {
    g_autofree char *seen = join_events (fixture);
    g_error ("no %s, but: %s", event, seen);
  }
  g_ptr_array_set_size (fixture->events, 0);
}

void
sdt_rig_expect (SdtRig *fixture, const char *last, const char *events)
{
  g_autofree char *seen = NULL;

  fixture->awaited = last;
  g_assert_true (reader_rig_wait (has_event, fixture, SDT_RIG_PATIENCE_SECONDS));
  seen = join_events (fixture);
  g_assert_cmpstr (seen, ==, events);
  g_ptr_array_set_size (fixture->events, 0);
}

void
sdt_rig_insert (ReaderRig *rig, const char *card)
{
  g_autofree char *command = g_strconcat ("INSERT ", card, NULL);
  reader_rig_tell (rig, command);
}

gint64
sdt_rig_count (ReaderRig *rig, const char *what)
{
  g_autofree char *answer = reader_rig_ask (rig, "STATE");
  g_autoptr (json_t) state = yj_json_parse (answer + 3, strlen (answer + 3), 0, 0, NULL);
  return yj_json_int (state, what, -1);
}

static gboolean
has_polled (gpointer data)
{
  ReaderRig *rig = ((gpointer *) data)[0];
  return sdt_rig_count (rig, "requests") >= GPOINTER_TO_INT (((gpointer *) data)[1]);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
sdt_rig_let_poll (ReaderRig *rig, int n)
{
  gpointer data[] = { rig, GINT_TO_POINTER ((int) sdt_rig_count (rig, "requests") + n) };
  guint tick = g_timeout_add (10, on_tick, NULL);
  g_assert_true (reader_rig_wait (has_polled, data, SDT_RIG_PATIENCE_SECONDS));
  g_source_remove (tick);
}

void
sdt_rig_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  logged = g_string_new (NULL);
  g_log_set_handler ("yijian-drivers", G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, on_log, NULL);
}

void
sdt_rig_test_log (void)
{
  static const char *const secrets[] = { "王晓慧", "000000199001010026", "安平路", "ERIKSSON", "810000199408230021" };

  g_assert_cmpuint (logged->len, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (logged->str, secrets[i]));
}
