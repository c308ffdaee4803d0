/* SPDX-License-Identifier: Apache-2.0 */
/* The clock's floor across boots: a kiosk whose battery is dead wakes in 1970, and verifies certificates at the last
 * time that central vouched for. File clock.floor in the state folder, seconds since 1970. */
#pragma once
#include "core/base/yj-clock.h"

G_BEGIN_DECLS

/* Raises @clock's floor to what was kept. */
void yj_clock_floor_load (const char *state_dir, YjClock *clock);
/* Keeps the floor when it has risen by an hour since @kept_usec, which is updated. */
void yj_clock_floor_keep (const char *state_dir, YjClock *clock, gint64 *kept_usec);

G_END_DECLS
