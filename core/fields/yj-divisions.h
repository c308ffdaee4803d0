/* SPDX-License-Identifier: Apache-2.0 */
/* The administrative divisions of China down to the county (GB/T 2260, six digits), from assets/divisions, which is built into the
 * program; source and day stand there. A code that is not in the table may be an abolished one: it stays valid, it only has no name
 * here. The table is read at the first use and kept. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum { YJ_DIVISION_PROVINCE, YJ_DIVISION_CITY, YJ_DIVISION_COUNTY, YJ_DIVISION_N_LEVELS } YjDivisionLevel;

/* Is @code six digits that can be a code of @level? */
gboolean yj_division_code_is_of_level (const char *code, YjDivisionLevel level);
/* NULL when the table does not know @code. (transfer none) (nullable) */
const char *yj_divisions_get_name (const char *code);
/* A step of the code that nobody writes in an address: 市辖区, 省直辖县级行政区划. */
gboolean yj_divisions_is_nameless (const char *code);
/* Codes of @level below @parent, in the order of the codes; @parent is NULL for provinces. Empty where a division has
 * no parts. (transfer container) (element-type utf8) */
GPtrArray *yj_divisions_list (YjDivisionLevel level, const char *parent);

G_END_DECLS
