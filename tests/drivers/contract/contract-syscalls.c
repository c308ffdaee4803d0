/* SPDX-License-Identifier: Apache-2.0 */
/* Owns open (), read (), write () and ioctl () of this program, and the storm of signals. */
/* Otherwise the name open () would be written open64 (), which is defined beside it. */
#undef _FILE_OFFSET_BITS
#include "tests/drivers/contract/contract-syscalls.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STORM_SIGNAL SIGUSR2
#define STORM_PAUSE_USEC 2000

static gsize read_limit;
static gint interrupting, grab_errno, refused_errno, turn, cut, gusts, storming;
static char refused_path[256];
static GThread *storm;

static gboolean
is_device (int fd)
{
  struct stat status;
  int number = errno;
  gboolean device = fstat (fd, &status) == 0 && (S_ISCHR (status.st_mode) || S_ISFIFO (status.st_mode) || S_ISSOCK (status.st_mode));

  errno = number;
  return device;
}

static gboolean
is_interrupted (void)
{
  if (!g_atomic_int_get (&interrupting) || g_atomic_int_add (&turn, 1) % 2 != 0)
    return FALSE;
  g_atomic_int_inc (&cut);
  errno = EINTR;
  return TRUE;
}

ssize_t
read (int fd, void *buffer, size_t size)
{
  if ((read_limit > 0 || g_atomic_int_get (&interrupting)) && is_device (fd)) {
    if (is_interrupted ())
      return -1;
    if (read_limit > 0 && size > read_limit) {
      g_atomic_int_inc (&cut);
      size = read_limit;
    }
  }
  return syscall (SYS_read, fd, buffer, size);
}

ssize_t
write (int fd, const void *buffer, size_t size)
{
  if (g_atomic_int_get (&interrupting) && is_device (fd) && is_interrupted ())
    return -1;
  return syscall (SYS_write, fd, buffer, size);
}

static int
open_path (const char *path, int flags, mode_t mode)
{
  if (g_atomic_int_get (&refused_errno) != 0 && strcmp (path, refused_path) == 0) {
    g_atomic_int_inc (&cut);
    errno = g_atomic_int_get (&refused_errno);
    return -1;
  }
  /* The kernel interrupts the opening of what may have to be waited for, and nothing else. */
  if (g_atomic_int_get (&interrupting) && (flags & O_NONBLOCK) != 0 && is_interrupted ())
    return -1;
  return (int) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
}

#define MODE_OF(flags, mode)                                                                                                             \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {                                                                                          \
    va_list arguments;                                                                                                                   \
    va_start (arguments, flags);                                                                                                         \
    mode = va_arg (arguments, mode_t);                                                                                                   \
    va_end (arguments);                                                                                                                  \
  }

int
open (const char *path, int flags, ...)
{
  mode_t mode = 0;
  MODE_OF (flags, mode)
  return open_path (path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  mode_t mode = 0;
  MODE_OF (flags, mode)
  return open_path (path, flags, mode);
}

int
ioctl (int fd, unsigned long request, ...)
{
  struct stat status;
  va_list arguments;
  long argument;

  va_start (arguments, request);
  argument = va_arg (arguments, long);
  va_end (arguments);
  if (request != EVIOCGRAB || fstat (fd, &status) != 0 || !S_ISFIFO (status.st_mode))
    return (int) syscall (SYS_ioctl, fd, request, argument);
  errno = g_atomic_int_get (&grab_errno);
  return errno != 0 ? -1 : 0;
}

void
contract_syscalls_set_read_limit (gsize bytes)
{
  read_limit = bytes;
}

void
contract_syscalls_set_interrupting (gboolean value)
{
  g_atomic_int_set (&interrupting, value);
}

void
contract_syscalls_refuse (const char *path, int number)
{
  g_atomic_int_set (&refused_errno, 0);
  g_strlcpy (refused_path, path != NULL ? path : "", sizeof refused_path);
  g_atomic_int_set (&refused_errno, path != NULL ? number : 0);
}

void
contract_syscalls_set_grab (int number)
{
  g_atomic_int_set (&grab_errno, number);
}

void
contract_syscalls_reset (void)
{
  contract_syscalls_set_read_limit (0);
  contract_syscalls_set_interrupting (FALSE);
  contract_syscalls_refuse (NULL, 0);
  contract_syscalls_set_grab (0);
  g_atomic_int_set (&cut, 0);
}

guint
contract_syscalls_count (void)
{
  return (guint) g_atomic_int_get (&cut);
}

static void
on_gust (int number)
{
  g_atomic_int_inc (&gusts);
}

static void
blow_at_every_thread (void)
{
  DIR *threads = opendir ("/proc/self/task");
  pid_t self = (pid_t) syscall (SYS_gettid);

  for (const struct dirent *entry = readdir (threads); entry != NULL; entry = readdir (threads)) {
    pid_t thread = (pid_t) atoi (entry->d_name);
    if (thread > 0 && thread != self)
      syscall (SYS_tgkill, getpid (), thread, STORM_SIGNAL);
  }
  closedir (threads);
}

static gpointer
run_storm (gpointer unused)
{
  while (g_atomic_int_get (&storming)) {
    blow_at_every_thread ();
    g_usleep (STORM_PAUSE_USEC);
  }
  return NULL;
}

void
contract_storm_begin (void)
{
  struct sigaction action = { .sa_handler = on_gust }; /* without SA_RESTART */

  sigaction (STORM_SIGNAL, &action, NULL);
  g_atomic_int_set (&gusts, 0);
  g_atomic_int_set (&storming, TRUE);
  storm = g_thread_new ("storm", run_storm, NULL);
}

guint
contract_storm_count (void)
{
  return (guint) g_atomic_int_get (&gusts);
}

guint
contract_storm_end (void)
{
  g_atomic_int_set (&storming, FALSE);
  g_clear_pointer (&storm, g_thread_join);
  return contract_storm_count ();
}
