/* SPDX-License-Identifier: Apache-2.0 */
/* One small file that stands, locked, while a sheet is under way or its end is not known. One that stands
 * without its lock was left by a crash: the queue is emptied before the next person's sheet. It holds the
 * job's title (the reference), nothing of a person. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjPrintJournal YjPrintJournal;

YjPrintJournal *yj_print_journal_new (const char *path);
/* Leaves the file as it stands. */
void yj_print_journal_free (YjPrintJournal *self);

/* TRUE: a program that is gone left a job unsettled. */
gboolean yj_print_journal_is_orphan (YjPrintJournal *self);
/* A journal that cannot be written is logged and does not stop a receipt. */
void yj_print_journal_open (YjPrintJournal *self, const char *title);
/* The job is settled: the file goes, also an orphan; one that another program holds stays. */
void yj_print_journal_close (YjPrintJournal *self);

G_END_DECLS
