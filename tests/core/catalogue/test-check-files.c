/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are no catalogue: each is found with its place and refused with a sentence, whoever reads it, and nothing hangs. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ITEM "items/newborn.json"
#define REGION "regions/000000.json"
#define MIB (1024 * 1024)
#define BYTES(text) text, sizeof text - 1

static const struct {
  const char *what, *file, *bytes;
  gsize size;
  YjFindingKind kind;
  const char *pointer, *says;
} files[] = {
  { "GB 18030", ITEM, BYTES ("{\"id\":\"newborn\",\"title\":{\"zh-CN\":\"\xd0\xc2\xc9\xfa\xb6\xf9\"}}"), YJ_FINDING_ENCODING, "", "GB 18030 (GBK): save it as UTF-8" },
  { "UTF-16, little end first", ITEM, BYTES ("\xff\xfe{\0}\0"), YJ_FINDING_ENCODING, "", "UTF-16" },
  { "UTF-16, big end first", ITEM, BYTES ("\xfe\xff\0{\0}"), YJ_FINDING_ENCODING, "", "UTF-16" },
  { "UTF-16 without a mark", ITEM, BYTES ("{\0}\0"), YJ_FINDING_ENCODING, "", "UTF-16" },
  { "a byte order mark", ITEM, BYTES ("\xef\xbb\xbf{}"), YJ_FINDING_ENCODING, "", "byte order mark" },
  { "bytes of no encoding", ITEM, BYTES ("{\"id\":\"\xff\xff\xff\"}"), YJ_FINDING_ENCODING, "", "not UTF-8" },
  { "GB 18030 in a region", REGION, BYTES ("{\"name\":{\"zh-CN\":\"\xb4\xf3\xcc\xfc\"}}"), YJ_FINDING_ENCODING, "", "GB 18030" },
  { "GB 18030 in the frame", "catalog.json", BYTES ("{\"programme\":\"\xd2\xbb\xbc\xfe\"}"), YJ_FINDING_ENCODING, "", "GB 18030" },
  { "a key twice", ITEM, BYTES ("{\"id\":1,\"title\":{\"zh-CN\":\"\",\"en\":\"\",\"zh-CN\":\"\"}}"), YJ_FINDING_DUPLICATE_KEY, "/title/zh-CN", "twice" },
  { "a key twice in a list", ITEM, BYTES ("{\"matters\":[{},{\"code\":[1,2],\"code\":1}]}"), YJ_FINDING_DUPLICATE_KEY, "/matters/1/code", "twice" },
  { "a key twice, once escaped", ITEM, BYTES ("{\"a/b\":1,\"\\u0061/b\":2}"), YJ_FINDING_DUPLICATE_KEY, "/a~1b", "twice" },
  { "half a file", ITEM, BYTES ("{\"id\":\"newborn\",\n\"title\":{\"zh-CN\":"), YJ_FINDING_SYNTAX, "", "line 2" },
  { "an empty file", ITEM, BYTES (""), YJ_FINDING_SYNTAX, "", "line" },
  { "a comma too many", REGION, BYTES ("{\"code\":\"000000\",}"), YJ_FINDING_SYNTAX, "", "line 1" },
  { "a list", ITEM, BYTES ("[]"), YJ_FINDING_WRONG_TYPE, "", "an object" },
  { "a list as the frame", "catalog.json", BYTES ("[1]"), YJ_FINDING_WRONG_TYPE, "", "an object" },
  { "a list as a region", REGION, BYTES ("[]"), YJ_FINDING_WRONG_TYPE, "", "an object" },
  { "another name inside", "items/wedding.json", BYTES ("{\"id\":\"marriage\"}"), YJ_FINDING_MISSING_MEMBER, "", "version is missing" },
};

static gboolean
expect (const char *dir, const char *what, YjFindingKind kind, const char *file, const char *pointer, const char *says)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  double seconds = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;

  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    if (finding->kind == kind && g_str_equal (finding->file, file) && g_str_equal (finding->pointer, pointer) &&
        strstr (finding->sentence, says) != NULL) {
      g_assert_true (finding->error);
      g_test_message ("%-14s %-28s %s %s: %.90s (%.2f s)", yj_finding_kind_to_string (kind), what, file, pointer, finding->sentence, seconds);
      return TRUE;
    }
    g_test_message ("%s%s: %s: %s", finding->file, finding->pointer, yj_finding_kind_to_string (finding->kind), finding->sentence);
  }
  g_test_fail_printf ("%s: %s at %s%s is not found", what, yj_finding_kind_to_string (kind), file, pointer);
  return FALSE;
}

/* The loader of the kiosk and the packing refuse it too, with a sentence. */
static void
expect_refusal (const char *dir, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_dir (dir, "000000", &error);

  if (catalogue != NULL)
    g_test_fail_printf ("%s: a kiosk takes it", what);
  else
    g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
write_bytes (const char *dir, const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
test_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    char *dir = rig_new_sample ();
    write_bytes (dir, files[i].file, files[i].bytes, files[i].size);
    expect (dir, files[i].what, files[i].kind, files[i].file, files[i].pointer, files[i].says);
    expect_refusal (dir, files[i].what);
    rig_free (dir);
  }
}

