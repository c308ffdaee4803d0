/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of dev.tsv and the comparison of texts. */
#include "bench-labels.h"
#include <string.h>

enum { COLUMN_SET = 0, COLUMN_ACCEPTED = 2, COLUMN_KIND = 3, COLUMN_FILE = 9, N_COLUMNS };

static void
label_free (gpointer data)
{
  BenchLabel *label = data;
  g_free (label->set);
  g_free (label->file);
  json_decref (label->accepted);
  g_free (label);
}

static void
add_row (GPtrArray *labels, char **columns)
{
  const char *file = g_strstrip (columns[COLUMN_FILE]);
  BenchLabel *label;

  if (*file == '\0')
    return;
  label = g_new (BenchLabel, 1);
  *label = (BenchLabel){ g_strdup (columns[COLUMN_SET]), g_strdup (file), json_loads (columns[COLUMN_ACCEPTED], 0, NULL), FALSE };
  label->has_text = g_str_equal (columns[COLUMN_KIND], "none") || json_array_size (label->accepted) > 0;
  g_ptr_array_add (labels, label);
}

GPtrArray *
bench_labels_load (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "dev.tsv", NULL), *table = NULL;
  GPtrArray *labels;

  if (!g_file_get_contents (path, &table, NULL, error))
    return NULL;
  labels = g_ptr_array_new_with_free_func (label_free);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
    if (g_strv_length (columns) >= N_COLUMNS)
      add_row (labels, columns);
  }
  return labels;
}

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
is_upc_e (const BenchLabel *label, const char *text)
{
  return strstr (label->set, "upce") != NULL && strlen (text) == 8;
}

/* On imported vehicles an I stands before the number (ISO 3779 has no I in one); the labels leave it out. */
static gboolean
is_imported_vehicle (const BenchLabel *label, const char *text)
{
  return strstr (label->set, "_vin") != NULL && *text == 'I';
}

gboolean
bench_label_accepts (const BenchLabel *label, const YjCode *code)
{
  gsize size;
  const char *bytes = g_bytes_get_data (code->payload, &size);
  g_autofree char *raw = g_strndup (bytes, size);
  g_autofree char *expanded = g_str_equal (code->symbology, "upc-e") && size == 8 ? expand_upc_e (raw) : g_strdup (raw);
  g_autofree char *got = comparable (raw), *got_expanded = comparable (expanded);
  const char *bare = is_imported_vehicle (label, got) ? got + 1 : got;
  size_t i;
  json_t *item;

  json_array_foreach (label->accepted, i, item) {
    g_autofree char *label_expanded = is_upc_e (label, json_string_value (item)) ? expand_upc_e (json_string_value (item)) : NULL;
    if (label_expanded != NULL && equals_label (got_expanded, label_expanded))
      return TRUE;
    if (equals_label (bare, json_string_value (item)) || equals_label (got_expanded, json_string_value (item)))
      return TRUE;
  }
  return FALSE;
}
