/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rendering of pages by Pango and Cairo, and the light of a scene. */
#include "tests/drivers/cameras/paper-scene.h"
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* ---- pages ---- */

static void
print_line (cairo_t *cr, double x, double y, double height, const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, "Noto Sans CJK SC, sans-serif");
  pango_font_description_set_absolute_size (font, height * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (font);
}

/* @mm: pixels for a millimetre. */
static void
print_text (cairo_t *cr, double mm, double left, double right, double top, double bottom)
{
  static const char *const lines[] = { "申请人因办理新生儿出生一件事，提交以下材料，", "所填内容真实有效，愿意承担相应的法律责任。",
                                       "The applicant confirms that the above is true.", "联系电话以及住址请按户口簿登记的内容填写。" };
  guint n = 0;

  cairo_save (cr);
  cairo_rectangle (cr, left * mm, top * mm, (right - left) * mm, (bottom - top) * mm);
  cairo_clip (cr);
  for (double y = top; y < bottom - 5; y += 7)
    for (double x = left; x < right; x += 84)
      print_line (cr, x * mm, y * mm, 3.7 * mm, lines[n++ % G_N_ELEMENTS (lines)]); /* 10.5 points */
  cairo_restore (cr);
}

static void
print_form (cairo_t *cr, double mm)
{
  print_line (cr, 70 * mm, 20 * mm, 8 * mm, "出生登记申请表");
  cairo_set_line_width (cr, 0.4 * mm);
  for (int row = 0; row <= 12; row++) {
    cairo_move_to (cr, 25 * mm, (40 + 18 * row) * mm);
    cairo_line_to (cr, 185 * mm, (40 + 18 * row) * mm);
  }
  for (int column = 0; column <= 4; column++) {
    cairo_move_to (cr, (25 + 40 * column) * mm, 40 * mm);
    cairo_line_to (cr, (25 + 40 * column) * mm, 256 * mm);
  }
  cairo_stroke (cr);
  for (int row = 0; row < 12; row++)
    for (int column = 0; column < 4; column += 2)
      print_line (cr, (28 + 40 * column) * mm, (46 + 18 * row) * mm, 4.5 * mm, "登记事项");
}

static void
print_card (cairo_t *cr, double mm)
{
  cairo_set_source_rgb (cr, 0.86, 0.90, 0.93);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.45, 0.38, 0.36);
  cairo_rectangle (cr, 58 * mm, 8 * mm, 22 * mm, 28 * mm);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.12);
  print_line (cr, 5 * mm, 6 * mm, 3.2 * mm, "姓名　王晓慧");
  print_line (cr, 5 * mm, 13 * mm, 3.0 * mm, "性别　女　　民族　汉");
  print_line (cr, 5 * mm, 20 * mm, 3.0 * mm, "出生　1990 年 1 月 1 日");
  print_line (cr, 5 * mm, 27 * mm, 3.0 * mm, "住址　青禾市安平路 12 号");
  print_line (cr, 5 * mm, 44 * mm, 3.6 * mm, "公民身份号码　000000199001010026");
}

static void
print_booklet (cairo_t *cr, double mm)
{
  print_text (cr, mm, 12, 80, 15, 115);
  print_text (cr, mm, 100, 168, 15, 115);
  cairo_set_source_rgb (cr, 0.72, 0.70, 0.66);
  cairo_rectangle (cr, 89.6 * mm, 0, 0.8 * mm, 130 * mm);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.60, 0.45, 0.42);
  cairo_rectangle (cr, 20 * mm, 30 * mm, 45 * mm, 32 * mm);
  cairo_fill (cr);
}

/* Soft everywhere, as faces and skies are. */
static void
print_photo (cairo_t *cr, double mm)
{
  for (int i = 0; i < 14; i++) {
    double x = (13 + 41 * i) % 150, y = (17 + 59 * i) % 100, radius = 18 + 5 * (i % 4);
    cairo_pattern_t *blob = cairo_pattern_create_radial (x * mm, y * mm, 0, x * mm, y * mm, radius * mm);
    cairo_pattern_add_color_stop_rgba (blob, 0, 0.1 + 0.05 * i, 0.6 - 0.03 * i, 0.3 + 0.04 * (i % 5), 0.9);
    cairo_pattern_add_color_stop_rgba (blob, 1, 0.1 + 0.05 * i, 0.6 - 0.03 * i, 0.3, 0);
    cairo_set_source (cr, blob);
    cairo_paint (cr);
    cairo_pattern_destroy (blob);
  }
}

