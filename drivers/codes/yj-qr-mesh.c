/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the mesh of shifts: where its nodes are, in which order they are found, and what a good shift is. */
#include "drivers/codes/yj-qr-mesh.h"
#include "core/base/yj-secret.h"
#include <math.h>
#include <stdlib.h>

#define MODULE_PX 6
#define MARGIN_MODULES 3
/* Nodes stand this far apart; a node is judged by the modules around it. */
#define NODE_MODULES 3
#define WINDOW_MODULES 3
/* A shift differs from its neighbours' by no more than this. */
#define REACH_PX 3
/* Each px away from what the neighbours say must be worth this share of the contrast. */
#define STIFFNESS 0.02f

typedef struct {
  float dx, dy;
  gboolean known;
} Node;

typedef struct {
  YjGreyImage *even;  /* the code on its plane, MODULE_PX a module, each pixel the mean of the inner part of a module around it */
  guint modules, side; /* nodes along a side */
  Node *nodes;
} Mesh;

static double
node_place (const Mesh *mesh, guint i)
{
  return MIN (i * NODE_MODULES, mesh->modules);
}

static YjGreyImage *
lay_flat (const YjQrGrid *grid, const YjGreyImage *grey, double scale)
{
  guint side = (grid->modules + 2 * MARGIN_MODULES) * MODULE_PX;
  YjGreyImage *flat = yj_grey_image_new (side, side);

  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++) {
      YjPoint at = yj_homography_map (&grid->to_px, (x + 0.5) / MODULE_PX - MARGIN_MODULES, (y + 0.5) / MODULE_PX - MARGIN_MODULES);
      flat->pixels[(gsize) y * side + x] = (guint8) (yj_grey_image_sample (grey, (float) (at.x * scale - 0.5), (float) (at.y * scale - 0.5)) + 0.5f);
    }
  return flat;
}

/* The mean over 3 × 3, half a module: a wrong shift mixes neighbours into it. */
static YjGreyImage *
take_means (const YjGreyImage *image)
{
  guint side = image->width_px;
  YjGreyImage *means = yj_grey_image_new (side, side);

  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++) {
      guint sum = 0;
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
          sum += image->pixels[(gsize) CLAMP ((int) y + dy, 0, (int) side - 1) * side + (gsize) CLAMP ((int) x + dx, 0, (int) side - 1)];
      means->pixels[(gsize) y * side + x] = (guint8) ((sum + 4) / 9);
    }
  return means;
}

static int
value_at (const Mesh *mesh, int column, int row, int dx, int dy)
{
  int side = (int) mesh->even->width_px;
  int x = (column + MARGIN_MODULES) * MODULE_PX + MODULE_PX / 2 + dx, y = (row + MARGIN_MODULES) * MODULE_PX + MODULE_PX / 2 + dy;
  return mesh->even->pixels[(gsize) CLAMP (y, 0, side - 1) * (gsize) side + (gsize) CLAMP (x, 0, side - 1)];
}

/* How far the modules around a node are from their common mean, on the average. */
static float
contrast (const Mesh *mesh, int column, int row, int dx, int dy)
{
  int last = (int) mesh->modules - 1, values[4 * WINDOW_MODULES * WINDOW_MODULES], count = 0, sum = 0, away = 0;

  for (int y = MAX (row - WINDOW_MODULES, 0); y < MIN (row + WINDOW_MODULES, last + 1); y++)
    for (int x = MAX (column - WINDOW_MODULES, 0); x < MIN (column + WINDOW_MODULES, last + 1); x++)
      sum += values[count++] = value_at (mesh, x, y, dx, dy);
  for (int i = 0; i < count; i++)
    away += abs (values[i] * count - sum);
  return count > 0 ? (float) away / (float) (count * count) : 0;
}

/* What the known neighbours of a node say it should be. */
static Node
predict (const Mesh *mesh, guint i, guint j)
{
  Node mean = { 0 };
  int known = 0;

  for (int dj = -1; dj <= 1; dj++)
    for (int di = -1; di <= 1; di++) {
      int x = (int) i + di, y = (int) j + dj;
      if (x < 0 || y < 0 || x >= (int) mesh->side || y >= (int) mesh->side || !mesh->nodes[(guint) y * mesh->side + (guint) x].known)
        continue;
      mean.dx += mesh->nodes[(guint) y * mesh->side + (guint) x].dx;
      mean.dy += mesh->nodes[(guint) y * mesh->side + (guint) x].dy;
      known++;
    }
  if (known > 0)
    mean.dx /= (float) known, mean.dy /= (float) known;
  return mean;
}

