/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the element and its one camera. */
#include "tests/drivers/contract/fake-v4l2src.h"
#include <errno.h>
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/base/gstpushsrc.h>
#include <string.h>
#include <unistd.h>

#define WIDTH_PX 320
#define HEIGHT_PX 240
#define FRAMES_PER_SECOND 30

#define FAKE_TYPE_V4L2SRC (fake_v4l2src_get_type ())
G_DECLARE_FINAL_TYPE (FakeV4l2src, fake_v4l2src, FAKE, V4L2SRC, GstPushSrc)

struct _FakeV4l2src {
  GstPushSrc parent_instance;
  char *device;
  int fd;
  gboolean is_jpeg;
  gboolean is_flushing; /* under lock */
  guint64 pictures;
};

G_DEFINE_FINAL_TYPE (FakeV4l2src, fake_v4l2src, GST_TYPE_PUSH_SRC)

enum { PROP_DEVICE = 1 };

static GMutex lock;
static GCond changed;
static FakeCameraMood mood;

static FakeCameraMood
get_mood (void)
{
  FakeCameraMood now;

  g_mutex_lock (&lock);
  now = mood;
  g_mutex_unlock (&lock);
  return now;
}

/* Waits for the time of the next picture. FALSE when there will be none. */
static gboolean
wait_for_picture (FakeV4l2src *self)
{
  gint64 due_usec = g_get_monotonic_time () + G_USEC_PER_SEC / FRAMES_PER_SECOND;
  gboolean go_on;

  g_mutex_lock (&lock);
  if (mood == FAKE_CAMERA_SLOW)
    due_usec += G_USEC_PER_SEC;
  while (!self->is_flushing && mood != FAKE_CAMERA_GONE && (mood == FAKE_CAMERA_SILENT || g_get_monotonic_time () < due_usec))
    if (mood == FAKE_CAMERA_SILENT)
      g_cond_wait (&changed, &lock);
    else
      g_cond_wait_until (&changed, &lock, due_usec);
  go_on = !self->is_flushing;
  g_mutex_unlock (&lock);
  return go_on;
}

static GBytes *
make_picture (FakeV4l2src *self)
{
  gsize size = WIDTH_PX * HEIGHT_PX * 3;
  g_autofree guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;
  char *jpeg = NULL;

  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8) (i / 3 + self->pictures);
  bytes = g_bytes_new (pixels, size);
  if (!self->is_jpeg)
    return g_steal_pointer (&bytes);
  picture = gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8, WIDTH_PX, HEIGHT_PX, WIDTH_PX * 3);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &jpeg, &size, "jpeg", NULL, NULL));
  return g_bytes_new_take (jpeg, size);
}

static GBytes *
spoil (FakeV4l2src *self, GBytes *picture, FakeCameraMood how)
{
  gsize size = g_bytes_get_size (picture);
  guint8 *random;

  if (how == FAKE_CAMERA_CUT && self->pictures % 2 == 0)
    return g_bytes_new_from_bytes (picture, 0, size / 2);
  if (how != FAKE_CAMERA_GARBAGE)
    return g_bytes_ref (picture);
  random = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    random[i] = (guint8) g_random_int ();
  return g_bytes_new_take (random, size);
}

static GstFlowReturn
fake_v4l2src_create (GstPushSrc *source, GstBuffer **buffer)
{
  FakeV4l2src *self = FAKE_V4L2SRC (source);
  g_autoptr (GBytes) whole = NULL, picture = NULL;

  if (!wait_for_picture (self))
    return GST_FLOW_FLUSHING;
  if (get_mood () == FAKE_CAMERA_GONE) {
    GST_ELEMENT_ERROR (self, RESOURCE, READ, ("The device is gone."), (NULL));
    return GST_FLOW_ERROR;
  }
  self->pictures++;
  whole = make_picture (self);
  picture = spoil (self, whole, get_mood ());
  *buffer = gst_buffer_new_wrapped_bytes (picture);
  return GST_FLOW_OK;
}

