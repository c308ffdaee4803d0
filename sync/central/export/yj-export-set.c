/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of values against the formats of GB/T 39046-2020, and what is said of those that are not there. */
#include "sync/central/export/yj-export-set.h"
#include <string.h>

#define NUMBER "办件编号"
#define DIGITS "0123456789"

struct _YjExportSet {
  const YjExportTable *table;
  json_t *records, *misfits, *outside;
  gboolean *given;      /* by item */
  const char *number;   /* of the record under way */
};

YjExportSet *
yj_export_set_new (const YjExportTable *table)
{
  YjExportSet *self = g_new0 (YjExportSet, 1);
  self->table = table;
  self->records = json_array ();
  self->misfits = json_array ();
  self->outside = json_array ();
  self->given = g_new0 (gboolean, table->n_items);
  return self;
}

void
yj_export_set_free (YjExportSet *self)
{
  if (self == NULL)
    return;
  yj_json_wipe (self->records);
  json_decref (self->misfits);
  json_decref (self->outside);
  g_free (self->given);
  g_free (self);
}

static gboolean
is_like (const char *value, const char *pattern)
{
  if (strlen (value) != strlen (pattern))
    return FALSE;
  for (gsize i = 0; pattern[i] != '\0'; i++)
    if (pattern[i] == '0' ? !g_ascii_isdigit (value[i]) : value[i] != pattern[i])
      return FALSE;
  return TRUE;
}

static gboolean
fits (const YjExportItem *item, const char *value)
{
  glong length = g_utf8_strlen (value, -1);

  switch (item->form) {
  case YJ_FORM_DATETIME:
    return is_like (value, "00000000T000000");
  case YJ_FORM_DATETIME8:
    return is_like (value, "0000000000:00:00");
  case YJ_FORM_UNLIMITED:
    return length > 0;
  case YJ_FORM_DIGITS:
    if (strspn (value, DIGITS) != strlen (value))
      return FALSE;
    break;
  default:
    break;
  }
  return length >= MAX ((glong) item->min, 1) && length <= (glong) item->max;
}

static gsize
find_item (const YjExportSet *self, const char *name)
{
  gsize i = 0;
  while (i < self->table->n_items && !g_str_equal (self->table->items[i].name, name))
    i++;
  g_assert (i < self->table->n_items);
  return i;
}

/* Clause 5.3: the character set is GB 2312 unless said otherwise. Ours is UTF-8; who must convert knows beforehand what would be lost. */
static void
note_charset (YjExportSet *self, const char *value)
{
  g_autofree char *converted = g_convert (value, -1, "GB2312", "UTF-8", NULL, NULL, NULL);
  json_t *last = json_array_get (self->outside, json_array_size (self->outside) - 1);

  if (converted == NULL && g_strcmp0 (json_string_value (last), self->number) != 0)
    json_array_append_new (self->outside, json_string (self->number));
}

json_t *
yj_export_set_begin (YjExportSet *self, const char *number)
{
  json_t *record = json_object ();

  json_array_append_new (self->records, record);
  self->number = number;
  yj_export_set_put (self, record, NUMBER, number);
  self->number = yj_json_string (record, NUMBER);
  return record;
}

void
yj_export_set_put (YjExportSet *self, json_t *into, const char *name, const char *value)
{
  gsize i = find_item (self, name);

  if (value == NULL || *value == '\0')
    return;
  if (!fits (&self->table->items[i], value)) {
    json_array_append_new (self->misfits, json_pack ("{s:s?, s:s}", NUMBER, self->number, "item", name));
    return;
  }
  json_object_set_new (into, name, json_string (value));
  self->given[i] = TRUE;
  if (self->number != NULL)
    note_charset (self, value);
}

json_t *
yj_export_set_to_json (YjExportSet *self)
{
  json_t *omitted = json_array ();

  for (gsize i = 0; i < self->table->n_items; i++)
    if (!self->given[i])
      json_array_append_new (omitted, json_string (self->table->items[i].name));
  return json_pack ("{s:s, s:s, s:s, s:s, s:O, s:o, s:O, s:O}", "standard", "GB/T 39046-2020", "clause", self->table->clause, "table",
                    self->table->table, "charset", "UTF-8", "records", self->records, "omitted", omitted, "misfits", self->misfits,
                    "outside_gb2312", self->outside);
}

const char *
yj_export_set_get_file (const YjExportSet *self)
{
  return self->table->file;
}

gsize
yj_export_set_count (const YjExportSet *self)
{
  return json_array_size (self->records);
}
