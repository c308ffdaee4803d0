/* SPDX-License-Identifier: Apache-2.0 */
/* The kiosk's one window: shows the page of the flow's place in the frame, and leads what is the same on every
 * page: language, text size, voice, calling staff, ending, and the idle rule. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_WINDOW (yj_window_get_type ())
G_DECLARE_FINAL_TYPE (YjWindow, yj_window, YJ, WINDOW, GtkApplicationWindow)

/* @application: (nullable) in tests. @context (transfer none): a reference is taken. Seconds of the idle rule, 0 for its
 * defaults. */
YjWindow *yj_window_new (GtkApplication *application, YjContext *context, guint warn_seconds, guint extend_seconds);
YjPage *yj_window_get_page (YjWindow *self);
/* What happens once a second; for tests with a fake clock. */
void yj_window_tick (YjWindow *self);

G_END_DECLS
