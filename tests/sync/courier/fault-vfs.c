/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the faults: everything else goes through to the plain layer. */
#include "fault-vfs.h"
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* behind this struct */
  int flags; /* with which it was opened */
} FaultFile;

static struct {
  FaultKind kind;
  guint at, more, count, met; /* more: steps after @at that meet it too */
  gboolean stays;
} plan;

void
fault_vfs_arm (FaultKind kind, guint at, gboolean stays)
{
  plan.kind = kind;
  plan.at = at;
  plan.stays = stays;
  plan.more = plan.count = plan.met = 0;
}

void
fault_vfs_arm_for (FaultKind kind, guint at, guint steps)
{
  fault_vfs_arm (kind, at, FALSE);
  plan.more = steps - 1;
}

guint
fault_vfs_met (void)
{
  return plan.met;
}

/* SQLITE_OK: the step goes on. */
static int
take_step (sqlite3_file *file, gboolean is_sync)
{
  gboolean is_database = (((FaultFile *) file)->flags & SQLITE_OPEN_MAIN_DB) != 0;

  if (plan.kind == FAULT_NONE || (plan.kind == FAULT_SYNC && !is_sync) || (plan.kind == FAULT_DATABASE_FULL && (is_sync || !is_database)))
    return SQLITE_OK;
  plan.count++;
  if (plan.count < plan.at || (!plan.stays && plan.count > plan.at + plan.more))
    return SQLITE_OK;
  plan.met++;
  if (plan.kind == FAULT_KILL)
    _exit (9);
  if (is_sync)
    return plan.kind == FAULT_SYNC ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  return plan.kind == FAULT_FULL || plan.kind == FAULT_DATABASE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static int
fault_close (sqlite3_file *file)
{
  return real_of (file)->pMethods->xClose (real_of (file));
}

static int
fault_read (sqlite3_file *file, void *data, int n, sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xRead (real_of (file), data, n, offset);
}

static int
fault_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  int fault = take_step (file, FALSE);
  return fault != SQLITE_OK ? fault : real_of (file)->pMethods->xWrite (real_of (file), data, n, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int fault = take_step (file, FALSE);
  return fault != SQLITE_OK ? fault : real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  int fault = take_step (file, TRUE);
  return fault != SQLITE_OK ? fault : real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
fault_check_lock (sqlite3_file *file, int *reserved)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), reserved);
}

static int
fault_control (sqlite3_file *file, int operation, void *argument)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), operation, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
fault_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

/* Version 1: no shared memory, which a connection with locking_mode=EXCLUSIVE must not need. */
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_lock,
  .xFileControl = fault_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_characteristics,
};

static int
fault_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  sqlite3_vfs *plain = vfs->pAppData;
  FaultFile *self = (FaultFile *) file;
  int code;

  self->real = (sqlite3_file *) (self + 1);
  self->flags = flags;
  code = plain->xOpen (plain, name, self->real, flags, out_flags);
  self->base.pMethods = self->real->pMethods != NULL ? &methods : NULL;
  return code;
}

static void
install (void)
{
  static sqlite3_vfs vfs;
  sqlite3_vfs *plain = sqlite3_vfs_find ("unix");

  memcpy (&vfs, plain, sizeof vfs);
  vfs.zName = "fault";
  vfs.pNext = NULL;
  vfs.pAppData = plain;
  vfs.szOsFile = (int) sizeof (FaultFile) + plain->szOsFile;
  vfs.xOpen = fault_open;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

void
fault_vfs_test_init (int *argc, char ***argv)
{
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", FALSE);
  g_test_init (argc, argv, NULL);
  install ();
}
