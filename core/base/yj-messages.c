/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the loaded sentences; knows no page and no widget. */
#include "core/base/yj-messages.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include <string.h>

struct _YjMessages {
  GObject parent_instance;
  GHashTable *tables; /* language -> json object */
  GPtrArray *languages;
};

G_DEFINE_FINAL_TYPE (YjMessages, yj_messages, G_TYPE_OBJECT)

static void
yj_messages_finalize (GObject *object)
{
  YjMessages *self = YJ_MESSAGES (object);
  g_hash_table_unref (self->tables);
  g_ptr_array_unref (self->languages);
  G_OBJECT_CLASS (yj_messages_parent_class)->finalize (object);
}

static void
yj_messages_class_init (YjMessagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_messages_finalize;
}

static void
yj_messages_init (YjMessages *self)
{
  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_decref);
  self->languages = g_ptr_array_new ();
}

static int
compare_languages (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a, *right = *(const char *const *) b;
  gboolean left_base = g_str_equal (left, YJ_LANGUAGE_BASE), right_base = g_str_equal (right, YJ_LANGUAGE_BASE);
  return left_base != right_base ? right_base - left_base : strcmp (left, right);
}

static gboolean
load_table (YjMessages *self, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  json_t *table = yj_json_parse_file (path, 0, 2, error);
  char *language;

  if (table == NULL)
    return FALSE;
  language = g_strndup (name, strlen (name) - strlen (".json"));
  g_hash_table_insert (self->tables, language, table);
  g_ptr_array_add (self->languages, language);
  return TRUE;
}

YjMessages *
yj_messages_new (const char *dir, GError **error)
{
  g_autoptr (YjMessages) self = g_object_new (YJ_TYPE_MESSAGES, NULL);
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".json") && !load_table (self, dir, name, error))
      return NULL;
  if (!g_hash_table_contains (self->tables, YJ_LANGUAGE_BASE)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s holds no " YJ_LANGUAGE_BASE ".json", dir);
    return NULL;
  }
  g_ptr_array_sort (self->languages, compare_languages);
  g_ptr_array_add (self->languages, NULL);
  return g_steal_pointer (&self);
}

const char *const *
yj_messages_get_languages (YjMessages *self)
{
  return (const char *const *) self->languages->pdata;
}

const char *
yj_messages_get (YjMessages *self, const char *language, const char *id)
{
  const char *text = language ? yj_json_string (g_hash_table_lookup (self->tables, language), id) : NULL;
  if (text == NULL)
    text = yj_json_string (g_hash_table_lookup (self->tables, YJ_LANGUAGE_BASE), id);
  return text != NULL ? text : id;
}

static char *
replace_all (const char *text, const char *const *params)
{
  GString *out = g_string_new (text);
  for (gsize i = 0; params != NULL && params[i] != NULL && params[i + 1] != NULL; i += 2) {
    g_autofree char *placeholder = g_strdup_printf ("{%s}", params[i]);
    g_string_replace (out, placeholder, params[i + 1], 0);
  }
  return g_string_free (out, FALSE);
}

static char **
collect_params (va_list args)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *word;
  while ((word = va_arg (args, const char *)) != NULL)
    g_strv_builder_add (builder, word);
  return g_strv_builder_end (builder);
}

char *
yj_messages_format_valist (YjMessages *self, const char *language, const char *id, va_list list)
{
  g_auto (GStrv) params = collect_params (list);
  return replace_all (yj_messages_get (self, language, id), (const char *const *) params);
}

char *
yj_messages_format (YjMessages *self, const char *language, const char *id, ...)
{
  va_list args;
  char *text;

  va_start (args, id);
  text = yj_messages_format_valist (self, language, id, args);
  va_end (args);
  return text;
}

char *
yj_messages_format_problem (YjMessages *self, const char *language, const YjProblem *problem)
{
  return replace_all (yj_messages_get (self, language, problem->id), (const char *const *) problem->params);
}

YjProblem *
yj_problem_new (const char *id, ...)
{
  YjProblem *problem = g_new0 (YjProblem, 1);
  va_list args;

  problem->id = g_strdup (id);
  va_start (args, id);
  problem->params = collect_params (args);
  va_end (args);
  return problem;
}

void
yj_problem_free (YjProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->id);
  g_strfreev (problem->params);
  g_free (problem);
}
