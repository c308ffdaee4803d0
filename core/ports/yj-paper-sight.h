/* SPDX-License-Identifier: Apache-2.0 */
/* What a camera sees of a paper: where its edges lie, how well its print can be read by named measures, and the one thing
 * that is worth telling the person. It advises; whoever insists keeps the picture. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* How the paper lies. */
typedef enum {
  YJ_SHEET_NONE, /* no paper's edges were found */
  YJ_SHEET_WHOLE, /* four edges */
  YJ_SHEET_CUT, /* it reaches out of the picture */
  YJ_SHEET_SEVERAL, /* more than one paper */
} YjSheetLie;

/* More of a picture is black for the sensor than any hall is at night: the camera's shutter is closed, or something covers it. */
#define YJ_PAPER_BLACK_SHARE 0.98

/* What to tell, the worst first where several hold. */
typedef enum {
  YJ_PAPER_GOOD,
  YJ_PAPER_EMPTY, /* neither an edge nor print: nothing lies there */
  YJ_PAPER_TOO_DARK, /* more light, or a hand's shadow away */
  YJ_PAPER_TOO_BRIGHT, /* print pales in too much light */
  YJ_PAPER_GLARE, /* a lamp is mirrored in it */
  YJ_PAPER_BLURRED, /* lay it flat, hold it still */
  YJ_PAPER_SMALL, /* nearer: its print has too few pixels to be read */
  YJ_PAPER_CUT, /* part of it lies outside */
  YJ_PAPER_SEVERAL, /* one at a time */
  YJ_PAPER_EDGELESS, /* print, but no edges to cut it out by */
  YJ_PAPER_BLANK, /* a paper without print */
} YjPaperVerdict;
#define YJ_PAPER_N_VERDICTS (YJ_PAPER_BLANK + 1)

/* Measured inside the paper, or over the whole picture where no paper was found. Shares go from 0 to 1. */
typedef struct {
  double light; /* 90th percentile of the luma, 0 to 255: the brightness of the paper */
  double shade; /* the same of its darkest tenth: under a hand or a head */
  double dark_share; /* of pixels that are black for the sensor, luma 4 and below */
  double white_share; /* of pixels that are white for the sensor, 251 and above */
  double glare_share; /* of places that are white for the sensor while the paper around them is not */
  double print_share; /* of places that show print */
  double contrast; /* median over those places, between ink and paper, 0 to 255 */
  double print_px; /* height of its characters in a still, pixels; 0 where it is not known */
  double sharpness; /* median over them of the variance of the Laplacian, without the noise's, against the luma's */
} YjPaperQuality;

/* 0 to 1 of the picture's width and height. */
typedef struct {
  double x;
  double y;
} YjPaperCorner;

typedef struct {
  YjSheetLie lie;
  YjPaperCorner corners[4]; /* top left, top right, bottom right, bottom left as it lies; of a whole sheet only */
  YjPaperQuality quality;
  YjPaperVerdict verdict;
} YjPaperSight;

G_END_DECLS
