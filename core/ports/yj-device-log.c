/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the last changes of the devices' states, and who is listened to. */
#include "core/ports/yj-device-log.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"

#define REASON_MAX_CHARACTERS 240

struct _YjDeviceLog {
  GObject parent_instance;
  YjClock *clock;
  GPtrArray *watches; /* of Watch */
  GQueue events;      /* of Entry, the oldest first */
  guint64 n_events;
};

/* One device. */
typedef struct {
  YjDeviceLog *log; /* which owns it */
  GObject *device; /* (nullable): one that could not be made */
  char *group, *driver;
  char *state, *reason; /* NULL before its first word */
  gint64 wall_usec, boottime_usec;
} Watch;

typedef struct {
  YjDeviceEvent event;
  char *from, *to, *reason; /* what event points to; group and driver are the watch's */
} Entry;

G_DEFINE_FINAL_TYPE (YjDeviceLog, yj_device_log, G_TYPE_OBJECT)

static guint event_signal;

static void
entry_free (Entry *entry)
{
  g_free (entry->from);
  g_free (entry->to);
  g_free (entry->reason);
  g_free (entry);
}

static void
watch_free (Watch *watch)
{
  if (watch->device != NULL)
    g_signal_handlers_disconnect_by_data (watch->device, watch);
  g_clear_object (&watch->device);
  g_free (watch->group);
  g_free (watch->driver);
  g_free (watch->state);
  g_free (watch->reason);
  g_free (watch);
}

static Entry *
entry_new (Watch *watch, const char *from)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->from = g_strdup (from);
  entry->to = g_strdup (watch->state);
  entry->reason = g_strdup (watch->reason);
  entry->event = (YjDeviceEvent){ ++watch->log->n_events, watch->wall_usec, watch->boottime_usec, watch->group, watch->driver,
                                  entry->from,            entry->to,        entry->reason };
  return entry;
}

static char *
shorten (const char *reason)
{
  g_autofree char *valid = g_utf8_make_valid (reason != NULL ? reason : "", -1);
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), REASON_MAX_CHARACTERS));
}

static void
set_state (Watch *watch, const char *state, const char *reason)
{
  g_autoptr (YjDeviceLog) self = g_object_ref (watch->log);
  g_autofree char *from = NULL;
  Entry *entry;

  from = g_steal_pointer (&watch->state);
  watch->state = g_strdup (state);
  g_free (watch->reason);
  watch->reason = shorten (reason);
  watch->wall_usec = yj_clock_get_wall_usec (self->clock);
  watch->boottime_usec = yj_clock_get_boottime_usec (self->clock);
  entry = entry_new (watch, from);
  g_queue_push_tail (&self->events, entry);
  if (g_queue_get_length (&self->events) > YJ_DEVICE_LOG_MAX)
    entry_free (g_queue_pop_head (&self->events));
  g_signal_emit (self, event_signal, 0, &entry->event);
}

static void
note (Watch *watch, const char *state, const char *reason)
{
  if (g_strcmp0 (watch->state, state) != 0)
    set_state (watch, state, reason);
}

static void
on_state_changed (GObject *device, YjDeviceState state, const char *reason, Watch *watch)
{
  note (watch, yj_device_state_nick (state), reason);
}

static void
on_printer_changed (YjReceiptPrinter *printer, Watch *watch)
{
  YjPrinterReasons reasons = yj_receipt_printer_get_reasons (printer);
  g_autofree char *text = yj_printer_reasons_to_string (reasons);
  YjDeviceState state = YJ_DEVICE_READY;

  if ((reasons & (YJ_PRINTER_OFFLINE | YJ_PRINTER_NO_QUEUE | YJ_PRINTER_NO_SERVER)) != 0)
    state = YJ_DEVICE_ABSENT;
  else if ((reasons & YJ_PRINTER_BLOCKED) != 0)
    state = YJ_DEVICE_FAULT;
  /* Its reasons are what a person does something about: a cover that is opened to put paper in is another state than no paper. */
  if (g_strcmp0 (watch->state, yj_device_state_nick (state)) != 0 || g_strcmp0 (watch->reason, text) != 0)
    set_state (watch, yj_device_state_nick (state), text);
}

