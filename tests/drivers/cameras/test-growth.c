/* SPDX-License-Identifier: Apache-2.0 */
/* A camera that runs for a day must be as large in the evening as in the morning. A stretch of its stream, and visits one after
 * another, are measured and their slope drawn out to 24 hours; with YIJIAN_LONG the stretch is ten minutes. */
#include "drivers/cameras/yj-camera-feed.h"
#include "drivers/yj-driver.h"
#include "tests/support/let-go.h"
#include <gst/app/gstappsink.h>
#include <malloc.h>
#include <stdio.h>

#define DAY_FRAMES (24.0 * 3600 * 30)
#define DAY_VISITS (24.0 * 3600 / 120)
#define GROWTH_MAX_BYTES (48.0 * 1024 * 1024)

typedef struct {
  double heap_bytes; /* in use, of all arenas */
  double resident_bytes;
  guint descriptors;
  guint threads;
} Size;

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static Size
measure (void)
{
  g_autofree char *text = NULL;
  unsigned long all = 0, resident = 0;
  struct mallinfo2 info = mallinfo2 ();

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%lu %lu", &all, &resident), ==, 2);
  return (Size){ (double) (info.uordblks + info.hblkhd), (double) resident * (double) sysconf (_SC_PAGESIZE), count_entries ("/proc/self/fd"),
                 count_entries ("/proc/self/task") };
}

static gboolean
is_long (void)
{
  return g_getenv ("YIJIAN_LONG") != NULL;
}

/* What the heap holds tells of a leak to the byte; what is resident comes in pages and is given some slack. */
static void
assert_no_growth (const char *what, const Size *before, const Size *after, double done, double day)
{
  double heap = (after->heap_bytes - before->heap_bytes) / done * day, resident = (after->resident_bytes - before->resident_bytes) / done * day;

  g_test_message ("%.0f %s: heap %+.1f KiB, resident %+.1f KiB, descriptors %u to %u, threads %u to %u; drawn out to a day: heap %+.1f MiB, "
                  "resident %+.1f MiB",
                  done, what, (after->heap_bytes - before->heap_bytes) / 1024, (after->resident_bytes - before->resident_bytes) / 1024,
                  before->descriptors, after->descriptors, before->threads, after->threads, heap / 1048576, resident / 1048576);
  g_assert_cmpfloat (heap, <, GROWTH_MAX_BYTES);
  if (is_long ())
    g_assert_cmpfloat (resident, <, 4 * GROWTH_MAX_BYTES);
  g_assert_cmpuint (after->descriptors, <=, before->descriptors);
  g_assert_cmpuint (after->threads, <=, before->threads + 1); /* GTask's own pool breathes */
}

/* ---- the stream ---- */

typedef struct {
  YjCameraFeed *feed;
  GstElement *pipeline;
  GstElement *sink;
  GAsyncQueue *taken; /* a word for each frame that the main loop has taken */
  gint is_over;       /* atomic */
  gint buffers; /* atomic: that live */
  guint frames;
} Stream;

static void
on_buffer_gone (gpointer user_data, GstMiniObject *buffer)
{
  g_atomic_int_add (&((Stream *) user_data)->buffers, -1);
}

/* A pool gives the same ones again: each is counted once. */
static void
count_buffer (Stream *stream, GstMiniObject *buffer)
{
  GQuark counted = g_quark_from_static_string ("yj-counted");

  if (gst_mini_object_get_qdata (buffer, counted) != NULL)
    return;
  gst_mini_object_set_qdata (buffer, counted, stream, NULL);
  gst_mini_object_weak_ref (buffer, on_buffer_gone, stream);
  g_atomic_int_inc (&stream->buffers);
}

/* The next one when the last was taken, with a picture now and then. */
static gpointer
pump (gpointer user_data)
{
  Stream *stream = user_data;

  for (guint n = 1; !g_atomic_int_get (&stream->is_over); n++) {
    GstSample *sample = gst_app_sink_pull_sample (GST_APP_SINK (stream->sink));
    if (sample == NULL)
      break;
    count_buffer (stream, GST_MINI_OBJECT (gst_sample_get_buffer (sample)));
    if (n % 64 == 0)
      yj_camera_feed_want_picture (stream->feed);
    yj_camera_feed_push_sample (stream->feed, sample);
    gst_sample_unref (sample);
    g_async_queue_pop (stream->taken);
  }
  return NULL;
}

static void
on_frame (YjFrame *frame, gpointer user_data)
{
  Stream *stream = user_data;
  stream->frames++;
  g_async_queue_push (stream->taken, stream);
}

static void
on_state (YjDeviceState state, const char *reason, gpointer user_data)
{
}

static void
on_picture (GstSample *picture, gpointer user_data)
{
}

static void
run_frames (Stream *stream, guint count, double seconds)
{
  guint until = stream->frames + count;
  gint64 end_usec = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (stream->frames < until || g_get_monotonic_time () < end_usec)
    g_main_context_iteration (NULL, TRUE);
}

