/* SPDX-License-Identifier: Apache-2.0 */
/* Measures the code reader, and others beside it in turns, on a folder of labelled pictures, which is named by YIJIAN_QR_DATA and is no
 * part of the project. Prints pictures read, wrong answers and times for each kind of code and each reader; with --frame the times of
 * frames of one size, with --stages those of our ways. Times are the processor's. */
#include "bench-labels.h"
#include "bench-readers.h"
#include "bench-scene.h"
#include "drivers/codes/yj-image-file.h"
#include "drivers/codes/yj-thread-time.h"
#include <stdio.h>
#include <string.h>

#define READERS_MAX 4
#define FIRST_WAYS 2

typedef struct {
  const char *name;
  const char *sets; /* parts of the sets' names, parted by | */
  YjSymbologies holds;
} Group;

static const Group groups[] = {
  { "QR", "qrcode-|jsqr/|zxjava/inverted", YJ_SYMBOLOGY_QR_CODE },
  { "EAN/UPC", "ean|upc", YJ_SYMBOLOGIES_RETAIL },
  { "Code 128", "code128|code_128", YJ_SYMBOLOGY_CODE_128 },
  { "Code 39/93", "code39|code93|code_39|code_93", (YjSymbologies) (YJ_SYMBOLOGY_CODE_39 | YJ_SYMBOLOGY_CODE_93) },
  { "ITF/Codabar", "itf|codabar|i2of5", (YjSymbologies) (YJ_SYMBOLOGY_ITF | YJ_SYMBOLOGY_CODABAR) },
  { "no code", "falsepositives|partial", 0 },
};

#define N_GROUPS G_N_ELEMENTS (groups)

typedef struct {
  guint pictures, read, wrong;
  GArray *usecs;
} Score;

typedef struct {
  const char *folder;
  int budget_msec, rounds, width_px, height_px;
  gboolean lists, alone, json;
  YjFrame *behind; /* (nullable) what frames show around a picture */
  Score scores[N_GROUPS][READERS_MAX];
  GHashTable *ways; /* name -> GArray of usecs, of pictures where nothing ended the search before */
  GArray *first_usecs; /* of the first ways together, where both were gone */
  gint64 best_first_usec, first_usec, way_begun_usec;
  guint ways_gone;
  const char *last_way; /* that ended a picture's search */
  GHashTable *best_ways; /* name -> usec, the least of all rounds of one picture */
} Bench;

static const Group *
find_group (const char *set)
{
  static const char *const left_out[] = { "microqr", "rmqr", "extension", "extended" };

  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    if (strstr (set, left_out[i]) != NULL)
      return NULL;
  for (guint i = 0; i < N_GROUPS; i++) {
    g_auto (GStrv) parts = g_strsplit (groups[i].sets, "|", -1);
    for (guint k = 0; parts[k] != NULL; k++)
      if (strstr (set, parts[k]) != NULL)
        return &groups[i];
  }
  return NULL;
}

static void
on_way (const char *way, gboolean begins, gpointer user_data)
{
  Bench *bench = user_data;
  gint64 *best = g_hash_table_lookup (bench->best_ways, way), usec = yj_thread_time_usec () - bench->way_begun_usec;

  if (begins) {
    bench->way_begun_usec = yj_thread_time_usec ();
    return;
  }
  bench->last_way = way;
  if (best == NULL)
    g_hash_table_insert (bench->best_ways, g_strdup (way), g_memdup2 (&usec, sizeof usec));
  else
    *best = MIN (*best, usec);
  if (bench->ways_gone++ < FIRST_WAYS)
    bench->first_usec += usec;
}

/* Keeps the least times of one picture; of the first ways only where the search went through both. */
static void
keep_ways (Bench *bench)
{
  GHashTableIter iter;
  gpointer name, usec;

  g_hash_table_iter_init (&iter, bench->best_ways);
  while (g_hash_table_iter_next (&iter, &name, &usec)) {
    GArray *usecs = g_hash_table_lookup (bench->ways, name);
    if (usecs == NULL) {
      usecs = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (bench->ways, g_strdup (name), usecs);
    }
    g_array_append_val (usecs, *(gint64 *) usec);
  }
  if (g_hash_table_size (bench->best_ways) >= FIRST_WAYS)
    g_array_append_val (bench->first_usecs, bench->best_first_usec);
  g_hash_table_remove_all (bench->best_ways);
}

