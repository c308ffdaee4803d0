/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what every page may reach, and the one end of a visit. */
#include "ui/yj-context.h"
#include "core/base/yj-error.h"

/* A queue that could not be emptied is tried again without help. */
#define PURGE_AGAIN_SECONDS 3

G_DEFINE_FINAL_TYPE (YjContext, yj_context, G_TYPE_OBJECT)

static guint catalogue_changed;

static void
yj_context_finalize (GObject *object)
{
  YjContext *self = YJ_CONTEXT (object);
  g_clear_object (&self->device_log);
  g_clear_object (&self->paper);
  g_clear_object (&self->speaker);
  g_clear_object (&self->printer);
  g_clear_object (&self->scanner);
  g_clear_object (&self->camera);
  g_clear_object (&self->id_reader);
  g_clear_object (&self->photo_decoder);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->courier);
  g_clear_object (&self->style);
  g_clear_object (&self->flow);
  g_clear_object (&self->session);
  g_clear_object (&self->messages);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (yj_context_parent_class)->finalize (object);
}

static void
yj_context_class_init (YjContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_context_finalize;
  catalogue_changed = g_signal_new ("catalogue-changed", YJ_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_context_init (YjContext *self)
{
}

YjContext *
yj_context_new (YjClock *clock, YjMessages *messages, const char *style_dir)
{
  YjContext *self = g_object_new (YJ_TYPE_CONTEXT, NULL);
  self->clock = g_object_ref (clock);
  self->messages = g_object_ref (messages);
  self->session = yj_session_new (clock);
  self->flow = yj_flow_new (self->session);
  self->style = yj_style_new (style_dir);
  self->device_log = yj_device_log_new (clock);
  self->paper = yj_paper_new (NULL);
  self->goodbye_seconds = YJ_GOODBYE_SECONDS;
  return self;
}

void
yj_context_set_printer (YjContext *self, YjReceiptPrinter *printer)
{
  g_object_unref (self->paper);
  self->paper = yj_paper_new (printer);
  g_set_object (&self->printer, printer);
}

void
yj_context_set_catalogue (YjContext *self, YjCatalogue *catalogue)
{
  if (g_set_object (&self->catalogue, catalogue))
    g_signal_emit (self, catalogue_changed, 0);
}

const char *
yj_context_get_kiosk_code (YjContext *self)
{
  const json_t *provisioning = self->courier != NULL ? yj_courier_get_provisioning (self->courier) : NULL;
  return provisioning != NULL ? yj_json_string (provisioning, "kiosk") : NULL;
}

GStrv
yj_context_list_recipients (YjContext *self)
{
  const json_t *provisioning = self->courier != NULL ? yj_courier_get_provisioning (self->courier) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  json_t *recipient;
  size_t i;

  json_array_foreach (yj_json_array (provisioning, "recipients"), i, recipient)
    g_strv_builder_add (builder, json_string_value (recipient));
  return g_strv_builder_end (builder);
}

const char *
yj_context_get_language (YjContext *self)
{
  return yj_session_get_language (self->session);
}

const char *
yj_context_text (YjContext *self, const char *id)
{
  return yj_messages_get (self->messages, yj_context_get_language (self), id);
}

char *
yj_context_format (YjContext *self, const char *id, ...)
{
  va_list list;
  char *text;

  va_start (list, id);
  text = yj_messages_format_valist (self->messages, yj_context_get_language (self), id, list);
  va_end (list);
  return text;
}

char *
yj_context_format_day (YjContext *self, GDateTime *day)
{
  g_autofree char *month_id = g_strdup_printf ("date.month.%d", g_date_time_get_month (day));
  g_autofree char *year = g_strdup_printf ("%d", g_date_time_get_year (day)), *number = g_strdup_printf ("%d", g_date_time_get_day_of_month (day));
  return yj_context_format (self, "date.day", "year", year, "month", yj_context_text (self, month_id), "day", number, NULL);
}

char *
yj_context_format_now (YjContext *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (self->clock) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *day = yj_context_format_day (self, local), *time = g_date_time_format (local, "%H:%M");
  return g_strdup_printf ("%s %s", day, time);
}

const char *
yj_context_error_text (YjContext *self, const GError *error)
{
  int code = error != NULL && error->domain == YJ_ERROR ? error->code : YJ_ERROR_FAILED;
  return yj_context_text (self, yj_error_message_id (code));
}

const char *
yj_context_pick (YjContext *self, const YjText *text)
{
  return yj_text_get (text, yj_context_get_language (self));
}

YjGates
yj_context_get_gates (YjContext *self)
{
  YjGates gates = self->courier != NULL ? yj_courier_get_gates (self->courier) : YJ_GATE_COURIER;

  if (self->catalogue == NULL)
    gates |= YJ_GATE_CATALOGUE;
  if (self->printer_closed ||
      (self->paper_required && (self->printer == NULL ||
                                (yj_receipt_printer_get_reasons (self->printer) & YJ_PRINTER_BLOCKED) != 0)))
    gates |= YJ_GATE_PRINTER;
  return gates;
}

/* A session keeps the hall of the catalogue it began with. (nullable) */
static YjHall *
get_hall (YjContext *self)
{
  YjCatalogue *begun = yj_session_get_catalogue (self->session), *catalogue = begun != NULL ? begun : self->catalogue;
  return catalogue != NULL ? yj_catalogue_get_hall (catalogue) : NULL;
}

const char *
yj_context_hall (YjContext *self, const char *key)
{
  YjHall *hall = get_hall (self);
  YjItem *item = yj_session_get_item (self->session);

  if (hall == NULL)
    return "";
  if (g_str_equal (key, "phone"))
    return yj_hall_get_phone (hall, item != NULL ? item->id : NULL);
  return yj_hall_get_text (hall, key, yj_context_get_language (self));
}

char *
yj_context_format_hours_today (YjContext *self)
{
  YjHall *hall = get_hall (self);
  return hall != NULL ? yj_hall_format_today (hall, self->messages, yj_context_get_language (self), self->clock) : g_strdup ("");
}

char *
yj_context_format_hours_week (YjContext *self)
{
  YjHall *hall = get_hall (self);
  return hall != NULL ? yj_hall_format_week (hall, self->messages, yj_context_get_language (self), self->clock) : g_strdup ("");
}

static gboolean
on_purge_again (gpointer user_data)
{
  YjContext *self = user_data;

  self->purge_again = 0;
  yj_context_purge_printer (self);
  return G_SOURCE_REMOVE;
}

static void
on_purge_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjContext) self = user_data;
  g_autoptr (GError) error = NULL;

  self->printer_closed = !yj_receipt_printer_purge_finish (YJ_RECEIPT_PRINTER (source), result, &error);
  if (self->printer_closed) {
    g_message ("the printer's queue could not be emptied, so the next session waits: %s", error->message);
    if (self->purge_again == 0)
      self->purge_again = g_timeout_add_seconds (PURGE_AGAIN_SECONDS, on_purge_again, self);
  }
  yj_receipt_printer_emit_state_changed (self->printer);
}

/* What a person asked for must not come out for the next one. */
void
yj_context_purge_printer (YjContext *self)
{
  if (self->printer == NULL)
    return;
  g_clear_handle_id (&self->purge_again, g_source_remove);
  self->printer_closed = TRUE;
  yj_receipt_printer_purge_async (self->printer, on_purge_ready, g_object_ref (self));
}

void
yj_context_wipe_session (YjContext *self)
{
  g_autofree char *language = g_strdup (yj_context_get_language (self));

  if (self->speaker != NULL)
    yj_speaker_stop (self->speaker);
  if (self->courier != NULL)
    yj_courier_end_session (self->courier);
  yj_paper_reset (self->paper);
  yj_context_purge_printer (self);
  yj_session_clear (self->session);
  yj_session_set_language (self->session, language);
}

void
yj_context_end_session (YjContext *self)
{
  yj_context_wipe_session (self);
  self->voice = FALSE;
  yj_flow_reset (self->flow);
  yj_style_reset (self->style);
}
