/* SPDX-License-Identifier: Apache-2.0 */
/* A picture from a file, as a frame: PNG and JPEG by gdk-pixbuf, WebP by libwebp, told apart by their
 * first bytes, nothing else. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

/* The first picture in the file, on white where it is transparent, turned as its EXIF says. At most
 * 64 MiB and 50 megapixels. YJ_ERROR_NOT_FOUND, _DENIED, _FAILED: the file cannot be read;
 * YJ_ERROR_LIMIT: too large; YJ_ERROR_BAD_DATA: not a picture. (transfer full) (nullable) */
YjFrame *yj_image_file_load (const char *path, YjFrameFormat format, GError **error);

G_END_DECLS
