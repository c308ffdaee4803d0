/* SPDX-License-Identifier: Apache-2.0 */
/* write-bad-bundles CATALOG DIR: a signed bundle of the catalogue as good.ycat, its key as key.pub and key.sec, and beside them
 * every bundle that nobody may take, as <name>.ycat. table.tsv says which: name, and a word of the sentence that refuses it. */
#include "core/base/yj-json.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-suite.h"
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

typedef struct {
  const char *dir;
  GBytes *good;
  GPtrArray *entries; /* of the good one */
  char *secret, *other_secret;
  GString *table;
} Writer;

static void
put (Writer *writer, const char *name, const char *suffix, const void *data, gsize size)
{
  g_autofree char *path = g_strdup_printf ("%s/%s%s", writer->dir, name, suffix);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static void
put_signed (Writer *writer, const char *name, GBytes *bundle, GBytes *signed_bytes, const char *secret, const char *says)
{
  g_autofree char *signature = yj_suite_sign_catalogue (signed_bytes, secret, "test", NULL);
  put (writer, name, ".ycat", g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle));
  put (writer, name, ".ycat.minisig", signature, strlen (signature));
  if (says != NULL)
    g_string_append_printf (writer->table, "%s\t%s\n", name, says);
}

static GBytes *
compress (const void *data, gsize size)
{
  gsize bound = ZSTD_compressBound (size);
  guint8 *packed = g_malloc (bound);
  return g_bytes_new_take (packed, ZSTD_compress (packed, bound, data, size, 1));
}

typedef void (*Change) (struct archive *tar, struct archive_entry *entry, gconstpointer data);

/* The good entries, and one more that @change makes. */
static GBytes *
pack_with (Writer *writer, Change change, gconstpointer data)
{
  struct archive *tar = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();
  gsize room = 8 * 1024 * 1024, used = 0;
  g_autofree guint8 *bytes = g_malloc (room);

  archive_write_set_format_pax_restricted (tar);
  archive_write_open_memory (tar, bytes, room, &used);
  for (guint i = 0; i < writer->entries->len; i++) {
    YjArchiveEntry *good = g_ptr_array_index (writer->entries, i);
    archive_entry_clear (entry);
    archive_entry_set_pathname (entry, good->name);
    archive_entry_set_filetype (entry, AE_IFREG);
    archive_entry_set_perm (entry, 0644);
    archive_entry_set_size (entry, (la_int64_t) g_bytes_get_size (good->data));
    g_assert_cmpint (archive_write_header (tar, entry), ==, ARCHIVE_OK);
    archive_write_data (tar, g_bytes_get_data (good->data, NULL), g_bytes_get_size (good->data));
  }
  archive_entry_clear (entry);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_filetype (entry, AE_IFREG);
  change (tar, entry, data);
  archive_entry_free (entry);
  archive_write_close (tar);
  archive_write_free (tar);
  return compress (bytes, used);
}

static void
change_name (struct archive *tar, struct archive_entry *entry, gconstpointer name)
{
  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, 2);
  archive_write_header (tar, entry);
  archive_write_data (tar, "{}", 2);
}

static void
change_symlink (struct archive *tar, struct archive_entry *entry, gconstpointer target)
{
  archive_entry_set_pathname (entry, "items/link.json");
  archive_entry_set_filetype (entry, AE_IFLNK);
  archive_entry_set_symlink (entry, target);
  archive_write_header (tar, entry);
}

static void
change_hardlink (struct archive *tar, struct archive_entry *entry, gconstpointer target)
{
  archive_entry_set_pathname (entry, "items/link.json");
  archive_entry_set_hardlink (entry, target);
  archive_write_header (tar, entry);
}

static void
change_type (struct archive *tar, struct archive_entry *entry, gconstpointer type)
{
  archive_entry_set_pathname (entry, "items/thing.json");
  archive_entry_set_filetype (entry, GPOINTER_TO_UINT (type));
  archive_entry_set_rdevmajor (entry, 1);
  archive_entry_set_rdevminor (entry, 5);
  archive_write_header (tar, entry);
}

