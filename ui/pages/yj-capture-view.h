/* SPDX-License-Identifier: Apache-2.0 */
/* What is seen while a paper is photographed: the camera's picture, or where the paper goes until there is one, and under it a sentence
 * about it. The camera runs from start () until the view is stopped or ends. */
#pragma once
#include "ui/widgets/yj-widgets.h"

G_BEGIN_DECLS

#define YJ_TYPE_CAPTURE_VIEW (yj_capture_view_get_type ())
G_DECLARE_FINAL_TYPE (YjCaptureView, yj_capture_view, YJ, CAPTURE_VIEW, GtkBox)

/* Floating. */
GtkWidget *yj_capture_view_new (YjContext *context);
/* Nothing when the context has no camera. */
void yj_capture_view_start (YjCaptureView *self);
void yj_capture_view_stop (YjCaptureView *self);
/* Shows a picture that was taken, whole, in place of the camera's; NULL: the camera's again. YJ_ERROR_BAD_DATA: it is none. */
gboolean yj_capture_view_set_still (YjCaptureView *self, GBytes *jpeg, GError **error);
/* Where the paper goes, until the next frame: there is no camera. */
void yj_capture_view_show_guide (YjCaptureView *self);
/* @notice: (transfer floating) (nullable): in place of what was said before. */
void yj_capture_view_say (YjCaptureView *self, GtkWidget *notice);

G_END_DECLS
