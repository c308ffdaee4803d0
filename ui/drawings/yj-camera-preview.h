/* SPDX-License-Identifier: Apache-2.0 */
/* What the camera sees: its frames, whole, in the area; a line around the sheet that was found, or four corners where one should lie; a
 * plate on top that says how it lies. A captured picture stands still until the person has looked at it. After stop () nothing of any
 * frame is kept. CSS name "camera-preview", the plate is "camera-preview > label", of class "good" when it lies well. */
#pragma once
#include "core/ports/yj-camera.h"
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_CAMERA_PREVIEW (yj_camera_preview_get_type ())
G_DECLARE_FINAL_TYPE (YjCameraPreview, yj_camera_preview, YJ, CAMERA_PREVIEW, YjDrawing)

/* A floating widget, dark and still. @name: for assistive technology. */
GtkWidget *yj_camera_preview_new (const char *name);
/* Starts @camera (transfer none; a reference is taken) and shows its frames; a former camera is stopped. */
void yj_camera_preview_start (YjCameraPreview *self, YjCamera *camera);
/* Stops the camera and drops every frame and still. Also done when the widget is unmapped or ends. */
void yj_camera_preview_stop (YjCameraPreview *self);
/* The plate's words; NULL: no plate. @good: it lies well. */
void yj_camera_preview_set_state (YjCameraPreview *self, const char *text, gboolean good);
/* Shows the captured @jpeg instead of the frames, whole. NULL: back to the frames. YJ_ERROR_BAD_DATA: no picture; the frames stay. */
gboolean yj_camera_preview_set_still (YjCameraPreview *self, GBytes *jpeg, GError **error);
gboolean yj_camera_preview_is_still (YjCameraPreview *self);
/* A frame or a still is shown. */
gboolean yj_camera_preview_has_picture (YjCameraPreview *self);

G_END_DECLS
