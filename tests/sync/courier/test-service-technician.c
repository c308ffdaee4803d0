/* SPDX-License-Identifier: Apache-2.0 */
/* The courier as the technician meets it: records by hand, what a status says, and what may not be changed. */
#include "outbox-rig.h"
#include "service-rig.h"
#include <string.h>

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GVariant *
ask_admin (ServiceRig *rig, const char *method, GVariant *parameters, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_dbus_proxy_call (G_DBUS_PROXY (rig->admin), method, parameters, G_DBUS_CALL_FLAGS_NONE, 60000, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_dbus_proxy_call_finish (G_DBUS_PROXY (rig->admin), result, error);
}

static guint
ask_count (ServiceRig *rig, const char *method, const char *directory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = ask_admin (rig, method, g_variant_new ("(s)", directory), &error);
  guint count;
  g_assert_no_error (error);
  g_variant_get (answer, "(u)", &count);
  return count;
}

static void
test_carry (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = service_rig_bytes ('p', 50);
  g_autofree char *digest = service_rig_put_material (rig, page, &error), *folder = g_build_filename (rig->dir, "stick", NULL);
  g_autofree char *blob = g_build_filename (folder, "blobs", digest, NULL), *held = outbox_rig_id (2);

  for (guint n = 1; n <= 3; n++) {
    g_autoptr (GBytes) envelope = service_rig_bytes ('a' + n, 700);
    g_autoptr (json_t) draft =
        service_rig_draft (rig, n, envelope, n == 1 ? json_pack ("[{s:s, s:i}]", "sha256", digest, "bytes", 50) : NULL);
    g_autofree char *text = yj_json_to_text (draft);
    g_autoptr (YjSubmission) submission = service_rig_submit (rig, envelope, text, &error);
    g_assert_no_error (error);
  }
  g_variant_unref (ask_admin (rig, "Hold", g_variant_new ("(s)", held), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ask_count (rig, "Export", folder), ==, 3); /* what is held goes with it */
  for (guint n = 1; n <= 3; n++) {
    g_autofree char *id = outbox_rig_id (n), *name = g_strconcat (id, ".json", NULL), *path = g_build_filename (folder, name, NULL);
    g_autoptr (json_t) event = yj_json_parse_file (path, 0, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (yj_json_string (event, "id"), ==, id);
  }
  g_assert_true (g_file_test (blob, G_FILE_TEST_EXISTS));
  /* Receipts that prove nothing settle nothing. */
  for (guint n = 1; n <= 3; n++) {
    g_autofree char *id = outbox_rig_id (n), *name = g_strconcat (id, ".receipt", NULL), *path = g_build_filename (folder, name, NULL);
    g_assert_true (g_file_set_contents (path, "a.b.c", -1, NULL));
  }
  g_test_expect_message ("yijian-courier", G_LOG_LEVEL_WARNING, "*does not prove anything*");
  g_test_expect_message ("yijian-courier", G_LOG_LEVEL_WARNING, "*does not prove anything*");
  g_test_expect_message ("yijian-courier", G_LOG_LEVEL_WARNING, "*does not prove anything*");
  g_assert_cmpuint (ask_count (rig, "Import", folder), ==, 0);
  g_test_assert_expected_messages ();
  g_assert_null (ask_admin (rig, "Export", g_variant_new ("(s)", "relative/path"), &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_clear_error (&error);
  g_assert_null (ask_admin (rig, "Import", g_variant_new ("(s)", "/nonexistent"), &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
}

static void
test_status (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) round = ask_admin (rig, "SyncNow", NULL, &error), answer = NULL;
  g_autoptr (json_t) status = NULL;
  const char *text;

  g_assert_no_error (error);
  answer = ask_admin (rig, "Status", NULL, &error);
  g_variant_get (answer, "(&s)", &text);
  status = yj_json_parse (text, strlen (text), 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (status, "trouble_kind"), ==, "offline");
  g_assert_nonnull (strstr (yj_json_string (status, "next_step"), "nothing is lost"));
  g_assert_false (yj_json_bool (status, "alarm", TRUE));
  g_assert_false (yj_json_bool (status, "online", TRUE));
  g_assert_true (yj_json_bool (status, "enrolled", FALSE));
}

/* Moving to another hall while something is unsent would leave it without a sender. */
static void
test_provision_refused (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope);
  g_autoptr (YjSubmission) submission = service_rig_submit (rig, envelope, draft, &error);
  const char *settings = "{\"central\":\"https://127.0.0.1:1\",\"token\":\"t\",\"ca\":\"x\"}";

  g_assert_null (ask_admin (rig, "Provision", g_variant_new ("(s)", settings), &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (ask_admin (rig, "Provision", g_variant_new ("(s)", "{\"central\":\"x\"}"), &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

#define ADD(name, setup_data, func)                                                                                                        \
  g_test_add ("/courier-technician/" name, ServiceRig, setup_data, service_rig_set_up, func, service_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-is-exported-is-all-that-is-unsettled-and-a-worthless-receipt-settles-nothing", NULL, test_carry);
  ADD ("a-status-names-the-next-step", NULL, test_status);
  ADD ("another-hall-only-after-everything-was-sent", NULL, test_provision_refused);
  return g_test_run ();
}
