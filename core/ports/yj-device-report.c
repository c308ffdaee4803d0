/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the file that the device log is written to, and the lock that says whether its kiosk runs. */
#include "core/ports/yj-device-report.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE 0640
#define MAX_BYTES (1024 * 1024)

struct _YjDeviceReport {
  YjDeviceLog *log;
  char *path, *lock_path;
  int lock;
};

static gboolean
set_failure (const char *path, GError **error)
{
  int number = errno, code = YJ_ERROR_FAILED;

  if (number == EWOULDBLOCK)
    code = YJ_ERROR_EXISTS;
  else if (number == EACCES || number == EPERM)
    code = YJ_ERROR_DENIED;
  else if (number == ENOENT)
    code = YJ_ERROR_NOT_FOUND;
  g_set_error (error, YJ_ERROR, code, "%s: %s", path, g_strerror (number));
  return FALSE;
}

static gboolean
write_all (int fd, const char *text, gsize size)
{
  gsize done = 0;

  while (done < size) {
    gssize n = write (fd, text + done, size - done);
    if (n < 0 && errno != EINTR)
      return FALSE;
    done += n > 0 ? (gsize) n : 0;
  }
  return TRUE;
}

/* Readers see the old file or the new one. The mode does not hang on the umask. */
static gboolean
write_report (YjDeviceReport *self, GError **error)
{
  g_autoptr (json_t) report = yj_device_log_to_json (self->log);
  g_autofree char *text = yj_json_to_text (report);
  g_autofree char *next = g_strconcat (self->path, ".next", NULL);
  int fd = open (next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, MODE);
  gboolean is_written = fd >= 0 && fchmod (fd, MODE) == 0 && write_all (fd, text, strlen (text));

  if (!is_written)
    set_failure (next, error);
  if (fd >= 0)
    close (fd);
  return is_written && (g_rename (next, self->path) == 0 || set_failure (self->path, error));
}

static void
on_event (YjDeviceLog *log, const YjDeviceEvent *event, YjDeviceReport *self)
{
  g_autoptr (GError) error = NULL;

  if (!write_report (self, &error))
    g_message ("the device report is not written: %s", error->message);
}

/* @command: F_OFD_SETLK takes the lock, F_OFD_GETLK looks who has it and disturbs nobody. */
static gboolean
call_lock (int fd, int command, struct flock *lock)
{
  *lock = (struct flock){ .l_type = command == F_OFD_SETLK ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET };
  return fcntl (fd, command, lock) == 0;
}

YjDeviceReport *
yj_device_report_new (YjDeviceLog *log, const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE);
  YjDeviceReport *self;
  struct flock range;

  if (lock < 0 || fchmod (lock, MODE) != 0 || !call_lock (lock, F_OFD_SETLK, &range)) {
    set_failure (lock_path, error);
    if (lock >= 0)
      close (lock);
    return NULL;
  }
  self = g_new0 (YjDeviceReport, 1);
  self->log = g_object_ref (log);
  self->path = g_strdup (path);
  self->lock_path = g_steal_pointer (&lock_path);
  self->lock = lock;
  g_signal_connect (log, "event", G_CALLBACK (on_event), self);
  if (write_report (self, error))
    return self;
  yj_device_report_free (self);
  return NULL;
}

void
yj_device_report_free (YjDeviceReport *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->log, self);
  g_object_unref (self->log);
  g_unlink (self->path);
  g_unlink (self->lock_path);
  close (self->lock);
  g_free (self->path);
  g_free (self->lock_path);
  g_free (self);
}

/* TRUE when a kiosk holds the lock. */
static gboolean
is_held (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = open (lock_path, O_RDONLY | O_CLOEXEC);
  struct flock range;
  gboolean held;

  if (lock < 0)
    return set_failure (lock_path, error);
  held = call_lock (lock, F_OFD_GETLK, &range) && range.l_type == F_WRLCK;
  close (lock);
  if (!held)
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s: the kiosk that wrote it does not run any more", path);
  return held;
}

json_t *
yj_device_report_read (const char *path, GError **error)
{
  return is_held (path, error) ? yj_json_parse_file (path, MAX_BYTES, YJ_JSON_MAX_DEPTH_DEFAULT, error) : NULL;
}
