/* SPDX-License-Identifier: Apache-2.0 */
/* How well the print on a paper can be read, measured tile by tile. */
#pragma once
#include "core/ports/yj-paper-sight.h"
#include "drivers/codes/yj-grey-image.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

/* Thresholds between good and not; where they come from: docs/devices.md. */
#define YJ_LEGIBILITY_LIGHT_MIN 80.0
#define YJ_LEGIBILITY_SHADE_MIN 50.0
#define YJ_LEGIBILITY_PALE_CONTRAST 60.0
#define YJ_LEGIBILITY_WHITE_MAX 0.5
#define YJ_LEGIBILITY_GLARE_MAX 0.02
#define YJ_LEGIBILITY_PRINT_MIN 0.01
#define YJ_LEGIBILITY_SHARPNESS_MIN 0.25
#define YJ_LEGIBILITY_PRINT_PX_MIN 15.0

/* @corners: (nullable) the sheet in @image; else all of it but a tenth on every side. */
void yj_legibility_measure (const YjGreyImage *image, const YjPoint *corners, YjPaperQuality *quality);
/* What to tell of a paper that lies so. */
YjPaperVerdict yj_legibility_judge (YjSheetLie lie, const YjPaperQuality *quality);

G_END_DECLS
