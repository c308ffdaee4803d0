/* SPDX-License-Identifier: Apache-2.0 */
/* Knows how long nobody has touched the machine, by boot time: first a warning, then the end. Signals: "warned"
 * (guint seconds_left, gboolean first), again each second; "expired" (). Thread: main. */
#pragma once
#include "core/base/yj-clock.h"

G_BEGIN_DECLS

#define YJ_IDLE_WARN_SECONDS 60
#define YJ_IDLE_EXTEND_SECONDS 30

#define YJ_TYPE_IDLE_WATCH (yj_idle_watch_get_type ())
G_DECLARE_FINAL_TYPE (YjIdleWatch, yj_idle_watch, YJ, IDLE_WATCH, GObject)

/* 0 seconds: the values above. */
YjIdleWatch *yj_idle_watch_new (YjClock *clock, guint warn_seconds, guint extend_seconds);
/* Somebody touched the machine. While warned only yj_idle_watch_resume () counts. */
void yj_idle_watch_touch (YjIdleWatch *self);
void yj_idle_watch_resume (YjIdleWatch *self);
/* Looks at the clock; once a second. */
void yj_idle_watch_tick (YjIdleWatch *self);

G_END_DECLS
