/* SPDX-License-Identifier: Apache-2.0 */
/* Inside yj-json: the short way of plain JSON into values and back. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* Printable ASCII without quotation mark and backslash: such a text stands in JSON as it is. */
gboolean yj_json_is_plain (const char *text, gsize size);

/* What json_loadb () with JSON_REJECT_DUPLICATES makes of @text, five times as soon. NULL: this is not JSON, or is nested deeper than
 * @max_depth, or holds a text that is not plain or a number that is not whole; the long way says which.
 * (transfer full) (nullable) */
json_t *yj_json_load_plain (const char *text, gsize size, guint max_depth);

G_END_DECLS