static void
put_archives (Writer *writer)
{
  const struct {
    const char *name;
    Change change;
    gconstpointer data;
    const char *says;
  } cases[] = {
    { "path-absolute", change_name, "/etc/cron.d/x.json", "leads out of the archive" },
    { "path-up", change_name, "items/../../x.json", "leads out of the archive" },
    { "path-backslash", change_name, "items\\..\\x.json", "leads out of the archive" },
    { "name-twice", change_name, "items/newborn.json", "name of another entry" },
    { "symbolic-link", change_symlink, "/etc/passwd", "not a plain file" },
    { "hard-link", change_hardlink, "catalog.json", "not a plain file" },
    { "device", change_type, GUINT_TO_POINTER (AE_IFCHR), "not a plain file" },
    { "fifo", change_type, GUINT_TO_POINTER (AE_IFIFO), "not a plain file" },
    { "folder", change_type, GUINT_TO_POINTER (AE_IFDIR), "not a plain file" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bundle = pack_with (writer, cases[i].change, cases[i].data);
    put_signed (writer, cases[i].name, bundle, bundle, writer->secret, cases[i].says);
  }
}

/* The good entries with another text for @file. */
static void
put_file (Writer *writer, const char *name, const char *file, const void *text, gsize size, const char *says)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (GBytes) changed = g_bytes_new (text, size), bundle = NULL;

  for (guint i = 0; i < writer->entries->len; i++) {
    YjArchiveEntry *entry = g_ptr_array_index (writer->entries, i);
    yj_archive_entries_add (entries, entry->name, g_str_equal (entry->name, file) ? changed : entry->data);
  }
  if (yj_archive_entries_find (entries, file) == NULL)
    yj_archive_entries_add (entries, file, changed);
  bundle = yj_archive_pack (entries, NULL);
  put_signed (writer, name, bundle, bundle, writer->secret, says);
}

