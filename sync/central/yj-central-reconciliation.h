/* SPDX-License-Identifier: Apache-2.0 */
/* A kiosk says what it holds a receipt for, and central says whether it has the same: see Reconciliation in openapi.yaml. */
#pragma once
#include "sync/central/yj-central.h"

G_BEGIN_DECLS

/* Whether the member "reconciliation" of a status is absent or as described. */
gboolean yj_central_is_reconciliation (const json_t *status);
/* Compares the segments of a question that was found well with what is stored of @kiosk's outbox @epoch. At most YJ_SETTLED_NUMBERS_MAX rows
 * are read. What differs is told to the log. {"segments": […]} as described, or NULL with the store's @error. (transfer full) */
json_t *yj_central_reconcile (YjCentral *central, const char *kiosk, const char *epoch, const json_t *segments, GError **error);

G_END_DECLS
