/* SPDX-License-Identifier: Apache-2.0 */
/* The format information beside the finder patterns (ISO/IEC 18004:2015, 7.9 and annex C): fifteen bits, twice, of which only 32
 * combinations exist. A grid that was laid over something that is no code does not show one of them. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

/* How many of the 30 bits differ from the combination that fits best: 0 for a clean code, mostly 8 or more for no code. */
guint yj_qr_format_distance (const YjQrGrid *grid, const YjGreyImage *binary);

G_END_DECLS
