/* SPDX-License-Identifier: Apache-2.0 */
/* Files of opened records: made for their owner alone, never over another file, and a folder with its final name is a whole one. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* @name below @dir, which must not be there yet: mode 0600. YJ_ERROR_FAILED. */
gboolean yj_opened_write (const char *dir, const char *name, GBytes *bytes, GError **error);
/* @name below @dir, in place of what is there, in one step. */
gboolean yj_opened_replace (const char *dir, const char *name, GBytes *bytes, GError **error);
/* A folder of mode 0700 beside @dir, whose parents are made; to be filled and then finished. (transfer full) (nullable) */
char *yj_opened_begin (const char *dir, GError **error);
/* Nothing of what was begun stays. */
void yj_opened_drop (const char *fresh);
/* @fresh becomes @dir. */
gboolean yj_opened_finish (const char *fresh, const char *dir, GError **error);

G_END_DECLS
