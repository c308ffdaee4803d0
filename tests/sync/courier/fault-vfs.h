/* SPDX-License-Identifier: Apache-2.0 */
/* A file layer below SQLite that fails or ends the process at a chosen write, truncation or fsync of the database's files. */
#pragma once
#include <glib.h>

typedef enum {
  FAULT_NONE,
  FAULT_KILL, /* the process ends at that step, which is not done */
  FAULT_FULL, /* a write finds no room */
  FAULT_IO, /* a write fails with EIO */
  FAULT_SYNC, /* an fsync fails; only those are counted */
  FAULT_DATABASE_FULL, /* a write to the database itself, not to its log, finds no room; only those are counted */
} FaultKind;

/* In place of g_test_init (): this becomes the layer that SQLite takes by default; "unix" stays the plain one. Files of the test are kept
 * in memory where there is room: what is shown is what was written, not what a disk did with it. */
void fault_vfs_test_init (int *argc, char ***argv);
/* From now on steps are counted from 1, and step @at meets the fault; with @stays every step after it does too. */
void fault_vfs_arm (FaultKind kind, guint at, gboolean stays);
/* The same for @steps steps, at least one. */
void fault_vfs_arm_for (FaultKind kind, guint at, guint steps);
/* How often the fault was met since then. */
guint fault_vfs_met (void);
