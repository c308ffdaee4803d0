/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a first page for a database that has lost its own: without it not one record could be found, and with it all can. */
#include "sync/courier/yj-outbox-salvage-private.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_BYTES 4096

/* The first tables of every version, in the order in which they are made, so that they begin at the same pages. Checks and triggers
 * are left out: there is only reading. */
static const char tables[] =
    "PRAGMA page_size = 4096;"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
    "CREATE TABLE record (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, reference TEXT UNIQUE, case_number TEXT, item TEXT,"
    "  boot_id TEXT, boottime_usec INTEGER, wall TEXT, header_sha256 TEXT, envelope_sha256 TEXT, secret_sha256 TEXT, about_reference TEXT);"
    "CREATE TABLE body (seq INTEGER PRIMARY KEY, header_jws TEXT, header_json TEXT, envelope BLOB);"
    "CREATE TABLE material (seq INTEGER, sha256 TEXT, bytes INTEGER, PRIMARY KEY (seq, sha256));"
    "CREATE TABLE state (seq INTEGER PRIMARY KEY, state TEXT, attempts INTEGER, reason TEXT, receipt TEXT, settled TEXT,"
    "  changed_usec INTEGER);";

static void
put_32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

/* Offsets of SQLite's file format, section 1.3. */
static gboolean
make_page (guint8 *page, goffset file_bytes)
{
  sqlite3 *db = NULL;
  guint8 *image = NULL;
  sqlite3_int64 size = 0;
  gboolean made = FALSE;

  if (sqlite3_open (":memory:", &db) == SQLITE_OK && sqlite3_exec (db, tables, NULL, NULL, NULL) == SQLITE_OK)
    image = sqlite3_serialize (db, "main", &size, 0);
  if (image != NULL && size >= PAGE_BYTES) {
    memcpy (page, image, PAGE_BYTES);
    page[18] = page[19] = 2; /* a log may stand beside it */
    put_32 (page + 28, (guint32) (file_bytes / PAGE_BYTES));
    put_32 (page + 32, 0); /* no free pages: nothing is written */
    put_32 (page + 36, 0);
    memcpy (page + 92, page + 24, 4); /* so that the number of pages counts */
    made = TRUE;
  }
  sqlite3_free (image);
  sqlite3_close (db);
  return made;
}

gboolean
yj_salvage_replace_first_page (const char *path)
{
  g_autofree char *beside = g_strconcat (path, "-page-1", NULL);
  guint8 own[PAGE_BYTES], made[PAGE_BYTES];
  struct stat info;
  gboolean replaced = FALSE;
  int fd = g_open (path, O_RDWR | O_CLOEXEC);

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &info) == 0 && info.st_size > PAGE_BYTES && make_page (made, info.st_size) &&
      pread (fd, own, PAGE_BYTES, 0) == PAGE_BYTES && g_file_set_contents (beside, (const char *) own, PAGE_BYTES, NULL))
    replaced = pwrite (fd, made, PAGE_BYTES, 0) == PAGE_BYTES;
  close (fd);
  return replaced;
}