static char *
repeat (const char *before, const char *part, guint n, const char *after)
{
  GString *text = g_string_new (before);
  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static char *
replace (const char *text, const char *part, const char *other)
{
  g_auto (GStrv) parts = g_strsplit (text, part, 2);
  g_assert_nonnull (parts[1]);
  return g_strjoinv (other, parts);
}

static void
put_files (Writer *writer)
{
  GBytes *data = yj_archive_entries_find (writer->entries, "items/newborn.json");
  g_autofree char *item = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  g_autofree char *twice = replace (item, "{", "{\"id\": \"newborn\", "), *type = replace (item, "\"type\": \"date\"", "\"type\": \"iris-scan\"");
  g_autofree char *deep = repeat ("{\"id\":", "[", 100000, ""), *large = repeat ("{\"id\":\"", "          ", 500000, "\"}");
  gsize size = 0;
  g_autofree char *foreign = g_convert (item, -1, "GB18030", "UTF-8", NULL, &size, NULL);

  put_file (writer, "encoding-gb18030", "items/newborn.json", foreign, size, "save it as UTF-8");
  g_free (foreign);
  foreign = g_convert (item, -1, "UTF-16", "UTF-8", NULL, &size, NULL);
  put_file (writer, "encoding-utf16", "items/newborn.json", foreign, size, "save it as UTF-8");
  put_file (writer, "duplicate-keys", "items/newborn.json", twice, strlen (twice), "a key appears twice");
  put_file (writer, "deep-nesting", "items/newborn.json", deep, strlen (deep), "nested deeper than 32 levels");
  put_file (writer, "json-5-MB", "items/newborn.json", large, strlen (large), "at most 4194304 are allowed");
  put_file (writer, "unknown-field-type", "items/newborn.json", type, strlen (type), "there is no such field type");
  put_file (writer, "not-json", "items/newborn.json", "newborn", 7, "not valid JSON");
  put_file (writer, "other-id", "items/another.json", item, strlen (item), "differs from the file's name");
  put_file (writer, "no-version", "catalog.json", "{\"id\":\"x\"}", 10, "id and version are required");
}

static void
put_bombs (Writer *writer)
{
  gsize size = 100 * 1024 * 1024;
  g_autofree char *json = g_malloc (size);
  g_autoptr (GPtrArray) many = yj_archive_entries_new (), one = yj_archive_entries_new ();
  g_autoptr (GBytes) content = g_bytes_new_static ("{}", 2), crowd = NULL, bomb = NULL, inside = NULL, raw = NULL;

  memset (json, ' ', size);
  json[0] = '{';
  json[size - 1] = '}';
  inside = g_bytes_new_static (json, size);
  yj_archive_entries_add (one, "catalog.json", inside);
  bomb = yj_archive_pack (one, NULL);
  put_signed (writer, "json-100-MB-in-zstd", bomb, bomb, writer->secret, "holds more than 67108864 bytes");
  raw = compress (json, size);
  put_signed (writer, "bomb-100-MB-no-tar", raw, raw, writer->secret, "holds more than 67108864 bytes");
  for (guint i = 0; i < 1100; i++) {
    g_autofree char *name = g_strdup_printf ("items/%u.json", i);
    yj_archive_entries_add (many, name, content);
  }
  crowd = yj_archive_pack (many, NULL);
  put_signed (writer, "files-1100", crowd, crowd, writer->secret, "more than 1024 entries");
}

static void
put_signatures (Writer *writer)
{
  gsize size = g_bytes_get_size (writer->good);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (writer->good, 0, size / 2), turned = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("another thing", 13);
  guint8 *copy = g_memdup2 (g_bytes_get_data (writer->good, NULL), size);

  copy[size / 2] ^= 1;
  turned = g_bytes_new_take (copy, size);
  put_signed (writer, "truncated", half, writer->good, writer->secret, "signature does not hold");
  put_signed (writer, "truncated-then-signed", half, half, writer->secret, "cut off");
  put_signed (writer, "one-bit-turned", turned, writer->good, writer->secret, "signature does not hold");
  put_signed (writer, "signature-of-another", writer->good, other, writer->secret, "signature does not hold");
  put_signed (writer, "signed-by-another-key", writer->good, writer->good, writer->other_secret, "signature does not hold");
  put_signed (writer, "signature-is-text", writer->good, writer->good, writer->secret, "not a minisign signature");
  put (writer, "signature-is-text", ".ycat.minisig", "trust me\n", 9);
}

int
main (int argc, char **argv)
{
  Writer writer = { argc == 3 ? argv[2] : NULL };
  g_autofree char *public_key = NULL, *other_key = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    return 2;
  writer.good = yj_catalogue_pack_dir (argv[1], &error);
  g_assert_no_error (error);
  writer.entries = yj_archive_unpack (writer.good, 64 * 1024 * 1024, 1024, &error);
  writer.table = g_string_new (NULL);
  yj_suite_catalogue_key_new (&writer.secret, &public_key);
  yj_suite_catalogue_key_new (&writer.other_secret, &other_key);
  put (&writer, "key", ".sec", writer.secret, strlen (writer.secret));
  put (&writer, "key", ".pub", public_key, strlen (public_key));
  put_signed (&writer, "good", writer.good, writer.good, writer.secret, NULL);
  put_signatures (&writer);
  put_archives (&writer);
  put_files (&writer);
  put_bombs (&writer);
  put (&writer, "table", ".tsv", writer.table->str, writer.table->len);
  g_bytes_unref (writer.good);
  g_ptr_array_unref (writer.entries);
  g_string_free (writer.table, TRUE);
  g_free (writer.secret);
  g_free (writer.other_secret);
  return 0;
}
