/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rule of what time may be believed; reads the kernel's clocks and nothing else. */
#include "core/base/yj-clock.h"
#include "yj-build-date.h"
#include <time.h>

#define JUMP_TOLERANCE_USEC (5 * G_TIME_SPAN_MINUTE)

struct _YjClock {
  GObject parent_instance;
  GMutex lock;
  gboolean fake;
  gint64 fake_wall_usec;
  gint64 fake_boottime_usec;
  char *boot_id;
  gint64 floor_usec;
  gint64 anchor_usec; /* wall minus boot time when last believed */
};

G_DEFINE_FINAL_TYPE (YjClock, yj_clock, G_TYPE_OBJECT)

static gint64
read_clock_usec (clockid_t id)
{
  struct timespec now;
  clock_gettime (id, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
wall_usec (YjClock *self)
{
  return self->fake ? self->fake_wall_usec : read_clock_usec (CLOCK_REALTIME);
}

static gint64
boottime_usec (YjClock *self)
{
  return self->fake ? self->fake_boottime_usec : read_clock_usec (CLOCK_BOOTTIME);
}

static gboolean
is_verified_locked (YjClock *self)
{
  gint64 wall = wall_usec (self);
  gint64 drift = wall - boottime_usec (self) - self->anchor_usec;
  return wall >= self->floor_usec && ABS (drift) <= JUMP_TOLERANCE_USEC;
}

static void
yj_clock_finalize (GObject *object)
{
  YjClock *self = YJ_CLOCK (object);
  g_free (self->boot_id);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (yj_clock_parent_class)->finalize (object);
}

static void
yj_clock_class_init (YjClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_clock_finalize;
}

static void
yj_clock_init (YjClock *self)
{
  g_mutex_init (&self->lock);
  self->floor_usec = YJ_BUILD_DATE_USEC;
}

YjClock *
yj_clock_new (void)
{
  YjClock *self = g_object_new (YJ_TYPE_CLOCK, NULL);

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &self->boot_id, NULL, NULL))
    self->boot_id = g_strdup ("unknown");
  g_strstrip (self->boot_id);
  self->anchor_usec = wall_usec (self) - boottime_usec (self);
  return self;
}

YjClock *
yj_clock_new_fake (gint64 wall, gint64 boottime, const char *boot_id)
{
  YjClock *self = g_object_new (YJ_TYPE_CLOCK, NULL);
  self->fake = TRUE;
  self->fake_wall_usec = wall;
  self->fake_boottime_usec = boottime;
  self->boot_id = g_strdup (boot_id);
  self->anchor_usec = wall - boottime;
  return self;
}

void
yj_clock_fake_advance (YjClock *self, gint64 usec)
{
  g_return_if_fail (self->fake);
  g_mutex_lock (&self->lock);
  self->fake_wall_usec += usec;
  self->fake_boottime_usec += usec;
  g_mutex_unlock (&self->lock);
}

void
yj_clock_fake_jump (YjClock *self, gint64 usec)
{
  g_return_if_fail (self->fake);
  g_mutex_lock (&self->lock);
  self->fake_wall_usec += usec;
  g_mutex_unlock (&self->lock);
}

gint64
yj_clock_get_wall_usec (YjClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return wall_usec (self);
}

gint64
yj_clock_get_boottime_usec (YjClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return boottime_usec (self);
}

const char *
yj_clock_get_boot_id (YjClock *self)
{
  return self->boot_id;
}

void
yj_clock_raise_floor (YjClock *self, gint64 usec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 wall = wall_usec (self);

  self->floor_usec = MAX (self->floor_usec, usec);
  if (ABS (wall - usec) <= JUMP_TOLERANCE_USEC)
    self->anchor_usec = wall - boottime_usec (self);
}

gint64
yj_clock_get_floor_usec (YjClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return self->floor_usec;
}

gboolean
yj_clock_is_verified (YjClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return is_verified_locked (self);
}

GDateTime *
yj_clock_get_today (YjClock *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 usec = is_verified_locked (self) ? wall_usec (self) : self->floor_usec;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (usec / G_USEC_PER_SEC);
  return g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                g_date_time_get_day_of_month (now), 0, 0, 0);
}
