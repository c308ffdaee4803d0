/* SPDX-License-Identifier: Apache-2.0 */
#include "crash-vfs.h"
#include <sqlite3.h>
#include <string.h>

#define NO_NUMBER G_MAXUINT

typedef struct {
  sqlite3_file base;
  GByteArray *content;
  guint number; /* in the log; a temporary file without a name has none */
} MemoryFile;

static GHashTable *disk; /* name -> GByteArray */
static GHashTable *numbers; /* GByteArray -> number in the log */
static CrashLog *recorder; /* (nullable) */
static int checkpoint_pages;
static guint syncs_to_pass, syncs_to_fail;

static int
on_close (sqlite3_file *file)
{
  g_byte_array_unref (((MemoryFile *) file)->content);
  return SQLITE_OK;
}

static int
on_read (sqlite3_file *file, void *buffer, int bytes, sqlite3_int64 offset)
{
  const GByteArray *content = ((MemoryFile *) file)->content;
  gint64 there = CLAMP ((gint64) content->len - offset, 0, bytes);

  memset (buffer, 0, (size_t) bytes);
  if (there > 0)
    memcpy (buffer, content->data + offset, (size_t) there);
  return there == bytes ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static void
set_size (GByteArray *content, gint64 size)
{
  guint before = content->len;
  g_byte_array_set_size (content, (guint) size);
  if (size > before)
    memset (content->data + before, 0, (size_t) size - before);
}

static int
on_write (sqlite3_file *file, const void *data, int bytes, sqlite3_int64 offset)
{
  MemoryFile *self = (MemoryFile *) file;

  if (offset + bytes > self->content->len)
    set_size (self->content, offset + bytes);
  memcpy (self->content->data + offset, data, (size_t) bytes);
  if (recorder != NULL && self->number != NO_NUMBER)
    crash_log_write (recorder, self->number, offset, data, (gsize) bytes);
  return SQLITE_OK;
}

static int
on_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  MemoryFile *self = (MemoryFile *) file;
  set_size (self->content, size);
  if (recorder != NULL && self->number != NO_NUMBER)
    crash_log_truncate (recorder, self->number, size);
  return SQLITE_OK;
}

static int
on_sync (sqlite3_file *file, int flags)
{
  MemoryFile *self = (MemoryFile *) file;
  gboolean fails = syncs_to_pass == 0 && syncs_to_fail > 0;

  if (recorder == NULL || self->number == NO_NUMBER)
    return SQLITE_OK;
  if (!fails)
    crash_log_sync (recorder, self->number);
  else
    crash_log_fail_sync (recorder, self->number);
  syncs_to_fail -= fails;
  syncs_to_pass -= syncs_to_pass > 0;
  return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int
on_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = ((MemoryFile *) file)->content->len;
  return SQLITE_OK;
}

/* One process, one connection. */
static int
on_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
on_check_reserved_lock (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
on_file_control (sqlite3_file *file, int op, void *argument)
{
  return SQLITE_NOTFOUND;
}

/* As SQLite's own VFS for Unix says. */
static int
on_sector_size (sqlite3_file *file)
{
  return 4096;
}

static int
on_device_characteristics (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
  1,
  on_close,
  on_read,
  on_write,
  on_truncate,
  on_sync,
  on_file_size,
  on_lock,
  on_lock,
  on_check_reserved_lock,
  on_file_control,
  on_sector_size,
  on_device_characteristics,
};

static GByteArray *
make_file (const char *name)
{
  GByteArray *content = g_byte_array_new ();
  g_hash_table_insert (disk, g_strdup (name), content);
  if (recorder != NULL)
    g_hash_table_insert (numbers, content, GUINT_TO_POINTER (crash_log_create (recorder, name)));
  return content;
}

static int
on_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
  MemoryFile *self = (MemoryFile *) file;
  GByteArray *content = name != NULL ? g_hash_table_lookup (disk, name) : NULL;

  if (content == NULL && (flags & SQLITE_OPEN_CREATE) == 0)
    return SQLITE_CANTOPEN;
  if (name == NULL)
    content = g_byte_array_new ();
  else
    content = g_byte_array_ref (content != NULL ? content : make_file (name));
  self->content = content;
  self->number = name != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (numbers, content)) : NO_NUMBER;
  self->base.pMethods = &methods;
  if (flags_out != NULL)
    *flags_out = flags;
  return SQLITE_OK;
}

static int
on_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  if (!g_hash_table_remove (disk, name))
    return SQLITE_IOERR_DELETE_NOENT;
  if (recorder != NULL)
    crash_log_delete (recorder, name, sync_folder != 0);
  return SQLITE_OK;
}

static int
on_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  const GByteArray *content = g_hash_table_lookup (disk, name);
  *result = content != NULL && (flags != SQLITE_ACCESS_EXISTS || content->len > 0);
  return SQLITE_OK;
}

static int
on_full_pathname (sqlite3_vfs *vfs, const char *name, int bytes, char *out)
{
  g_strlcpy (out, name, (gsize) bytes);
  return SQLITE_OK;
}

static int
on_new_connection (sqlite3 *db, char **message, gconstpointer api)
{
  if (checkpoint_pages > 0)
    sqlite3_wal_autocheckpoint (db, checkpoint_pages);
  return SQLITE_OK;
}

void
crash_vfs_install (int pages)
{
  static sqlite3_vfs vfs;

  checkpoint_pages = pages;
  if (disk != NULL)
    return;
  sqlite3_initialize ();
  vfs = *sqlite3_vfs_find (NULL); /* time and random numbers are the library's */
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof (MemoryFile);
  vfs.zName = "crash";
  vfs.xOpen = on_open;
  vfs.xDelete = on_delete;
  vfs.xAccess = on_access;
  vfs.xFullPathname = on_full_pathname;
  sqlite3_vfs_register (&vfs, 1);
  sqlite3_auto_extension ((void (*) (void)) on_new_connection);
  numbers = g_hash_table_new (NULL, NULL);
  crash_vfs_record (NULL);
}

void
crash_vfs_record (CrashLog *log)
{
  recorder = log;
  if (log != NULL || disk == NULL)
    crash_vfs_set_disk (g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_byte_array_unref));
}

void
crash_vfs_set_disk (GHashTable *fresh)
{
  g_hash_table_remove_all (numbers);
  g_clear_pointer (&disk, g_hash_table_unref);
  disk = fresh;
}

void
crash_vfs_fail_syncs (guint after, guint count)
{
  syncs_to_pass = after;
  syncs_to_fail = count;
}
