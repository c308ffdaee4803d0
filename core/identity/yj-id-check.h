/* SPDX-License-Identifier: Apache-2.0 */
/* Says what a number or a machine-readable zone is, for technicians and tests. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* {"kind": "resident-id"|"uscc"|"mrz"|"unknown", "valid": bool, "reason" when not valid, and the fields read:
 *   resident-id  number, area, area_kind, birth, sex ("male"|"female"), sequence
 *   uscc         code, registrar, class, area, organisation
 *   mrz          document_type, number, name, birth, sex, expiry, nationality}
 * Full width, spaces and lower case are put right first. Any text, of any length. (transfer full), drop it with
 * yj_json_wipe () */
json_t *yj_id_check (const char *text);

G_END_DECLS
