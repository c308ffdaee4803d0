/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a technician is told of the whole and of one record: what waits, since when, why, and what happens next. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-courier-service-private.h"
#include "sync/courier/yj-reconciliation.h"

#define BY_HAND "waits for the technician: "
#define NEXT_HELD BY_HAND "yijianctl queue retry REF sends it"
#define NEXT_DEAD BY_HAND "yijianctl queue show REF, then queue retry REF or queue export DIR"

/* The marks, each group with the time that its first record has waited; those that a round has settled meanwhile have none. */
static json_t *
describe_marks (YjCourierService *self)
{
  json_t *marks = yj_sync_engine_dup_marks (self->engine), *group;
  const char *why;

  json_object_foreach (yj_json_object (marks, "groups"), why, group)
    json_object_set_new (group, "since_seconds",
                         json_integer (yj_outbox_get_state_seconds (self->core->outbox, (guint64) yj_json_int (group, "first_seq", 0))));
  return marks;
}

/* Nothing where central gives no official numbers. */
static json_t *
describe_case_numbers (YjOutbox *outbox)
{
  g_autofree char *newest = yj_outbox_get_newest_case_range (outbox);
  return newest != NULL ? json_pack ("{s:I}", "left", (json_int_t) yj_outbox_count_case_numbers (outbox)) : NULL;
}

static void
work_status (YjCourierCall *call, GError **error)
{
  YjCourierCore *core = call->self->core;
  json_t *case_numbers = describe_case_numbers (core->outbox);
  g_autoptr (json_t) kept = yj_outbox_get_reconciliation (core->outbox);
  json_t *reconciliation = yj_reconciliation_describe (kept);
  json_t *status =
    json_pack ("{s:s, s:s, s:o, s:o, s:o}", "version", YJ_VERSION, "epoch", yj_outbox_get_epoch (core->outbox), "queue",
               yj_outbox_count (core->outbox), "damaged", yj_outbox_list_damaged (core->outbox), "waiting", yj_outbox_describe_waiting (core->outbox));

  if (core->enrolment != NULL)
    json_object_set_new (status, "kiosk", json_string (yj_enrolment_get (core->enrolment, "kiosk")));
  if (core->enrolment != NULL)
    json_object_set_new (status, "central", json_string (yj_enrolment_get (core->enrolment, "central")));
  json_object_set_new (status, "catalogue", yj_courier_service_describe_catalogue (call->self));
  json_object_set_new (status, "marks", describe_marks (call->self));
  if (case_numbers != NULL)
    json_object_set_new (status, "case_numbers", case_numbers);
  if (reconciliation != NULL)
    json_object_set_new (status, "reconciliation", reconciliation);
  call->json = status;
}

/* What closes the kiosk while the line and central are well. */
static const struct {
  const char *gate, *step;
} gate_steps[] = {
  { "store", "the outbox cannot be written: have the disk checked" },
  { "disk", "the disk is nearly full: remove what does not belong there" },
  { "queue-count", "too many records wait: see under waiting why, or carry them with yijianctl queue export DIR" },
  { "queue-age", "records wait for too long: see under waiting why, or carry them with yijianctl queue export DIR" },
  { "catalogue", "central has no catalogue for this hall: have one published with yijian-central catalog publish FILE" },
};

static const char *
choose_gate_step (const json_t *status)
{
  size_t i;
  json_t *gate;

  json_array_foreach (yj_json_array (status, "gates"), i, gate)
    for (gsize k = 0; k < G_N_ELEMENTS (gate_steps); k++)
      if (g_strcmp0 (json_string_value (gate), gate_steps[k].gate) == 0)
        return gate_steps[k].step;
  return NULL;
}

