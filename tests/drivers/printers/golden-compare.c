/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/drivers/printers/golden-compare.h"
#include <math.h>
#include <string.h>

#define STEP 8              /* dots between windows */
#define WINDOW 16           /* dots of a window's side */
#define FAR_APART 40        /* of 256 dots of ink, after which a window is different */
#define MOST_DIFFERENT 0.02 /* of all windows with ink */
#define BAND 3              /* windows: about a line of text */
#define MOST_OF_A_BAND 0.3
#define LEAST_OF_A_BAND 12  /* windows with ink; less is no text */

static int
width_of (cairo_surface_t *surface)
{
  return cairo_image_surface_get_width (surface);
}

static int
height_of (cairo_surface_t *surface)
{
  return cairo_image_surface_get_height (surface);
}

static guint32 *
row_of (cairo_surface_t *surface, int y)
{
  return (guint32 *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
}

static gboolean
is_black (cairo_surface_t *surface, int x, int y)
{
  return x >= 0 && y >= 0 && x < width_of (surface) && y < height_of (surface) && (row_of (surface, y)[x] & 0xff) < 0x80;
}

cairo_surface_t *
golden_load (const char *path)
{
  cairo_surface_t *file = cairo_image_surface_create_from_png (path), *surface;
  cairo_t *cr;

  if (cairo_surface_status (file) != CAIRO_STATUS_SUCCESS)
    g_test_message ("%s: %s", path, cairo_status_to_string (cairo_surface_status (file)));
  g_assert_cmpint (cairo_surface_status (file), ==, CAIRO_STATUS_SUCCESS);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_of (file), height_of (file));
  cr = cairo_create (surface);
  cairo_set_source_surface (cr, file, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (file);
  cairo_surface_flush (surface);
  return surface;
}

/* cairo writes an alpha mask of one bit as black and white, set is white. */
cairo_surface_t *
golden_to_bits (cairo_surface_t *surface)
{
  cairo_surface_t *bits = cairo_image_surface_create (CAIRO_FORMAT_A1, width_of (surface), height_of (surface));
  int stride = cairo_image_surface_get_stride (bits);

  cairo_surface_flush (bits);
  for (int y = 0; y < height_of (surface); y++) {
    guint32 *row = (guint32 *) (cairo_image_surface_get_data (bits) + (gsize) y * (gsize) stride);
    for (int x = 0; x < width_of (surface); x++)
      if (!is_black (surface, x, y))
        row[x / 32] |= 1u << (x % 32);
  }
  cairo_surface_mark_dirty (bits);
  return bits;
}

YjFrame *
golden_to_frame (cairo_surface_t *surface)
{
  gsize width = (gsize) width_of (surface), height = (gsize) height_of (surface);
  guint8 *grey = g_malloc (width * height);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      grey[y * width + x] = is_black (surface, (int) x, (int) y) ? 0 : 255;
  bytes = g_bytes_new_take (grey, width * height);
  return yj_frame_new (YJ_FRAME_GREY, (guint) width, (guint) height, (guint) width, bytes);
}

static int
count_ink (cairo_surface_t *surface, int column, int row)
{
  int ink = 0;
  for (int y = row * STEP; y < row * STEP + WINDOW; y++)
    for (int x = column * STEP; x < column * STEP + WINDOW; x++)
      ink += is_black (surface, x, y);
  return ink;
}

typedef struct {
  int columns, rows;
  guint8 *inked, *differs; /* a window each */
} Windows;

static void
look (Windows *self, cairo_surface_t *drawn, cairo_surface_t *seen)
{
  self->columns = MAX (width_of (drawn), width_of (seen)) / STEP;
  self->rows = MAX (height_of (drawn), height_of (seen)) / STEP;
  self->inked = g_malloc ((gsize) self->columns * (gsize) self->rows);
  self->differs = g_malloc ((gsize) self->columns * (gsize) self->rows);
  for (int row = 0; row < self->rows; row++)
    for (int column = 0; column < self->columns; column++) {
      int a = count_ink (drawn, column, row), b = count_ink (seen, column, row), i = row * self->columns + column;
      self->inked[i] = a > 0 || b > 0;
      self->differs[i] = ABS (a - b) > FAR_APART;
    }
}

/* How many windows of a rectangle have ink, and the share of those that differ. */
static double
get_share (const Windows *self, int column, int row, int columns, int rows, int *inked)
{
  int differs = 0;

  *inked = 0;
  for (int y = row; y < MIN (row + rows, self->rows); y++)
    for (int x = column; x < MIN (column + columns, self->columns); x++) {
      *inked += self->inked[y * self->columns + x];
      differs += self->differs[y * self->columns + x];
    }
  return *inked > 0 ? (double) differs / *inked : 0;
}

static char *
find_difference (const Windows *self)
{
  int inked;
  double share = get_share (self, 0, 0, self->columns, self->rows, &inked);

  if (inked == 0)
    return g_strdup ("both are empty");
  for (int row = 0; row < self->rows; row++)
    if (get_share (self, 0, row, self->columns, BAND, &inked) > MOST_OF_A_BAND && inked >= LEAST_OF_A_BAND)
      return g_strdup_printf ("the line at dot %d from the top is different", row * STEP);
  for (int column = 0; column < self->columns; column++)
    if (get_share (self, column, 0, BAND, self->rows, &inked) > MOST_OF_A_BAND && inked >= LEAST_OF_A_BAND)
      return g_strdup_printf ("the strip at dot %d from the left is different", column * STEP);
  return share > MOST_DIFFERENT ? g_strdup_printf ("%.1f %% of the ink is elsewhere", share * 100) : NULL;
}

char *
golden_compare (cairo_surface_t *drawn, cairo_surface_t *seen)
{
  Windows windows;
  char *why;

  if (width_of (drawn) != width_of (seen) || ABS (height_of (drawn) - height_of (seen)) > STEP)
    return g_strdup_printf ("%d x %d dots instead of %d x %d", width_of (drawn), height_of (drawn), width_of (seen), height_of (seen));
  look (&windows, drawn, seen);
  why = find_difference (&windows);
  g_free (windows.inked);
  g_free (windows.differs);
  return why;
}

/* ---- changes ---- */

static void
fill (cairo_surface_t *surface, int x, int y, int width, int height)
{
  for (int j = y; j < y + height; j++)
    for (int i = x; i < x + width; i++)
      row_of (surface, j)[i] = 0xffffffff;
  cairo_surface_mark_dirty (surface);
}

void
golden_shift (cairo_surface_t *surface)
{
  for (int y = 0; y < height_of (surface); y++)
    memmove (row_of (surface, y) + 1, row_of (surface, y), (gsize) (width_of (surface) - 1) * 4);
}

/* Every third dot that ends a stroke at the right goes: as a lighter weight, or another hinting. */
void
golden_thin (cairo_surface_t *surface)
{
  for (int y = 0; y < height_of (surface); y++)
    for (int x = 0; x + 1 < width_of (surface); x++)
      if (is_black (surface, x, y) && !is_black (surface, x + 1, y) && (x + y) % 3 == 0)
        row_of (surface, y)[x] = 0xffffffff;
}

static int
count_row (cairo_surface_t *surface, int y)
{
  int ink = 0;
  for (int x = 0; x < width_of (surface); x++)
    ink += is_black (surface, x, y);
  return ink;
}

/* One line of text in the middle: from the white above it to the white below. */
void
golden_drop_line (cairo_surface_t *surface)
{
  int y = height_of (surface) / 2, end;

  while (count_row (surface, y) > 0)
    y++;
  while (count_row (surface, y) == 0)
    y++;
  for (end = y; count_row (surface, end) > 0; end++)
    ;
  fill (surface, 0, y, width_of (surface), end - y);
}

void
golden_clip (cairo_surface_t *surface)
{
  fill (surface, width_of (surface) - 44, 0, 44, height_of (surface));
}

void
golden_mirror (cairo_surface_t *surface)
{
  int width = width_of (surface);

  for (int y = 0; y < height_of (surface); y++)
    for (int x = 0; x < width / 2; x++) {
      guint32 left = row_of (surface, y)[x];
      row_of (surface, y)[x] = row_of (surface, y)[width - 1 - x];
      row_of (surface, y)[width - 1 - x] = left;
    }
}

void
golden_blank (cairo_surface_t *surface)
{
  fill (surface, 0, 0, width_of (surface), height_of (surface));
}

void
golden_push_down (cairo_surface_t *surface)
{
  int from = height_of (surface) / 2;

  for (int y = height_of (surface) - 1; y >= from + 36; y--)
    memcpy (row_of (surface, y), row_of (surface, y - 36), (gsize) width_of (surface) * 4);
}
