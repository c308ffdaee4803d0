/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of receipts: kept as black and white PNG of one bit a dot, and compared as an eye would: ink by ink in small windows, so that
 * another version of a font may move a stroke by a dot, but no line may be missing, clipped, mirrored or elsewhere. Surfaces are
 * CAIRO_FORMAT_RGB24. */
#pragma once
#include "core/ports/yj-camera.h"
#include <cairo.h>

/* (transfer full) */
cairo_surface_t *golden_load (const char *path);
cairo_surface_t *golden_to_bits (cairo_surface_t *surface);
YjFrame *golden_to_frame (cairo_surface_t *surface);
/* NULL when they look alike, else what is different. (transfer full) */
char *golden_compare (cairo_surface_t *drawn, cairo_surface_t *seen);

/* Changes to try the comparison with. */
void golden_shift (cairo_surface_t *surface);
void golden_thin (cairo_surface_t *surface);
void golden_drop_line (cairo_surface_t *surface);
void golden_clip (cairo_surface_t *surface);
void golden_mirror (cairo_surface_t *surface);
void golden_blank (cairo_surface_t *surface);
void golden_push_down (cairo_surface_t *surface);
