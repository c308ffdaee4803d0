/* SPDX-License-Identifier: Apache-2.0 */
/* A queue of any length, made in one transaction: record 1 is sealed as ever, the others are its copies under their own numbers. */
#pragma once
#include "outbox-rig.h"

/* Queued records up to @count with envelopes of @bytes; the outbox is open before and after. */
void outbox_many_fill (OutboxRig *rig, guint count, gsize bytes);
/* The id of a copy. (transfer full) */
char *outbox_many_id (guint64 seq);
