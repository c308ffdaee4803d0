/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the illustrations, each on a grid of YJ_SCENE_WIDTH × YJ_SCENE_HEIGHT with its floor at
 * YJ_SCENE_FLOOR. For yj-illustration.c and yj-broken-stroke.c only. */
#pragma once
#include "ui/drawings/yj-art.h"

G_BEGIN_DECLS

#define YJ_SCENE_WIDTH 952.0
#define YJ_SCENE_HEIGHT 640.0
#define YJ_SCENE_FLOOR 480.0
#define YJ_SCENE_LINE 6.0 /* outlines */

/* What is held over the reader, and the reader. */
void yj_scene_card (YjArt *art);
void yj_scene_lift_card (YjArt *art);
void yj_scene_passport (YjArt *art);
void yj_scene_phone_code (YjArt *art);
void yj_scene_receipt_code (YjArt *art);
void yj_scene_paper (YjArt *art);
void yj_scene_take_receipt (YjArt *art);
void yj_scene_paper_out (YjArt *art);
void yj_scene_cover_open (YjArt *art);

/* The reader with its window, its top edge at the floor's height. */
void yj_scene_reader (YjArt *art);
/* Head and shoulders that stand on the lower edge of the box. */
void yj_scene_person (YjArt *art, double x, double y, double width, double height);
/* Fills the path as a part of a device; where that is as dark as the ground it gets an outline. */
void yj_scene_device (YjArt *art, const GdkRGBA *fill);
/* The front edge of a flat device: square at the top, where its surface begins, round at the bottom. */
void yj_scene_front (YjArt *art, double x, double y, double width, double height);
/* A square code that says the name of the project. @side: its width, without quiet zone. */
void yj_scene_code (YjArt *art, double x, double y, double side);
/* The printer's front in a box of 280 × 220 around the origin's right and below. */
void yj_scene_printer (YjArt *art, gboolean open);
/* The empty place of a sheet under it, dashed. */
void yj_scene_missing_sheet (YjArt *art);

G_END_DECLS
