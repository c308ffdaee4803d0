/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the trust in SQLite's log that was found at the opening.
 *
 * After a sync that failed, Linux takes what was written for clean: it can be read, the next sync says that all is well, and
 * it is gone with the power. Nobody can tell such a log from a good one, neither after a failed commit nor in the next process,
 * and everything that is appended to it would be lost with it. So its bytes are written over themselves, which
 * makes them due for the disk again, and then synced. A power cut on the way leaves each sector as it was. Until that is done
 * the log must not move into the database either: were it deleted then, and came back after a power cut without
 * its end, SQLite would put old pages over new ones. */
#include "sync/base/yj-sqlite-log.h"
#include <glib.h>

#define PIECE_BYTES (64 * 1024)

static int
write_again (sqlite3_file *log, guint8 *piece, sqlite3_int64 size)
{
  int code = SQLITE_OK;

  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += PIECE_BYTES) {
    int bytes = (int) MIN (PIECE_BYTES, size - at);
    code = log->pMethods->xRead (log, piece, bytes, at);
    if (code == SQLITE_OK)
      code = log->pMethods->xWrite (log, piece, bytes, at);
  }
  return code == SQLITE_OK ? log->pMethods->xSync (log, SQLITE_SYNC_NORMAL) : code;
}

int
yj_sqlite_log_find (sqlite3 *db, sqlite3_file **log, sqlite3_int64 *size)
{
  int code = sqlite3_file_control (db, "main", SQLITE_FCNTL_JOURNAL_POINTER, log);

  *size = 0;
  if (code != SQLITE_OK || *log == NULL || (*log)->pMethods == NULL) {
    *log = NULL;
    return code;
  }
  return (*log)->pMethods->xFileSize (*log, size);
}

static int
renew (sqlite3 *db)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  sqlite3_file *log = NULL;
  sqlite3_int64 size = 0;
  int code = yj_sqlite_log_find (db, &log, &size);

  return code == SQLITE_OK && size > 0 ? write_again (log, piece, size) : code;
}

void
yj_sqlite_log_distrust (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

int
yj_sqlite_log_renew (sqlite3 *db)
{
  int code = renew (db);

  /* What is stored must be readable and sent on a full disk all the same. */
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_FULL)
    return code;
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return SQLITE_OK;
}
