/* SPDX-License-Identifier: Apache-2.0 */
/* Says what a number or a machine-readable zone is, for technicians and tests. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* {"kind": "resident-id"|"uscc"|"mrz"|"unknown", "valid": bool, "reason"?, and the fields read}.
 * (transfer full) */
json_t *yj_id_check (const char *text);

G_END_DECLS
