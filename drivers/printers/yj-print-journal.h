/* SPDX-License-Identifier: Apache-2.0 */
/* One small file that stands while a sheet is under way or its end is not known, so that a program
 * that starts after a crash empties the queue before it prints for the next person. It holds the
 * job's title (the reference), nothing of a person. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* TRUE: an earlier job was not settled. */
gboolean yj_print_journal_is_open (const char *path);
/* A journal that cannot be written is logged and does not stop a receipt. */
void yj_print_journal_open (const char *path, const char *title);
void yj_print_journal_close (const char *path);

G_END_DECLS
