/* SPDX-License-Identifier: Apache-2.0 */
/* Papers on a table under a camera, made for a test: pages are rendered, laid by known homographies, lit, shadowed, blurred by
 * a known sigma and given a sensor's noise. Everything is the same in every run. */
#pragma once
#include "core/ports/yj-camera.h"
#include "drivers/codes/yj-homography.h"

typedef enum { PAPER_TEXT, PAPER_FORM, PAPER_CARD, PAPER_BOOKLET, PAPER_PHOTO, PAPER_BLANK } PaperKind;

/* An A4 page of @dots_per_inch (print, a form with a table), an ID-1 card, an open booklet, a photograph, an empty sheet.
 * (transfer full) */
YjFrame *paper_new (PaperKind kind, guint dots_per_inch);

typedef struct {
  guint width_px;
  guint height_px;
  float *light; /* three values a pixel, 0 to 255 and beyond */
} Scene;

/* A table of one colour with a little grain. (transfer full) */
Scene *scene_new (guint width_px, guint height_px, guint32 rgb);
void scene_free (Scene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

/* @paper with its corners at @corners: top left, top right, bottom right, bottom left; they may lie outside. */
void scene_lay (Scene *self, const YjFrame *paper, const YjPoint corners[4]);
/* Darker by @factor behind the line through the middle that falls by @degrees, with a soft edge. */
void scene_shadow (Scene *self, double factor, double degrees);
/* As a sheet is seen that does not lie flat: its upright sides become waves of @amount_px, @length_px long. */
void scene_bend (Scene *self, double amount_px, double length_px);
void scene_expose (Scene *self, double factor);
void scene_glare (Scene *self, YjPoint at, double radius_px);
/* A finger, a ruler or a strip of tape: a stroke with round ends. */
void scene_cover (Scene *self, YjPoint from, YjPoint to, double radius_px, guint32 rgb);
/* By a Gaussian of @sigma_px. */
void scene_blur (Scene *self, double sigma_px);
/* As the sensor sees it, with noise of @deviation grey levels. (transfer full) */
YjFrame *scene_to_frame (const Scene *self, double deviation, guint32 seed);

/* The corners of a sheet of @width × @height about @middle, turned by @degrees, whose far side is shorter by @tilt. */
void scene_place (YjPoint corners[4], YjPoint middle, double width, double height, double degrees, double tilt);
