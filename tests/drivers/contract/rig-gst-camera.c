/* SPDX-License-Identifier: Apache-2.0 */
/* The camera through GStreamer, with raw frames and with JPEG pictures: everything but the V4L2 element itself. */
#include "tests/drivers/contract/contract.h"
#include "tests/drivers/contract/fake-v4l2src.h"
#include <glib/gstdio.h>

static gpointer
make (const char *dir, GKeyFile *settings, const char *format)
{
  static gsize registered;
  char *device = g_build_filename (dir, "video0", NULL);

  if (g_once_init_enter (&registered)) {
    fake_v4l2src_register ();
    g_once_init_leave (&registered, 1);
  }
  g_assert_true (g_file_set_contents (device, "", 0, NULL));
  fake_v4l2src_set_mood (FAKE_CAMERA_WELL);
  g_key_file_set_string (settings, CONTRACT_GROUP, "source", "v4l2");
  g_key_file_set_string (settings, CONTRACT_GROUP, "device", device);
  g_key_file_set_string (settings, CONTRACT_GROUP, "format", format);
  g_key_file_set_string (settings, CONTRACT_GROUP, "width", "320");
  g_key_file_set_string (settings, CONTRACT_GROUP, "height", "240");
  g_key_file_set_string (settings, CONTRACT_GROUP, "rate", "30");
  return device;
}

static gpointer
make_raw (const char *dir, GKeyFile *settings)
{
  return make (dir, settings, "raw");
}

static gpointer
make_mjpeg (const char *dir, GKeyFile *settings)
{
  return make (dir, settings, "mjpeg");
}

static void
unplug (gpointer device)
{
  g_unlink (device);
  fake_v4l2src_set_mood (FAKE_CAMERA_GONE);
}

static void
plug (gpointer device)
{
  g_assert_true (g_file_set_contents (device, "", 0, NULL));
  fake_v4l2src_set_mood (FAKE_CAMERA_WELL);
}

static void
free_device (gpointer device)
{
  g_unlink (device);
  g_free (device);
}

static void
rest (gpointer device)
{
  fake_v4l2src_set_mood (FAKE_CAMERA_WELL);
}

static void
mute (gpointer device)
{
  fake_v4l2src_set_mood (FAKE_CAMERA_SILENT);
}

static void
send_half (gpointer device)
{
  fake_v4l2src_set_mood (FAKE_CAMERA_CUT);
}

static void
send_garbage (gpointer device)
{
  fake_v4l2src_set_mood (FAKE_CAMERA_GARBAGE);
}

static void
slow (gpointer device)
{
  fake_v4l2src_set_mood (FAKE_CAMERA_SLOW);
}

static void
occupy (gpointer device, gboolean occupied)
{
  fake_v4l2src_set_mood (occupied ? FAKE_CAMERA_BUSY : FAKE_CAMERA_WELL);
}

static const char *
get_node (gpointer device)
{
  return device;
}

/* Frames come by themselves. */
static void
feed (Contract *c)
{
}

static const ContractExcuse excuses[] = {
  { "recorded*", "a film is the recording, and source=file plays it" },
  { "* while at fault", "a camera that cannot work gives no pictures, which is silence" },
  { "short reads", "the kernel hands over whole buffers, which half a frame cuts" },
  { "interrupted*", "the kernel hands over whole buffers; the storm of signals interrupts whoever waits for one" },
  { NULL },
};

#define COMMON                                                                                                                            \
  .free = free_device, .unplug = unplug, .plug = plug, .rest = rest, .mute = mute, .half = send_half, .says_half = "frame",              \
  .garbage = send_garbage, .says_garbage = "frame", .slow = slow, .occupy = occupy, .get_node = get_node, .feed = feed,                   \
  .answer = "frame", .begin = contract_begin_still, .reopenings = 40, .excuses = excuses

static const ContractRig raw = { "gst-camera (raw)", "gst-camera", .make = make_raw, COMMON };
static const ContractRig mjpeg = { "gst-camera (mjpeg)", "gst-camera", .make = make_mjpeg, COMMON };

const ContractRig *const contract_rigs_gst_camera[] = { &raw, &mjpeg, NULL };
