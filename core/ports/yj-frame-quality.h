/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a paper in a camera's frame can be read: light and sharpness measured, and what to tell the
 * person about it. Sharpness is relative to the contrast of the frame, so that a grey form and a black
 * one are judged alike. Thread: any. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef enum {
  YJ_FRAME_GOOD,
  YJ_FRAME_TOO_DARK,   /* more light, or a hand's shadow away */
  YJ_FRAME_TOO_BRIGHT, /* a lamp or a shiny cover drowns the print */
  YJ_FRAME_BLURRED,    /* lay it flat, hold it still */
  YJ_FRAME_EMPTY,      /* nothing with an edge lies there */
} YjFrameVerdict;

typedef struct {
  double mean;      /* of the luma, 0 to 255 */
  double light;     /* its 90th percentile: the brightness of the paper */
  double contrast;  /* between its darkest half percent and its brightest one */
  double glare;     /* share of pixels at 250 and above, 0 to 1 */
  double sharpness; /* the steepest one in 200 steps between neighbours against the contrast, 0 to 1 */
  YjFrameVerdict verdict;
} YjFrameQuality;

#define YJ_FRAME_LIGHT_MIN 90.0
#define YJ_FRAME_GLARE_MAX 0.60
#define YJ_FRAME_CONTRAST_MIN 24.0
#define YJ_FRAME_SHARPNESS_MIN 0.16

/* Looks at the frame's middle four fifths. FALSE when its sizes do not fit its bytes. */
gboolean yj_frame_measure (const YjFrame *frame, YjFrameQuality *quality);

G_END_DECLS
