/* SPDX-License-Identifier: Apache-2.0 */
/* Driver "camera-scanner": reads codes with a camera, behind the port YjCodeScanner and YjDriver.
 * It starts and stops its camera; who wants to show the picture meanwhile listens to "frame" of the same
 * camera. Decoding runs on another thread, one frame at a time, the newest one each time.
 * Settings of its group: camera (the group of the camera it makes for itself, unless one was set),
 * budget (milliseconds for one frame, 20), symbologies (list parted by ;, YJ_SYMBOLOGIES_DEFAULT). */
#pragma once
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"

G_BEGIN_DECLS

#define YJ_TYPE_CAMERA_SCANNER (yj_camera_scanner_get_type ())
G_DECLARE_FINAL_TYPE (YjCameraScanner, yj_camera_scanner, YJ, CAMERA_SCANNER, GObject)

YjCameraScanner *yj_camera_scanner_new (YjCamera *camera);
/* Replaces the camera; only while stopped. A reference is taken. */
void yj_camera_scanner_set_camera (YjCameraScanner *self, YjCamera *camera);
/* (transfer none) (nullable) */
YjCamera *yj_camera_scanner_get_camera (YjCameraScanner *self);

G_END_DECLS
