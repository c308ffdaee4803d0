/* SPDX-License-Identifier: Apache-2.0 */
/* What lies before a lens that is none: a table, or a picture on it. Thread: that of its camera. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef struct _YjVirtualScene YjVirtualScene;

/* The table alone; the lens sees @width_px × @height_px of it, and no side of its preview is longer than @preview_px. (transfer full) */
YjVirtualScene *yj_virtual_scene_new (guint width_px, guint height_px, guint preview_px);
/* NULL is allowed. */
void yj_virtual_scene_free (YjVirtualScene *self);
/* Lays the picture in the file @path on the table. FALSE with the errors of yj_image_file_load (), and what lay there stays. */
gboolean yj_virtual_scene_show (YjVirtualScene *self, const char *path, GError **error);
/* Takes it away. */
void yj_virtual_scene_clear (YjVirtualScene *self);
gboolean yj_virtual_scene_has_picture (const YjVirtualScene *self);
/* All that the lens sees, and the same smaller, both RGB; good until another thing lies there. (transfer none) */
const YjFrame *yj_virtual_scene_get_view (const YjVirtualScene *self);
const YjFrame *yj_virtual_scene_get_preview (const YjVirtualScene *self);

G_END_DECLS
