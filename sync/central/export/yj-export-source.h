/* SPDX-License-Identifier: Apache-2.0 */
/* What `yijian-central unseal -o DIR` wrote, read again for an exporter. Holds people's data: free it soon. Thread: one. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-catalogue.h"

G_BEGIN_DECLS

typedef struct {
  json_t *record;       /* record.json */
  json_t *document;     /* <kind>.json */
} YjOpenedRecord;

typedef struct {
  GPtrArray *records;     /* YjOpenedRecord, in the order they came to central */
  YjCatalogue *catalogue; /* (nullable) names of items, matters and departments */
} YjExportSource;

/* @catalogue_dir: (nullable). YJ_ERROR_NOT_FOUND: no opened record is in @dir. */
YjExportSource *yj_export_source_open (const char *dir, const char *catalogue_dir, GError **error);
void yj_export_source_free (YjExportSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjExportSource, yj_export_source_free)

/* Is it an accepted one of @kind? */
gboolean yj_opened_record_is (const YjOpenedRecord *record, const char *kind);
/* The accepted application with that id; NULL for none. (transfer none) (nullable) */
const YjOpenedRecord *yj_export_source_find_application (const YjExportSource *source, const char *id);

/* The number of the whole life event: an official one, or the reference. */
const char *yj_opened_record_get_number (const YjOpenedRecord *application);
/* That of one case: the same and "-n". (transfer full) */
char *yj_opened_record_make_case_number (const YjOpenedRecord *application, const char *case_code);
/* Rows of record.json about one case, in order. (transfer full) (element-type json_t) */
GPtrArray *yj_opened_record_list_case (const YjOpenedRecord *application, const char *case_code);
/* Codes of its cases, in order. (transfer full) */
GPtrArray *yj_opened_record_list_case_codes (const YjOpenedRecord *application);

/* (transfer none) (nullable) without a catalogue that knows it. */
const YjItem *yj_export_source_find_item (const YjExportSource *source, const YjOpenedRecord *record);
const YjMatter *yj_export_source_find_matter (const YjExportSource *source, const YjOpenedRecord *application, const char *code);
const char *yj_export_source_name_department (const YjExportSource *source, const char *code);

/* RFC 3339 as China Standard Time in @format (GDateTime's); NULL for what is no time. (transfer full) (nullable) */
char *yj_export_format_time (const char *time, const char *format);
/* When it was finished at the kiosk; NULL when the kiosk's clock was not verified. (transfer none) (nullable) */
const char *yj_opened_record_get_time (const YjOpenedRecord *record, const char *member);

G_END_DECLS
