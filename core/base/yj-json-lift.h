/* SPDX-License-Identifier: Apache-2.0 */
/* Inside yj-json: the way of long plain texts past the parser. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* What has to hold of a text before it is parsed. */
typedef gboolean (*YjJsonCheck) (const char *text, gsize size, guint max_depth);

/* What json_loadb () with JSON_REJECT_DUPLICATES makes of @text, sooner: sealed envelopes and receipts are nearly all of what is sent, and
 * @check and the parser look at each of their characters several times. @check sees what is left when they are out: plain characters
 * between two quotation marks change nothing in what it asks. NULL: it does not hold, or this is not JSON, or nothing in it is long and
 * plain; the whole way says which.
 * (transfer full) (nullable) */
json_t *yj_json_load_lifted (const char *text, gsize size, YjJsonCheck check, guint max_depth);

G_END_DECLS
