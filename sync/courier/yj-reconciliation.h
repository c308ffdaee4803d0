/* SPDX-License-Identifier: Apache-2.0 */
/* The reckoning of a comparison with central, without line or store: when one is due, what is asked, what an answer says, what is found.
 * The question is Reconciliation in sync/central/openapi.yaml.
 *
 * What is kept of the last one: {"at_ms", "central_epoch", "answered", "compared", "offered", "lost": [[first, last]], "differing":
 * [[first, last]], "next_seq"}: numbers by ranges, because a central that has lost much has lost much in a row. "answered": FALSE when central knows no such question. Thread: any. */
#pragma once
#include "sync/courier/yj-outbox.h"

G_BEGIN_DECLS

#define YJ_RECONCILIATION_SECONDS (24 * 3600)

/* @kept: of yj_outbox_get_reconciliation (). @central_ms: what central's clock says now. By time of running or by central's clock, whichever is
 * sooner; when central is another than then; and when somebody @asked and it was an hour ago or something is open. */
gboolean yj_reconciliation_is_due (const json_t *kept, guint every_seconds, gint64 central_ms, const char *central_epoch, gboolean asked);

/* A stretch of settled records. */
typedef struct {
  GArray *ranges; /* of guint64: first, last, first, last, … */
  guint count, max; /* numbers in it, and the most */
  GChecksum *sum;
} YjSegment;
YjSegment *yj_segment_new (guint max);
void yj_segment_free (YjSegment *segment);
/* FALSE: it is full. */
gboolean yj_segment_add (YjSegment *segment, const YjOutboxSettled *settled);
guint64 yj_segment_get_first (const YjSegment *segment);
guint64 yj_segment_get_last (const YjSegment *segment);
gboolean yj_segment_has (const YjSegment *segment, guint64 seq);
/* {"segments": […]} (element-type YjSegment) (transfer full) */
json_t *yj_reconciliation_ask (GPtrArray *segments);

/* Numbers of records, each list in ascending order. */
typedef struct {
  GArray *missing; /* central does not have them, and their bytes are here */
  GArray *lost; /* central does not have them, and they are purged */
  GArray *differing; /* central has something else */
} YjFindings;
void yj_findings_init (YjFindings *findings);
void yj_findings_clear (YjFindings *findings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjFindings, yj_findings_clear)
/* Holds what is settled here against [[seq, id, digest, verdict]] of central. (element-type YjOutboxSettled) */
void yj_findings_compare (YjFindings *findings, const GArray *settled, const json_t *records);

/* [[first, last]] of the numbers that were found @before (nullable, likewise), without those from @covered (first, last, first, last, …), and
 * of those in @found. (transfer full) */
json_t *yj_reconciliation_merge (const json_t *before, const GArray *covered, const GArray *found);
/* What central is told of it, as Reconciliation.last; NULL when nothing was compared. (nullable) (transfer full) */
json_t *yj_reconciliation_report (const json_t *kept);

/* What a technician is told of it: {"answered", "matched", "at", "age_seconds", "compared", "offered", "lost", "differing", "numbers": {"lost",
 * "differing"}}, of the last the first 20; NULL: there was none yet. (nullable) (transfer full) */
json_t *yj_reconciliation_describe (const json_t *kept);
/* What is to be done about what that says; NULL: nothing. (static) (nullable) */
const char *yj_reconciliation_choose_step (const json_t *described);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSegment, yj_segment_free)
G_END_DECLS
