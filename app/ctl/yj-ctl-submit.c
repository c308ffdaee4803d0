/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl submit: validates an application document, seals it and hands it to the courier, by the
 * same way as the kiosk. For pilots, load tests and imports. */
#include "app/ctl/yj-ctl.h"
#include "core/base/yj-clock.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission.h"
#include "core/document/yj-uuid7.h"
#include "sync/client/yj-courier-client.h"
#include <stdio.h>

#define APPLICATION_MAX_BYTES (1024u * 1024u)

typedef struct {
  GMainLoop *loop;
  YjSubmission *submission;
  GError *error;
} Wait;

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  wait->submission = yj_courier_submit_finish (YJ_COURIER (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static GStrv
list_recipients (const json_t *provisioning)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  json_t *recipient;
  size_t i;
  json_array_foreach (yj_json_array (provisioning, "recipients"), i, recipient)
    g_strv_builder_add (builder, json_string_value (recipient));
  return g_strv_builder_end (builder);
}

/* A document for a load test may leave out its id. */
static gboolean
prepare (json_t *application, const char *catalogue_dir, GError **error)
{
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (GDateTime) today = yj_clock_get_today (clock);
  g_autofree char *id = yj_uuid7_new (yj_clock_get_wall_usec (clock));
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_dir (catalogue_dir, yj_json_string (application, "region"), error);

  if (json_object_get (application, "id") == NULL)
    json_object_set_new (application, "id", json_string (id));
  return catalogue != NULL && yj_submission_validate (application, catalogue, today, error);
}

static YjSubmission *
hand_over (YjCtl *ctl, json_t *application, const char *secret, GError **error)
{
  g_autoptr (YjCourier) courier = NULL;
  g_auto (GStrv) recipients = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  GDBusConnection *connection = yj_ctl_connect (ctl, error);
  Wait wait = { NULL, NULL, NULL };

  if (connection == NULL)
    return NULL;
  courier = yj_courier_client_new_sync (connection, error);
  if (courier == NULL)
    return NULL;
  if (yj_courier_get_provisioning (courier) == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "the courier is not enrolled, so there is nobody to seal to");
    return NULL;
  }
  recipients = list_recipients (yj_courier_get_provisioning (courier));
  if (!yj_submission_seal (application, NULL, (const char *const *) recipients, secret, &envelope, &draft_header, error))
    return NULL;
  wait.loop = g_main_loop_new (NULL, FALSE);
  yj_courier_submit_async (courier, envelope, draft_header, NULL, on_submit_ready, &wait);
  g_main_loop_run (wait.loop);
  g_main_loop_unref (wait.loop);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.submission;
}

static void
print_submission (YjCtl *ctl, const json_t *application, const YjSubmission *submission, const char *secret)
{
  g_autofree char *shown = yj_reference_to_display (submission->reference);
  g_autoptr (json_t) answer = json_pack ("{s:s, s:s, s:s, s:s}", "id", yj_json_string (application, "id"), "reference",
                                         submission->reference, "case_number", submission->case_number, "secret", secret);
  if (ctl->json)
    yj_ctl_print_json (answer, FALSE);
  else
    printf ("%s, progress code %s\n", shown, secret);
}

int
yj_ctl_submit (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = NULL;
  g_autoptr (YjSecretText) secret = NULL;
  g_autofree char *default_dir = NULL;
  const char *data_dir = g_getenv ("YIJIAN_DATA_DIR"), *catalogue_dir;
  json_t *application;
  int status = YJ_CTL_OK;

  if (argc != 1 && !(argc == 3 && g_str_equal (argv[1], "--catalog")))
    return YJ_CTL_USAGE;
  default_dir = g_build_filename (data_dir != NULL ? data_dir : YJ_DATA_DIR, "catalog", NULL);
  catalogue_dir = argc == 3 ? argv[2] : default_dir;
  application = yj_json_parse_file (argv[0], APPLICATION_MAX_BYTES, 0, &error);
  secret = yj_progress_secret_new ();
  if (application != NULL && prepare (application, catalogue_dir, &error))
    submission = hand_over (ctl, application, secret, &error);
  if (submission != NULL)
    print_submission (ctl, application, submission, secret);
  else
    status = yj_ctl_fail (ctl, error);
  yj_json_wipe (application);
  return status;
}
