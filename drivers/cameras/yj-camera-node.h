/* SPDX-License-Identifier: Apache-2.0 */
/* Which node of the kernel a camera has at present, and the news that it came or went. Thread: the one that made it, whose default main
 * context must run. */
#pragma once
#include "drivers/cameras/yj-gst-settings.h"

G_BEGIN_DECLS

typedef struct _YjCameraNode YjCameraNode;

typedef struct {
  void (*came) (gpointer owner);
  /* The node that was found last. */
  void (*went) (gpointer owner, const char *reason);
} YjCameraNodeListener;

/* @settings: of kind YJ_GST_V4L2, copied. @listener is kept. (transfer full) */
YjCameraNode *yj_camera_node_new (const YjGstSettings *settings, const YjCameraNodeListener *listener, gpointer owner);
void yj_camera_node_free (YjCameraNode *self);
/* The path that the settings give, or the one that udev has now. Errors as yj_device_binding_find (). (transfer full) (nullable) */
char *yj_camera_node_find (YjCameraNode *self, GError **error);

G_END_DECLS
