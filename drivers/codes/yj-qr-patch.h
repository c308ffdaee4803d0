/* SPDX-License-Identifier: Apache-2.0 */
/* A located code made flat and upright: small pictures that ZBar reads at once. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

/* The code as it lies in @grey, stretched flat: 4 px for a module, 4 light modules around.
 * @scale: how many pixels of @grey one pixel of @grid's plane is. (transfer full) */
YjGreyImage *yj_qr_patch_warp (const YjQrGrid *grid, const YjGreyImage *grey, double scale);

/* The code drawn anew: each module measured in @grey and taken for dark or light beside its
 * neighbours, the marks whose place the standard fixes drawn as they should be. (transfer full) */
YjGreyImage *yj_qr_patch_redraw (const YjQrGrid *grid, const YjGreyImage *grey, double scale);

/* The two halves of that. Measures each module into @values, modules × modules of them: below 0 is dark, and the farther from 0 the surer. */
void yj_qr_patch_measure (const YjQrGrid *grid, const YjGreyImage *grey, double scale, float *values);
/* (transfer full) */
YjGreyImage *yj_qr_patch_draw (guint modules, const float *values);

G_END_DECLS
