/* SPDX-License-Identifier: Apache-2.0 */
/* The seed of tests that draw random numbers: YIJIAN_SEED in the environment, else a new one each run. */
#pragma once
#include <glib.h>

#define SEED_ARGUMENTS_MAX 32

/* As g_test_init (). What g_test_rand_* give is then repeated by the same YIJIAN_SEED, an unsigned decimal; without it GLib
 * draws a seed and says it in the TAP. Called once, from main (). */
static inline void
seed_test_init (int *argc, char ***argv)
{
  static char option[64], *with[SEED_ARGUMENTS_MAX]; /* GLib keeps the pointers */
  const char *given = g_getenv ("YIJIAN_SEED");
  char **arguments = with;
  int n = 0;

  if (given == NULL || *argc >= SEED_ARGUMENTS_MAX) {
    g_test_init (argc, argv, NULL);
    return;
  }
  for (; n < *argc; n++)
    with[n] = (*argv)[n];
  /* GLib's own form: a version and four words. */
  g_snprintf (option, sizeof option, "--seed=R02S%08x%08x%08x%08x", (guint32) g_ascii_strtoull (given, NULL, 10), 0u, 0u, 0u);
  with[n++] = option;
  g_test_init (&n, &arguments, NULL);
}
