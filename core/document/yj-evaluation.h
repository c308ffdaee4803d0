/* SPDX-License-Identifier: Apache-2.0 */
/* What a person thinks of the service: one of five grades and a few reasons, by free will; a record of its own
 * (assets/schema/evaluation.schema.json). Symbols only: which number is the best one differs between the standards, and
 * exporters alone know. Thread: any. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-catalogue.h"

G_BEGIN_DECLS

/* From "very-satisfied" to "very-dissatisfied". (transfer none) (array zero-terminated=1) */
const char *const *yj_evaluation_list_grades (void);
/* The two lowest: a reason has to be given, and the person may ask to be called. */
gboolean yj_evaluation_is_negative (const char *grade);
/* The reasons that go with @grade. (transfer none) (array zero-terminated=1) */
const char *const *yj_evaluation_list_reasons (const char *grade);

/* The id follows from that of the application, so that an application has one evaluation: a second one is refused
 * (YJ_ERROR_EXISTS) where the first is stored. @reasons: (nullable). @call_back counts with the two lowest grades only. (transfer full) */
json_t *yj_evaluation_document_new (const char *application_id, const char *grade, const char *const *reasons, gboolean call_back,
                                    gint64 wall_usec);
/* Has it the form of the schema, and do the reasons go with the grade? YJ_ERROR_BAD_DATA with a JSON Pointer. */
gboolean yj_evaluation_check_form (const json_t *evaluation, GError **error);

/* Seals @evaluation to @recipients, at least two; the header names the item of the application. @region: (nullable).
 * YJ_ERROR_BAD_DATA, _CRYPTO. *@envelope and *@draft_header are (transfer full). */
gboolean yj_evaluation_seal (json_t *evaluation, YjItem *item, YjCatalogue *catalogue, const char *region,
                             const char *const *recipients, GBytes **envelope, char **draft_header, GError **error);

G_END_DECLS
