/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the chaos table, as tests/chaos/chaos.py prints them. */
#pragma once
#include <glib.h>

/* Fails the test when something was lost or doubled, or when nothing was tried. */
void chaos_row (const char *fault, guint runs, guint acknowledged, guint lost, guint doubled);
/* Fails the test when nothing was lost or doubled. */
void chaos_control (const char *fault, guint runs, guint acknowledged, guint lost, guint doubled);
/* Random numbers that YIJIAN_SEED repeats. (transfer full) */
GRand *chaos_rand_new (const char *what);
/* Whether the long form is asked for. */
gboolean chaos_is_long (void);
/* Temporary folders of this program lie in memory, where the machine has such a place. */
void chaos_use_memory_for_files (void);
