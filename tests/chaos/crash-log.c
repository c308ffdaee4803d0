/* SPDX-License-Identifier: Apache-2.0 */
#include "crash-log.h"
#include <string.h>

#define SECTOR_BYTES 512

typedef enum { OP_CREATE, OP_WRITE, OP_TRUNCATE, OP_SYNC, OP_FAIL_SYNC, OP_DELETE } OpKind;

typedef struct {
  OpKind kind;
  guint file;
  char *name; /* of CREATE, DELETE */
  gint64 offset; /* of WRITE; the size of TRUNCATE */
  GBytes *data; /* of WRITE */
  gboolean synced; /* DELETE: with the folder */
} Op;

struct _CrashLog {
  GPtrArray *ops;
  guint files;
};

static void
op_free (Op *op)
{
  g_free (op->name);
  g_clear_pointer (&op->data, g_bytes_unref);
  g_free (op);
}

CrashLog *
crash_log_new (void)
{
  CrashLog *log = g_new0 (CrashLog, 1);
  log->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  return log;
}

void
crash_log_free (CrashLog *log)
{
  g_ptr_array_unref (log->ops);
  g_free (log);
}

static Op *
add (CrashLog *log, OpKind kind, guint file)
{
  Op *op = g_new0 (Op, 1);
  op->kind = kind;
  op->file = file;
  g_ptr_array_add (log->ops, op);
  return op;
}

guint
crash_log_create (CrashLog *log, const char *name)
{
  add (log, OP_CREATE, log->files)->name = g_strdup (name);
  return log->files++;
}

void
crash_log_write (CrashLog *log, guint file, gint64 offset, gconstpointer data, gsize bytes)
{
  Op *op = add (log, OP_WRITE, file);
  op->offset = offset;
  op->data = g_bytes_new (data, bytes);
}

void
crash_log_truncate (CrashLog *log, guint file, gint64 size)
{
  add (log, OP_TRUNCATE, file)->offset = size;
}

void
crash_log_sync (CrashLog *log, guint file)
{
  add (log, OP_SYNC, file);
}

void
crash_log_fail_sync (CrashLog *log, guint file)
{
  add (log, OP_FAIL_SYNC, file);
}

void
crash_log_delete (CrashLog *log, const char *name, gboolean sync_folder)
{
  Op *op = add (log, OP_DELETE, G_MAXUINT);
  op->name = g_strdup (name);
  op->synced = sync_folder;
}

guint
crash_log_get_length (CrashLog *log)
{
  return log->ops->len;
}

/* ---- what is on the disk ---- */

struct _CrashReplay {
  CrashLog *log;
  guint at;
  GPtrArray *contents; /* of each file: what was synced */
  GPtrArray *pending; /* of each file: its operations since */
  GHashTable *names; /* what the folder says, durably: name -> file + 1 */
  GPtrArray *entries; /* changes of the folder since */
};

CrashReplay *
crash_replay_new (CrashLog *log)
{
  CrashReplay *replay = g_new0 (CrashReplay, 1);
  replay->log = log;
  replay->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  replay->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  replay->names = g_hash_table_new (g_str_hash, g_str_equal);
  replay->entries = g_ptr_array_new ();
  return replay;
}

void
crash_replay_free (CrashReplay *replay)
{
  g_ptr_array_unref (replay->contents);
  g_ptr_array_unref (replay->pending);
  g_ptr_array_unref (replay->entries);
  g_hash_table_unref (replay->names);
  g_free (replay);
}

static void
set_size (GByteArray *content, gsize size)
{
  guint before = content->len;
  g_byte_array_set_size (content, (guint) size);
  if (size > before)
    memset (content->data + before, 0, size - before);
}

static void
put (GByteArray *content, gint64 offset, const guint8 *data, gsize bytes)
{
  if ((gsize) offset + bytes > content->len)
    set_size (content, (gsize) offset + bytes);
  memcpy (content->data + offset, data, bytes);
}

static void
apply (GByteArray *content, const Op *op)
{
  if (op->kind == OP_TRUNCATE)
    set_size (content, (gsize) op->offset);
  else
    put (content, op->offset, g_bytes_get_data (op->data, NULL), g_bytes_get_size (op->data));
}

static void
apply_entry (GHashTable *names, const Op *op)
{
  if (op->kind == OP_CREATE)
    g_hash_table_insert (names, op->name, GUINT_TO_POINTER (op->file + 1));
  else
    g_hash_table_remove (names, op->name);
}

