/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a write-ahead log that was found at an opening is on the disk. For the one connection to a database in EXCLUSIVE
 * mode, by the thread that has it. */
#pragma once
#include <sqlite3.h>

/* The open file of the log, and its size; NULL with *@size 0 while there is none. A result code of SQLite. */
int yj_sqlite_log_find (sqlite3 *db, sqlite3_file **log, sqlite3_int64 *size);
/* Right after the opening: the log does not move into the database, not even at closing, before it was renewed. */
void yj_sqlite_log_distrust (sqlite3 *db);
/* Once the lock is held and the log was read: writes its bytes again and syncs them. SQLITE_OK, or an extended result code, and
 * then the database must be closed and nothing answered from it. A disk that has no room for what it holds already is no error. */
int yj_sqlite_log_renew (sqlite3 *db);
