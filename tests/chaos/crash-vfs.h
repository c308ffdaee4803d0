/* SPDX-License-Identifier: Apache-2.0 */
/* A disk in memory below SQLite, as its default VFS: what is asked of it is recorded, and its files can be exchanged for what a
 * disk holds that lost its power. */
#pragma once
#include "crash-log.h"

/* Pages after which SQLite moves its log into the database; 0: as the library does. */
void crash_vfs_install (int checkpoint_pages);
/* From now on on an empty disk; NULL ends the recording. (transfer none) */
void crash_vfs_record (CrashLog *log);
/* name -> GByteArray; nothing may be open. (transfer full) */
void crash_vfs_set_disk (GHashTable *disk);
/* The @count next syncs after @after ones fail. */
void crash_vfs_fail_syncs (guint after, guint count);
