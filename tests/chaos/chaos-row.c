/* SPDX-License-Identifier: Apache-2.0 */
#include "chaos-row.h"
#include <unistd.h>

static void
print (const char *mark, const char *fault, guint runs, guint acknowledged, guint lost, guint doubled)
{
  g_test_message ("chaos\t%s%s\t%u\t%u\t%u\t%u", mark, fault, runs, acknowledged, lost, doubled);
}

void
chaos_row (const char *fault, guint runs, guint acknowledged, guint lost, guint doubled)
{
  print ("", fault, runs, acknowledged, lost, doubled);
  g_assert_cmpuint (runs, >, 0);
  g_assert_cmpuint (acknowledged, >, 0);
  g_assert_cmpuint (lost, ==, 0);
  g_assert_cmpuint (doubled, ==, 0);
}

void
chaos_control (const char *fault, guint runs, guint acknowledged, guint lost, guint doubled)
{
  print ("control: ", fault, runs, acknowledged, lost, doubled);
  g_assert_cmpuint (lost + doubled, >, 0);
}

GRand *
chaos_rand_new (const char *what)
{
  const char *given = g_getenv ("YIJIAN_SEED");
  guint32 seed = given != NULL ? (guint32) g_ascii_strtoull (given, NULL, 10) : g_random_int ();

  g_test_message ("%s: YIJIAN_SEED=%u repeats this", what, seed);
  return g_rand_new_with_seed (seed);
}

gboolean
chaos_is_long (void)
{
  return g_getenv ("YIJIAN_LONG") != NULL;
}

void
chaos_use_memory_for_files (void)
{
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}
