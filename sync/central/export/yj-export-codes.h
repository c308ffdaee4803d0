/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of codes from the symbols of our documents to those of others. A symbol that the table does not have is refused, never
 * guessed. Thread: any.
 *
 * The scales run against each other: in GB/T 39046-2020 A.8 1 is the best grade, in the national evaluation interface 5 is. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  YJ_EXPORT_GBT39046,   /* GB/T 39046-2020, annex A */
  YJ_EXPORT_EVALUATION, /* the national evaluation interface (好差评) */
} YjExportStandard;

/* "very-satisfied" -> "1" or "5". NULL with YJ_ERROR_BAD_DATA for what is not in the table. (transfer none) */
const char *yj_export_grade_to_code (YjExportStandard standard, const char *grade, GError **error);
/* 非常满意 … : the same words in both. */
const char *yj_export_grade_to_words (const char *grade, GError **error);

/* A reason in words: 办得慢. */
const char *yj_export_reason_to_words (const char *reason, GError **error);
/* The interface's code for @reason with @grade where it means the same, else NULL: then the words alone say it. */
const char *yj_export_reason_to_code (const char *grade, const char *reason);

G_END_DECLS