/* [[[…]]] in a member. */
static void
test_nesting (void)
{
  static const guint depths[] = { 33, 2000, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++) {
    char *dir = rig_new_sample ();
    g_autoptr (GString) text = g_string_new ("{\"id\":\"newborn\",\"title\":");
    for (guint d = 0; d < depths[i]; d++)
      g_string_append (text, "[");
    for (guint d = 0; d < depths[i]; d++)
      g_string_append (text, "]");
    g_string_append (text, "}");
    rig_write (dir, ITEM, text->str);
    expect (dir, "nesting", YJ_FINDING_NESTING, ITEM, "/title/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "deeper than 32 levels");
    expect_refusal (dir, "nesting");
    rig_free (dir);
  }
}

static void
make_sparse (const char *dir, const char *name, goffset size)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_no_errno (ftruncate (fd, size));
  g_assert_no_errno (close (fd));
}

static void
test_sizes (void)
{
  char *dir = rig_new_sample ();

  make_sparse (dir, ITEM, 4 * MIB + 1);
  expect (dir, "a byte more than 4 MiB", YJ_FINDING_TOO_LARGE, ITEM, "", "larger than 4194304 bytes");
  expect_refusal (dir, "a byte more than 4 MiB");
  make_sparse (dir, ITEM, 100 * MIB);
  expect (dir, "100 MiB", YJ_FINDING_TOO_LARGE, "", "", "at most 67108864");
  expect_refusal (dir, "100 MiB");
  rig_free (dir);
  dir = rig_new_sample ();
  for (guint i = 0; i < 17; i++) {
    g_autofree char *name = g_strdup_printf ("regions/%06u.json", i + 1);
    make_sparse (dir, name, 4 * MIB);
  }
  expect (dir, "17 files of 4 MiB", YJ_FINDING_TOO_LARGE, "", "", "at most 67108864");
  rig_free (dir);
}

static void
test_counts (void)
{
  char *dir = rig_new_sample ();

  for (guint i = 0; i < 1024; i++) {
    g_autofree char *name = g_strdup_printf ("regions/%06u.json", i + 1);
    rig_write (dir, name, "{}");
  }
  expect (dir, "1,027 files", YJ_FINDING_TOO_LARGE, "", "", "1027 files, at most 1024");
  rig_free (dir);
  /* 1,024 fields and one: four pages of eight, forty times, … */
  dir = rig_new_sample ();
  rig_edit (dir, ITEM, "/sections/0/pages/0/fields/-",
            "{'id':'count','type':'number','label':{'zh-CN':'几','en':'How many'},'matters':[],'spec':{'min':1,'max':40}}");
  rig_edit (dir, ITEM, "/sections/3/repeat", "{'count':'count','max':40}");
  for (guint i = 0; i < 26; i++) {
    g_autofree char *field = g_strdup_printf ("{'id':'f%u','type':'text','label':{'zh-CN':'空%u','en':'Blank %u'},'matters':[]}", i, i, i);
    rig_edit (dir, ITEM, "/sections/3/pages/0/fields/-", field);
  }
  expect (dir, "a form of many fields", YJ_FINDING_COUNT, ITEM, "/sections", "at most 1024 are allowed");
  expect_refusal (dir, "a form of many fields");
  rig_free (dir);
}

/* What is no plain file is not read: a pipe would never end. */
static void
test_no_files (void)
{
  char *dir = rig_new_sample ();
  g_autofree char *pipe = g_build_filename (dir, ITEM, NULL), *folder = g_build_filename (dir, REGION, NULL);
  g_autoptr (GPtrArray) none = yj_catalogue_check_dir ("/nonexistent");

  g_assert_cmpuint (none->len, ==, 1);
  g_assert_cmpint (((YjCatalogueFinding *) g_ptr_array_index (none, 0))->kind, ==, YJ_FINDING_UNREADABLE);
  g_assert_no_errno (g_unlink (pipe));
  g_assert_no_errno (mkfifo (pipe, 0600));
  expect (dir, "a pipe", YJ_FINDING_UNREADABLE, ITEM, "", "not a plain file");
  expect_refusal (dir, "a pipe");
  g_assert_no_errno (g_unlink (folder));
  g_assert_no_errno (g_mkdir (folder, 0700));
  expect (dir, "a folder", YJ_FINDING_UNREADABLE, REGION, "", "not a plain file");
  rig_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-files/finds what is not JSON in UTF-8, with its place", test_files);
  g_test_add_func ("/check-files/finds nesting that is too deep at its place", test_nesting);
  g_test_add_func ("/check-files/reads nothing of what is too large", test_sizes);
  g_test_add_func ("/check-files/reads no more than a kiosk does", test_counts);
  g_test_add_func ("/check-files/waits for no pipe", test_no_files);
  return g_test_run ();
}