static YjFrame *
frame_of_surface (cairo_surface_t *surface)
{
  guint width = (guint) cairo_image_surface_get_width (surface), height = (guint) cairo_image_surface_get_height (surface);
  const guint8 *from = cairo_image_surface_get_data (surface);
  guint8 *rgb = g_malloc ((gsize) width * height * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgb, (gsize) width * height * 3);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++) {
      guint32 pixel = ((const guint32 *) (gconstpointer) (from + (gsize) y * (gsize) cairo_image_surface_get_stride (surface)))[x];
      guint8 *to = rgb + ((gsize) y * width + x) * 3;
      to[0] = (guint8) (pixel >> 16);
      to[1] = (guint8) (pixel >> 8);
      to[2] = (guint8) pixel;
    }
  return yj_frame_new (YJ_FRAME_RGB, width, height, width * 3, bytes);
}

YjFrame *
paper_new (PaperKind kind, guint dots_per_inch)
{
  static const double sizes[][2] = { [PAPER_TEXT] = { 210, 297 },    [PAPER_FORM] = { 210, 297 }, [PAPER_CARD] = { 85.6, 54 },
                                     [PAPER_BOOKLET] = { 180, 130 }, [PAPER_PHOTO] = { 152, 102 }, [PAPER_BLANK] = { 210, 297 } };
  double mm = dots_per_inch / 25.4;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (sizes[kind][0] * mm), (int) (sizes[kind][1] * mm));
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 0.93, 0.93, 0.92);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  if (kind == PAPER_TEXT)
    print_text (cr, mm, 25, 185, 28, 270);
  else if (kind == PAPER_FORM)
    print_form (cr, mm);
  else if (kind == PAPER_CARD)
    print_card (cr, mm);
  else if (kind == PAPER_BOOKLET)
    print_booklet (cr, mm);
  else if (kind == PAPER_PHOTO)
    print_photo (cr, mm);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  YjFrame *frame = frame_of_surface (surface);
  cairo_surface_destroy (surface);
  return frame;
}

/* ---- scenes ---- */

/* Xorshift: the same everywhere, unlike rand (). */
static double
next_even (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state / 4294967296.0;
}

#define NORMALS 4096

/* Four even ones are near enough to a normal one; drawn anew from a table, which is quicker. */
static double
next_normal (guint32 *state)
{
  static float normals[NORMALS];

  if (normals[0] == 0) {
    guint32 seed = 99;
    for (guint i = 0; i < NORMALS; i++)
      normals[i] = (float) ((next_even (&seed) + next_even (&seed) + next_even (&seed) + next_even (&seed) - 2) * 1.732);
  }
  return normals[(guint) (next_even (state) * NORMALS)];
}

Scene *
scene_new (guint width_px, guint height_px, guint32 rgb)
{
  Scene *self = g_new (Scene, 1);
  guint32 state = 12345;

  *self = (Scene){ width_px, height_px, g_new (float, (gsize) width_px * height_px * 3) };
  for (gsize i = 0; i < (gsize) width_px * height_px; i++) {
    double grain = 2 * next_normal (&state);
    self->light[3 * i] = (float) ((rgb >> 16 & 255) + grain);
    self->light[3 * i + 1] = (float) ((rgb >> 8 & 255) + grain);
    self->light[3 * i + 2] = (float) ((rgb & 255) + grain);
  }
  return self;
}

void
scene_free (Scene *self)
{
  g_free (self->light);
  g_free (self);
}

