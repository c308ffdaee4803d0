/* SPDX-License-Identifier: Apache-2.0 */
#include "service-rig.h"
#include "core/document/yj-reference.h"
#include "core/ports/yj-courier-names.h"
#include "core/seal/yj-suite.h"
#include "outbox-rig.h"
#include "sync/courier/yj-enrolment.h"
#include <string.h>

#define WAIT_SECONDS 60

static char *
run_openssl (const char *key_pem)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-key-XXXXXX", NULL), *path = g_build_filename (dir, "key.pem", NULL), *out = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_assert_true (g_file_set_contents (path, key_pem, -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "req", "-x509", "-new",
                              "-key", path, "-days", "2", "-subj", "/CN=7K3M", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  outbox_rig_remove_tree (dir);
  return g_steal_pointer (&out);
}

static void
enrol (ServiceRig *rig)
{
  g_autofree char *key = yj_suite_device_key_new (NULL), *certificate = run_openssl (key);
  g_autofree char *secret = NULL, *public_key = NULL, *kid = NULL, *catalogue_key = NULL;
  g_autoptr (GError) error = NULL;
  YjEnrolment *enrolment;

  yj_suite_receipt_key_new (&secret, &public_key, &kid);
  yj_suite_catalogue_key_new (&rig->catalogue_secret, &catalogue_key);
  rig->answer =
    json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:[s,s], s:[{s:s, s:s}]}", "kiosk", "7K3M", "certificate", certificate, "ca",
               certificate, "central", "https://127.0.0.1:1", "region", "000000", "catalogue_key", catalogue_key, "hall", "name", "Hall",
               "recipients", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
               "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "receipt_keys", "kid", kid, "public_key", public_key);
  enrolment = yj_enrolment_store (rig->dir, key, rig->answer, &error);
  g_assert_no_error (error);
  yj_enrolment_free (enrolment);
}

static GDBusConnection *
connect_bus (ServiceRig *rig)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (rig->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
on_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_there (ServiceRig *rig)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (rig->admin));

  return owner != NULL && yj_courier_get_gates (rig->client) != YJ_GATE_COURIER &&
         (rig->answer == NULL || yj_courier_get_provisioning (rig->client) != NULL);
}

void
service_rig_start (ServiceRig *rig)
{
  g_autoptr (GError) error = NULL;
  gboolean acquired = FALSE;

  rig->service = yj_courier_service_new (&rig->options, rig->clock, &error);
  g_assert_no_error (error);
  g_assert_true (yj_courier_service_export (rig->service, rig->server, &error));
  rig->owner = g_bus_own_name_on_connection (rig->server, YJ_COURIER_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_acquired, NULL, &acquired,
                                             NULL);
  while (!acquired)
    g_main_context_iteration (NULL, TRUE);
  service_rig_wait (rig, is_there);
}

static gboolean
is_gone (ServiceRig *rig)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (rig->proxy));

  return owner == NULL && yj_courier_get_gates (rig->client) == YJ_GATE_COURIER;
}

void
service_rig_stop (ServiceRig *rig)
{
  g_clear_handle_id (&rig->owner, g_bus_unown_name);
  service_rig_wait (rig, is_gone);
  g_object_run_dispose (G_OBJECT (rig->service));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (rig->service);
  rig->service = NULL;
}

void
service_rig_set_up (ServiceRig *rig, gconstpointer unenrolled)
{
  g_autoptr (GError) error = NULL;

  rig->dir = g_dir_make_tmp ("yijian-courier-XXXXXX", NULL);
  rig->judge = outbox_rig_find_judge ();
  rig->clock = yj_clock_new_fake (RIG_WALL_USEC, 100 * G_USEC_PER_SEC, RIG_BOOT);
  rig->options = (YjCourierOptions){ rig->dir, rig->judge, 3600, 3600, 5, 8, 30, 0, { 1000, 1 << 28, 90 * 24 * 3600 }, 24 * 3600 };
  if (unenrolled == NULL)
    enrol (rig);
  rig->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (rig->bus);
  rig->server = connect_bus (rig);
  rig->kiosk = connect_bus (rig);
  /* Before the service: a proxy that is made waits for properties, and here both live on one main loop. */
  rig->client = yj_courier_client_new_sync (rig->kiosk, &error);
  g_assert_no_error (error);
  rig->proxy = yj_dbus_courier1_proxy_new_sync (rig->kiosk, G_DBUS_PROXY_FLAGS_NONE, YJ_COURIER_BUS_NAME, YJ_COURIER_OBJECT_PATH, NULL, &error);
  g_assert_no_error (error);
  rig->admin =
    yj_dbus_courier1_admin_proxy_new_sync (rig->kiosk, G_DBUS_PROXY_FLAGS_NONE, YJ_COURIER_BUS_NAME, YJ_COURIER_OBJECT_PATH, NULL, &error);
  g_assert_no_error (error);
  service_rig_start (rig);
}

