/* SPDX-License-Identifier: Apache-2.0 */
/* What the departments said of an application, put on a page: how far it is, and each matter with its state. Nothing of the person
 * is shown but that. Thread: main. */
#pragma once
#include "core/document/yj-receipt.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

/* @progress: as yj_courier_progress_finish () gives it. Sets the page's heading and hint, and adds the rows. */
void yj_progress_answer_show (YjPage *page, const json_t *progress);

/* Whether there is anything left that the person may take back. */
gboolean yj_progress_answer_can_withdraw (const json_t *progress);
/* Adds what would be taken back, and what stays as it is. */
void yj_progress_answer_show_withdrawal (YjPage *page, const json_t *progress);
/* Puts the matters that are taken back on @slip. */
void yj_progress_answer_list_withdrawn (YjContext *context, const json_t *progress, YjReceipt *slip);

G_END_DECLS
