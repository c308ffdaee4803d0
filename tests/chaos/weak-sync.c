/* SPDX-License-Identifier: Apache-2.0 */
/* Makes SQLite keep less than the program asks for: YIJIAN_CHAOS_SYNCHRONOUS (NORMAL or OFF) takes the place of FULL, and the
 * program is told FULL when it asks. For controls only: linked into a test, or put before a real program by LD_PRELOAD. */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

typedef int (*Exec) (sqlite3 *, const char *, int (*) (void *, int, char **, char **), void *, char **);
typedef int (*Prepare) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **);

/* Of the same length as FULL. */
static const char *
get_level (void)
{
  const char *level = getenv ("YIJIAN_CHAOS_SYNCHRONOUS");
  return level == NULL ? NULL : strcmp (level, "OFF") == 0 ? "0   " : strcmp (level, "NORMAL") == 0 ? "1   " : NULL;
}

int
sqlite3_exec (sqlite3 *db, const char *sql, int (*callback) (void *, int, char **, char **), void *data, char **message)
{
  Exec real = (Exec) dlsym (RTLD_NEXT, "sqlite3_exec");
  const char *level = get_level (), *found = sql != NULL && level != NULL ? strstr (sql, "synchronous = FULL") : NULL;
  char *changed;
  int code;

  if (found == NULL)
    return real (db, sql, callback, data, message);
  changed = strdup (sql);
  memcpy (changed + (found - sql) + strlen ("synchronous = "), level, strlen (level));
  code = real (db, changed, callback, data, message);
  free (changed);
  return code;
}

int
sqlite3_prepare_v2 (sqlite3 *db, const char *sql, int bytes, sqlite3_stmt **statement, const char **tail)
{
  Prepare real = (Prepare) dlsym (RTLD_NEXT, "sqlite3_prepare_v2");
  int asks = get_level () != NULL && sql != NULL && strcmp (sql, "PRAGMA synchronous") == 0;
  return real (db, asks ? "SELECT 2" : sql, bytes, statement, tail);
}
