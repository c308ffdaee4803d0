/* SPDX-License-Identifier: Apache-2.0 */
/* Starts tests/support/print-rig for a test and speaks its words. A rig that does not start fails the
 * test: without a print server nothing here is proved. */
#pragma once
#include <gio/gio.h>

typedef struct _PrintRig PrintRig;

/* @options (nullable, NULL-terminated): what stands after the folder. */
PrintRig *print_rig_new (const char *const *options);
/* Ends it and asserts that it ended in order; removes its folder. */
void print_rig_free (PrintRig *self);
const char *print_rig_get_server (PrintRig *self);
const char *print_rig_get_directory (PrintRig *self);
/* Asserts OK. (transfer full) what stands after OK */
char *print_rig_tell (PrintRig *self, const char *word);
/* A number of STATE: "sheets", "jobs", "waiting" or "spool". */
int print_rig_count (PrintRig *self, const char *what);
/* Path of what was printed last. (transfer full) (nullable) */
char *print_rig_get_last (PrintRig *self);