void
service_rig_tear_down (ServiceRig *rig, gconstpointer data)
{
  if (rig->service != NULL)
    service_rig_stop (rig);
  g_clear_pointer (&rig->catalogue_secret, g_free);
  g_clear_object (&rig->client);
  g_clear_object (&rig->proxy);
  g_clear_object (&rig->admin);
  g_dbus_connection_close_sync (rig->kiosk, NULL, NULL);
  g_dbus_connection_close_sync (rig->server, NULL, NULL);
  g_clear_object (&rig->kiosk);
  g_clear_object (&rig->server);
  g_test_dbus_stop (rig->bus);
  g_clear_object (&rig->bus);
  g_clear_object (&rig->clock);
  g_clear_pointer (&rig->answer, json_decref);
  outbox_rig_remove_tree (rig->dir);
  g_free (rig->dir);
  g_free (rig->judge);
}

static gboolean
on_late (gpointer user_data)
{
  g_error ("waited for a minute and it did not come about");
  return G_SOURCE_REMOVE;
}

void
service_rig_wait (ServiceRig *rig, ServiceCondition condition)
{
  guint late = g_timeout_add_seconds (WAIT_SECONDS, on_late, NULL);
  while (!condition (rig))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

YjSubmission *
service_rig_submit (ServiceRig *rig, GBytes *envelope, const char *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_courier_submit_async (rig->client, envelope, draft, NULL, on_ready, &result);
  wait_for (&result);
  return yj_courier_submit_finish (rig->client, result, error);
}

YjSubmission *
service_rig_lookup (ServiceRig *rig, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_courier_lookup_async (rig->client, id, NULL, on_ready, &result);
  wait_for (&result);
  return yj_courier_lookup_finish (rig->client, result, error);
}

char *
service_rig_put_material (ServiceRig *rig, GBytes *sealed, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_courier_put_material_async (rig->client, sealed, NULL, on_ready, &result);
  wait_for (&result);
  return yj_courier_put_material_finish (rig->client, result, error);
}

json_t *
service_rig_progress (ServiceRig *rig, const char *reference, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_courier_progress_async (rig->client, reference, secret, NULL, on_ready, &result);
  wait_for (&result);
  return yj_courier_progress_finish (rig->client, result, error);
}

GBytes *
service_rig_bytes (char fill, gsize size)
{
  char *data = g_malloc (MAX (size, 1));
  memset (data, fill, size);
  return g_bytes_new_take (data, size);
}

json_t *
service_rig_draft (ServiceRig *rig, guint n, GBytes *envelope, json_t *materials)
{
  g_autofree char *id = outbox_rig_id (n), *digest = yj_sha256_hex (envelope), *secret = yj_progress_secret_sha256 (SERVICE_RIG_SECRET);

  return json_pack ("{s:i, s:s, s:s, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:[s], s:{s:s, s:I}, s:o, s:[s,s], s:s, s:s}", "schema", 1, "id", id,
                    "kind", "application", "item", "id", "newborn", "version", 1, "catalogue", "id", "yijian-basic", "version", 1, "region",
                    "000000", "matters", "vaccination", "envelope", "sha256", digest, "bytes", (json_int_t) g_bytes_get_size (envelope),
                    "materials", materials != NULL ? materials : json_array (), "recipients", "0011223344556677", "8899aabbccddeeff", "suite",
                    "intl-1", "progress_secret_sha256", secret);
}

char *
service_rig_draft_text (ServiceRig *rig, guint n, GBytes *envelope)
{
  g_autoptr (json_t) draft = service_rig_draft (rig, n, envelope, NULL);
  return yj_json_to_text (draft);
}