/* At its smallest among so many frames: how many of them are under way just then differs by some. */
static Size
measure_stream (Stream *stream, guint among)
{
  Size least = measure ();

  for (guint i = 0; i < among; i++) {
    run_frames (stream, 1, 0);
    Size now = measure ();
    least.heap_bytes = MIN (least.heap_bytes, now.heap_bytes);
  }
  return least;
}

static void
test_a_days_stream_does_not_grow (void)
{
  static const YjCameraFeedHandlers handlers = { on_frame, on_state, on_picture };
  Stream stream = { .feed = NULL };

  g_assert_true (gst_init_check (NULL, NULL, NULL));
  stream.taken = g_async_queue_new ();
  stream.feed = yj_camera_feed_new (160, G_USEC_PER_SEC, &handlers, &stream);
  stream.pipeline = gst_object_ref_sink (gst_parse_launch (
      "videotestsrc pattern=ball ! video/x-raw,format=YUY2,width=320,height=240 ! appsink name=sink max-buffers=1 sync=false", NULL));
  stream.sink = gst_bin_get_by_name (GST_BIN (stream.pipeline), "sink");
  gst_element_set_state (stream.pipeline, GST_STATE_PLAYING);
  g_autoptr (GThread) thread = g_thread_new ("pump", pump, &stream);
  run_frames (&stream, 800, 0);
  Size before = measure_stream (&stream, 100);
  guint begun = stream.frames;
  run_frames (&stream, 1500, is_long () ? 300 : 0);
  Size after = measure_stream (&stream, 100);
  g_test_message ("buffers that live: %d", g_atomic_int_get (&stream.buffers));
  g_assert_cmpint (g_atomic_int_get (&stream.buffers), <=, 8);
  assert_no_growth ("frames", &before, &after, stream.frames - begun, DAY_FRAMES);
  g_atomic_int_set (&stream.is_over, TRUE);
  g_async_queue_push (stream.taken, &stream);
  gst_element_set_state (stream.pipeline, GST_STATE_NULL);
  g_thread_join (g_steal_pointer (&thread));
  yj_camera_feed_close (stream.feed);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  yj_camera_feed_unref (stream.feed);
  gst_object_unref (stream.sink);
  gst_object_unref (stream.pipeline);
  g_async_queue_unref (stream.taken);
  g_assert_cmpint (g_atomic_int_get (&stream.buffers), ==, 0);
}

/* ---- visits ---- */

static void
on_camera_frame (YjCamera *camera, YjFrame *frame, guint *frames)
{
  (*frames)++;
}

static void
on_camera_sight (YjCamera *camera, const YjPaperSight *sight, guint *sights)
{
  (*sights)++;
}

static void
on_capture_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjStill) still = yj_camera_capture_finish (YJ_CAMERA (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* The camera is started, seen, photographs a page at a size of its own and is stopped. */
static void
visit (YjCamera *camera, const guint *frames, const guint *sights)
{
  guint seen = *frames, judged = *sights;
  gboolean taken = FALSE;

  yj_camera_start (camera);
  while (*frames < seen + 2 || *sights < judged + 1)
    g_main_context_iteration (NULL, TRUE);
  yj_camera_capture_async (camera, NULL, on_capture_ready, &taken);
  while (!taken)
    g_main_context_iteration (NULL, TRUE);
  yj_camera_stop (camera);
}

/* The last visit's device is closed by the next one's thread, or by a thread that nobody waits for. */
static void
settle (guint threads)
{
  gint64 deadline_usec = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (count_entries ("/proc/self/task") > threads && g_get_monotonic_time () < deadline_usec)
    g_usleep (5000);
}

static void
test_a_days_visits_do_not_grow (void)
{
  static const char text[] = "[camera]\ndriver=gst-camera\nsource=test\nwidth=160\nheight=120\nrate=60\nstill_width=320\nstill_height=240\n"
                             "still_settle=0\n";
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  guint frames = 0, sights = 0, count = is_long () ? 400 : 12;

  g_assert_true (g_key_file_load_from_data (settings, text, -1, G_KEY_FILE_NONE, NULL));
  YjCamera *camera = YJ_CAMERA (yj_driver_create (NULL, settings, "camera", NULL));
  g_signal_connect (camera, "frame", G_CALLBACK (on_camera_frame), &frames);
  g_signal_connect (camera, "sight", G_CALLBACK (on_camera_sight), &sights);
  for (int i = 0; i < 4; i++)
    visit (camera, &frames, &sights);
  settle (4);
  Size before = measure ();
  for (guint i = 0; i < count; i++)
    visit (camera, &frames, &sights);
  settle (before.threads);
  Size after = measure ();
  assert_no_growth ("visits", &before, &after, count, DAY_VISITS);
  let_go (camera);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cameras/growth/a-days-stream-does-not-grow", test_a_days_stream_does_not_grow);
  g_test_add_func ("/cameras/growth/a-days-visits-do-not-grow", test_a_days_visits_do_not_grow);
  return g_test_run ();
}
