/* SPDX-License-Identifier: Apache-2.0 */
/* What a kiosk may say of a record from outside the seal: assets/schema/header-draft.schema.json, kind by kind. Thread: any. */
#pragma once
#include <gio/gio.h>
#include "core/base/yj-json.h"

G_BEGIN_DECLS

#define YJ_HEADER_DRAFT_MAX_BYTES (64u * 1024u)

/* Is @draft whole, of a known kind, with what that kind needs and nothing that another needs, and does it describe @envelope?
 * Whether its pages were handed over is not looked at. YJ_ERROR_BAD_DATA names what is wrong. */
gboolean yj_header_draft_check (const json_t *draft, GBytes *envelope, GError **error);
/* The reference that @draft withdraws and the proof for it; FALSE when it is no withdrawal. (transfer none) */
gboolean yj_header_draft_get_withdrawal (const json_t *draft, const char **reference, const char **proof);

G_END_DECLS
