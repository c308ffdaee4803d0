/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of codes made for a test: drawn by libqrencode or from the standard's table, then laid on a
 * light table as a person would hold them. Sizes in pixels, angles in degrees. */
#pragma once
#include "drivers/codes/yj-grey-image.h"

/* 6 px for a module and the quiet zone. @level: 0 (L) to 3 (H). (transfer full) */
YjGreyImage *code_picture_new_qr (gconstpointer data, gsize size, int level);
/* Twelve digits; the thirteenth is worked out. 3 px for a module. (transfer full) */
YjGreyImage *code_picture_new_ean_13 (const char *digits);
/* Turned by @degrees, one side further away by @tilt (0: flat, 0.5: strongly slanted), larger by @scale, in the
 * middle of @width × @height. (transfer full) */
YjGreyImage *code_picture_lay (const YjGreyImage *code, guint width_px, guint height_px, double degrees,
                               double tilt, double scale);
/* As if it were printed on cloth: waves of @amount pixels, @length pixels long, across and down. (transfer full) */
YjGreyImage *code_picture_bend (const YjGreyImage *picture, double amount, double length);
/* A box blur of 2 × @radius + 1, twice, which is close to a lens out of focus. */
void code_picture_blur (YjGreyImage *picture, guint radius);
/* Black becomes @black and white @white; at the right edge both are darker by @shadow. */
void code_picture_fade (YjGreyImage *picture, guint8 black, guint8 white, guint8 shadow);
/* Adds evenly spread noise of ± @amount, the same in every run. */
void code_picture_add_noise (YjGreyImage *picture, guint amount);
/* A reflection: white up to @radius around the place, fading out over as much again. */
void code_picture_add_spot (YjGreyImage *picture, double x, double y, double radius);
/* As a file, whose kind ("png", "jpeg") gdk-pixbuf knows. */
void code_picture_save (const YjGreyImage *picture, const char *path, const char *kind);
