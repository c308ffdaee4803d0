/* SPDX-License-Identifier: Apache-2.0 */
/* What can be made of opened records for others. Thread: one. */
#pragma once
#include "sync/central/export/yj-export-source.h"

G_BEGIN_DECLS

/* Writes files into the folder @output, which must be there and hold none of them, and gives how many records each holds:
 * {"<file>": n}. YJ_ERROR_BAD_DATA: a record holds a symbol that the code table does not have; YJ_ERROR_FAILED: not written. */
typedef json_t *(*YjExportFunc) (const YjExportSource *source, const char *output, GError **error);

/* GB/T 39046-2020, clauses 6.2 to 6.6: 办事申请, 事项受理, 事项办理, 事项办结, 政务服务绩效评价; one JSON file each, items by their names (5.2). */
json_t *yj_export_gbt39046 (const YjExportSource *source, const char *output, GError **error);
/* The business members ("params") of the national evaluation interface (好差评), one object an evaluation, in evaluations.json; what sender and
 * signature add is left out. call-back.json: numbers of those who asked to be called. */
json_t *yj_export_evaluations (const YjExportSource *source, const char *output, GError **error);

/* Inside the exporters: @value as the file @name.json below @output. */
gboolean yj_export_write (const char *output, const char *name, const json_t *value, GError **error);
/* The reasons of an evaluation in words, with "；" between them; NULL for none, or with @error. (transfer full) */
char *yj_export_describe_reasons (const json_t *evaluation, GError **error);

G_END_DECLS
