/* SPDX-License-Identifier: Apache-2.0 */
/* One data set of GB/T 39046-2020: its items with their formats (clause 5.3, tables 2 and 3), and the records that were put in. A value that
 * does not fit its item's format is left out and named; an item that is never given is listed. Thread: one. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef enum {
  YJ_FORM_TEXT,      /* a, an: characters */
  YJ_FORM_DIGITS,    /* n */
  YJ_FORM_DATETIME,  /* YYYYMMDDThhmmss */
  YJ_FORM_DATETIME8, /* YYYYMMDDhh:mm:ss, as table 8 has it */
  YJ_FORM_UNLIMITED, /* ..ul */
} YjExportForm;

typedef struct {
  const char *name;    /* clause 5.2: the item's Chinese name */
  YjExportForm form;
  guint min, max;      /* characters; of TEXT and DIGITS */
} YjExportItem;

typedef struct {
  const char *file;    /* name of the file, without ".json" */
  const char *clause;  /* "6.2" */
  const char *table;   /* "表5 办事申请基础数据集" */
  const YjExportItem *items;
  gsize n_items;
} YjExportTable;

typedef struct _YjExportSet YjExportSet;

YjExportSet *yj_export_set_new (const YjExportTable *table);
void yj_export_set_free (YjExportSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjExportSet, yj_export_set_free)
/* A new record about the case @number (办件编号). (transfer none) */
json_t *yj_export_set_begin (YjExportSet *set, const char *number);
/* @name must be an item of the table. @value NULL: it is not known of this record. @into: a record, or an object inside it. */
void yj_export_set_put (YjExportSet *set, json_t *into, const char *name, const char *value);
/* {"standard", "clause", "table", "charset", "records", "omitted": [names], "misfits": [{"办件编号", "item"}],
 * "outside_gb2312": [numbers]}. (transfer full) */
json_t *yj_export_set_to_json (YjExportSet *set);
const char *yj_export_set_get_file (const YjExportSet *set);
gsize yj_export_set_count (const YjExportSet *set);

G_END_DECLS
