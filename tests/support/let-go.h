/* SPDX-License-Identifier: Apache-2.0 */
/* Giving up an object that a thread may hold for a moment more, in a thread that wakes no loop: what runs in
 * g_task_run_in_thread () drops its source object after the answer. */
#pragma once
#include <glib-object.h>

#define LET_GO_DEADLINE_USEC (60 * G_USEC_PER_SEC)

/* Gives up the caller's reference, which is the last but for such a thread's, and waits until the object is gone. */
static inline void
let_go (gpointer object)
{
  gint64 deadline_usec = g_get_monotonic_time () + LET_GO_DEADLINE_USEC;
  gpointer alive = object;

  g_object_add_weak_pointer (G_OBJECT (object), &alive);
  g_object_unref (object);
  while (g_atomic_pointer_get (&alive) != NULL) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_main_context_iteration (NULL, g_main_context_pending (NULL));
    g_usleep (500);
  }
}
