/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a line that is listened to: when it is opened, where a burst ends, and what is kept of it meanwhile. */
#include "drivers/transports/yj-burst-link.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-source.h"

#define REOPEN_MSEC 500

struct _YjBurstLink {
  YjPort *port;
  guint quiet_msec;
  guint settle_msec;
  gsize limit_bytes;
  const YjBurstListener *listener;
  gpointer owner;
  GByteArray *held;
  gboolean is_overlong;
  gboolean is_stale; /* what comes is of the time before the line was opened */
  gint64 opened_usec;
  gboolean running;
  gboolean announced;
  YjDeviceState state;
  GSource *timer; /* to open the line, or to end a burst */
};

static void
drop_held (YjBurstLink *self)
{
  yj_secret_wipe (self->held->data, self->held->len);
  g_byte_array_set_size (self->held, 0);
  self->is_overlong = self->is_stale = FALSE;
}

/* The last thing that is done with @self. */
static void
announce (YjBurstLink *self, YjDeviceState state, const char *reason)
{
  if (self->announced && self->state == state)
    return;
  self->announced = TRUE;
  self->state = state;
  self->listener->state (self->owner, state, reason);
}

static gboolean
on_quiet (gpointer data)
{
  YjBurstLink *self = data;
  gsize size = self->held->len;
  gboolean overlong = self->is_overlong, stale = self->is_stale;
  g_autoptr (GBytes) burst = yj_secret_bytes_new (self->held->data, size);

  yj_source_clear (&self->timer);
  drop_held (self);
  if (stale)
    g_message ("line: what the device had read before it was listened to was dropped");
  else if (overlong)
    self->listener->overlong (self->owner);
  else if (size > 0)
    self->listener->burst (self->owner, g_bytes_get_data (burst, NULL), size);
  return G_SOURCE_REMOVE;
}

/* A device whose line nobody has open keeps what it read, and sends it as soon as somebody opens: that was another person's. */
static gboolean
is_of_before (YjBurstLink *self)
{
  return self->held->len == 0 && !self->is_overlong && g_get_monotonic_time () - self->opened_usec < self->settle_msec * (gint64) 1000;
}

static void
on_port_received (YjPort *port, gconstpointer bytes, guint size, YjBurstLink *self)
{
  if (is_of_before (self))
    self->is_stale = TRUE;
  if (self->held->len + size > self->limit_bytes)
    self->is_overlong = TRUE;
  if (!self->is_overlong && !self->is_stale)
    g_byte_array_append (self->held, bytes, size);
  yj_source_set_timer (&self->timer, self->quiet_msec, on_quiet, self);
}

static gboolean
on_opening_due (gpointer data)
{
  YjBurstLink *self = data;
  g_autoptr (GError) error = NULL;

  yj_source_clear (&self->timer);
  self->opened_usec = g_get_monotonic_time ();
  if (yj_port_open (self->port, &error)) {
    self->opened_usec = g_get_monotonic_time ();
    announce (self, YJ_DEVICE_READY, "listens");
    return G_SOURCE_REMOVE;
  }
  yj_source_set_timer (&self->timer, REOPEN_MSEC, on_opening_due, self);
  announce (self, g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
  return G_SOURCE_REMOVE;
}

static void
on_port_appeared (YjPort *port, YjBurstLink *self)
{
  if (self->running)
    yj_source_set_timer (&self->timer, 0, on_opening_due, self);
}

static void
on_port_closed (YjPort *port, const GError *error, YjBurstLink *self)
{
  drop_held (self);
  if (!self->running)
    return;
  yj_source_set_timer (&self->timer, REOPEN_MSEC, on_opening_due, self);
  announce (self, YJ_DEVICE_ABSENT, error->message);
}

YjBurstLink *
yj_burst_link_new (YjPort *port, guint quiet_msec, gsize limit_bytes, const YjBurstListener *listener, gpointer owner)
{
  YjBurstLink *self = g_new0 (YjBurstLink, 1);

  self->port = port;
  self->quiet_msec = quiet_msec;
  self->limit_bytes = limit_bytes;
  self->listener = listener;
  self->owner = owner;
  /* As large as it gets: growing would leave copies behind. */
  self->held = g_byte_array_sized_new ((guint) limit_bytes);
  g_signal_connect (port, "received", G_CALLBACK (on_port_received), self);
  g_signal_connect (port, "closed", G_CALLBACK (on_port_closed), self);
  g_signal_connect (port, "appeared", G_CALLBACK (on_port_appeared), self);
  return self;
}

void
yj_burst_link_set_settle (YjBurstLink *self, guint settle_msec)
{
  self->settle_msec = settle_msec;
}

void
yj_burst_link_start (YjBurstLink *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  self->announced = FALSE;
  yj_source_set_timer (&self->timer, 0, on_opening_due, self);
}

void
yj_burst_link_stop (YjBurstLink *self)
{
  self->running = FALSE;
  yj_source_clear (&self->timer);
  yj_port_close (self->port);
  drop_held (self);
}

void
yj_burst_link_free (YjBurstLink *self)
{
  if (self == NULL)
    return;
  yj_burst_link_stop (self);
  g_signal_handlers_disconnect_by_data (self->port, self);
  g_object_unref (self->port);
  g_byte_array_unref (self->held);
  g_free (self);
}
