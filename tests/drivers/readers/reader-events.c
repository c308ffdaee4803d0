/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a reader's signals become words. */
#include "tests/drivers/readers/reader-events.h"
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/readers/social-card-data.h"
#include "tests/support/reader-rig.h"

#define PATIENCE_SECONDS 60

static void
on_found (YjIdReader *reader, ReaderEvents *events)
{
  g_string_append (events->text, "found ");
}

static void
on_read (YjIdReader *reader, YjIdCard *card, ReaderEvents *events)
{
  g_string_append_printf (events->text, "read:%s:%s ", card->name, card->number);
}

static void
on_failed (YjIdReader *reader, const GError *error, ReaderEvents *events)
{
  g_assert_null (strstr (error->message, SOCIAL_NAME));
  g_assert_null (strstr (error->message, SOCIAL_NUMBER));
  g_string_append_printf (events->text, "failed:%s ", yj_error_nick (error->code));
}

static void
on_removed (YjIdReader *reader, ReaderEvents *events)
{
  g_string_append (events->text, "removed ");
}

static void
on_state (YjIdReader *reader, YjDeviceState state, const char *reason, ReaderEvents *events)
{
  g_assert_cmpint (yj_id_reader_get_state (reader), ==, state);
  g_assert_cmpuint (strlen (reason), >, 0);
  g_string_append_printf (events->text, "%s ", yj_device_state_nick (state));
}

void
reader_events_begin (ReaderEvents *events, const char *driver, const char *port)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "r", "port", port);
  events->reader = YJ_ID_READER (yj_driver_create (driver, settings, "r", &error));
  g_assert_no_error (error);
  events->text = g_string_new (NULL);
  g_signal_connect (events->reader, "card-found", G_CALLBACK (on_found), events);
  g_signal_connect (events->reader, "card-read", G_CALLBACK (on_read), events);
  g_signal_connect (events->reader, "card-failed", G_CALLBACK (on_failed), events);
  g_signal_connect (events->reader, "card-removed", G_CALLBACK (on_removed), events);
  g_signal_connect (events->reader, "state-changed", G_CALLBACK (on_state), events);
}

void
reader_events_end (ReaderEvents *events)
{
  if (events->reader == NULL)
    return;
  g_assert_finalize_object (G_OBJECT (events->reader));
  events->reader = NULL;
  g_string_free (events->text, TRUE);
}

static gboolean
has_enough (gpointer data)
{
  ReaderEvents *events = data;
  return events->text->len >= strlen (events->awaited);
}

void
reader_events_await (ReaderEvents *events, const char *awaited)
{
  events->awaited = awaited;
  reader_rig_wait (has_enough, events, PATIENCE_SECONDS);
  g_assert_cmpstr (events->text->str, ==, awaited);
  g_string_truncate (events->text, 0);
}

void
reader_events_assert_silent (ReaderEvents *events)
{
  g_assert_cmpstr (events->text->str, ==, "");
}
