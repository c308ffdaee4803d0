/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a lens sees that is none, in both sizes. */
#include "drivers/virtual/yj-virtual-scene.h"
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/codes/yj-image-file.h"

#define TABLE_GREY 120
#define PAPER_SHARE 0.94 /* of the lens's view: some table is seen around a paper */

struct _YjVirtualScene {
  guint width_px, height_px, preview_px;
  YjFrame *view, *preview;
  gboolean has_picture;
};

static void
set_view (YjVirtualScene *self, YjFrame *view)
{
  double scale = MIN (1, (double) self->preview_px / MAX (self->width_px, self->height_px));

  g_clear_pointer (&self->view, yj_frame_free);
  g_clear_pointer (&self->preview, yj_frame_free);
  self->view = view;
  self->preview = yj_frame_fit (view, MAX ((guint) (self->width_px * scale), 1), MAX ((guint) (self->height_px * scale), 1), 1, TABLE_GREY);
}

YjVirtualScene *
yj_virtual_scene_new (guint width_px, guint height_px, guint preview_px)
{
  YjVirtualScene *self = g_new0 (YjVirtualScene, 1);

  self->width_px = width_px;
  self->height_px = height_px;
  self->preview_px = preview_px;
  yj_virtual_scene_clear (self);
  return self;
}

void
yj_virtual_scene_free (YjVirtualScene *self)
{
  if (self == NULL)
    return;
  yj_frame_free (self->view);
  yj_frame_free (self->preview);
  g_free (self);
}

gboolean
yj_virtual_scene_show (YjVirtualScene *self, const char *path, GError **error)
{
  g_autoptr (YjFrame) picture = yj_image_file_load (path, YJ_FRAME_RGB, error);

  if (picture == NULL)
    return FALSE;
  set_view (self, yj_frame_fit (picture, self->width_px, self->height_px, PAPER_SHARE, TABLE_GREY));
  self->has_picture = TRUE;
  return TRUE;
}

void
yj_virtual_scene_clear (YjVirtualScene *self)
{
  static const guint8 table[3] = { TABLE_GREY, TABLE_GREY, TABLE_GREY };
  g_autoptr (GBytes) pixel = g_bytes_new_static (table, sizeof table);
  g_autoptr (YjFrame) dot = yj_frame_new (YJ_FRAME_RGB, 1, 1, sizeof table, pixel);

  set_view (self, yj_frame_fit (dot, self->width_px, self->height_px, 1, TABLE_GREY));
  self->has_picture = FALSE;
}

gboolean
yj_virtual_scene_has_picture (const YjVirtualScene *self)
{
  return self->has_picture;
}

const YjFrame *
yj_virtual_scene_get_view (const YjVirtualScene *self)
{
  return self->view;
}

const YjFrame *
yj_virtual_scene_get_preview (const YjVirtualScene *self)
{
  return self->preview;
}
