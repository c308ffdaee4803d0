/* SPDX-License-Identifier: Apache-2.0 */
/* The projective map from the plane of a code (in modules) to the picture (in pixels). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double x;
  double y;
} YjPoint;

typedef struct {
  double m[9]; /* row by row; m[8] is not always 1 */
} YjHomography;

/* The map that takes @from nearest to @to, by least squares over @count ≥ 4 points, each counted
 * @weights[i] times (NULL: once). FALSE when the points do not fix a map. */
gboolean yj_homography_fit (YjHomography *self, const YjPoint *from, const YjPoint *to, const double *weights,
                            guint count);

/* The same among the maps that keep parallels parallel, for points that lie too close together to fix more. */
gboolean yj_homography_fit_affine (YjHomography *self, const YjPoint *from, const YjPoint *to, guint count);

static inline YjPoint
yj_homography_map (const YjHomography *self, double x, double y)
{
  const double *m = self->m;
  double w = m[6] * x + m[7] * y + m[8];
  return (YjPoint){ (m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w };
}

/* Root mean square distance in pixels between the mapped @from and @to. */
double yj_homography_residual_px (const YjHomography *self, const YjPoint *from, const YjPoint *to,
                                  guint count);

G_END_DECLS
