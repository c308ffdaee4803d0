/* SPDX-License-Identifier: Apache-2.0 */
/* The top line: mark, the matter's name (or the hall's), date and time, and a word while the clock is not to be
 * trusted. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_HEADER (yj_header_get_type ())
G_DECLARE_FINAL_TYPE (YjHeader, yj_header, YJ, HEADER, GtkWidget)

GtkWidget *yj_header_new (YjContext *context);
void yj_header_update (YjHeader *self, YjPageKind kind);
/* The time alone: once a second. */
void yj_header_update_time (YjHeader *self);

G_END_DECLS