static void
on_speaker_finished (YjSpeaker *speaker, const GError *error, Watch *watch)
{
  if (error == NULL)
    note (watch, "ready", "said to its end");
  else if (error->code != YJ_ERROR_CANCELLED)
    note (watch, error->code == YJ_ERROR_DEVICE_ABSENT ? "absent" : "fault", error->message);
}

static Watch *
add_watch (YjDeviceLog *self, const char *group, const char *driver)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->log = self;
  watch->group = g_strdup (group);
  watch->driver = g_strdup (driver != NULL ? driver : "");
  g_ptr_array_add (self->watches, watch);
  return watch;
}

void
yj_device_log_watch (YjDeviceLog *self, GObject *device, const char *group, const char *driver)
{
  Watch *watch = add_watch (self, group, driver);

  watch->device = g_object_ref (device);
  if (YJ_IS_RECEIPT_PRINTER (device))
    g_signal_connect (device, "state-changed", G_CALLBACK (on_printer_changed), watch);
  else if (YJ_IS_SPEAKER (device))
    g_signal_connect (device, "finished", G_CALLBACK (on_speaker_finished), watch);
  else
    g_signal_connect (device, "state-changed", G_CALLBACK (on_state_changed), watch);
}

void
yj_device_log_note_unmade (YjDeviceLog *self, const char *group, const char *driver, const char *reason)
{
  note (add_watch (self, group, driver), "fault", reason);
}

static void
set_time (json_t *object, gint64 wall_usec, gint64 boottime_usec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall_usec / G_USEC_PER_SEC);
  g_autofree char *label = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  json_object_set_new (object, "time", label != NULL ? json_string (label) : json_null ());
  json_object_set_new (object, "boottime_usec", json_integer (boottime_usec));
}

json_t *
yj_device_event_to_json (const YjDeviceEvent *event)
{
  json_t *object = json_pack ("{s:I}", "number", (json_int_t) event->number);

  set_time (object, event->wall_usec, event->boottime_usec);
  json_object_set_new (object, "group", json_string (event->group));
  json_object_set_new (object, "driver", json_string (event->driver));
  json_object_set_new (object, "from", event->from != NULL ? json_string (event->from) : json_null ());
  json_object_set_new (object, "to", json_string (event->to));
  json_object_set_new (object, "reason", json_string (event->reason));
  return object;
}

static json_t *
watch_to_json (const Watch *watch)
{
  json_t *object = json_pack ("{s:s, s:s, s:s?, s:s?}", "group", watch->group, "driver", watch->driver, "state", watch->state, "reason",
                              watch->reason);

  if (watch->state != NULL)
    set_time (object, watch->wall_usec, watch->boottime_usec);
  return object;
}

json_t *
yj_device_log_to_json (YjDeviceLog *self)
{
  json_t *devices = json_array (), *events = json_array ();

  for (guint i = 0; i < self->watches->len; i++)
    json_array_append_new (devices, watch_to_json (g_ptr_array_index (self->watches, i)));
  for (GList *item = self->events.head; item != NULL; item = item->next)
    json_array_append_new (events, yj_device_event_to_json (&((Entry *) item->data)->event));
  return json_pack ("{s:o, s:o}", "devices", devices, "events", events);
}

static void
yj_device_log_finalize (GObject *object)
{
  YjDeviceLog *self = YJ_DEVICE_LOG (object);

  g_queue_clear_full (&self->events, (GDestroyNotify) entry_free);
  g_ptr_array_unref (self->watches);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (yj_device_log_parent_class)->finalize (object);
}

static void
yj_device_log_class_init (YjDeviceLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_device_log_finalize;
  event_signal = g_signal_new ("event", YJ_TYPE_DEVICE_LOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yj_device_log_init (YjDeviceLog *self)
{
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) watch_free);
  g_queue_init (&self->events);
}

YjDeviceLog *
yj_device_log_new (YjClock *clock)
{
  YjDeviceLog *self = g_object_new (YJ_TYPE_DEVICE_LOG, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
