/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the properties: counts, the gates that they close, and what the kiosk needs to know to begin. */
#include "sync/courier/yj-courier-service-private.h"
#include <string.h>

#define REFRESH_SECONDS 60
#define SECONDS_A_DAY (24 * 3600)

gboolean
yj_courier_is_past (YjClock *clock, const char *day)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (clock);
  g_autofree char *text = g_date_time_format (today, "%F");
  return day != NULL && strcmp (text, day) > 0;
}

/* A wrong clock never closes the kiosk. */
static gboolean
is_catalogue_over (YjCourierService *self, const json_t *catalogue)
{
  return yj_clock_is_verified (self->clock) && yj_courier_is_past (self->clock, yj_json_string (catalogue, "refuse_after"));
}

static YjGates
compute_gates (YjCourierService *self, const json_t *count, const json_t *provisioning, const json_t *catalogue)
{
  YjGates gates = YJ_GATE_OPEN;

  if (provisioning == NULL)
    gates |= YJ_GATE_UNENROLLED;
  else if (yj_json_object (provisioning, "catalogue") == NULL)
    gates |= YJ_GATE_CATALOGUE;
  else if (is_catalogue_over (self, catalogue))
    gates |= YJ_GATE_EXPIRED;
  if (yj_courier_service_is_disk_short (self))
    gates |= YJ_GATE_DISK;
  if (yj_json_int (count, "queued", 0) + yj_json_int (count, "held", 0) >= self->options.max_queued)
    gates |= YJ_GATE_QUEUE_COUNT;
  if (yj_json_int (count, "oldest_seconds", 0) > (gint64) self->options.max_age_days * SECONDS_A_DAY)
    gates |= YJ_GATE_QUEUE_AGE;
  if (yj_json_bool (count, "unreadable", FALSE) || !yj_json_bool (count, "writable", TRUE))
    gates |= YJ_GATE_STORE;
  return gates;
}

static json_t *
describe_provisioning (YjCourierService *self)
{
  json_t *provisioning, *catalogue;

  if (self->core->enrolment == NULL)
    return NULL;
  provisioning = yj_enrolment_to_provisioning (self->core->enrolment);
  catalogue = yj_catalogue_store_describe (self->catalogues);
  if (catalogue != NULL)
    json_object_set_new (provisioning, "catalogue", catalogue);
  return provisioning;
}

static void
work_refresh (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  gboolean writable = yj_courier_core_is_store_good_sync (core);
  json_t *count = yj_outbox_count (core->outbox), *provisioning;

  yj_catalogue_store_look_again (call->self->catalogues);
  provisioning = describe_provisioning (call->self);
  yj_outbox_keep_time (core->outbox);
  json_object_set_new (count, "writable", json_boolean (writable));
  call->json = json_pack ("{s:o, s:o, s:o*}", "count", count, "catalogue", yj_catalogue_store_describe_all (call->self->catalogues),
                          "provisioning", provisioning);
}

static void
answer_refresh (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  const json_t *count = yj_json_object (call->json, "count"), *provisioning = yj_json_object (call->json, "provisioning");
  g_auto (GStrv) gates = yj_gates_to_strv (compute_gates (self, count, provisioning, yj_json_object (call->json, "catalogue")));
  g_autofree char *text = provisioning != NULL ? yj_json_to_text (provisioning) : g_strdup ("");

  g_object_set (self->courier, "gates", gates, "online", self->online, "queued", (guint) yj_json_int (count, "queued", 0), "held",
                (guint) yj_json_int (count, "held", 0), "dead", (guint) yj_json_int (count, "dead", 0), "oldest-seconds",
                yj_json_int (count, "oldest_seconds", 0), "provisioning", text, NULL);
}

void
yj_courier_service_refresh (YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, NULL), work_refresh, answer_refresh);
}

static gboolean
on_refresh (gpointer user_data)
{
  yj_courier_service_refresh (user_data);
  yj_courier_service_keep_house (user_data);
  return G_SOURCE_CONTINUE;
}

/* Ages grow and disks fill also when nothing is asked. */
void
yj_courier_service_start_refreshing (YjCourierService *self)
{
  yj_courier_service_keep_house (self);
  self->refresher = g_timeout_add_seconds (REFRESH_SECONDS, on_refresh, self);
}