static void
judge (Bench *bench, const BenchLabel *label, const char *reader, Score *score, const GPtrArray *codes)
{
  gboolean is_read = FALSE;

  for (guint i = 0; i < codes->len; i++) {
    const YjCode *code = g_ptr_array_index (codes, i);
    gboolean is_right = !label->has_text || bench_label_accepts (label, code);
    is_read |= is_right;
    score->wrong += !is_right;
    if (!is_right && bench->lists)
      printf ("wrong\t%s\t%s\t%s\t%s\n", reader, label->file, code->symbology, code->text != NULL ? code->text : "(bytes)");
  }
  score->pictures++;
  score->read += is_read;
  if (bench->lists)
    printf ("%s\t%s\t%s\t%s\n", is_read ? "read" : "missed", reader, label->file, bench->last_way);
}

/* One picture by one reader: judged once, timed by the quickest of its rounds. */
static void
run_reader (Bench *bench, const BenchLabel *label, const Group *group, const YjFrame *frame, guint index)
{
  const BenchReader *reader = &bench_readers[index];
  Score *score = &bench->scores[group - groups][index];
  YjSymbologies more = group->holds & ~YJ_SYMBOLOGIES_DEFAULT;
  BenchTask task = { (guint) bench->budget_msec, YJ_SYMBOLOGIES_DEFAULT | more, on_way, bench };
  gint64 best_usec = G_MAXINT64;

  if (group->holds != 0 && (group->holds & reader->reads) == 0)
    return;
  bench->best_first_usec = G_MAXINT64;
  bench->last_way = "";
  for (int round = 0; round < bench->rounds; round++) {
    bench->ways_gone = 0;
    bench->first_usec = 0;
    gint64 started_usec = yj_thread_time_usec ();
    g_autoptr (GPtrArray) codes = reader->read (frame, &task);
    best_usec = MIN (best_usec, yj_thread_time_usec () - started_usec);
    if (index == 0)
      bench->best_first_usec = MIN (bench->best_first_usec, bench->first_usec);
    if (round == 0)
      judge (bench, label, reader->name, score, codes);
  }
  g_array_append_val (score->usecs, best_usec);
  if (index == 0)
    keep_ways (bench);
}

static YjFrame *
load (const Bench *bench, const char *file)
{
  g_autofree char *path = g_build_filename (bench->folder, file, NULL);
  g_autoptr (GError) error = NULL;
  YjFrame *frame = yj_image_file_load (path, YJ_FRAME_GREY, &error);

  if (frame == NULL)
    printf ("unreadable\t%s\n", error->message);
  return frame;
}

static void
run_picture (Bench *bench, const BenchLabel *label)
{
  const Group *group = find_group (label->set);
  g_autoptr (YjFrame) picture = group != NULL ? load (bench, label->file) : NULL, scene = NULL;

  if (picture == NULL)
    return;
  if (bench->behind != NULL)
    scene = bench_scene_new (picture, bench->behind, (guint) bench->width_px, (guint) bench->height_px);
  for (guint i = 0; bench_readers[i].name != NULL && (i == 0 || !bench->alone); i++)
    run_reader (bench, label, group, scene != NULL ? scene : picture, i);
}

static int
compare_usecs (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
  return (first > second) - (first < second);
}

static double
percentile_msec (GArray *usecs, double share)
{
  if (usecs->len == 0)
    return 0;
  g_array_sort (usecs, compare_usecs);
  return (double) g_array_index (usecs, gint64, (gsize) ((usecs->len - 1) * share + 0.5)) / 1000;
}

static void
print_score (const char *group, const char *reader, const Score *score)
{
  if (score->pictures > 0)
    printf ("%-12s %-11s read %3u of %3u (%5.1f %%)  wrong %2u  median %6.1f ms  p95 %6.1f ms\n", group, reader, score->read,
            score->pictures, 100.0 * score->read / score->pictures, score->wrong, percentile_msec (score->usecs, 0.5),
            percentile_msec (score->usecs, 0.95));
}

static void
print_ways (const Bench *bench)
{
  GHashTableIter iter;
  gpointer name, usecs;

  printf ("%-17s %4u pictures  median %6.2f ms  p95 %6.2f ms\n", "the first two", bench->first_usecs->len,
          percentile_msec (bench->first_usecs, 0.5), percentile_msec (bench->first_usecs, 0.95));
  g_hash_table_iter_init (&iter, bench->ways);
  while (g_hash_table_iter_next (&iter, &name, &usecs))
    printf ("%-17s %4u pictures  median %6.2f ms  p95 %6.2f ms\n", (char *) name, ((GArray *) usecs)->len, percentile_msec (usecs, 0.5),
            percentile_msec (usecs, 0.95));
}

static json_t *
score_to_json (const char *group, const char *reader, const Score *score)
{
  return json_pack ("{s:s, s:s, s:i, s:i, s:i, s:f, s:f}", "group", group, "reader", reader, "pictures", (int) score->pictures, "read",
                    (int) score->read, "wrong", (int) score->wrong, "median_ms", percentile_msec (score->usecs, 0.5), "p95_ms",
                    percentile_msec (score->usecs, 0.95));
}

