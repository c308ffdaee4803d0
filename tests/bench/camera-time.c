/* SPDX-License-Identifier: Apache-2.0 */
/* What a camera costs, as one JSON object of milliseconds of this program's own time, so that a busy machine does not count:
 *
 *   camera-time look             one look at a frame of 1280 × 720 for a paper (beside the main loop)
 *   camera-time still            a still of 12 megapixels: found, cut out, straightened, judged, made a JPEG (beside the main loop)
 *   camera-time frames SECONDS PREVIEW   the main loop for each frame of 1280 × 720 at 30 a second that is shown by the kiosk's preview, made
 *                                smaller to PREVIEW px before; needs a display */
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/cameras/yj-paper-look.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/cameras/paper-scene.h"
#include "ui/drawings/yj-camera-preview.h"
#include "ui/yj-style.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
thread_msec (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1e6;
}

static YjFrame *
photograph (guint width_px, guint height_px)
{
  g_autoptr (Scene) scene = scene_new (width_px, height_px, 0x505458);
  g_autoptr (YjFrame) page = paper_new (PAPER_TEXT, 150);
  YjPoint corners[4];

  scene_place (corners, (YjPoint){ width_px / 2.0, height_px / 2.0 }, height_px * 0.88 / 1.41428, height_px * 0.88, 4, 0.04);
  scene_lay (scene, page, corners);
  return scene_to_frame (scene, 2, 7);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
median (double *values, guint count)
{
  qsort (values, count, sizeof *values, compare);
  return values[count / 2];
}

static double
time_look (void)
{
  g_autoptr (YjFrame) frame = photograph (1280, 720);
  double spent[25];

  for (guint i = 0; i < G_N_ELEMENTS (spent); i++) {
    YjPaperSight sight;
    double began = thread_msec ();
    g_assert_true (yj_paper_look (frame, 1, &sight, NULL));
    g_assert_cmpint (sight.lie, ==, YJ_SHEET_WHOLE);
    spent[i] = thread_msec () - began;
  }
  return median (spent, G_N_ELEMENTS (spent));
}

static double
time_still (void)
{
  static const YjStillLimits limits = { 2339, 88 };
  g_autoptr (YjFrame) frame = photograph (4000, 3000);
  double spent[5];

  for (guint i = 0; i < G_N_ELEMENTS (spent); i++) {
    double began = thread_msec ();
    g_autoptr (YjStill) still = yj_camera_still_make (frame, &limits, NULL);
    g_assert_nonnull (still);
    spent[i] = thread_msec () - began;
  }
  return median (spent, G_N_ELEMENTS (spent));
}

static guint frames;

static void
on_frame (YjCamera *camera, YjFrame *frame, gpointer user_data)
{
  frames++;
}

static void
run_until (guint count, gint64 end_usec)
{
  while (frames < count || g_get_monotonic_time () < end_usec)
    g_main_context_iteration (NULL, TRUE);
}

/* Everything that this thread does while the picture moves: taking frames, drawing them, handing them to the display. */
static double
time_frames (double seconds, const char *preview_px)
{
  static const char text[] = "[camera]\ndriver=gst-camera\nsource=test\n";
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", NULL);
  YjStyle *style = yj_style_new (dir);
  GtkWidget *window = gtk_window_new (), *preview = yj_camera_preview_new ("camera");

  g_assert_true (yj_style_attach (style, gdk_display_get_default (), NULL));
  g_assert_true (g_key_file_load_from_data (settings, text, -1, G_KEY_FILE_NONE, NULL));
  g_key_file_set_string (settings, "camera", "preview", preview_px);
  YjCamera *camera = YJ_CAMERA (yj_driver_create (NULL, settings, "camera", NULL));
  g_signal_connect (camera, "frame", G_CALLBACK (on_frame), NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 952, 1000);
  gtk_window_set_child (GTK_WINDOW (window), preview);
  gtk_window_present (GTK_WINDOW (window));
  yj_camera_preview_start (YJ_CAMERA_PREVIEW (preview), camera);
  run_until (15, 0);
  double began = thread_msec ();
  guint before = frames;
  run_until (before + 15, g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC));
  double spent = (thread_msec () - began) / (frames - before);
  gtk_window_destroy (GTK_WINDOW (window));
  return spent;
}

int
main (int argc, char **argv)
{
  double msec;

  if (argc == 2 && g_str_equal (argv[1], "look"))
    msec = time_look ();
  else if (argc == 2 && g_str_equal (argv[1], "still"))
    msec = time_still ();
  else if (argc == 4 && g_str_equal (argv[1], "frames") && gtk_init_check ())
    msec = time_frames (g_ascii_strtod (argv[2], NULL), argv[3]);
  else {
    fprintf (stderr, "usage: camera-time look | still | frames SECONDS PREVIEW (with a display)\n");
    return 2;
  }
  printf ("{\"msec\": %.3f, \"frames\": %u}\n", msec, frames);
  return 0;
}