static void
lay_sample (const Scene *self, guint x, guint y, const YjFrame *paper, double u, double v, double weight)
{
  const guint8 *pixels = g_bytes_get_data (paper->pixels, NULL);
  double limit_u = paper->width_px - 1.001, limit_v = paper->height_px - 1.001;
  float *to = self->light + ((gsize) y * self->width_px + x) * 3;

  u = CLAMP (u - 0.5, 0, limit_u);
  v = CLAMP (v - 0.5, 0, limit_v);
  guint column = (guint) u, row = (guint) v;
  double right = u - column, down = v - row;
  const guint8 *at = pixels + (gsize) row * paper->stride_bytes + (gsize) column * 3, *below = at + paper->stride_bytes;
  for (int c = 0; c < 3; c++) {
    double value = (at[c] * (1 - right) + at[c + 3] * right) * (1 - down) + (below[c] * (1 - right) + below[c + 3] * right) * down;
    to[c] += (float) (weight * value);
  }
}

/* Four samples a pixel, so that edges have the greys that a lens gives them. */
static void
lay_pixel (const Scene *self, guint x, guint y, const YjFrame *paper, const YjHomography *map)
{
  YjPoint inside[4];
  int count = 0;

  for (int i = 0; i < 4; i++) {
    YjPoint at = yj_homography_map (map, x - 0.25 + 0.5 * (i & 1), y - 0.25 + 0.5 * (i >> 1));
    if (at.x >= 0 && at.y >= 0 && at.x < paper->width_px && at.y < paper->height_px)
      inside[count++] = at;
  }
  for (int c = 0; c < 3 && count > 0; c++)
    self->light[((gsize) y * self->width_px + x) * 3 + (gsize) c] *= (float) (1 - count / 4.0);
  for (int i = 0; i < count; i++)
    lay_sample (self, x, y, paper, inside[i].x, inside[i].y, 0.25);
}

void
scene_lay (Scene *self, const YjFrame *paper, const YjPoint corners[4])
{
  const YjPoint edges[] = { { 0, 0 }, { paper->width_px, 0 }, { paper->width_px, paper->height_px }, { 0, paper->height_px } };
  double left = self->width_px, top = self->height_px, right = 0, bottom = 0;
  YjHomography map;

  for (int i = 0; i < 4; i++) {
    left = MIN (left, corners[i].x - 2);
    top = MIN (top, corners[i].y - 2);
    right = MAX (right, corners[i].x + 2);
    bottom = MAX (bottom, corners[i].y + 2);
  }
  g_assert_true (yj_homography_fit (&map, corners, edges, NULL, 4));
  for (guint y = (guint) MAX (top, 0); y < (guint) CLAMP (bottom, 0, self->height_px); y++)
    for (guint x = (guint) MAX (left, 0); x < (guint) CLAMP (right, 0, self->width_px); x++)
      lay_pixel (self, x, y, paper, &map);
}

void
scene_shadow (Scene *self, double factor, double degrees)
{
  double across = sin (degrees * G_PI / 180), down = cos (degrees * G_PI / 180), soft = self->width_px / 12.0;

  for (guint y = 0; y < self->height_px; y++)
    for (guint x = 0; x < self->width_px; x++) {
      double behind = (x - self->width_px / 2.0) * across + (y - self->height_px / 2.0) * down;
      double share = CLAMP (behind / soft + 0.5, 0, 1);
      for (int c = 0; c < 3; c++)
        self->light[((gsize) y * self->width_px + x) * 3 + (gsize) c] *= (float) (1 - share * (1 - factor));
    }
}

void
scene_bend (Scene *self, double amount_px, double length_px)
{
  g_autofree float *row = g_new (float, (gsize) self->width_px * 3);

  for (guint y = 0; y < self->height_px; y++) {
    float *to = self->light + (gsize) y * self->width_px * 3;
    double shift = amount_px * sin (2 * G_PI * y / length_px), share = shift - floor (shift);
    memcpy (row, to, (gsize) self->width_px * 3 * sizeof *row);
    for (int x = 0; x < (int) self->width_px; x++) {
      int left = CLAMP (x + (int) floor (shift), 0, (int) self->width_px - 1), right = MIN (left + 1, (int) self->width_px - 1);
      for (int c = 0; c < 3; c++)
        to[3 * x + c] = (float) (row[3 * left + c] * (1 - share) + row[3 * right + c] * share);
    }
  }
}

