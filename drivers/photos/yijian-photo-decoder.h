/* SPDX-License-Identifier: Apache-2.0 */
/* For integrators: how a library that decodes photographs of cards (WLT) is given to a kiosk. Yijian has none and links none. Write a shared
 * object that exports this table and calls the library, and name it in the settings:
 *
 *   [photo-decoder]
 *   module=/usr/lib/yijian/photo-decoder.so
 *
 * It is loaded by a program of its own, one process for each photograph, with nothing else of a person in its memory; there it may take two
 * seconds, and crash. Plain C, no other header. */
#ifndef YIJIAN_PHOTO_DECODER_H
#define YIJIAN_PHOTO_DECODER_H

#define YIJIAN_PHOTO_DECODER_ABI 1

typedef struct {
  unsigned abi; /* YIJIAN_PHOTO_DECODER_ABI */
  /* Decodes the @coded_bytes (1,024 of a resident card) at @coded into rows of red, green, blue from the top, without padding, at @rgb, where
   * there is room for @rgb_bytes (512 × 512 × 3). Sets the size, at most 512 × 512. 0 when it is done, else anything. */
  int (*decode) (const unsigned char *coded, unsigned long coded_bytes, unsigned char *rgb, unsigned long rgb_bytes, unsigned *width_px,
                 unsigned *height_px);
} YijianPhotoDecoder;

/* The exported symbol. */
extern const YijianPhotoDecoder yijian_photo_decoder;

#endif
