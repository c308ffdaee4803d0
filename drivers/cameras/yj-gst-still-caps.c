/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the comparison of a camera's sizes. */
#include "drivers/cameras/yj-gst-still-caps.h"

#define SIDE_MAX_PX 8192
#define PIXELS_MAX 50000000u

static const char *const formats[] = { "YUY2", "UYVY", "NV12", "I420", "RGB", "BGR", "GRAY8", NULL };

/* A field of one number, a range or a list of them, made the largest that is no larger than @max. 0: there is none. */
static int
fix_largest (GstStructure *one, const char *field, int max)
{
  int value = 0;

  if (gst_structure_has_field (one, field))
    gst_structure_fixate_field_nearest_int (one, field, max);
  gst_structure_get_int (one, field, &value);
  return value <= max ? MAX (value, 0) : 0;
}

static gboolean
fix_format (GstStructure *one)
{
  if (gst_structure_has_name (one, "image/jpeg"))
    return TRUE;
  if (!gst_structure_has_name (one, "video/x-raw"))
    return FALSE;
  for (guint i = 0; formats[i] != NULL; i++) {
    if (gst_structure_has_field (one, "format"))
      gst_structure_fixate_field_string (one, "format", formats[i]);
    if (g_strcmp0 (gst_structure_get_string (one, "format"), formats[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

typedef struct {
  guint64 pixels;
  double rate;
  gboolean is_raw;
} Rank;

static gboolean
is_better (const Rank *a, const Rank *b)
{
  if (a->pixels != b->pixels)
    return a->pixels > b->pixels;
  if (a->rate != b->rate)
    return a->rate > b->rate;
  return a->is_raw && !b->is_raw;
}

/* FALSE when nothing can be made of it. */
static gboolean
fix (GstStructure *one, Rank *rank)
{
  int width = fix_largest (one, "width", SIDE_MAX_PX), height = fix_largest (one, "height", SIDE_MAX_PX), n = 0, d = 1;

  if (!fix_format (one) || width == 0 || height == 0)
    return FALSE;
  if (gst_structure_has_field (one, "framerate"))
    gst_structure_fixate_field_nearest_fraction (one, "framerate", 30, 1);
  if (!gst_structure_get_fraction (one, "framerate", &n, &d))
    gst_structure_remove_field (one, "framerate");
  *rank = (Rank){ (guint64) width * (guint64) height, d > 0 ? (double) n / d : 0, gst_structure_has_name (one, "video/x-raw") };
  return rank->pixels <= PIXELS_MAX;
}

GstCaps *
yj_gst_still_caps_choose (const GstCaps *offered, guint64 than_pixels)
{
  GstCaps *best = NULL;
  Rank best_rank = { than_pixels, G_MAXDOUBLE, TRUE };

  for (guint i = 0; i < gst_caps_get_size (offered); i++) {
    GstStructure *one = gst_structure_copy (gst_caps_get_structure (offered, i));
    Rank rank;
    if (!fix (one, &rank) || !is_better (&rank, &best_rank)) {
      gst_structure_free (one);
      continue;
    }
    best_rank = rank;
    gst_clear_caps (&best);
    best = gst_caps_new_full (one, NULL);
  }
  return best != NULL ? gst_caps_fixate (best) : NULL;
}
