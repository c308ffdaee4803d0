/* SPDX-License-Identifier: Apache-2.0 */
/* Counts wrong guesses of progress secrets, per reference and in all, by boot time; in memory alone. */
#pragma once
#include "core/base/yj-clock.h"

G_BEGIN_DECLS

typedef struct _YjThrottle YjThrottle;

/* At most @per_key and @in_all failures in @window_seconds. */
YjThrottle *yj_throttle_new (YjClock *clock, guint per_key, guint in_all, guint window_seconds);
void yj_throttle_free (YjThrottle *throttle);
gboolean yj_throttle_may_try (YjThrottle *throttle, const char *key);
/* A try counts as a failure from its beginning; what turns out right is forgiven. */
void yj_throttle_add_failure (YjThrottle *throttle, const char *key);
void yj_throttle_forgive (YjThrottle *throttle, const char *key);

G_END_DECLS
