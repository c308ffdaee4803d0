/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the limits on what a tar may hold; libarchive and libzstd do the work. */
#include "core/seal/yj-archive.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <archive.h>
#include <archive_entry.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#define ZSTD_STATIC_LINKING_ONLY /* for contexts with memory of our own; libzstd.so exports them */
#include <zstd.h>

#define ZSTD_LEVEL 9

typedef struct archive ReadArchive;
typedef struct archive WriteArchive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReadArchive, archive_read_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WriteArchive, archive_write_free)

static void *
zstd_alloc (void *unused, size_t size)
{
  return malloc (size);
}

/* A context keeps the literals of what it worked on. */
static void
zstd_free (void *unused, void *memory)
{
  if (memory != NULL)
    yj_secret_wipe (memory, malloc_usable_size (memory));
  free (memory);
}

static const ZSTD_customMem wiping = { zstd_alloc, zstd_free, NULL };

static void
entry_free (YjArchiveEntry *entry)
{
  g_free (entry->name);
  g_bytes_unref (entry->data);
  g_free (entry);
}

GPtrArray *
yj_archive_entries_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
}

void
yj_archive_entries_add (GPtrArray *entries, const char *name, GBytes *data)
{
  YjArchiveEntry *entry = g_new (YjArchiveEntry, 1);
  entry->name = g_strdup (name);
  entry->data = g_bytes_ref (data);
  g_ptr_array_add (entries, entry);
}

GBytes *
yj_archive_entries_find (GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++) {
    YjArchiveEntry *entry = g_ptr_array_index (entries, i);
    if (g_str_equal (entry->name, name))
      return entry->data;
  }
  return NULL;
}

static gboolean
write_entry (struct archive *tar, const YjArchiveEntry *entry)
{
  struct archive_entry *header = archive_entry_new ();
  gsize size;
  gconstpointer data = g_bytes_get_data (entry->data, &size);
  gboolean good;

  archive_entry_set_pathname (header, entry->name);
  archive_entry_set_size (header, (la_int64_t) size);
  archive_entry_set_filetype (header, AE_IFREG);
  archive_entry_set_perm (header, 0644);
  archive_entry_set_mtime (header, 0, 0);
  good = archive_write_header (tar, header) == ARCHIVE_OK && archive_write_data (tar, data, size) == (la_ssize_t) size;
  archive_entry_free (header);
  return good;
}

static GByteArray *
write_tar (GPtrArray *entries)
{
  g_autoptr (WriteArchive) tar = archive_write_new ();
  gsize room = 16384, used = 0;
  GByteArray *bytes = g_byte_array_new ();
  gboolean good = TRUE;

  for (guint i = 0; i < entries->len; i++)
    room += g_bytes_get_size (((YjArchiveEntry *) g_ptr_array_index (entries, i))->data) + 4096;
  g_byte_array_set_size (bytes, room);
  archive_write_set_format_pax_restricted (tar);
  archive_write_set_bytes_per_block (tar, 0); /* no buffer of its own that would keep a copy */
  archive_write_open_memory (tar, bytes->data, room, &used);
  for (guint i = 0; good && i < entries->len; i++)
    good = write_entry (tar, g_ptr_array_index (entries, i));
  if (!good || archive_write_close (tar) != ARCHIVE_OK) {
    g_byte_array_unref (bytes);
    return NULL;
  }
  g_byte_array_set_size (bytes, used);
  return bytes;
}

GBytes *
yj_archive_pack_tar (GPtrArray *entries, GError **error)
{
  GByteArray *tar = write_tar (entries);
  gsize size;

  if (tar == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "an archive could not be written");
    return NULL;
  }
  size = tar->len;
  return yj_secret_bytes_new_take (g_byte_array_free (tar, FALSE), size);
}

GBytes *
yj_archive_pack (GPtrArray *entries, GError **error)
{
  GByteArray *tar = write_tar (entries);
  ZSTD_CCtx *context;
  gsize bound, size;
  guint8 *packed;

  if (tar == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "an archive could not be written");
    return NULL;
  }
  bound = ZSTD_compressBound (tar->len);
  packed = g_malloc (bound);
  context = ZSTD_createCCtx_advanced (wiping);
  size = ZSTD_compressCCtx (context, packed, bound, tar->data, tar->len, ZSTD_LEVEL);
  ZSTD_freeCCtx (context);
  yj_secret_wipe (tar->data, tar->len);
  g_byte_array_unref (tar);
  if (ZSTD_isError (size)) {
    g_free (packed);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "an archive could not be compressed");
    return NULL;
  }
  return yj_secret_bytes_new_take (packed, size);
}