static void
sync_folder (CrashReplay *replay)
{
  for (guint i = 0; i < replay->entries->len; i++)
    apply_entry (replay->names, g_ptr_array_index (replay->entries, i));
  g_ptr_array_set_size (replay->entries, 0);
}

static gboolean
is_new (CrashReplay *replay, guint file)
{
  for (guint i = 0; i < replay->entries->len; i++) {
    const Op *op = g_ptr_array_index (replay->entries, i);
    if (op->kind == OP_CREATE && op->file == file)
      return TRUE;
  }
  return FALSE;
}

static void
sync_file (CrashReplay *replay, guint file)
{
  GPtrArray *pending = g_ptr_array_index (replay->pending, file);
  for (guint i = 0; i < pending->len; i++)
    apply (g_ptr_array_index (replay->contents, file), g_ptr_array_index (pending, i));
  g_ptr_array_set_size (pending, 0);
  if (is_new (replay, file))
    sync_folder (replay);
}

static void
pass (CrashReplay *replay, Op *op)
{
  switch (op->kind) {
  case OP_CREATE:
    g_ptr_array_add (replay->contents, g_byte_array_new ());
    g_ptr_array_add (replay->pending, g_ptr_array_new ());
    g_ptr_array_add (replay->entries, op);
    break;
  case OP_DELETE:
    g_ptr_array_add (replay->entries, op);
    if (op->synced)
      sync_folder (replay);
    break;
  case OP_SYNC:
    sync_file (replay, op->file);
    break;
  case OP_FAIL_SYNC:
    g_ptr_array_set_size (g_ptr_array_index (replay->pending, op->file), 0);
    break;
  default:
    g_ptr_array_add (g_ptr_array_index (replay->pending, op->file), op);
  }
}

void
crash_replay_advance (CrashReplay *replay, guint length)
{
  for (; replay->at < length; replay->at++)
    pass (replay, g_ptr_array_index (replay->log->ops, replay->at));
}

gboolean
crash_replay_is_open (CrashReplay *replay)
{
  gboolean open = replay->entries->len > 0;
  for (guint file = 0; file < replay->pending->len; file++)
    open |= ((GPtrArray *) g_ptr_array_index (replay->pending, file))->len > 0;
  return open;
}

/* Each sector of a write is on the disk, or is not. */
static void
scatter (GByteArray *content, const Op *op, GRand *rand, double keep)
{
  gsize bytes = g_bytes_get_size (op->data);
  const guint8 *data = g_bytes_get_data (op->data, NULL);

  for (gsize from = 0, next; from < bytes; from = next) {
    next = MIN (bytes, from + SECTOR_BYTES - ((gsize) op->offset + from) % SECTOR_BYTES);
    if (g_rand_double (rand) < keep)
      put (content, op->offset + (gint64) from, data + from, next - from);
  }
}

static GByteArray *
draw_content (CrashReplay *replay, guint file, GRand *rand, double keep, gboolean torn)
{
  const GByteArray *synced = g_ptr_array_index (replay->contents, file);
  GPtrArray *pending = g_ptr_array_index (replay->pending, file);
  GByteArray *content = g_byte_array_sized_new (synced->len + 4096);

  g_byte_array_append (content, synced->data, synced->len);
  for (guint i = 0; i < pending->len; i++) {
    const Op *op = g_ptr_array_index (pending, i);
    double share = torn && i + 1 == pending->len ? g_rand_double (rand) : keep;
    if (op->kind == OP_WRITE)
      scatter (content, op, rand, share);
    else if (g_rand_double (rand) < share)
      apply (content, op);
  }
  return content;
}

GHashTable *
crash_replay_draw (CrashReplay *replay, GRand *rand, double keep, gboolean torn)
{
  GHashTable *disk = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_byte_array_unref);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, file;

  g_hash_table_iter_init (&iter, replay->names);
  while (g_hash_table_iter_next (&iter, &name, &file))
    g_hash_table_insert (names, name, file);
  /* A file system that keeps a journal changes its folders in order. */
  for (guint i = 0; i < replay->entries->len && g_rand_double (rand) < keep; i++)
    apply_entry (names, g_ptr_array_index (replay->entries, i));
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, &file))
    g_hash_table_insert (disk, g_strdup (name), draw_content (replay, GPOINTER_TO_UINT (file) - 1, rand, keep, torn));
  return disk;
}