static void
find_node (Mesh *mesh, guint i, guint j)
{
  Node expected = predict (mesh, i, j), *node = &mesh->nodes[j * mesh->side + i];
  int column = (int) node_place (mesh, i), row = (int) node_place (mesh, j);
  float best = -1;

  for (int dy = (int) lrintf (expected.dy) - REACH_PX; dy <= (int) lrintf (expected.dy) + REACH_PX; dy++)
    for (int dx = (int) lrintf (expected.dx) - REACH_PX; dx <= (int) lrintf (expected.dx) + REACH_PX; dx++) {
      float away = hypotf ((float) dx - expected.dx, (float) dy - expected.dy);
      float score = contrast (mesh, column, row, dx, dy) * (1 - STIFFNESS * away * away);
      if (score <= best)
        continue;
      best = score;
      *node = (Node){ (float) dx, (float) dy, FALSE };
    }
  node->known = TRUE;
}

/* From the corners that the finder patterns fixed to the middle and to the fourth corner: the nearest first. */
typedef struct {
  guint i, j;
  double away;
} Visit;

static int
compare_visits (gconstpointer a, gconstpointer b)
{
  double first = ((const Visit *) a)->away, second = ((const Visit *) b)->away;
  return (first > second) - (first < second);
}

static void
find_nodes (Mesh *mesh)
{
  double far = mesh->modules - 3.5;
  const YjPoint fixed[] = { { 3.5, 3.5 }, { far, 3.5 }, { 3.5, far } };
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (Visit));

  for (guint j = 0; j < mesh->side; j++)
    for (guint i = 0; i < mesh->side; i++) {
      Visit visit = { i, j, G_MAXDOUBLE };
      for (guint k = 0; k < G_N_ELEMENTS (fixed); k++)
        visit.away = MIN (visit.away, hypot (node_place (mesh, i) - fixed[k].x, node_place (mesh, j) - fixed[k].y));
      g_array_append_val (visits, visit);
    }
  g_array_sort (visits, compare_visits);
  for (guint round = 0; round < 2; round++) /* the second time every neighbour is known */
    for (guint i = 0; i < visits->len; i++)
      find_node (mesh, g_array_index (visits, Visit, i).i, g_array_index (visits, Visit, i).j);
}

/* The shift at a place in modules, between four nodes. */
static YjPoint
shift_at (const Mesh *mesh, double x, double y)
{
  double limit = mesh->side - 1.001, u = CLAMP (x / NODE_MODULES, 0, limit), v = CLAMP (y / NODE_MODULES, 0, limit);
  guint i = (guint) u, j = (guint) v;
  double right = u - i, down = v - j;
  const Node *at = &mesh->nodes[j * mesh->side + i], *below = at + mesh->side;

  return (YjPoint){ (1 - down) * ((1 - right) * at[0].dx + right * at[1].dx) + down * ((1 - right) * below[0].dx + right * below[1].dx),
                    (1 - down) * ((1 - right) * at[0].dy + right * at[1].dy) + down * ((1 - right) * below[0].dy + right * below[1].dy) };
}

static YjGreyImage *
smooth_out (const Mesh *mesh, const YjGreyImage *image)
{
  guint side = image->width_px;
  YjGreyImage *flat = yj_grey_image_new (side, side);

  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++) {
      YjPoint shift = shift_at (mesh, (x + 0.5) / MODULE_PX - MARGIN_MODULES, (y + 0.5) / MODULE_PX - MARGIN_MODULES);
      flat->pixels[(gsize) y * side + x] = (guint8) (yj_grey_image_sample (image, (float) (x + shift.x), (float) (y + shift.y)) + 0.5f);
    }
  return flat;
}

YjGreyImage *
yj_qr_mesh_flatten (const YjQrGrid *grid, const YjGreyImage *grey, double scale, YjQrGrid *flat)
{
  Mesh mesh = { .modules = grid->modules, .side = (grid->modules + NODE_MODULES - 1) / NODE_MODULES + 1 };
  g_autoptr (YjGreyImage) plane = NULL, even = NULL;
  YjGreyImage *smooth;

  if (grid->modules > YJ_QR_MESH_MODULES_MAX)
    return NULL;
  plane = lay_flat (grid, grey, scale);
  mesh.even = even = take_means (plane);
  mesh.nodes = g_new0 (Node, (gsize) mesh.side * mesh.side);
  find_nodes (&mesh);
  smooth = smooth_out (&mesh, plane);
  g_free (mesh.nodes);
  *flat = *grid;
  flat->to_px = (YjHomography){ { MODULE_PX, 0, MARGIN_MODULES * MODULE_PX, 0, MODULE_PX, MARGIN_MODULES * MODULE_PX, 0, 0, 1 } };
  return smooth;
}
