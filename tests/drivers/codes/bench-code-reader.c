/* SPDX-License-Identifier: Apache-2.0 */
/* Measures the code reader on a folder of labelled pictures, which is named by YIJIAN_QR_DATA and is no
 * part of the project: dev.tsv with a heading, columns dataset, path, accepted payloads as a JSON array,
 * kind, …, and the picture's file as the tenth. Prints pictures read, wrong reads and time per kind
 * of code. Options: --budget MSEC (0: no limit), --misses to list what was not read. */
#include "core/base/yj-json.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-image-file.h"
#include <stdio.h>
#include <string.h>

enum { COLUMN_SET = 0, COLUMN_ACCEPTED = 2, COLUMN_KIND = 3, COLUMN_FILE = 9, N_COLUMNS };

typedef struct {
  const char *name;
  const char *sets; /* parts of the sets' names, parted by | */
  guint pictures;
  guint read;
  guint wrong;
  GArray *usecs;
} Group;

static Group groups[] = {
  { "QR", "qrcode-|jsqr/|zxjava/inverted" }, { "EAN/UPC", "ean|upc" },
  { "Code 128", "code128|code_128" },        { "Code 39/93", "code39|code93|code_39|code_93" },
  { "ITF/Codabar", "itf|codabar|i2of5" },    { "no code", "falsepositives|partial" },
};

/* Readers differ in control characters, brackets and leading zeros; letters must be the same. */
static char *
comparable (const char *text)
{
  GString *kept = g_string_new (NULL);
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c > 0x20 && (guchar) *c < 0x7f && strchr ("()", *c) == NULL)
      g_string_append_c (kept, *c);
  while (kept->len > 1 && kept->str[0] == '0')
    g_string_erase (kept, 0, 1);
  return g_string_free (kept, FALSE);
}

/* UPC-E, eight digits, as the UPC-A it stands for (GS1 General Specifications, 5.2.2.4.2). */
static char *
expand_upc_e (const char *text)
{
  char last = text[6], *body = NULL;
  if (last <= '2')
    body = g_strdup_printf ("%.3s%c0000%.3s", text, last, text + 3);
  else if (last == '3')
    body = g_strdup_printf ("%.4s00000%.2s", text, text + 4);
  else if (last == '4')
    body = g_strdup_printf ("%.5s00000%.1s", text, text + 5);
  else
    body = g_strdup_printf ("%.6s0000%c", text, last);
  char *whole = g_strdup_printf ("%s%c", body, text[7]);
  g_free (body);
  return whole;
}

/* A Japanese label may stand for the bytes of Shift_JIS: a code says nothing of its own bytes. */
static gboolean
equals_label (const char *got, const char *label)
{
  g_autofree char *shift_jis = g_convert (label, -1, "SHIFT_JIS", "UTF-8", NULL, NULL, NULL);
  g_autofree char *wanted = comparable (label), *wanted_jis = comparable (shift_jis != NULL ? shift_jis : "");
  return g_str_equal (got, wanted) || (shift_jis != NULL && g_str_equal (got, wanted_jis));
}

static gboolean
is_accepted (const YjCode *code, const json_t *accepted)
{
  gsize size;
  const char *bytes = g_bytes_get_data (code->payload, &size);
  g_autofree char *raw = g_strndup (bytes, size);
  g_autofree char *expanded =
      g_str_equal (code->symbology, "upc-e") && size == 8 ? expand_upc_e (raw) : g_strdup (raw);
  g_autofree char *got = comparable (raw), *got_expanded = comparable (expanded);
  size_t i;
  json_t *item;

  json_array_foreach (accepted, i, item)
  {
    if (equals_label (got, json_string_value (item)) || equals_label (got_expanded, json_string_value (item)))
      return TRUE;
  }
  return FALSE;
}

static Group *
find_group (const char *set)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_auto (GStrv) parts = g_strsplit (groups[i].sets, "|", -1);
    for (guint k = 0; parts[k] != NULL; k++)
      if (strstr (set, parts[k]) != NULL && strstr (set, "microqr") == NULL && strstr (set, "rmqr") == NULL
          && strstr (set, "extension") == NULL && strstr (set, "extended") == NULL)
        return &groups[i];
  }
  return NULL;
}

