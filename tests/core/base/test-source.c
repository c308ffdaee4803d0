/* SPDX-License-Identifier: Apache-2.0 */
/* A source that is kept: it runs where it was set, once for the last time it was set, and never after it was cleared. */
#include "core/base/yj-source.h"

typedef struct {
  GSource *source;
  guint calls;
} Timer;

static gboolean
on_due (gpointer data)
{
  Timer *timer = data;

  yj_source_clear (&timer->source);
  timer->calls++;
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until everything that was due by now has run. */
static void
run (GMainContext *context)
{
  g_autoptr (GSource) last = g_timeout_source_new (0);
  gboolean ended = FALSE;

  g_source_set_priority (last, G_PRIORITY_LOW);
  g_source_set_callback (last, on_end, &ended, NULL);
  g_source_attach (last, context);
  while (!ended)
    g_main_context_iteration (context, TRUE);
}

static void
a_timer_rings_once_and_can_be_set_again (void)
{
  Timer timer = { NULL, 0 };

  yj_source_set_timer (&timer.source, 0, on_due, &timer);
  yj_source_set_timer (&timer.source, 0, on_due, &timer);
  run (NULL);
  g_assert_cmpuint (timer.calls, ==, 1);
  g_assert_null (timer.source);
  yj_source_set_timer (&timer.source, 0, on_due, &timer);
  run (NULL);
  g_assert_cmpuint (timer.calls, ==, 2);
}

static void
what_was_cleared_never_rings (void)
{
  Timer timer = { NULL, 0 };

  yj_source_clear (&timer.source);
  yj_source_set_timer (&timer.source, 0, on_due, &timer);
  yj_source_clear (&timer.source);
  g_assert_null (timer.source);
  run (NULL);
  g_assert_cmpuint (timer.calls, ==, 0);
}

static void
it_rings_in_the_context_of_the_thread_that_set_it (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Timer timer = { NULL, 0 };

  g_main_context_push_thread_default (context);
  yj_source_set_timer (&timer.source, 0, on_due, &timer);
  g_main_context_pop_thread_default (context);
  run (NULL);
  g_assert_cmpuint (timer.calls, ==, 0);
  run (context);
  g_assert_cmpuint (timer.calls, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/source/a-timer-rings-once-and-can-be-set-again", a_timer_rings_once_and_can_be_set_again);
  g_test_add_func ("/base/source/what-was-cleared-never-rings", what_was_cleared_never_rings);
  g_test_add_func ("/base/source/it-rings-in-the-context-of-the-thread-that-set-it", it_rings_in_the_context_of_the_thread_that_set_it);
  return g_test_run ();
}
