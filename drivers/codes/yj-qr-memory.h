/* SPDX-License-Identifier: Apache-2.0 */
/* What several pictures of one QR code show together: a reflection that wanders, noise and a trembling hand leave each module readable in
 * some of them. Holds one code that was seen and not read, for a second. Wiped when freed. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

typedef struct _YjQrMemory YjQrMemory;

YjQrMemory *yj_qr_memory_new (void);
void yj_qr_memory_free (YjQrMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjQrMemory, yj_qr_memory_free)

/* Adds how dark the modules of @grid are on @grey (as for yj_qr_patch_redraw ()) to what was seen of the code with the same size and
 * @format, and draws what all of it says; NULL when nothing was known before. (transfer full) (nullable) */
YjGreyImage *yj_qr_memory_add (YjQrMemory *self, const YjQrGrid *grid, guint format, const YjGreyImage *grey, double scale, gint64 now_usec);
void yj_qr_memory_clear (YjQrMemory *self);

G_END_DECLS
