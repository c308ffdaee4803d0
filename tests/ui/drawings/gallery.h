/* SPDX-License-Identifier: Apache-2.0 */
/* Every drawing with words as a page would give them, and the means to draw one and look at its pixels. */
#pragma once
#include "ui/yj-style.h"

typedef struct {
  const char *name;
  GtkAccessibleRole role;
  int width_px; /* that a page of 1080 gives it; 0: its own */
  GtkWidget *(*make) (void); /* (transfer floating) */
} GalleryPiece;

extern const GalleryPiece gallery[];
extern const guint gallery_n_pieces;

/* The style of the display that the test runs on; loaded once, unit 1 at the start. (transfer none) */
YjStyle *gallery_style (void);
/* A window without decoration in which @piece (transfer floating) stands on the theme's ground, drawn once. */
GtkWidget *gallery_show (GtkWidget *piece, int width_px);
/* Waits until what has been changed is drawn. */
void gallery_settle (GtkWidget *window);
/* The picture of @widget inside of its window, RGB24. (transfer full) */
cairo_surface_t *gallery_picture (GtkWidget *widget);
/* How many different colours @picture has, counted up to 1000. */
guint gallery_count_colors (cairo_surface_t *picture);
/* TRUE when some pixel is within 3 of @color in every part. */
gboolean gallery_has_color (cairo_surface_t *picture, const GdkRGBA *color);
