/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a technician asks about the catalogues, and the way back to the one before. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-courier-service-private.h"

json_t *
yj_courier_service_describe_catalogue (YjCourierService *self)
{
  json_t *catalogue = yj_catalogue_store_describe_all (self->catalogues);
  json_object_set_new (catalogue, "expired", json_boolean (yj_courier_is_past (self->clock, yj_json_string (catalogue, "expires"))));
  return catalogue;
}

const char *
yj_courier_choose_catalogue_step (const json_t *catalogue)
{
  if (json_array_size (yj_json_array (catalogue, "damaged")) > 0)
    return "a pulled catalogue is damaged and an older one is in use: fetch it again with yijianctl sync now, and have the disk checked";
  if (yj_json_bool (catalogue, "expired", FALSE))
    return "the catalogue has expired: have central publish a newer one";
  return NULL;
}

static void
work_roll_back (YjCourierCall *call, GError **error)
{
  if (yj_catalogue_store_roll_back (call->self->catalogues, error))
    call->json = yj_courier_service_describe_catalogue (call->self);
}

static void
answer_roll_back (YjCourierCall *call)
{
  g_autofree char *text = yj_json_to_text (call->json);

  g_message ("a technician went back to catalogue version %" G_GINT64_FORMAT, yj_json_int (call->json, "version", 0));
  yj_dbus_courier1_admin_complete_roll_back_catalogue (call->self->admin, call->invocation, text);
  yj_courier_service_refresh (call->self);
}

static gboolean
on_roll_back (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, invocation), work_roll_back, answer_roll_back);
  return TRUE;
}

void
yj_courier_service_connect_catalogue (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-roll-back-catalogue", G_CALLBACK (on_roll_back), self, 0);
}
