/* SPDX-License-Identifier: Apache-2.0 */
/* The format information beside the finder patterns (ISO/IEC 18004:2015, 7.9 and annex C): fifteen bits, twice, of which only 32
 * combinations exist. A grid that was laid over something that is no code does not show one of them. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

/* The copy around the top left finder pattern, that beside the two others, or both. */
typedef enum { YJ_QR_FORMAT_NEAR = 1, YJ_QR_FORMAT_FAR = 2, YJ_QR_FORMAT_BOTH = 3 } YjQrFormatCopies;

/* How many of the bits in @copies, 15 each, differ from the combination that fits best: of both, 0 for a clean code and mostly 8 or more
 * for no code. @format: (out) (nullable) that combination, 0 to 31. */
guint yj_qr_format_distance (const YjQrGrid *grid, const YjGreyImage *binary, YjQrFormatCopies copies, guint *format);

G_END_DECLS
