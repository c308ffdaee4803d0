/* SPDX-License-Identifier: Apache-2.0 */
/* One hall terminal's paper under fire: visits one after another at a private cupsd with a virtual printer behind it, faults at random
 * moments, and at the end an account of what was asked for, what was said and what came out. A lane runs in a thread of its own. */
#pragma once
#include "tests/support/heartbeat.h"

/* What the driver promises for the receipts of these visits, which are short. */
#define LANE_PROMISE_MSEC 5000

typedef enum { LANE_VIRTUAL, LANE_SAMPLE /* CUPS's own ippeveprinter */ } LaneKind;

typedef struct {
  guint visits, requests, sheets;
  guint printed, failed, unknown; /* what was said */
  guint doubled;                  /* sheets beyond the requests of their visit */
  guint late;                     /* sheets whose paper moved after the visit had ended */
  guint false_success;            /* "printed", and no sheet */
  guint closed;                   /* visits after which the gate closed for a while */
  guint switched;                 /* how often somebody switched a printer off and on */
  guint slow;                     /* answers that took longer than was promised */
  guint starved;                  /* those of them that were late by no more than two of this program's beats, one thread's after the other's */
  GArray *answer_msec;            /* gint64: from each request to its answer */
  GPtrArray *stories;             /* of visits in which something was wrong or slow; NULL in a sum */
} LaneAccount;

/* @seed decides every fault; @heartbeat (transfer none) tells how starved this program was. (transfer full): a thread that returns a
 * LaneAccount. */
GThread *lane_start (LaneKind kind, guint number, guint32 seed, guint visits, Heartbeat *heartbeat);
/* Joins @thread (transfer full) and adds what it returned to @sum. */
void lane_join (GThread *thread, LaneAccount *sum);
