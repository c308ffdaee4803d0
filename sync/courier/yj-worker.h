/* SPDX-License-Identifier: Apache-2.0 */
/* One thread that does work in order and answers on the thread that asked. The courier has two: one owns
 * SQLite, the other talks to central. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _YjWorker YjWorker;

YjWorker *yj_worker_new (const char *name);
/* Finishes what was asked for, then ends the thread. */
void yj_worker_free (YjWorker *worker);
/* Runs @func in the worker's thread as GTask would; @task (transfer full). */
void yj_worker_run (YjWorker *worker, GTask *task, GTaskThreadFunc func);

/* Runs @func (@data) in the worker's thread and waits for it. Never call it from that thread. */
void yj_worker_call (YjWorker *worker, void (*func) (gpointer data), gpointer data);

G_END_DECLS
