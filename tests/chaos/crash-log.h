/* SPDX-License-Identifier: Apache-2.0 */
/* What a program asked of its disk, in order, and what a disk that lost its power on the way may hold of it: everything up to
 * the last sync of each file, and of what came after any sectors, in any choice. */
#pragma once
#include <glib.h>

typedef struct _CrashLog CrashLog;

CrashLog *crash_log_new (void);
void crash_log_free (CrashLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrashLog, crash_log_free)

/* A file is a number; a name stands for a file from its creation to its deletion. */
guint crash_log_create (CrashLog *log, const char *name);
void crash_log_write (CrashLog *log, guint file, gint64 offset, gconstpointer data, gsize bytes);
void crash_log_truncate (CrashLog *log, guint file, gint64 size);
/* Also the folder's entry of a file that was not synced before. */
void crash_log_sync (CrashLog *log, guint file);
/* A sync that failed: the system forgets that what was written since the last one is not on the disk yet, goes on showing it,
 * and never writes it. */
void crash_log_fail_sync (CrashLog *log, guint file);
void crash_log_delete (CrashLog *log, const char *name, gboolean sync_folder);
guint crash_log_get_length (CrashLog *log);

/* A walk along the log; it only goes forward. */
typedef struct _CrashReplay CrashReplay;
CrashReplay *crash_replay_new (CrashLog *log);
void crash_replay_free (CrashReplay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrashReplay, crash_replay_free)
/* To the moment before operation @length. */
void crash_replay_advance (CrashReplay *replay, guint length);
/* Whether the moment leaves a disk any choice. */
gboolean crash_replay_is_open (CrashReplay *replay);
/* What a disk holds that kept each unsynced sector with a probability of @keep, and of the last write at most a part when
 * @torn: name -> GByteArray. (transfer full) */
GHashTable *crash_replay_draw (CrashReplay *replay, GRand *rand, double keep, gboolean torn);
