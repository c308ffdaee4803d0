/* SPDX-License-Identifier: Apache-2.0 */
/* A module as an integrator writes one, without a library behind it: the first byte of a photograph says what it does. */
#include "drivers/photos/yijian-photo-decoder.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
decode (const unsigned char *coded, unsigned long coded_bytes, unsigned char *rgb, unsigned long rgb_bytes, unsigned *width_px,
        unsigned *height_px)
{
  if (coded_bytes == 0)
    return 1;
  puts ("this library talks on standard output");
  switch (coded[0]) {
  case 'C':
    abort ();
  case 'S':
    for (;;)
      pause ();
  case 'L': /* more than there is room for, by its word */
    *width_px = 513;
    *height_px = 2;
    return 0;
  case 'P': /* 102 × 126, as the real ones are */
    *width_px = 102;
    *height_px = 126;
    for (unsigned i = 0; i < 102 * 126 * 3 && i < rgb_bytes; i++)
      rgb[i] = coded[i % coded_bytes];
    return 0;
  default:
    return -1;
  }
}

const YijianPhotoDecoder yijian_photo_decoder = { YIJIAN_PHOTO_DECODER_ABI, decode };
