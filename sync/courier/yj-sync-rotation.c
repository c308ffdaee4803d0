/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the change to a new device key. The new key lies on the disk before central hears of it; key and certificate come into use in
 * one durable step; central knows both keys meanwhile. Cut off anywhere, the kiosk speaks with the old key or with the new one, and
 * goes on where it was. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-sync-engine-private.h"

static gboolean
is_asked (const json_t *status_answer)
{
  size_t i;
  json_t *command;

  json_array_foreach (yj_json_array (status_answer, "commands"), i, command)
    if (g_strcmp0 (json_string_value (command), "rotate-key") == 0)
      return TRUE;
  return FALSE;
}

/* The certificate's text, or NULL. */
static char *
ask_certificate (YjSyncEngine *self, const char *key, GError **error)
{
  g_autofree char *csr = yj_suite_device_csr_new (key, yj_enrolment_get (self->enrolment, "kiosk"), error);
  g_autoptr (json_t) ask = csr != NULL ? json_pack ("{s:s}", "csr", csr) : NULL, certificate = NULL;
  g_autoptr (GBytes) body = ask != NULL ? yj_json_to_bytes (ask) : NULL;
  YjUplinkRequest request = { "POST", "/v1/certificates", "application/json", FALSE, body, NULL };
  g_autoptr (YjUplinkAnswer) answer = body != NULL ? yj_uplink_exchange (self->uplinks[0], &request, error) : NULL;

  if (answer == NULL)
    return NULL;
  certificate = answer->status == 201 ? yj_sync_engine_parse (answer) : NULL;
  if (yj_json_string (certificate, "certificate") != NULL)
    return g_strdup (yj_json_string (certificate, "certificate"));
  g_set_error (error, YJ_ERROR, YJ_ERROR_REJECTED, "central makes no certificate for a new key (%d)", answer->status);
  return NULL;
}

/* Key and certificate in one durable step, for whoever signs and for whoever speaks. */
static gboolean
change_over (YjSyncEngine *self, const char *key, const char *certificate, GError **error)
{
  g_autoptr (json_t) answer = json_deep_copy (self->enrolment->answer);
  YjEnrolment *fresh;

  json_object_set_new (answer, "certificate", json_string (certificate));
  if (!yj_sync_engine_keep_enrolment (self, key, answer, error))
    return FALSE;
  fresh = yj_enrolment_new (key, answer);
  yj_enrolment_free (self->enrolment);
  self->enrolment = fresh;
  yj_sync_engine_drop_uplinks (self);
  return TRUE;
}

void
yj_sync_engine_rotate_key (YjSyncEngine *self, const json_t *status_answer, YjSyncResult *result)
{
  g_autoptr (YjSecretText) key = NULL;
  g_autofree char *certificate = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_asked (status_answer) && !yj_enrolment_has_next_key (self->state_dir))
    return;
  key = yj_enrolment_make_next_key (self->state_dir, &error);
  /* The change was made, and a cut came before the last step of it. */
  if (key != NULL && g_str_equal (key, self->enrolment->device_key)) {
    yj_enrolment_drop_next_key (self->state_dir);
    return;
  }
  certificate = key != NULL ? ask_certificate (self, key, &error) : NULL;
  if (certificate != NULL && change_over (self, key, certificate, &error)) {
    yj_enrolment_drop_next_key (self->state_dir);
    g_message ("this kiosk has a new device key, as central asked");
    return;
  }
  /* One that lies there and is no key would stand in the way for ever. */
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_CRYPTO) && certificate == NULL)
    yj_enrolment_drop_next_key (self->state_dir);
  yj_sync_result_trouble (result, YJ_TROUBLE_KEY, "the device key could not be changed: %s", error->message);
}
