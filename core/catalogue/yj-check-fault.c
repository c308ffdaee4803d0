/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the place of what the JSON parser refuses: a key that stands twice, and nesting that is too deep. The parser gives line and column;
 * an author looks for a member. */
#include "core/catalogue/yj-check-private.h"

typedef struct {
  GHashTable *keys; /* (nullable) of an object */
  char *key;        /* (nullable) the member that is being read */
  guint index;      /* of an array's element */
  gboolean wants_key;
} Level;

static void
level_free (Level *level)
{
  g_clear_pointer (&level->keys, g_hash_table_unref);
  g_free (level->key);
  g_free (level);
}

static void
open_level (GPtrArray *levels, gboolean object)
{
  Level *level = g_new0 (Level, 1);

  level->keys = object ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;
  level->wants_key = object;
  g_ptr_array_add (levels, level);
}

static char *
describe (GPtrArray *levels)
{
  GString *pointer = g_string_new (NULL);

  for (guint i = 0; i < levels->len; i++) {
    Level *level = g_ptr_array_index (levels, i);
    g_auto (GStrv) tildes = g_strsplit (level->key != NULL ? level->key : "", "~", -1);
    g_autofree char *escaped = g_strjoinv ("~0", tildes);
    g_auto (GStrv) slashes = g_strsplit (escaped, "/", -1);
    g_autofree char *name = g_strjoinv ("~1", slashes);
    if (level->keys == NULL)
      g_string_append_printf (pointer, "/%u", level->index);
    else if (level->key != NULL)
      g_string_append_printf (pointer, "/%s", name);
  }
  return g_string_free (pointer, FALSE);
}

/* The end of the string that begins at @start, behind its quote. */
static gsize
skip_string (const char *text, gsize size, gsize start)
{
  gsize i = start + 1;

  while (i < size && text[i] != '"')
    i += text[i] == '\\' ? 2 : 1;
  return MIN (i + 1, size);
}

/* The key as the parser reads it: with its escapes undone. */
static char *
read_key (const char *quoted, gsize length)
{
  g_autofree char *list = g_strdup_printf ("[%.*s]", (int) length, quoted);
  g_autoptr (json_t) parsed = yj_json_parse (list, length + 2, 0, 0, NULL);
  const char *key = json_string_value (json_array_get (parsed, 0));

  return g_strdup (key != NULL ? key : "");
}

/* FALSE when the key stands there before. */
static gboolean
take_key (Level *level, char *key)
{
  g_free (level->key);
  level->key = key;
  level->wants_key = FALSE;
  return g_hash_table_add (level->keys, g_strdup (key));
}

char *
yj_check_find_fault (const char *text, gsize size, guint max_depth, YjFindingKind *kind)
{
  g_autoptr (GPtrArray) levels = g_ptr_array_new_with_free_func ((GDestroyNotify) level_free);

  for (gsize i = 0; i < size; i++) {
    Level *level = levels->len > 0 ? g_ptr_array_index (levels, levels->len - 1) : NULL;
    gsize end = text[i] == '"' ? skip_string (text, size, i) : i + 1;
    *kind = YJ_FINDING_DUPLICATE_KEY;
    if (text[i] == '"' && level != NULL && level->wants_key && !take_key (level, read_key (text + i, end - i)))
      return describe (levels);
    *kind = YJ_FINDING_NESTING;
    if ((text[i] == '{' || text[i] == '[') && levels->len == max_depth)
      return describe (levels);
    if (text[i] == '{' || text[i] == '[')
      open_level (levels, text[i] == '{');
    else if ((text[i] == '}' || text[i] == ']') && level != NULL)
      g_ptr_array_set_size (levels, (gint) levels->len - 1);
    else if (text[i] == ',' && level != NULL) {
      level->index++;
      level->wants_key = level->keys != NULL;
    }
    i = end - 1;
  }
  return NULL;
}