/* Decompresses to at most @max_bytes whatever the frame claims. */
static GBytes *
decompress (GBytes *packed, gsize max_bytes, GError **error)
{
  ZSTD_DStream *stream = ZSTD_createDStream_advanced (wiping);
  ZSTD_inBuffer in = { g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), 0 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 piece[16384];
  size_t left = 1;
  gboolean fits = TRUE;

  ZSTD_DCtx_setParameter (stream, ZSTD_d_windowLogMax, 25);
  while (fits && !ZSTD_isError (left) && (in.pos < in.size)) {
    ZSTD_outBuffer to = { piece, sizeof piece, 0 };
    left = ZSTD_decompressStream (stream, &to, &in);
    fits = out->len + to.pos <= max_bytes;
    if (fits && !ZSTD_isError (left))
      g_byte_array_append (out, piece, to.pos);
  }
  while (fits && !ZSTD_isError (left) && left > 0) {
    ZSTD_outBuffer to = { piece, sizeof piece, 0 };
    left = ZSTD_decompressStream (stream, &to, &in);
    fits = out->len + to.pos <= max_bytes;
    if (to.pos == 0)
      break;
    if (fits && !ZSTD_isError (left))
      g_byte_array_append (out, piece, to.pos);
  }
  ZSTD_freeDStream (stream);
  yj_secret_wipe (piece, sizeof piece);
  if (!fits) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the archive holds more than %" G_GSIZE_FORMAT " bytes", max_bytes);
    return NULL;
  }
  if (ZSTD_isError (left) || left != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the archive is cut off or not zstd");
    return NULL;
  }
  gsize size = out->len;
  return yj_secret_bytes_new_take (g_byte_array_free (g_steal_pointer (&out), FALSE), size);
}

static gboolean
is_safe_name (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (name == NULL || *name == '\0' || *name == '/' || strchr (name, '\\') != NULL || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  parts = g_strsplit (name, "/", 0);
  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

typedef struct {
  struct archive *tar;
  GPtrArray *entries; /* those that are wanted */
  GHashTable *names;  /* of all */
  gsize max_bytes;
  YjArchiveWanted wanted; /* (nullable) */
  gpointer user_data;
} Reading;

/* Why the entry may not be there; NULL: it may. */
static const char *
find_fault (Reading *reading, struct archive_entry *header)
{
  const char *name = archive_entry_pathname_utf8 (header);
  la_int64_t size = archive_entry_size (header);

  if (archive_entry_filetype (header) != AE_IFREG || archive_entry_hardlink (header) != NULL)
    return "is not a plain file";
  if (!is_safe_name (name))
    return "has a name that leads out of the archive, or that is none";
  if (size < 0 || (guint64) size > reading->max_bytes)
    return "says that it is larger than the whole archive may be";
  return g_hash_table_contains (reading->names, name) ? "has the name of another entry" : NULL;
}

static gboolean
read_entry (Reading *reading, struct archive_entry *header)
{
  const char *name = archive_entry_pathname_utf8 (header);
  gsize size = (gsize) archive_entry_size (header);
  g_autoptr (GBytes) bytes = NULL;
  guint8 *data;

  g_hash_table_add (reading->names, g_strdup (name));
  if (reading->wanted != NULL && !reading->wanted (name, reading->user_data))
    return TRUE;
  data = g_malloc (size + 1);
  bytes = yj_secret_bytes_new_take (data, size);
  if (archive_read_data (reading->tar, data, size) != (la_ssize_t) size)
    return FALSE;
  yj_archive_entries_add (reading->entries, name, bytes);
  return TRUE;
}

static gboolean
read_entries (Reading *reading, guint max_entries, GError **error)
{
  struct archive_entry *header;
  int status;

  while ((status = archive_read_next_header (reading->tar, &header)) == ARCHIVE_OK) {
    guint number = g_hash_table_size (reading->names) + 1;
    const char *fault = find_fault (reading, header);

    if (number > max_entries) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the archive has more than %u entries", max_entries);
      return FALSE;
    }
    if (fault != NULL || !read_entry (reading, header)) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "entry %u of the archive %s", number, fault != NULL ? fault : "is cut off");
      return FALSE;
    }
  }
  if (status != ARCHIVE_EOF)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the archive's tar is damaged");
  return status == ARCHIVE_EOF;
}

static GPtrArray *
read_tar (GBytes *tar_bytes, gsize max_bytes, guint max_entries, YjArchiveWanted wanted, gpointer user_data, GError **error)
{
  g_autoptr (ReadArchive) tar = archive_read_new ();
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { tar, entries, names, max_bytes, wanted, user_data };

  archive_read_support_format_tar (tar);
  if (archive_read_open_memory (tar, g_bytes_get_data (tar_bytes, NULL), g_bytes_get_size (tar_bytes)) != ARCHIVE_OK) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the archive is not a tar");
    return NULL;
  }
  return read_entries (&reading, max_entries, error) ? g_steal_pointer (&entries) : NULL;
}

GPtrArray *
yj_archive_unpack_wanted (GBytes *packed, gsize max_bytes, guint max_entries, YjArchiveWanted wanted, gpointer user_data, GError **error)
{
  g_autoptr (GBytes) tar_bytes = decompress (packed, max_bytes, error);
  return tar_bytes != NULL ? read_tar (tar_bytes, max_bytes, max_entries, wanted, user_data, error) : NULL;
}

GPtrArray *
yj_archive_unpack_tar (GBytes *tar, gsize max_bytes, guint max_entries, GError **error)
{
  return read_tar (tar, max_bytes, max_entries, NULL, NULL, error);
}

GPtrArray *
yj_archive_unpack (GBytes *packed, gsize max_bytes, guint max_entries, GError **error)
{
  return yj_archive_unpack_wanted (packed, max_bytes, max_entries, NULL, NULL, error);
}
