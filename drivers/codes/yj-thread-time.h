/* SPDX-License-Identifier: Apache-2.0 */
/* The clock that budgets of work are measured with: what else runs on the machine takes nothing from them. */
#pragma once
#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/* The processor's time that the calling thread has had. */
static inline gint64
yj_thread_time_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

G_END_DECLS