/* The one thing to do first. */
static const char *
choose_next_step (YjCourierService *self, const json_t *status)
{
  const json_t *queue = yj_json_object (status, "queue");

  if (yj_trouble_is_alarm (self->trouble_kind))
    return yj_trouble_next_step (self->trouble_kind);
  if (json_array_size (yj_json_array (status, "damaged")) > 0)
    return "a damaged outbox was moved aside: have the disk checked, keep the damaged file, and see which records are set aside";
  if (yj_json_int (queue, "dead", 0) > 0)
    return "look at the records that were set aside: yijianctl queue quarantine";
  if (yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue")) != NULL)
    return yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue"));
  if (self->trouble_kind == YJ_TROUBLE_NONE && choose_gate_step (status) != NULL)
    return choose_gate_step (status);
  if (yj_reconciliation_choose_step (yj_json_object (status, "reconciliation")) != NULL)
    return yj_reconciliation_choose_step (yj_json_object (status, "reconciliation"));
  return yj_trouble_next_step (self->trouble_kind);
}

/* ---- times ---- */

static gint64
seconds_until (YjCourierService *self, gint64 boottime_usec)
{
  return MAX (0, (boottime_usec - yj_clock_get_boottime_usec (self->clock) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static gint64
seconds_since (YjCourierService *self, gint64 boottime_usec)
{
  return MAX (0, (yj_clock_get_boottime_usec (self->clock) - boottime_usec) / G_USEC_PER_SEC);
}

static char *
describe_seconds (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " s", seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min %" G_GINT64_FORMAT " s", seconds / 60, seconds % 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", seconds / 3600, seconds / 60 % 60);
}

static char *
describe_next_round (YjCourierService *self)
{
  g_autofree char *left = NULL;

  if (self->running)
    return g_strdup ("is being sent now");
  left = describe_seconds (seconds_until (self, self->next_round_usec));
  return g_strdup_printf ("next try in %s", left);
}

/* Not before its own time, and then in the next round. */
static char *
describe_next_of_mark (YjCourierService *self, const json_t *mark)
{
  gint64 until = yj_json_int (mark, "until_usec", 0);
  g_autofree char *left = NULL;

  if (until <= MAX (self->next_round_usec, yj_clock_get_boottime_usec (self->clock)))
    return describe_next_round (self);
  left = describe_seconds (seconds_until (self, until));
  return g_strdup_printf ("not before %s from now, then in the next round", left);
}

static json_t *
describe_sync (YjCourierService *self)
{
  json_t *sync = json_pack ("{s:b, s:i, s:i}", "running", self->running, "rounds", (int) self->rounds, "failures", (int) self->failures);

  if (self->next_round_usec > 0)
    json_object_set_new (sync, "next_try_seconds", json_integer (seconds_until (self, self->next_round_usec)));
  if (self->reached_usec > 0)
    json_object_set_new (sync, "reached_seconds", json_integer (seconds_since (self, self->reached_usec)));
  if (self->trouble != NULL)
    json_object_set_new (sync, "trouble_seconds", json_integer (seconds_since (self, self->trouble_since_usec)));
  return sync;
}

/* ---- why ---- */

static void
add_group (json_t *groups, const char *state, gint64 count, gint64 since_seconds, const char *why, const char *next)
{
  if (count > 0)
    json_array_append_new (groups, json_pack ("{s:s, s:I, s:I, s:s, s:s}", "state", state, "count", (json_int_t) count, "since_seconds",
                                              (json_int_t) MAX (since_seconds, 0), "why", why, "next", next));
}

static const char *
why_queued (YjCourierService *self)
{
  return self->trouble != NULL ? self->trouble : "it is new";
}

/* What is queued: those with a mark by their reasons, the rest by the trouble of the line. */
static void
add_queued (YjCourierService *self, json_t *groups, const json_t *marks, gint64 queued, gint64 oldest_seconds)
{
  g_autofree char *next_round = describe_next_round (self);
  gint64 rest = queued;
  const char *why;
  json_t *group;

  json_object_foreach (yj_json_object (marks, "groups"), why, group) {
    g_autofree char *next = describe_next_of_mark (self, group);
    gint64 count = MIN (yj_json_int (group, "count", 0), rest);
    add_group (groups, "queued", count, yj_json_int (group, "since_seconds", 0), why, next);
    rest -= count;
  }
  add_group (groups, "queued", rest, oldest_seconds, why_queued (self), next_round);
}

/* "waiting" gets its groups: {"state", "count", "since_seconds", "why", "next"}. */
static void
explain_waiting (YjCourierService *self, json_t *waiting, const json_t *queue, const json_t *marks)
{
  json_t *groups = json_array (), *dead;
  size_t i;

  add_queued (self, groups, marks, yj_json_int (queue, "queued", 0), yj_json_int (waiting, "oldest_seconds", 0));
  add_group (groups, "held", yj_json_int (queue, "held", 0), yj_json_int (waiting, "held_seconds", 0), "a technician holds it", NEXT_HELD);
  json_array_foreach (yj_json_array (waiting, "dead"), i, dead)
    add_group (groups, "dead", yj_json_int (dead, "count", 0), yj_json_int (dead, "since_seconds", 0), yj_json_string (dead, "reason"), NEXT_DEAD);
  json_object_del (waiting, "dead");
  json_object_del (waiting, "held_seconds");
  json_object_set_new (waiting, "groups", groups);
}

void
yj_courier_service_explain_record (YjCourierService *self, json_t *record)
{
  g_autoptr (json_t) marks = yj_sync_engine_dup_marks (self->engine);
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, yj_json_int (record, "seq", 0)), *next = NULL;
  const json_t *mark = yj_json_object (yj_json_object (marks, "records"), seq);
  const char *state = yj_json_string (record, "state"), *why = yj_json_string (mark, "why"), *reason = yj_json_string (record, "reason");

  if (g_str_equal (state, "queued")) {
    next = mark != NULL ? describe_next_of_mark (self, mark) : describe_next_round (self);
    why = why != NULL ? why : why_queued (self);
  } else if (g_str_equal (state, "held")) {
    next = g_strdup (NEXT_HELD);
    why = "a technician holds it";
  } else if (g_str_equal (state, "dead")) {
    next = g_strdup (NEXT_DEAD);
    why = reason != NULL ? reason : "it was set aside";
  } else {
    next = g_strdup ("nothing: central has signed for it");
    why = reason != NULL ? reason : "central has it";
  }
  json_object_set_new (record, "why", json_string (why));
  json_object_set_new (record, "next", json_string (next));
}

/* ---- the answer ---- */

static json_t *
list_gates (YjCourierService *self)
{
  json_t *gates = json_array ();

  for (const char *const *gate = yj_dbus_courier1_get_gates (self->courier); gate != NULL && *gate != NULL; gate++)
    json_array_append_new (gates, json_string (*gate));
  return gates;
}

static void
answer_status (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  g_autofree char *text = NULL;
  json_t *status = call->json;

  json_object_set_new (status, "enrolled", json_boolean (json_object_get (status, "kiosk") != NULL));
  json_object_set_new (status, "online", json_boolean (self->online));
  json_object_set_new (status, "alarm", json_boolean (yj_trouble_is_alarm (self->trouble_kind) ||
                                                        yj_reconciliation_choose_step (yj_json_object (status, "reconciliation")) != NULL ||
                                                        yj_courier_choose_catalogue_step (yj_json_object (status, "catalogue")) != NULL));
  json_object_set_new (status, "gates", list_gates (self));
  json_object_set_new (status, "clock", json_string (yj_clock_is_verified (self->clock) ? "verified" : "unverified"));
  json_object_set_new (status, "sync", describe_sync (self));
  explain_waiting (self, yj_json_object (status, "waiting"), yj_json_object (status, "queue"), yj_json_object (status, "marks"));
  json_object_del (status, "marks");
  if (self->trouble != NULL) {
    json_object_set_new (status, "trouble", json_string (self->trouble));
    json_object_set_new (status, "trouble_kind", json_string (yj_trouble_nick (self->trouble_kind)));
  }
  json_object_set_new (status, "next_step", json_string (choose_next_step (self, status)));
  text = yj_json_to_text (status);
  yj_dbus_courier1_admin_complete_status (self->admin, call->invocation, text);
}

static gboolean
on_status (YjDbusCourier1Admin *object, GDBusMethodInvocation *invocation, YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, invocation), work_status, answer_status);
  return TRUE;
}

void
yj_courier_service_connect_status (YjCourierService *self)
{
  g_signal_connect_object (self->admin, "handle-status", G_CALLBACK (on_status), self, 0);
}
