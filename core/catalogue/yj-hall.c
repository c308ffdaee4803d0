/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a hall's own facts: which files they come from, and how finer ones replace coarser ones. */
#include "core/catalogue/yj-hall.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-text.h"
#include "core/seal/yj-archive.h"
#include <string.h>

/* Digits of province, city, county, town, village in a code of the statistics office; the first three are filled up to six. */
static const gsize levels[] = { 2, 4, 6, 9, 12 };
#define CODE_DIGITS 6

struct _YjHall {
  char *region;
  json_t *json;
  YjOpeningHours *hours;
  guint n_files;
};

void
yj_hall_free (YjHall *self)
{
  if (self == NULL)
    return;
  g_free (self->region);
  g_clear_pointer (&self->json, json_decref);
  yj_opening_hours_free (self->hours);
  g_free (self);
}

static gboolean
is_division_code (const char *region)
{
  gsize size = strlen (region);
  return (size == 6 || size == 9 || size == 12) && strspn (region, "0123456789") == size;
}

/* The codes from the province to the region itself. */
static GStrv
list_codes (const char *region)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *before = NULL;

  for (guint i = 0; is_division_code (region) && i < G_N_ELEMENTS (levels) && levels[i] < strlen (region); i++) {
    g_autofree char *code = g_strndup (region, levels[i]), *filled = NULL;
    filled = levels[i] < CODE_DIGITS ? g_strdup_printf ("%s%0*d", code, (int) (CODE_DIGITS - levels[i]), 0) : g_strdup (code);
    if (g_strcmp0 (filled, before) != 0 && !g_str_equal (filled, region))
      g_strv_builder_add (builder, filled);
    g_free (before);
    before = g_steal_pointer (&filled);
  }
  g_strv_builder_add (builder, region);
  return g_strv_builder_end (builder);
}

gboolean
yj_hall_reads_file (const char *region, const char *name)
{
  g_auto (GStrv) codes = list_codes (region);

  for (gsize i = 0; codes[i] != NULL; i++) {
    g_autofree char *file = g_strdup_printf ("regions/%s.json", codes[i]);
    if (g_str_equal (file, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_by_item (const char *member)
{
  static const char *const members[] = { "switched_off", "added_materials", "item_phones", NULL };
  return g_strv_contains (members, member);
}

static void
merge (YjHall *self, const json_t *file)
{
  const char *key;
  json_t *member, *mine;

  json_object_foreach ((json_t *) file, key, member) {
    mine = json_object_get (self->json, key);
    if (is_by_item (key) && json_is_object (mine) && json_is_object (member))
      json_object_update (mine, member);
    else if (is_by_item (key))
      json_object_set_new (self->json, key, json_copy (member));
    else if (!g_str_equal (key, "code") && !g_str_equal (key, "source"))
      json_object_set (self->json, key, member);
  }
}

static gboolean
take_hours (YjHall *self, const json_t *file, GError **error)
{
  json_t *rules = json_object_get (file, "hours");
  YjOpeningHours *hours;

  if (rules == NULL)
    return TRUE;
  hours = yj_opening_hours_new (rules, error);
  if (hours == NULL) {
    g_prefix_error (error, "/hours");
    return FALSE;
  }
  yj_opening_hours_free (self->hours);
  self->hours = hours;
  return TRUE;
}

static gboolean
take_file (YjHall *self, const char *name, GBytes *data, GError **error)
{
  g_autoptr (json_t) file = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, error);

  self->n_files++;
  if (file != NULL && !json_is_object (file))
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, ": an object is expected");
  if (!json_is_object (file) || !take_hours (self, file, error)) {
    g_prefix_error (error, "%s", name);
    return FALSE;
  }
  merge (self, file);
  return TRUE;
}

YjHall *
yj_hall_new (const char *region, GPtrArray *entries, GError **error)
{
  g_autoptr (YjHall) self = g_new0 (YjHall, 1);
  g_auto (GStrv) codes = list_codes (region);

  self->region = g_strdup (region);
  self->json = json_object ();
  for (gsize i = 0; codes[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("regions/%s.json", codes[i]);
    GBytes *data = yj_archive_entries_find (entries, name);
    if (data != NULL && !take_file (self, name, data, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

const char *
yj_hall_get_region (YjHall *self)
{
  return self->region;
}

guint
yj_hall_count_files (YjHall *self)
{
  return self->n_files;
}

const char *
yj_hall_get_text (YjHall *self, const char *member, const char *language)
{
  json_t *value = json_object_get (self->json, member);
  return json_is_string (value) ? json_string_value (value) : yj_text_get (yj_text_from_json (value), language);
}

const char *
yj_hall_get_phone (YjHall *self, const char *item_id)
{
  const char *phone = item_id != NULL ? yj_json_string (yj_json_object (self->json, "item_phones"), item_id) : NULL;
  return phone != NULL ? phone : yj_hall_get_text (self, "phone", YJ_LANGUAGE_BASE);
}

/* (transfer full) (nullable): the clock does not know */
static GDateTime *
find_day (YjClock *clock)
{
  return yj_clock_is_verified (clock) ? yj_clock_get_today (clock) : NULL;
}

char *
yj_hall_format_week (YjHall *self, YjMessages *messages, const char *language, YjClock *clock)
{
  GDateTime *day = find_day (clock);
  char *text = self->hours != NULL ? yj_opening_hours_format_week (self->hours, messages, language, day) : g_strdup ("");
  g_clear_pointer (&day, g_date_time_unref);
  return text;
}

char *
yj_hall_format_today (YjHall *self, YjMessages *messages, const char *language, YjClock *clock)
{
  GDateTime *day = find_day (clock);
  char *text;

  if (self->hours == NULL || day == NULL)
    text = yj_hall_format_week (self, messages, language, clock);
  else
    text = yj_opening_hours_format_day (self->hours, messages, language, day);
  g_clear_pointer (&day, g_date_time_unref);
  return text;
}

static json_t *
get_for_item (YjHall *self, const char *member, const char *item_id)
{
  return json_object_get (json_object_get (self->json, member), item_id);
}

static gboolean
has_switched_off_all (YjHall *self, const char *item_id)
{
  return json_is_true (get_for_item (self, "switched_off", item_id));
}

gboolean
yj_hall_has_switched_off (YjHall *self, const char *item_id, const char *matter_code)
{
  json_t *codes = get_for_item (self, "switched_off", item_id), *code;
  size_t i;

  json_array_foreach (codes, i, code)
    if (g_strcmp0 (json_string_value (code), matter_code) == 0)
      return TRUE;
  return json_is_true (codes);
}

const json_t *
yj_hall_get_added_materials (YjHall *self, const char *item_id)
{
  json_t *list = get_for_item (self, "added_materials", item_id);
  return json_array_size (list) > 0 ? list : NULL;
}

gboolean
yj_hall_changes_item (YjHall *self, const char *item_id)
{
  return has_switched_off_all (self, item_id) || json_array_size (get_for_item (self, "switched_off", item_id)) > 0 ||
         yj_hall_get_added_materials (self, item_id) != NULL;
}

const json_t *
yj_hall_get_json (YjHall *self)
{
  return self->json;
}
