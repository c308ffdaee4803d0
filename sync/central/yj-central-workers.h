/* SPDX-License-Identifier: Apache-2.0 */
/* Work on many like things at once: on the caller's thread and on as many others as the machine has cores, shared by all
 * callers, so that many batches at once do not make more threads than cores. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjWorkers YjWorkers;

YjWorkers *yj_workers_new (void);
void yj_workers_free (YjWorkers *workers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjWorkers, yj_workers_free)

/* One of them; called once for each, from any thread. */
typedef void (*YjWorkFunc) (gpointer thing, gpointer data);
/* Returns when @work was done for every element of @things. */
void yj_workers_do (YjWorkers *workers, GPtrArray *things, YjWorkFunc work, gpointer data);

G_END_DECLS
