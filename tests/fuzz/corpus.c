/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over its corpus without a fuzzer: each file as it is, cut at every length, and with each bit turned in its first
 * bytes. What once was a finding stays a file there. */
#include "tests/fuzz/fuzz.h"
#include <string.h>

#define TURNED_BYTES 64
#define CUTS_MAX 400

static guint runs;

/* The end of the bytes is the end of the memory. */
static void
run (const guint8 *bytes, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, MAX (size, 1)); /* nothing is one byte that may not be looked at */

  LLVMFuzzerTestOneInput (copy, size);
  runs++;
}

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  runs = 0;
  run ((const guint8 *) text, size);
  for (gsize cut = 0; cut < size; cut += MAX (1, size / CUTS_MAX))
    run ((const guint8 *) text, cut);
  for (gsize bit = 0; bit < 8 * MIN (size, TURNED_BYTES); bit++) {
    text[bit / 8] ^= (char) (1 << bit % 8);
    run ((const guint8 *) text, size);
    text[bit / 8] ^= (char) (1 << bit % 8);
  }
  g_test_message ("%u inputs", runs);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  dir = g_dir_open (argv[1], 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >=, 3);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *target = g_path_get_basename (argv[1]);
    g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", target, (const char *) names->pdata[i]);
    char *path = g_build_filename (argv[1], names->pdata[i], NULL);

    g_ptr_array_add (paths, path);
    g_test_add_data_func (test, path, test_file);
  }
  return g_test_run ();
}
