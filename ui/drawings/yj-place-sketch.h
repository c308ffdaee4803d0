/* SPDX-License-Identifier: Apache-2.0 */
/* Where it stands: a sketch of a certificate with the asked-for place marked, and beside it a line that says so. For
 * fields whose value is copied from a paper. CSS name "place-sketch"; its labels are of class "form-title",
 * "sample", "strong" and "small". */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

typedef enum {
  YJ_PLACE_FIRST_LINE,   /* under the title, all across */
  YJ_PLACE_TOP_RIGHT,    /* beside the title */
  YJ_PLACE_MIDDLE,       /* a line in the middle */
  YJ_PLACE_BOTTOM_LEFT,  /* of the last line */
  YJ_PLACE_BOTTOM_RIGHT, /* of the last line */
  YJ_N_PLACES            /* not a place */
} YjSketchPlace;

#define YJ_TYPE_PLACE_SKETCH (yj_place_sketch_get_type ())
G_DECLARE_FINAL_TYPE (YjPlaceSketch, yj_place_sketch, YJ, PLACE_SKETCH, YjDrawing)

/* A floating widget. @title: the certificate's. @sample: what stands in the place, an example or the line's own name.
 * @caption: where it is, in words, and the widget's name; @detail: what it looks like, NULL for none. */
GtkWidget *yj_place_sketch_new (YjSketchPlace place, const char *title, const char *sample, const char *caption, const char *detail);

G_END_DECLS
