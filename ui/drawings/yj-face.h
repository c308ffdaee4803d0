/* SPDX-License-Identifier: Apache-2.0 */
/* One of the five faces of the evaluation. Mouth and brow carry the difference, the colour is the same, and the
 * word always stands beside it, so assistive technology skips the face. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  YJ_FACE_VERY_SATISFIED,
  YJ_FACE_SATISFIED,
  YJ_FACE_NEUTRAL,
  YJ_FACE_DISSATISFIED,
  YJ_FACE_VERY_DISSATISFIED,
  YJ_N_FACES /* not a face */
} YjFaceGrade;

/* A floating image of CSS class "face" in the colour of the style sheet. */
GtkWidget *yj_face_new (YjFaceGrade grade);

G_END_DECLS
