/* SPDX-License-Identifier: Apache-2.0 */
/* Days, papers, visits and forms, before and now, of what was chosen. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

GtkWidget *yj_notice_figures_new (YjContext *context);

G_END_DECLS
