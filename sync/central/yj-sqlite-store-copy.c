/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the copy of a whole store to another file. */
#include "core/base/yj-error.h"
#include "sync/central/yj-sqlite-store.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* VACUUM INTO wants a file that is empty, and makes it readable to all if it makes it. */
static int
make_empty (const char *path, GError **error)
{
  int fd = -1;

  if (unlink (path) == 0 || errno == ENOENT)
    fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be written: %s", path, g_strerror (errno));
  return fd;
}

gboolean
yj_sqlite_copy (YjCentralStore *self, const char *path, json_t **counts, GError **error)
{
  g_autoptr (YjSqliteHold) hold = yj_sqlite_hold (self);
  int fd = make_empty (path, error);
  gboolean ok = fd >= 0 && yj_sqlite_execute (hold, error, "VACUUM INTO ?1", "s", path);

  if (ok && fsync (fd) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be written: %s", path, g_strerror (errno));
    ok = FALSE;
  }
  if (fd >= 0)
    close (fd);
  if (!ok)
    return FALSE;
  *counts = yj_central_store_count (self, error);
  return *counts != NULL;
}
