/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the element and the pictures that it gives. */
#include "tests/drivers/cameras/kernel-camera.h"
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/base/gstpushsrc.h>
#include <string.h>
#include <unistd.h>

KernelCamera kernel_camera = { .is_plugged = TRUE };

#define KERNEL_TYPE_SOURCE (kernel_source_get_type ())
G_DECLARE_FINAL_TYPE (KernelSource, kernel_source, KERNEL, SOURCE, GstPushSrc)

struct _KernelSource {
  GstPushSrc parent_instance;
  char *device;
  int fd;
  int width_px, height_px, frames_per_second;
  gboolean is_jpeg;
};

G_DEFINE_FINAL_TYPE (KernelSource, kernel_source, GST_TYPE_PUSH_SRC)

static GstStaticPadTemplate template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-raw,format=YUY2,width=640,height=480,framerate={30/1,15/1};"
                     "video/x-raw,format=YUY2,width=2048,height=1536,framerate=2/1;"
                     "image/jpeg,width=640,height=480,framerate={30/1,15/1};"
                     "image/jpeg,width=2048,height=1536,framerate={15/1,5/1};"
                     "image/jpeg,width=1024,height=768,framerate=30/1"));

static gboolean
kernel_source_start (GstBaseSrc *source)
{
  KernelSource *self = KERNEL_SOURCE (source);

  self->fd = g_atomic_int_get (&kernel_camera.is_plugged) ? open (self->device, O_RDWR | O_CLOEXEC) : -1;
  if (self->fd < 0) {
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND, ("Cannot identify device"), (NULL));
    return FALSE;
  }
  g_atomic_int_inc (&kernel_camera.opens);
  gint open_now = g_atomic_int_add (&kernel_camera.is_open, 1) + 1;
  if (open_now > g_atomic_int_get (&kernel_camera.most_open))
    g_atomic_int_set (&kernel_camera.most_open, open_now);
  return TRUE;
}

static gboolean
kernel_source_stop (GstBaseSrc *source)
{
  KernelSource *self = KERNEL_SOURCE (source);

  close (self->fd);
  self->fd = -1;
  g_atomic_int_add (&kernel_camera.is_open, -1);
  return TRUE;
}

static gboolean
kernel_source_set_caps (GstBaseSrc *source, GstCaps *caps)
{
  KernelSource *self = KERNEL_SOURCE (source);
  const GstStructure *one = gst_caps_get_structure (caps, 0);
  int d = 1;

  self->is_jpeg = gst_structure_has_name (one, "image/jpeg");
  return gst_structure_get_int (one, "width", &self->width_px) && gst_structure_get_int (one, "height", &self->height_px)
         && gst_structure_get_fraction (one, "framerate", &self->frames_per_second, &d);
}

/* A white sheet with lines of print on a dark table. */
static guint8
luma_at (const KernelSource *self, int x, int y)
{
  int w = self->width_px, h = self->height_px, column = (x - w / 5) * 100 / w, row = (y - h / 10) * 100 / h;
  gboolean on_sheet = x >= w / 5 && x < w * 4 / 5 && y >= h / 10 && y < h * 9 / 10;
  if (!on_sheet)
    return 60;
  return column > 6 && column < 52 && row > 6 && row < 72 && row % 4 < 2 && (x / 5) % 3 != 0 ? 40 : 225;
}

static GstBuffer *
make_yuyv (const KernelSource *self)
{
  gsize size = (gsize) self->width_px * (gsize) self->height_px * 2;
  guint8 *bytes = g_malloc (size);

  for (int y = 0; y < self->height_px; y++)
    for (int x = 0; x < self->width_px; x++) {
      guint8 *at = bytes + ((gsize) y * (gsize) self->width_px + (gsize) x) * 2;
      at[0] = luma_at (self, x, y);
      at[1] = 128;
    }
  return gst_buffer_new_wrapped (bytes, size);
}

static GstBuffer *
make_jpeg (const KernelSource *self)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, self->width_px, self->height_px);
  char *bytes = NULL;
  gsize size = 0;

  for (int y = 0; y < self->height_px; y++)
    for (int x = 0; x < self->width_px; x++)
      memset (gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) + 3 * x, luma_at (self, x, y), 3);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &bytes, &size, "jpeg", NULL, NULL));
  return gst_buffer_new_wrapped (bytes, size);
}

static GstFlowReturn
kernel_source_create (GstPushSrc *source, GstBuffer **buffer)
{
  KernelSource *self = KERNEL_SOURCE (source);
  gboolean is_mute = g_atomic_int_get (&kernel_camera.is_mute_large) && self->width_px == KERNEL_CAMERA_WIDTH_PX;

  g_usleep ((gulong) (G_USEC_PER_SEC / self->frames_per_second));
  if (!g_atomic_int_get (&kernel_camera.is_plugged)) {
    GST_ELEMENT_ERROR (self, RESOURCE, READ, ("Could not read from resource."), ("No such device"));
    return GST_FLOW_ERROR;
  }
  if (is_mute) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT, ("The size is refused when it is to begin."), (NULL));
    return GST_FLOW_ERROR;
  }
  *buffer = self->is_jpeg ? make_jpeg (self) : make_yuyv (self);
  return GST_FLOW_OK;
}

static void
kernel_source_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  KernelSource *self = KERNEL_SOURCE (object);
  g_free (self->device);
  self->device = g_value_dup_string (value);
}

static void
kernel_source_finalize (GObject *object)
{
  g_free (KERNEL_SOURCE (object)->device);
  G_OBJECT_CLASS (kernel_source_parent_class)->finalize (object);
}

static void
kernel_source_class_init (KernelSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = kernel_source_set_property;
  G_OBJECT_CLASS (klass)->finalize = kernel_source_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1, g_param_spec_string ("device", NULL, NULL, NULL, G_PARAM_WRITABLE));
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "A kernel camera", "Source/Video", "In place of v4l2src", "Yijian");
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &template);
  GST_BASE_SRC_CLASS (klass)->start = kernel_source_start;
  GST_BASE_SRC_CLASS (klass)->stop = kernel_source_stop;
  GST_BASE_SRC_CLASS (klass)->set_caps = kernel_source_set_caps;
  GST_PUSH_SRC_CLASS (klass)->create = kernel_source_create;
}

static void
kernel_source_init (KernelSource *self)
{
  self->fd = -1;
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_do_timestamp (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
}

void
kernel_camera_register (void)
{
  static gboolean is_done;

  if (is_done)
    return;
  is_done = TRUE;
  gst_init (NULL, NULL);
  g_assert_true (gst_element_register (NULL, "v4l2src", GST_RANK_PRIMARY, KERNEL_TYPE_SOURCE));
}
