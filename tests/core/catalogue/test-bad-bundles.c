/* SPDX-License-Identifier: Apache-2.0 */
/* Every bundle that nobody may take is refused with its reason, and costs no more memory than a good one may. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <string.h>
#include <sys/resource.h>

/* 64 MiB unpacked, the growing of that buffer, and what an entry of it takes. */
#define GROWTH_MAX_KIB (260 * 1024)

typedef struct {
  char *dir, *key;
  char **rows; /* name, tab, a word of the sentence */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "tests", "support", "write-bad-bundles", NULL);
  g_autofree char *catalog = rig_new (), *table = NULL;
  char *words[] = { program, catalog, NULL, NULL };
  int status = -1;

  f->dir = words[2] = g_dir_make_tmp ("yijian-bundles-XXXXXX", NULL);
  g_assert_true (g_spawn_sync (NULL, words, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  f->key = rig_read (f->dir, "key.pub");
  table = rig_read (f->dir, "table.tsv");
  f->rows = g_strsplit (g_strchomp (table), "\n", 0);
  rig_free (g_steal_pointer (&catalog));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  rig_free (f->dir);
  g_free (f->key);
  g_strfreev (f->rows);
}

static YjCatalogue *
load (Fixture *f, const char *name, const char *region, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.ycat", f->dir, name);
  return yj_catalogue_new_for_hall_from_bundle (path, f->key, region, error);
}

static glong
peak_kib (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  static const char *const regions[] = { "000000", NULL };
  glong before = peak_kib ();

  for (guint i = 0; f->rows[i] != NULL; i++) {
    g_auto (GStrv) row = g_strsplit (f->rows[i], "\t", 2);
    for (guint r = 0; r < G_N_ELEMENTS (regions); r++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (YjCatalogue) catalogue = load (f, row[0], regions[r], &error);
      if (catalogue != NULL || strstr (error->message, row[1]) == NULL)
        g_test_fail_printf ("%s: %s", row[0], error != NULL ? error->message : "was taken");
      else if (r == 0)
        g_test_message ("%-24s%-12s%s", row[0], yj_error_nick (error->code), error->message);
    }
  }
  g_test_message ("%u bad bundles, %ld MiB more memory at the peak", g_strv_length (f->rows), (peak_kib () - before) / 1024);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (peak_kib () - before, <, GROWTH_MAX_KIB);
#endif
}

/* The table is about what is wrong with them, so the good one beside them loads. */
static void
test_good (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = load (f, "good", "000000", &error);

  g_assert_no_error (error);
  g_assert_nonnull (yj_catalogue_get_item (catalogue, "newborn"));
  g_assert_cmpuint (g_strv_length (f->rows), >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bad-bundles/the good one beside them loads", Fixture, NULL, setup, test_good, teardown);
  g_test_add ("/bad-bundles/each is refused with its reason, within bounds", Fixture, NULL, setup, test_refused, teardown);
  return g_test_run ();
}