static void
print_json (Bench *bench)
{
  g_autoptr (json_t) all = json_object ();
  json_t *scores = json_array ();

  for (guint i = 0; i < N_GROUPS; i++)
    for (guint k = 0; bench_readers[k].name != NULL; k++)
      if (bench->scores[i][k].pictures > 0)
        json_array_append_new (scores, score_to_json (groups[i].name, bench_readers[k].name, &bench->scores[i][k]));
  json_object_set_new (all, "scores", scores);
  json_object_set_new (all, "first_ways_median_ms", json_real (percentile_msec (bench->first_usecs, 0.5)));
  json_object_set_new (all, "first_ways_p95_ms", json_real (percentile_msec (bench->first_usecs, 0.95)));
  json_dumpf (all, stdout, JSON_INDENT (1));
  putchar ('\n');
}

static void
print_table (Bench *bench, gboolean stages)
{
  for (guint i = 0; i < N_GROUPS; i++)
    for (guint k = 0; bench_readers[k].name != NULL; k++)
      print_score (groups[i].name, bench_readers[k].name, &bench->scores[i][k]);
  if (stages)
    print_ways (bench);
}

static void
bench_open (Bench *bench)
{
  for (guint i = 0; i < N_GROUPS; i++)
    for (guint k = 0; k < READERS_MAX; k++)
      bench->scores[i][k].usecs = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench->ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  bench->best_ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bench->first_usecs = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
bench_close (Bench *bench)
{
  for (guint i = 0; i < N_GROUPS; i++)
    for (guint k = 0; k < READERS_MAX; k++)
      g_array_unref (bench->scores[i][k].usecs);
  g_hash_table_unref (bench->ways);
  g_hash_table_unref (bench->best_ways);
  g_array_unref (bench->first_usecs);
  yj_frame_free (bench->behind);
}

/* The largest picture without a code stands behind the others. */
static YjFrame *
choose_behind (const Bench *bench, const GPtrArray *labels)
{
  YjFrame *best = NULL;

  for (guint i = 0; i < labels->len; i++) {
    const BenchLabel *label = g_ptr_array_index (labels, i);
    const Group *group = find_group (label->set);
    g_autoptr (YjFrame) frame = group != NULL && group->holds == 0 ? load (bench, label->file) : NULL;
    if (frame == NULL || (best != NULL && frame->width_px * frame->height_px <= best->width_px * best->height_px))
      continue;
    yj_frame_free (best);
    best = g_steal_pointer (&frame);
  }
  return best;
}

static gboolean
read_frame_size (Bench *bench, const char *text)
{
  return text == NULL || (sscanf (text, "%dx%d", &bench->width_px, &bench->height_px) == 2 && bench->width_px >= 16 &&
                          bench->height_px >= 16 && bench->width_px <= 8192 && bench->height_px <= 8192);
}

int
main (int argc, char **argv)
{
  Bench bench = { .folder = g_getenv ("YIJIAN_QR_DATA"), .budget_msec = 0, .rounds = 1 };
  gboolean stages = FALSE;
  g_autofree char *frame = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry options[] = {
    { "budget", 0, 0, G_OPTION_ARG_INT, &bench.budget_msec, "time for one picture, 0 (the default): every way", "MSEC" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &bench.rounds, "of which the quickest counts", "N" },
    { "frame", 0, 0, G_OPTION_ARG_STRING, &frame, "lay every picture into a frame of this size", "WIDTHxHEIGHT" },
    { "stages", 0, 0, G_OPTION_ARG_NONE, &stages, "print the times of each way", NULL },
    { "alone", 0, 0, G_OPTION_ARG_NONE, &bench.alone, "no other readers", NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &bench.lists, "list what was read, in which way of ours last, and what not or wrongly", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &bench.json, "print one JSON object", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || bench.folder == NULL || bench.budget_msec < 0 || bench.rounds < 1 ||
      !read_frame_size (&bench, frame)) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "YIJIAN_QR_DATA must name a folder with dev.tsv; see --help");
    return 2;
  }
  g_autoptr (GPtrArray) labels = bench_labels_load (bench.folder, &error);
  if (labels == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return 2;
  }
  bench_open (&bench);
  bench.behind = frame != NULL ? choose_behind (&bench, labels) : NULL;
  for (guint i = 0; i < labels->len; i++)
    run_picture (&bench, g_ptr_array_index (labels, i));
  if (bench.json)
    print_json (&bench);
  else
    print_table (&bench, stages);
  bench_close (&bench);
  return 0;
}
