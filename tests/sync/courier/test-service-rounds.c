/* SPDX-License-Identifier: Apache-2.0 */
/* When the courier tries: what a network monitor says is a hint and never a gate, and outages are no attempts of any record. */
#include "outbox-rig.h"
#include "service-rig.h"
#include <string.h>

/* ---- a monitor that says what it is told ---- */

typedef struct {
  GObject parent_instance;
} FakeMonitor;
typedef GObjectClass FakeMonitorClass;

static void
fake_monitor_init_monitor (GNetworkMonitorInterface *interface)
{
}

static gboolean
fake_monitor_start (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
fake_monitor_init_initable (GInitableIface *interface)
{
  interface->init = fake_monitor_start;
}

GType fake_monitor_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeMonitor, fake_monitor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, fake_monitor_init_initable)
                           G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, fake_monitor_init_monitor))

static void
fake_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (pspec->value_type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, FALSE);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_LOCAL);
}

static void
fake_monitor_class_init (FakeMonitorClass *klass)
{
  klass->get_property = fake_monitor_get_property;
  g_object_class_override_property (klass, 1, "network-available");
  g_object_class_override_property (klass, 2, "network-metered");
  g_object_class_override_property (klass, 3, "connectivity");
}

static void
fake_monitor_init (FakeMonitor *self)
{
}

/* ---- questions ---- */

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* @parameters (nullable, transfer floating) */
static json_t *
ask_about (ServiceRig *rig, const char *method, GVariant *parameters)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;

  g_dbus_proxy_call (G_DBUS_PROXY (rig->admin), method, parameters, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, on_ready, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (rig->admin), result, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &text);
  return yj_json_parse (text, strlen (text), 0, 0, NULL);
}

static json_t *
ask (ServiceRig *rig, const char *method)
{
  return ask_about (rig, method, NULL);
}

static gint64
ask_sync (ServiceRig *rig, const char *what)
{
  g_autoptr (json_t) status = ask (rig, "Status");
  return yj_json_int (yj_json_object (status, "sync"), what, -1);
}

/* Fails until the next try is far: full jitter may choose a near one. */
static void
fail_until_far (ServiceRig *rig)
{
  do {
    json_decref (ask (rig, "SyncNow"));
  } while (ask_sync (rig, "failures") < 10 || ask_sync (rig, "next_try_seconds") < 60);
}

static void
test_monitor (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GObject) monitor = g_object_new (fake_monitor_get_type (), NULL);
  gint64 rounds, failures, wait;

  yj_courier_service_watch_network (rig->service, G_NETWORK_MONITOR (monitor));
  fail_until_far (rig);
  rounds = ask_sync (rig, "rounds");
  failures = ask_sync (rig, "failures");
  wait = ask_sync (rig, "next_try_seconds");
  /* "No network": the next try stays where it was. */
  g_signal_emit_by_name (monitor, "network-changed", FALSE);
  g_assert_cmpint (ask_sync (rig, "next_try_seconds"), ==, wait);
  /* And a technician's try is not refused by it either. */
  json_decref (ask (rig, "SyncNow"));
  g_assert_cmpint (ask_sync (rig, "rounds"), ==, rounds + 1);
  g_assert_cmpint (ask_sync (rig, "failures"), ==, failures + 1);
  fail_until_far (rig);
  g_signal_emit_by_name (monitor, "network-changed", TRUE);
  g_assert_cmpint (ask_sync (rig, "next_try_seconds"), <=, 2);
  g_test_message ("a wait of %" G_GINT64_FORMAT " s was ended by a network that came, and not touched by one that went", wait);
}

static void
test_no_attempts (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope), *id = outbox_rig_id (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = service_rig_submit (rig, envelope, draft, &error);
  g_autoptr (json_t) status = NULL, record = NULL;
  const json_t *groups;

  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    json_decref (ask (rig, "SyncNow"));
  g_assert_cmpint (ask_sync (rig, "failures"), >=, 20);
  status = ask (rig, "Status");
  groups = yj_json_array (yj_json_object (status, "waiting"), "groups");
  g_assert_cmpuint (json_array_size (groups), ==, 1);
  g_assert_cmpstr (yj_json_string (json_array_get (groups, 0), "state"), ==, "queued");
  g_assert_nonnull (strstr (yj_json_string (json_array_get (groups, 0), "next"), "next try in "));
  record = ask_about (rig, "Show", g_variant_new ("(s)", id));
  g_assert_cmpstr (yj_json_string (record, "state"), ==, "queued");
  g_assert_cmpint (yj_json_int (record, "attempts", -1), ==, 0);
}

/* What only a person puts right is not asked for all the time; everything else within a quarter of an hour. */
static void
test_cap (ServiceRig *rig, gconstpointer data)
{
  gint64 longest = 0;

  for (guint i = 0; i < 60; i++) {
    json_decref (ask (rig, "SyncNow"));
    longest = MAX (longest, ask_sync (rig, "next_try_seconds"));
  }
  g_assert_cmpint (longest, <=, 15 * 60);
  g_assert_cmpint (longest, >, 60);
  g_test_message ("60 failures, the longest wait %" G_GINT64_FORMAT " s", longest);
}

#define ADD(name, func) g_test_add ("/courier-rounds/" name, ServiceRig, NULL, service_rig_set_up, func, service_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-network-monitor-is-a-hint-and-never-a-gate", test_monitor);
  ADD ("an-outage-is-no-attempt-of-any-record", test_no_attempts);
  ADD ("there-is-no-limit-of-tries-and-no-wait-beyond-a-quarter-of-an-hour", test_cap);
  return g_test_run ();
}
