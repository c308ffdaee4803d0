/* SPDX-License-Identifier: Apache-2.0 */
/* The time as the kiosk may trust it. Order and timers use boot time (CLOCK_BOOTTIME, microseconds
 * since boot); wall time is a label only. The wall clock is "verified" while it is at or above the
 * floor (build date, last signed time from central) and has not jumped against boot time. A test
 * makes a fake one with yj_clock_new_fake () and moves it by hand. Thread: any (a mutex inside). */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_TYPE_CLOCK (yj_clock_get_type ())
G_DECLARE_FINAL_TYPE (YjClock, yj_clock, YJ, CLOCK, GObject)

/* The machine's clock, with the build date as its first floor. */
YjClock *yj_clock_new (void);
/* A clock that stands still. @wall_usec: microseconds since 1970 UTC. @boot_id: any text. */
YjClock *yj_clock_new_fake (gint64 wall_usec, gint64 boottime_usec, const char *boot_id);
/* Fake clocks only: moves wall and boot time together, or wall time alone (a jump). */
void yj_clock_fake_advance (YjClock *self, gint64 usec);
void yj_clock_fake_jump (YjClock *self, gint64 usec);

gint64 yj_clock_get_wall_usec (YjClock *self);
gint64 yj_clock_get_boottime_usec (YjClock *self);
/* The kernel's random id of this boot (/proc/sys/kernel/random/boot_id). (transfer none) */
const char *yj_clock_get_boot_id (YjClock *self);

/* Raises the floor to a time that somebody trusted has signed; never lowers it. */
void yj_clock_raise_floor (YjClock *self, gint64 wall_usec);
gint64 yj_clock_get_floor_usec (YjClock *self);
/* FALSE while wall time is under the floor, or has jumped more than 5 minutes against boot time
 * since the clock object was made; raising the floor to within 5 minutes of wall time heals a jump. */
gboolean yj_clock_is_verified (YjClock *self);

/* Today in the local time zone, or the floor's day while unverified. (transfer full) */
GDateTime *yj_clock_get_today (YjClock *self);

G_END_DECLS
