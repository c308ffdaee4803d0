/* SPDX-License-Identifier: Apache-2.0 */
/* The administrative divisions of China down to the county (GB/T 2260, six digits), from divisions.json, where source
 * and day stand. A code that is not in the table may be an abolished one: it stays valid, it only has no name here.
 * Thread: main. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { YJ_DIVISION_PROVINCE, YJ_DIVISION_CITY, YJ_DIVISION_COUNTY, YJ_DIVISION_N_LEVELS } YjDivisionLevel;

/* NULL when the table does not know @code. (transfer none) (nullable) */
const char *yj_divisions_get_name (const char *code);
/* Codes of @level below @parent, in the order of the codes; @parent is NULL for provinces. Empty where a division has
 * no parts. (transfer container) */
GPtrArray *yj_divisions_list (YjDivisionLevel level, const char *parent);

G_END_DECLS
