/* SPDX-License-Identifier: Apache-2.0 */
/* What this process has done, for monitors: counters since its start, in Prometheus' text format. Labels are routes, methods,
 * statuses and verdicts, all from tables of ours, so that nobody outside can make new ones. Thread: any. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjMetrics YjMetrics;
YjMetrics *yj_metrics_new (void);
void yj_metrics_free (YjMetrics *self);

/* @route: of the table of operations, or NULL when nothing fitted; both it and @method live for ever. */
void yj_metrics_count_request (YjMetrics *self, const char *method, const char *route, guint status, gint64 usec);
/* @results: of an answer to a batch. */
void yj_metrics_count_results (YjMetrics *self, const json_t *results);
/* One segment of what a kiosk holds receipts for was compared. */
void yj_metrics_count_reconciled (YjMetrics *self, gboolean matched);
void yj_metrics_count_store (YjMetrics *self, gint64 usec);
void yj_metrics_append (YjMetrics *self, GString *text);

G_END_DECLS