static gboolean
fake_v4l2src_start (GstBaseSrc *source)
{
  FakeV4l2src *self = FAKE_V4L2SRC (source);
  FakeCameraMood now = get_mood ();
  int number = now == FAKE_CAMERA_GONE ? ENODEV : now == FAKE_CAMERA_BUSY ? EBUSY : 0;

  if (number == 0) {
    do
      self->fd = open (self->device, O_RDWR | O_CLOEXEC);
    while (self->fd < 0 && errno == EINTR);
    number = self->fd < 0 ? errno : 0;
  }
  if (number == 0)
    return TRUE;
  if (number == EBUSY) { /* GStreamer 1.22 has a word of its own for it, and none for a node without rights */
    GST_ELEMENT_ERROR (self, RESOURCE, BUSY, ("Device “%s” is busy", self->device), (NULL));
    return FALSE;
  }
  GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE, ("Cannot open device “%s”: %s", self->device, g_strerror (number)), (NULL));
  return FALSE;
}

static gboolean
fake_v4l2src_stop (GstBaseSrc *source)
{
  FakeV4l2src *self = FAKE_V4L2SRC (source);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  return TRUE;
}

static gboolean
fake_v4l2src_set_caps (GstBaseSrc *source, GstCaps *caps)
{
  FAKE_V4L2SRC (source)->is_jpeg = gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");
  return TRUE;
}

static void
set_flushing (FakeV4l2src *self, gboolean flushing)
{
  g_mutex_lock (&lock);
  self->is_flushing = flushing;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static gboolean
fake_v4l2src_unlock (GstBaseSrc *source)
{
  set_flushing (FAKE_V4L2SRC (source), TRUE);
  return TRUE;
}

static gboolean
fake_v4l2src_unlock_stop (GstBaseSrc *source)
{
  set_flushing (FAKE_V4L2SRC (source), FALSE);
  return TRUE;
}

static void
fake_v4l2src_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  FakeV4l2src *self = FAKE_V4L2SRC (object);

  g_free (self->device);
  self->device = g_value_dup_string (value);
}

static void
fake_v4l2src_finalize (GObject *object)
{
  g_free (FAKE_V4L2SRC (object)->device);
  G_OBJECT_CLASS (fake_v4l2src_parent_class)->finalize (object);
}

static void
fake_v4l2src_class_init (FakeV4l2srcClass *klass)
{
  static GstStaticPadTemplate template
    = GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
                               GST_STATIC_CAPS ("video/x-raw, format=RGB, width=320, height=240, framerate=30/1; "
                                                "image/jpeg, width=320, height=240, framerate=30/1"));
  GstBaseSrcClass *source = GST_BASE_SRC_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = fake_v4l2src_set_property;
  G_OBJECT_CLASS (klass)->finalize = fake_v4l2src_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_DEVICE,
                                   g_param_spec_string ("device", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Camera of a test", "Source/Video", "Gives what a test says", "-");
  source->start = fake_v4l2src_start;
  source->stop = fake_v4l2src_stop;
  source->set_caps = fake_v4l2src_set_caps;
  source->unlock = fake_v4l2src_unlock;
  source->unlock_stop = fake_v4l2src_unlock_stop;
  GST_PUSH_SRC_CLASS (klass)->create = fake_v4l2src_create;
}

static void
fake_v4l2src_init (FakeV4l2src *self)
{
  self->fd = -1;
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_base_src_set_do_timestamp (GST_BASE_SRC (self), TRUE);
}

void
fake_v4l2src_register (void)
{
  g_assert_true (gst_init_check (NULL, NULL, NULL));
  g_assert_true (gst_element_register (NULL, "v4l2src", GST_RANK_PRIMARY, FAKE_TYPE_V4L2SRC));
}

void
fake_v4l2src_set_mood (FakeCameraMood now)
{
  g_mutex_lock (&lock);
  mood = now;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}
