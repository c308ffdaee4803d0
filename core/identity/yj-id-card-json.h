/* SPDX-License-Identifier: Apache-2.0 */
/* A card as JSON: what yijianctl prints and what virtual readers are given. Members are those of YjIdCard with
 * "kind" as its nick, "photo" as base64, and absent where a member is NULL. */
#pragma once
#include "core/base/yj-json.h"
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

/* Drop it with yj_json_wipe (). (transfer full) */
json_t *yj_id_card_to_json (const YjIdCard *card);
/* "kind" is "resident" when absent; "sex" is a code of GB/T 2261.1 or "male" or "female"; other members are ignored.
 * YJ_ERROR_BAD_DATA names the member; a name (or latin_name) and a number are required. (transfer full) (nullable) */
YjIdCard *yj_id_card_from_json (const json_t *json, GError **error);

G_END_DECLS
