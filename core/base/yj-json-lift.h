/* SPDX-License-Identifier: Apache-2.0 */
/* Inside yj-json: the way of long plain texts past the parser. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* What json_loadb () with JSON_REJECT_DUPLICATES makes of @text, sooner: sealed envelopes and receipts are nearly all of what is sent, and
 * the parser looks at each of their characters several times. NULL: not JSON, or nothing in it is long and plain; the parser says which.
 * (transfer full) (nullable) */
json_t *yj_json_load_lifted (const char *text, gsize size);

G_END_DECLS
