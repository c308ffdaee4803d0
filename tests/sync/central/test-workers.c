/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/central/yj-central-workers.h"

#define CALLERS 6
#define THINGS 1000

static void
touch (gpointer thing, gpointer data)
{
  g_atomic_int_inc ((gint *) thing);
  g_atomic_int_inc ((gint *) data);
}

/* Numbers of things around the size of a slice, and around the number that is worth a helper. */
static void
test_each_once (void)
{
  static const guint numbers[] = { 0, 1, 15, 16, 17, 31, 32, 33, 64, 500 };
  g_autoptr (YjWorkers) workers = yj_workers_new ();

  for (guint k = 0; k < G_N_ELEMENTS (numbers); k++) {
    g_autofree gint *things = g_new0 (gint, numbers[k] + 1);
    g_autoptr (GPtrArray) list = g_ptr_array_new ();
    gint total = 0;
    for (guint i = 0; i < numbers[k]; i++)
      g_ptr_array_add (list, &things[i]);
    yj_workers_do (workers, list, touch, &total);
    g_assert_cmpint (total, ==, (gint) numbers[k]);
    for (guint i = 0; i < numbers[k]; i++)
      g_assert_cmpint (things[i], ==, 1);
  }
}

static gpointer
call_often (gpointer data)
{
  YjWorkers *workers = data;

  for (guint k = 0; k < 50; k++) {
    g_autofree gint *things = g_new0 (gint, THINGS);
    g_autoptr (GPtrArray) list = g_ptr_array_new ();
    gint total = 0;
    for (guint i = 0; i < THINGS; i++)
      g_ptr_array_add (list, &things[i]);
    yj_workers_do (workers, list, touch, &total);
    g_assert_cmpint (total, ==, THINGS);
  }
  return NULL;
}

/* A job that its caller has left is no longer touched: AddressSanitizer would see it. */
static void
test_many_callers (void)
{
  g_autoptr (YjWorkers) workers = yj_workers_new ();
  GThread *threads[CALLERS];

  for (guint i = 0; i < CALLERS; i++)
    threads[i] = g_thread_new ("caller", call_often, workers);
  for (guint i = 0; i < CALLERS; i++)
    g_thread_join (threads[i]);
  g_test_message ("%d callers, 50 times %d things each", CALLERS, THINGS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/central/workers/each-thing-is-done-once-before-the-call-returns", test_each_once);
  g_test_add_func ("/central/workers/many-callers-do-not-mix", test_many_callers);
  return g_test_run ();
}
