/* SPDX-License-Identifier: Apache-2.0 */
/* load-catalogue DIR REGION RUNS: packs and signs the folder, loads it RUNS times for the hall, each time in place of the one
 * before, and says as JSON what that took: files parsed, bytes of the bundle, bytes of the heap, microseconds (median). */
#include "core/base/yj-json.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

static gsize
count_heap (void)
{
  struct mallinfo2 info = mallinfo2 ();
  return info.uordblks + info.hblkhd;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;
  return one < other ? -1 : one > other;
}

static gint64
get_median (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, gint64, times->len / 2);
}

typedef struct {
  GBytes *bundle;
  char *signature, *key;
  const char *region;
} Offer;

static YjCatalogue *
load (const Offer *offer)
{
  g_autoptr (GError) error = NULL;
  YjCatalogue *catalogue =
    yj_catalogue_new_for_hall_from_bytes (offer->bundle, offer->signature, offer->key, offer->region, &error);
  if (catalogue == NULL)
    fprintf (stderr, "load-catalogue: %s\n", error->message);
  return catalogue;
}

/* A load in place of another is what a kiosk does between two visitors. */
static YjCatalogue *
measure (const Offer *offer, int runs, GArray *loads, GArray *switches)
{
  g_autoptr (YjCatalogue) shown = load (offer);

  for (int run = 0; run < runs && shown != NULL; run++) {
    gint64 began = g_get_monotonic_time (), loaded, switched;
    YjCatalogue *next = load (offer);
    loaded = g_get_monotonic_time () - began;
    g_set_object (&shown, next);
    g_clear_object (&next);
    switched = g_get_monotonic_time () - began;
    g_array_append_val (loads, loaded);
    g_array_append_val (switches, switched);
  }
  return g_steal_pointer (&shown);
}

int
main (int argc, char **argv)
{
  g_autofree char *secret = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) loads = g_array_new (FALSE, FALSE, sizeof (gint64)), switches = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (json_t) answer = NULL;
  Offer offer = { 0 };
  gsize before;

  if (argc != 4 || atoi (argv[3]) < 1)
    return 2;
  offer.region = argv[2];
  offer.bundle = yj_catalogue_pack_dir (argv[1], &error);
  if (offer.bundle == NULL) {
    fprintf (stderr, "load-catalogue: %s\n", error->message);
    return 1;
  }
  yj_suite_catalogue_key_new (&secret, &offer.key);
  offer.signature = yj_suite_sign_catalogue (offer.bundle, secret, "bench", NULL);
  before = count_heap ();
  catalogue = measure (&offer, atoi (argv[3]), loads, switches);
  if (catalogue == NULL)
    return 1;
  answer = json_pack ("{s:I, s:I, s:I, s:I, s:I, s:I}", "items", (json_int_t) yj_catalogue_get_items (catalogue)->len, "parsed_files",
                      (json_int_t) yj_catalogue_count_parsed_files (catalogue), "bundle_bytes",
                      (json_int_t) g_bytes_get_size (offer.bundle), "heap_bytes", (json_int_t) (count_heap () - before), "load_usec",
                      (json_int_t) get_median (loads), "switch_usec", (json_int_t) get_median (switches));
  json_dumpf (answer, stdout, JSON_COMPACT);
  puts ("");
  g_bytes_unref (offer.bundle);
  g_free (offer.signature);
  g_free (offer.key);
  return 0;
}
