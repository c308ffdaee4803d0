/* SPDX-License-Identifier: Apache-2.0 */
/* librime, which keeps its state once a process. It is set up in a private folder (XDG_RUNTIME_DIR, else the temporary
 * folder) that holds its tables and nothing of a person, logs nothing below FATAL (at INFO it logs keys), learns
 * nothing, and is taken down with its folder when the last user goes. The tables are compiled in librime's own thread
 * (about 0.2 s). Thread: main. */
#pragma once
#include <gio/gio.h>
#include <rime_api.h>

G_BEGIN_DECLS

/* One more user. YJ_ERROR_NOT_FOUND: the dictionary is not installed; YJ_ERROR_FAILED: no folder could be made. */
gboolean yj_rime_acquire (GError **error);
void yj_rime_release (void);
/* Waits until the tables are there, at most as long as compiling them takes. */
void yj_rime_wait (void);
RimeApi *yj_rime_api (void);
/* The private folder; NULL while nobody uses it. For tests that search it. (transfer none) (nullable) */
const char *yj_rime_get_dir (void);

G_END_DECLS
