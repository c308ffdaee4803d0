/* SPDX-License-Identifier: Apache-2.0 */
/* What the departments said of an application, put on a page: how far it is, and each matter with its state. Nothing of the person
 * is shown but that. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

/* @progress: as yj_courier_progress_finish () gives it. Sets the page's heading and hint, and adds the rows. */
void yj_progress_answer_show (YjPage *page, const json_t *progress);

G_END_DECLS
