/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: sections that are asked once for each employee, shareholder, heir … */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

#define YJ_REPEAT_MAX 40
#define YJ_ITEM_MAX_FIELDS 1024 /* of the form, with its repetitions */

/* The item as it is asked: a section with "repeat" {"count": id of a number, "max": n} stands there n times, each for
 * when the number is that large. The first keeps its ids; in the k-th, sections and pages end in "-k" and fields in
 * "_k", and what names a field of its own section names the one of its own copy. "{n}" in texts is k, and a field whose spec says
 * "distinct" differs from those before it. A section whose "repeat" is not of that form is left as it is. Copies carry
 * "copy": k. YJ_ERROR_LIMIT. (transfer full): @file itself where nothing repeats. */
json_t *yj_item_expand_repeats (json_t *file, GError **error);

G_END_DECLS
