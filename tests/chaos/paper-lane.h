/* SPDX-License-Identifier: Apache-2.0 */
/* One hall terminal's paper under fire: visits one after another at a private cupsd with a virtual printer behind it, faults at random
 * moments, and at the end an account of what was asked for, what was said and what came out. A lane runs in a thread of its own. */
#pragma once
#include "tests/chaos/paper-account.h"

typedef enum { LANE_VIRTUAL, LANE_SAMPLE /* CUPS's own ippeveprinter */ } LaneKind;

/* @seed decides every fault; @heartbeat (transfer none) tells how starved this program was. (transfer full): a thread that returns a
 * LaneAccount. */
GThread *lane_start (LaneKind kind, guint number, guint32 seed, guint visits, Heartbeat *heartbeat);
/* Joins @thread (transfer full) and adds what it returned to @sum. */
void lane_join (GThread *thread, LaneAccount *sum);
