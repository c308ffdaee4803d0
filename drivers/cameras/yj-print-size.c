/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the places that are looked at, and what counts as a character there: ink that hangs together. */
#include "drivers/cameras/yj-print-size.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define WINDOW_PX 192
#define WINDOWS_ACROSS 4 /* and as many down */
#define CONTRAST_MIN 28
#define INK_SHARE_MAX 0.4 /* more is a photograph, or what lies beside the paper */
#define SIDE_MIN_PX 4 /* less is a rule, a dot or noise */
#define SIDE_MAX_PX (WINDOW_PX / 2)
#define NARROW 1.6 /* letters are at most as much higher than wide; words that stand upright are higher */
#define CHARACTERS_MIN 40
#define SHARE 0.75

typedef struct {
  guint8 ink[WINDOW_PX][WINDOW_PX];
  guint16 stack[WINDOW_PX * WINDOW_PX]; /* row × WINDOW_PX + column */
} Window;

typedef struct {
  int left, top, right, bottom;
} Extent;

static guint
percentile (const guint counts[256], double share)
{
  guint sum = 0;
  for (guint i = 0; i < 256; i++) {
    sum += counts[i];
    if (sum >= share * WINDOW_PX * WINDOW_PX)
      return i;
  }
  return 255;
}

/* FALSE where nothing is printed, or where it is no print. */
static gboolean
find_ink (const YjGreyImage *image, guint left, guint top, Window *window)
{
  guint counts[256] = { 0 }, inked = 0, paper, ink;

  for (guint y = 0; y < WINDOW_PX; y++)
    for (guint x = 0; x < WINDOW_PX; x++)
      counts[image->pixels[(gsize) (top + y) * image->width_px + left + x]]++;
  paper = percentile (counts, 0.90);
  ink = percentile (counts, 0.02);
  for (guint y = 0; y < WINDOW_PX; y++)
    for (guint x = 0; x < WINDOW_PX; x++) {
      window->ink[y][x] = image->pixels[(gsize) (top + y) * image->width_px + left + x] < (paper + ink) / 2;
      inked += window->ink[y][x];
    }
  return paper >= ink + CONTRAST_MIN && inked < INK_SHARE_MAX * WINDOW_PX * WINDOW_PX;
}

/* Takes the ink that hangs together at @start out of the window. */
static Extent
take_character (Window *window, int start)
{
  Extent extent = { start % WINDOW_PX, start / WINDOW_PX, start % WINDOW_PX, start / WINDOW_PX };
  guint depth = 0;

  window->stack[depth++] = (guint16) start;
  window->ink[extent.top][extent.left] = 0;
  while (depth > 0) {
    int at = window->stack[--depth], row = at / WINDOW_PX, column = at % WINDOW_PX;
    extent = (Extent){ MIN (extent.left, column), MIN (extent.top, row), MAX (extent.right, column), MAX (extent.bottom, row) };
    for (int y = MAX (row - 1, 0); y <= MIN (row + 1, WINDOW_PX - 1); y++)
      for (int x = MAX (column - 1, 0); x <= MIN (column + 1, WINDOW_PX - 1); x++)
        if (window->ink[y][x]) {
          window->ink[y][x] = 0;
          window->stack[depth++] = (guint16) (y * WINDOW_PX + x);
        }
  }
  return extent;
}

/* What the window's edge cuts is not measured. */
static void
measure_window (Window *window, GArray *heights)
{
  for (int i = 0; i < WINDOW_PX * WINDOW_PX; i++) {
    if (!window->ink[i / WINDOW_PX][i % WINDOW_PX])
      continue;
    Extent extent = take_character (window, i);
    int width = extent.right - extent.left + 1, height = extent.bottom - extent.top + 1;
    double size = MIN (height, NARROW * width);
    gboolean is_cut = extent.left == 0 || extent.top == 0 || extent.right == WINDOW_PX - 1 || extent.bottom == WINDOW_PX - 1;
    if (!is_cut && width >= SIDE_MIN_PX / 2 && height >= SIDE_MIN_PX && size <= SIDE_MAX_PX)
      g_array_append_val (heights, size);
  }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Where the window in the row @down and the column @across of the sheet begins; FALSE when it reaches out of the picture. */
static gboolean
place_window (const YjGreyImage *image, const YjPoint corners[4], int across, int down, guint *left, guint *top)
{
  double u = (across + 1.0) / (WINDOWS_ACROSS + 1), v = (down + 1.0) / (WINDOWS_ACROSS + 1);
  double x = (corners[0].x * (1 - u) + corners[1].x * u) * (1 - v) + (corners[3].x * (1 - u) + corners[2].x * u) * v - WINDOW_PX / 2.0;
  double y = (corners[0].y * (1 - u) + corners[1].y * u) * (1 - v) + (corners[3].y * (1 - u) + corners[2].y * u) * v - WINDOW_PX / 2.0;

  if (!(x >= 0 && y >= 0 && x + WINDOW_PX <= image->width_px && y + WINDOW_PX <= image->height_px))
    return FALSE;
  *left = (guint) x;
  *top = (guint) y;
  return TRUE;
}

double
yj_print_size_measure (const YjGreyImage *image, const YjPoint corners[4])
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (double));
  Window *window = g_new (Window, 1);
  guint left = 0, top = 0;

  for (int i = 0; i < WINDOWS_ACROSS * WINDOWS_ACROSS; i++)
    if (place_window (image, corners, i % WINDOWS_ACROSS, i / WINDOWS_ACROSS, &left, &top) && find_ink (image, left, top, window))
      measure_window (window, heights);
  yj_secret_wipe (window, sizeof *window); /* it holds a paper's print */
  g_free (window);
  if (heights->len < CHARACTERS_MIN)
    return 0;
  g_array_sort (heights, compare_doubles);
  return g_array_index (heights, double, (guint) (SHARE * (heights->len - 1)));
}
