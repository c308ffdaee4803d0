/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong on a page, above its rows: how many, and a row for each with its sentence, which leads to its place when it is
 * touched. A sentence can be taken back when it is not true any more. Thread: main.
 * Signal "chosen" (GtkWidget *target): its row was touched. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_ERROR_SUMMARY (yj_error_summary_get_type ())
G_DECLARE_FINAL_TYPE (YjErrorSummary, yj_error_summary, YJ, ERROR_SUMMARY, GtkBox)

/* Without a row. (transfer floating) */
YjErrorSummary *yj_error_summary_new (YjContext *context);
/* @target: where it is to be mended; not owned, and only compared and handed to "chosen". */
void yj_error_summary_add (YjErrorSummary *self, GtkWidget *target, const char *text);
/* Takes back what was said of @target, if anything was. */
void yj_error_summary_remove (YjErrorSummary *self, GtkWidget *target);
gboolean yj_error_summary_is_empty (YjErrorSummary *self);

G_END_DECLS
