/* SPDX-License-Identifier: Apache-2.0 */
/* A batch of records as bytes: pure, without network or store. Format: CloudEvents 1.0 JSON batch, zstd; see
 * sync/central/openapi.yaml. The same items give the same bytes. Thread: one at a time. */
#pragma once
#include "sync/courier/yj-outbox.h"

G_BEGIN_DECLS

/* One event. (transfer full) (nullable): its text is not UTF-8. */
json_t *yj_batch_pack_event (const YjOutboxItem *item);

typedef struct _YjBatchPack YjBatchPack;
/* @expected_bytes: of envelopes and headers; more only takes longer. @zstd: coded. */
YjBatchPack *yj_batch_pack_new (gsize expected_bytes, gboolean zstd);
void yj_batch_pack_free (YjBatchPack *pack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjBatchPack, yj_batch_pack_free)
/* Header and envelope of @item are let go as soon as they are in: a batch is in memory once. */
void yj_batch_pack_add (YjBatchPack *pack, YjOutboxItem *item);
/* Nothing is added after it. (transfer full) */
GBytes *yj_batch_pack_finish (YjBatchPack *pack);

G_END_DECLS