void
scene_expose (Scene *self, double factor)
{
  for (gsize i = 0; i < (gsize) self->width_px * self->height_px * 3; i++)
    self->light[i] *= (float) factor;
}

void
scene_glare (Scene *self, YjPoint at, double radius_px)
{
  for (guint y = 0; y < self->height_px; y++)
    for (guint x = 0; x < self->width_px; x++) {
      double far = hypot (x - at.x, y - at.y) / radius_px;
      for (int c = 0; c < 3; c++)
        self->light[((gsize) y * self->width_px + x) * 3 + (gsize) c] += (float) (400 * exp (-far * far));
    }
}

void
scene_cover (Scene *self, YjPoint from, YjPoint to, double radius_px, guint32 rgb)
{
  double x = to.x - from.x, y = to.y - from.y, square = MAX (x * x + y * y, 1);

  for (guint row = 0; row < self->height_px; row++)
    for (guint column = 0; column < self->width_px; column++) {
      double at = CLAMP (((column - from.x) * x + (row - from.y) * y) / square, 0, 1);
      if (hypot (column - from.x - at * x, row - from.y - at * y) > radius_px)
        continue;
      for (guint c = 0; c < 3; c++)
        self->light[((gsize) row * self->width_px + column) * 3 + c] = (float) (rgb >> (16 - 8 * c) & 255);
    }
}

static void
blur_line (float *line, guint count, gsize step, const double *kernel, int radius, float *copy)
{
  for (guint i = 0; i < count; i++)
    copy[i] = line[i * step];
  for (int i = 0; i < (int) count; i++) {
    double sum = 0;
    for (int k = -radius; k <= radius; k++)
      sum += kernel[k + radius] * copy[CLAMP (i + k, 0, (int) count - 1)];
    line[(gsize) i * step] = (float) sum;
  }
}

void
scene_blur (Scene *self, double sigma_px)
{
  int radius = (int) ceil (3 * sigma_px);
  g_autofree double *kernel = g_new (double, 2 * radius + 1);
  g_autofree float *copy = g_new (float, MAX (self->width_px, self->height_px));
  double sum = 0;

  if (radius == 0)
    return;
  for (int k = -radius; k <= radius; k++)
    sum += kernel[k + radius] = exp (-k * k / (2 * sigma_px * sigma_px));
  for (int k = 0; k <= 2 * radius; k++)
    kernel[k] /= sum;
  for (guint c = 0; c < 3; c++) {
    for (guint y = 0; y < self->height_px; y++)
      blur_line (self->light + (gsize) y * self->width_px * 3 + c, self->width_px, 3, kernel, radius, copy);
    for (guint x = 0; x < self->width_px; x++)
      blur_line (self->light + (gsize) x * 3 + c, self->height_px, (gsize) self->width_px * 3, kernel, radius, copy);
  }
}

YjFrame *
scene_to_frame (const Scene *self, double deviation, guint32 seed)
{
  gsize size = (gsize) self->width_px * self->height_px * 3;
  guint8 *rgb = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgb, size);
  guint32 state = seed | 1;

  for (gsize i = 0; i < size; i++) {
    double value = self->light[i] + deviation * next_normal (&state) + 0.5;
    rgb[i] = (guint8) CLAMP (value, 0, 255);
  }
  return yj_frame_new (YJ_FRAME_RGB, self->width_px, self->height_px, self->width_px * 3, bytes);
}

void
scene_place (YjPoint corners[4], YjPoint middle, double width, double height, double degrees, double tilt)
{
  static const double at[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
  double turn = degrees * G_PI / 180;

  for (int i = 0; i < 4; i++) {
    double x = at[i][0] * width / 2 * (at[i][1] < 0 ? 1 - tilt : 1), y = at[i][1] * height / 2;
    corners[i] = (YjPoint){ middle.x + x * cos (turn) - y * sin (turn), middle.y + x * sin (turn) + y * cos (turn) };
  }
}
