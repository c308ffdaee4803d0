/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the least-squares fit of a homography: Hartley's normalisation, then eight normal equations. */
#include "drivers/codes/yj-homography.h"
#include <math.h>
#include <string.h>

#define UNKNOWNS 8

typedef struct {
  YjPoint centre;
  double scale;
} Frame;

/* Without this the squares of pixels drown the projective terms. */
static Frame
normalising_frame (const YjPoint *points, guint count)
{
  Frame frame = { { 0, 0 }, 0 };
  for (guint i = 0; i < count; i++) {
    frame.centre.x += points[i].x / count;
    frame.centre.y += points[i].y / count;
  }
  for (guint i = 0; i < count; i++)
    frame.scale += hypot (points[i].x - frame.centre.x, points[i].y - frame.centre.y) / count;
  return frame;
}

static YjPoint
into_frame (const Frame *frame, YjPoint point)
{
  return (YjPoint){ (point.x - frame->centre.x) / frame->scale, (point.y - frame->centre.y) / frame->scale };
}

static void
add_equation (double system[UNKNOWNS][UNKNOWNS + 1], const double row[UNKNOWNS], double value, double weight)
{
  for (int i = 0; i < UNKNOWNS; i++) {
    for (int j = 0; j < UNKNOWNS; j++)
      system[i][j] += weight * row[i] * row[j];
    system[i][UNKNOWNS] += weight * row[i] * value;
  }
}

static void
swap_rows (double *a, double *b)
{
  double kept[UNKNOWNS + 1];
  memcpy (kept, a, sizeof kept);
  memcpy (a, b, sizeof kept);
  memcpy (b, kept, sizeof kept);
}

/* Gauss-Jordan with row pivots; the solution is left in the last column. */
static gboolean
solve (double system[UNKNOWNS][UNKNOWNS + 1])
{
  for (int column = 0; column < UNKNOWNS; column++) {
    int pivot = column;
    for (int row = column + 1; row < UNKNOWNS; row++)
      if (fabs (system[row][column]) > fabs (system[pivot][column]))
        pivot = row;
    if (fabs (system[pivot][column]) < 1e-12)
      return FALSE;
    if (pivot != column)
      swap_rows (system[pivot], system[column]);
    for (int row = 0; row < UNKNOWNS; row++) {
      double factor = row == column ? 0 : system[row][column] / system[column][column];
      for (int k = column; factor != 0 && k <= UNKNOWNS; k++)
        system[row][k] -= factor * system[column][k];
    }
  }
  for (int row = 0; row < UNKNOWNS; row++)
    system[row][UNKNOWNS] /= system[row][row];
  return TRUE;
}

static void
multiply (double out[9], const double a[9], const double b[9])
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      out[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

static void
undo_frames (YjHomography *self, const double normal[9], const Frame *from, const Frame *to)
{
  double half[9];
  const double in[9] = { 1 / from->scale,
                         0,
                         -from->centre.x / from->scale,
                         0,
                         1 / from->scale,
                         -from->centre.y / from->scale,
                         0,
                         0,
                         1 };
  const double out[9] = { to->scale, 0, to->centre.x, 0, to->scale, to->centre.y, 0, 0, 1 };

  multiply (half, normal, in);
  multiply (self->m, out, half);
}

gboolean
yj_homography_fit (YjHomography *self, const YjPoint *from, const YjPoint *to, const double *weights,
                   guint count)
{
  Frame from_frame = normalising_frame (from, count), to_frame = normalising_frame (to, count);
  double system[UNKNOWNS][UNKNOWNS + 1] = { 0 };
  double normal[9];

  if (count < 4 || !(from_frame.scale > 1e-9) || !(to_frame.scale > 1e-9))
    return FALSE;
  for (guint i = 0; i < count; i++) {
    YjPoint p = into_frame (&from_frame, from[i]), q = into_frame (&to_frame, to[i]);
    double weight = weights == NULL ? 1 : weights[i];
    add_equation (system, (double[]){ p.x, p.y, 1, 0, 0, 0, -q.x * p.x, -q.x * p.y }, q.x, weight);
    add_equation (system, (double[]){ 0, 0, 0, p.x, p.y, 1, -q.y * p.x, -q.y * p.y }, q.y, weight);
  }
  if (!solve (system))
    return FALSE;
  for (int i = 0; i < UNKNOWNS; i++)
    normal[i] = system[i][UNKNOWNS];
  normal[8] = 1;
  undo_frames (self, normal, &from_frame, &to_frame);
  return TRUE;
}

/* Around the two means the three unknowns of each coordinate are two, and its equations 2 × 2. */
gboolean
yj_homography_fit_affine (YjHomography *self, const YjPoint *from, const YjPoint *to, guint count)
{
  Frame in = normalising_frame (from, count), out = normalising_frame (to, count);
  double xx = 0, xy = 0, yy = 0, ux = 0, uy = 0, vx = 0, vy = 0;

  for (guint i = 0; i < count; i++) {
    double x = from[i].x - in.centre.x, y = from[i].y - in.centre.y, u = to[i].x - out.centre.x, v = to[i].y - out.centre.y;
    xx += x * x, xy += x * y, yy += y * y;
    ux += u * x, uy += u * y, vx += v * x, vy += v * y;
  }
  double determinant = xx * yy - xy * xy;
  if (count < 3 || !(determinant > 1e-9))
    return FALSE;
  double a = (ux * yy - uy * xy) / determinant, b = (uy * xx - ux * xy) / determinant;
  double c = (vx * yy - vy * xy) / determinant, d = (vy * xx - vx * xy) / determinant;
  *self = (YjHomography){ { a, b, out.centre.x - a * in.centre.x - b * in.centre.y, c, d,
                            out.centre.y - c * in.centre.x - d * in.centre.y, 0, 0, 1 } };
  return TRUE;
}

double
yj_homography_residual_px (const YjHomography *self, const YjPoint *from, const YjPoint *to, guint count)
{
  double sum = 0;
  for (guint i = 0; i < count; i++) {
    YjPoint mapped = yj_homography_map (self, from[i].x, from[i].y);
    sum += (mapped.x - to[i].x) * (mapped.x - to[i].x) + (mapped.y - to[i].y) * (mapped.y - to[i].y);
  }
  return sqrt (sum / count);
}
