/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the places of the format bits and the combinations that exist. */
#include "drivers/codes/yj-qr-format.h"

#define BITS 15
#define COMBINATIONS 32
#define GENERATOR 0x537
#define MASK 0x5412

static guint
combination (guint data)
{
  guint rest = data << 10;

  for (int bit = 14; bit >= 10; bit--)
    if ((rest & (1u << bit)) != 0)
      rest ^= (guint) GENERATOR << (bit - 10);
  return (data << 10 | rest) ^ MASK;
}

static guint
dark_bit (const YjQrGrid *grid, const YjGreyImage *binary, int column, int row, int bit)
{
  YjPoint at = yj_homography_map (&grid->to_px, column + 0.5, row + 0.5);

  if (!(at.x >= 0 && at.y >= 0 && at.x < binary->width_px && at.y < binary->height_px))
    return 0;
  return binary->pixels[(gsize) at.y * binary->width_px + (gsize) at.x] == 0 ? 1u << bit : 0;
}

/* Around the top left pattern; the timing patterns' column and row are left out. */
static guint
read_near (const YjQrGrid *grid, const YjGreyImage *binary)
{
  guint bits = 0;

  for (int bit = 0; bit < 8; bit++)
    bits |= dark_bit (grid, binary, 8, bit < 6 ? bit : bit + 1, bit);
  for (int bit = 8; bit < BITS; bit++)
    bits |= dark_bit (grid, binary, bit == 8 ? 7 : 14 - bit, 8, bit);
  return bits;
}

/* Below the top right pattern and beside the bottom left one. */
static guint
read_far (const YjQrGrid *grid, const YjGreyImage *binary)
{
  int modules = (int) grid->modules;
  guint bits = 0;

  for (int bit = 0; bit < 8; bit++)
    bits |= dark_bit (grid, binary, modules - 1 - bit, 8, bit);
  for (int bit = 8; bit < BITS; bit++)
    bits |= dark_bit (grid, binary, 8, modules - BITS + bit, bit);
  return bits;
}

guint
yj_qr_format_distance (const YjQrGrid *grid, const YjGreyImage *binary, YjQrFormatCopies copies, guint *format)
{
  guint near = read_near (grid, binary), far = read_far (grid, binary), best = G_MAXUINT;

  for (guint data = 0; data < COMBINATIONS; data++) {
    guint valid = combination (data), distance = 0;
    if ((copies & YJ_QR_FORMAT_NEAR) != 0)
      distance += (guint) __builtin_popcount (near ^ valid);
    if ((copies & YJ_QR_FORMAT_FAR) != 0)
      distance += (guint) __builtin_popcount (far ^ valid);
    if (distance >= best)
      continue;
    best = distance;
    if (format != NULL)
      *format = data;
  }
  return best;
}