static void
judge (Group *group, const char *file, const GPtrArray *codes, const json_t *accepted, gboolean has_labels,
       gboolean lists_misses)
{
  gboolean is_read = FALSE;

  for (guint i = 0; i < codes->len; i++) {
    const YjCode *code = g_ptr_array_index (codes, i);
    gboolean is_right = has_labels ? is_accepted (code, accepted) : TRUE;
    is_read |= is_right;
    if (is_right)
      continue;
    group->wrong++;
    if (lists_misses)
      printf ("wrong\t%s\t%s\t%s\n", file, code->symbology, code->text != NULL ? code->text : "(bytes)");
  }
  group->pictures++;
  group->read += is_read;
  if (!is_read && lists_misses)
    printf ("missed\t%s\n", file);
}

static void
run_picture (char **columns, const char *folder, guint budget_msec, gboolean lists_misses)
{
  Group *group = find_group (columns[COLUMN_SET]);
  g_autofree char *path = g_build_filename (folder, g_strstrip (columns[COLUMN_FILE]), NULL);
  g_autoptr (GError) error = NULL;
  YjCodeReader *reader = NULL;

  if (group == NULL || *columns[COLUMN_FILE] == '\0')
    return;
  g_autoptr (YjFrame) frame = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  if (frame == NULL) {
    printf ("unreadable\t%s\n", error->message);
    return;
  }
  reader = yj_code_reader_new (budget_msec);
  if (g_str_equal (group->name, "ITF/Codabar"))
    yj_code_reader_set_symbologies (reader, YJ_SYMBOLOGIES_DEFAULT | YJ_SYMBOLOGY_ITF | YJ_SYMBOLOGY_CODABAR);
  gint64 started_usec = g_get_monotonic_time ();
  g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, frame);
  gint64 usec = g_get_monotonic_time () - started_usec;
  g_array_append_val (group->usecs, usec);

  g_autoptr (json_t) accepted = json_loads (columns[COLUMN_ACCEPTED], 0, NULL);
  gboolean has_labels = g_str_equal (columns[COLUMN_KIND], "none") || json_array_size (accepted) > 0;
  judge (group, columns[COLUMN_FILE], codes, accepted, has_labels, lists_misses);
  g_object_unref (reader);
}

static int
compare_usecs (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
  return (first > second) - (first < second);
}

static void
print_group (const Group *group)
{
  if (group->pictures == 0)
    return;
  g_array_sort (group->usecs, compare_usecs);
  double median = (double) g_array_index (group->usecs, gint64, group->usecs->len / 2) / 1000;
  double p95 = (double) g_array_index (group->usecs, gint64, (gsize) (group->usecs->len * 0.95)) / 1000;
  printf ("%-12s read %3u of %3u (%5.1f %%)  wrong %u  median %.1f ms  p95 %.1f ms\n", group->name, group->read,
          group->pictures, 100.0 * group->read / group->pictures, group->wrong, median, p95);
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("YIJIAN_QR_DATA");
  g_autoptr (GError) error = NULL;
  g_autofree char *table = NULL;
  int budget_msec = 30;
  gboolean lists_misses = FALSE;
  const GOptionEntry options[] = {
    { "budget", 0, 0, G_OPTION_ARG_INT, &budget_msec, "time for one picture, 0 for no limit", "MSEC" },
    { "misses", 0, 0, G_OPTION_ARG_NONE, &lists_misses, "list what was not read or read wrongly", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || folder == NULL || budget_msec < 0) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "YIJIAN_QR_DATA must name a folder with dev.tsv");
    return 2;
  }
  g_autofree char *path = g_build_filename (folder, "dev.tsv", NULL);
  if (!g_file_get_contents (path, &table, NULL, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 2;
  }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    groups[i].usecs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
    if (g_strv_length (columns) >= N_COLUMNS)
      run_picture (columns, folder, (guint) budget_msec, lists_misses);
  }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    print_group (&groups[i]);
    g_array_unref (groups[i].usecs);
  }
  return 0;
}
