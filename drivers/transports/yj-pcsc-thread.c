/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the number of threads that are inside libpcsclite. */
#include "drivers/transports/yj-pcsc-thread.h"
#include <stdlib.h>

/* One that hangs is not waited for any longer: it is inside a call to the kernel, and does no harm. */
#define EXIT_USEC (500 * 1000)

typedef struct {
  void (*work) (gpointer data);
  gpointer data;
} Errand;

static GMutex lock;
static GCond changed;
static guint living;

static void
await_threads (void)
{
  gint64 until = g_get_monotonic_time () + EXIT_USEC;

  g_mutex_lock (&lock);
  while (living > 0 && g_cond_wait_until (&changed, &lock, until))
    ;
  g_mutex_unlock (&lock);
}

static gpointer
run (gpointer data)
{
  Errand *errand = data;

  errand->work (errand->data);
  g_free (errand);
  g_mutex_lock (&lock);
  living--;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
  return NULL;
}

void
yj_pcsc_thread_start (const char *name, void (*work) (gpointer data), gpointer data)
{
  static gboolean registered;
  Errand *errand = g_new0 (Errand, 1);

  errand->work = work;
  errand->data = data;
  g_mutex_lock (&lock);
  /* Before the library's own end, which the linker registered at the start. */
  if (!registered)
    registered = atexit (await_threads) == 0;
  living++;
  g_mutex_unlock (&lock);
  g_thread_unref (g_thread_new (name, run, errand));
}
